//! A store in memory with the semantics of the real one, and with every way in which a store can
//! let its caller down: by script, or by chance that a seed repeats.

pub mod chance;
mod coded;
pub mod conditions;
pub mod pace;

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use shared::domain::world::{Item, Name};
use shared::perform::port::{Committed, Fault, Port, Write};

use crate::memory::chance::Chance;
use crate::memory::conditions::judge;
use crate::memory::pace::turn;

/// What becomes of one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is served and answered.
    Served,
    /// It never arrives, and nobody knows.
    Lost,
    /// It is served, and the answer is lost.
    Unanswered,
    /// It is given up, and arrives at some later time: a delayed write.
    Late,
    /// The store is busy; nothing was done.
    Busy,
    /// It is served, but what stands in the way of its writes is not told.
    Silent,
    /// It is served, and what stands in the way is told of some writes only.
    Partly,
    /// It can never be served.
    Broken,
}

/// How often in a thousand calls each fault happens.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rates {
    /// Of [`Fate::Lost`].
    pub lost: u64,
    /// Of [`Fate::Unanswered`].
    pub unanswered: u64,
    /// Of [`Fate::Late`].
    pub late: u64,
    /// Of [`Fate::Busy`].
    pub busy: u64,
    /// Of [`Fate::Partly`].
    pub partly: u64,
}

/// A commit that was sent.
#[derive(Debug, Clone)]
pub struct Sent {
    /// Who sent it, as the scheduler named them.
    pub by: usize,
    /// At which step it was sent.
    pub at: u64,
    /// What it writes.
    pub writes: Vec<Write>,
}

/// What the store holds and what befell it.
#[derive(Default)]
pub struct State {
    /// Every item.
    pub items: BTreeMap<Name, Item>,
    /// Writes that were given up and will still arrive.
    pub late: Vec<Sent>,
    /// Commits that were applied and that nobody looked at yet.
    pub applied: Vec<Sent>,
    /// What becomes of the next calls; afterwards chance decides.
    pub script: VecDeque<Fate>,
    /// How often each fault happens by chance.
    pub rates: Rates,
    /// Who is at work.
    pub current: usize,
    /// Counts everything that happens.
    pub step: u64,
    /// How many calls there were.
    pub calls: u64,
    /// How many of them met a fault.
    pub faults: u64,
    /// Whether every item goes through the shapes of the real table.
    pub coded: bool,
}

/// A store in memory; its copies are doors to the same store.
#[derive(Clone)]
pub struct Memory {
    /// What it holds.
    pub state: Rc<RefCell<State>>,
    chance: Rc<Chance>,
}

impl Memory {
    /// An empty store without faults.
    pub fn of_seed(seed: u64) -> Self {
        Self { state: Rc::default(), chance: Rc::new(Chance::of_seed(seed)) }
    }

    /// From now on chance follows from this.
    pub fn throw(&self, seed: u64) {
        self.chance.restart(seed);
    }

    /// The chance that decides what becomes of calls.
    pub fn chance(&self) -> Rc<Chance> {
        Rc::clone(&self.chance)
    }

    /// Says what becomes of the next calls.
    pub fn script(&self, fates: &[Fate]) {
        self.state.borrow_mut().script = fates.iter().copied().collect();
    }

    /// The calls since it was asked last.
    pub fn calls(&self) -> u64 {
        std::mem::take(&mut self.state.borrow_mut().calls)
    }

    /// Lets one delayed write arrive; says whether it changed anything.
    pub fn arrive(&self, place: usize) -> bool {
        let mut state = self.state.borrow_mut();
        let sent = state.late.swap_remove(place);
        state.apply(sent).is_ok()
    }

    fn fate(&self) -> Fate {
        let mut state = self.state.borrow_mut();
        state.calls += 1;
        if let Some(fate) = state.script.pop_front() {
            return fate;
        }
        let rates = state.rates;
        let mut drawn = self.chance.below(1000);
        for (rate, fate) in [
            (rates.lost, Fate::Lost),
            (rates.unanswered, Fate::Unanswered),
            (rates.late, Fate::Late),
            (rates.busy, Fate::Busy),
            (rates.partly, Fate::Partly),
        ] {
            if drawn < rate {
                state.faults += 1;
                return fate;
            }
            drawn -= rate;
        }
        Fate::Served
    }
}

impl State {
    /// Writes everything or nothing; what stands in the way, write by write.
    fn apply(&mut self, sent: Sent) -> Result<(), Vec<Option<Item>>> {
        judge(&self.items, &sent.writes, self.coded)?;
        for write in &sent.writes {
            let item = if self.coded { coded::stored(write) } else { write.item.clone() };
            self.items.insert(write.item.name(), item);
        }
        self.applied.push(sent);
        Ok(())
    }
}

fn unknown(doing: &'static str) -> Fault {
    Fault::Unknown { doing, cause: None }
}

impl Port for Memory {
    async fn load(&self, names: &[Name]) -> Result<Vec<Option<Item>>, Fault> {
        turn().await;
        let fate = self.fate();
        let stands = |name: &Name| self.state.borrow().items.get(name).cloned();
        let found = names.iter().map(stands).collect();
        turn().await;
        match fate {
            Fate::Served | Fate::Silent | Fate::Partly => Ok(found),
            Fate::Lost | Fate::Unanswered | Fate::Late => Err(unknown("reading")),
            Fate::Busy => Err(Fault::Busy { doing: "reading", cause: None }),
            Fate::Broken => Err(Fault::Broken { doing: "reading", why: "script".to_owned() }),
        }
    }

    async fn commit(&self, writes: &[Write]) -> Result<Committed, Fault> {
        let sent = {
            let state = self.state.borrow();
            Sent { by: state.current, at: state.step, writes: writes.to_vec() }
        };
        turn().await;
        let fate = self.fate();
        let outcome = match fate {
            Fate::Served | Fate::Silent | Fate::Partly | Fate::Unanswered => {
                Some(self.state.borrow_mut().apply(sent))
            }
            Fate::Late => {
                self.state.borrow_mut().late.push(sent);
                None
            }
            Fate::Lost | Fate::Busy | Fate::Broken => None,
        };
        turn().await;
        match (fate, outcome) {
            (Fate::Served | Fate::Silent | Fate::Partly, Some(Ok(()))) => Ok(Committed::Done),
            (Fate::Served, Some(Err(seen))) => Ok(Committed::Lost { seen }),
            (Fate::Silent, Some(Err(seen))) => Ok(Committed::Lost { seen: vec![None; seen.len()] }),
            (Fate::Partly, Some(Err(seen))) => {
                let told = |item: Option<Item>| item.filter(|_| self.chance.permille(500));
                Ok(Committed::Lost { seen: seen.into_iter().map(told).collect() })
            }
            (Fate::Busy, _) => Err(Fault::Busy { doing: "committing", cause: None }),
            (Fate::Broken, _) => {
                Err(Fault::Broken { doing: "committing", why: "script".to_owned() })
            }
            _ => Err(unknown("committing")),
        }
    }
}
