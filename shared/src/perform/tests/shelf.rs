//! A store in memory that notes every call and does with it what a test says, and a clock that
//! only waits move.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use crate::domain::moment::Moment;
use crate::domain::world::{Expect, Item, Name};
use crate::perform::pace::Pace;
use crate::perform::port::{Committed, Fault, Port, Write};

/// More calls than any of these tests needs: a loop without an end is told from a long one.
const ENOUGH: usize = 100;

/// What becomes of a call.
pub enum Fate {
    /// It is served.
    Served,
    /// These are written by somebody else right before it is served.
    Overtaken(Vec<Item>),
    /// It is served, but this is read as it was before.
    Torn(Box<Item>),
    /// It is served, but what stands in the way of its writes is not told.
    Silent,
    /// It is served, and nobody hears of it.
    Unanswered,
    /// The store has no time for it.
    Busy,
    /// It can never be served.
    Broken,
}

/// A call, with the names it was about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    Load(Vec<Name>),
    Commit(Vec<Name>),
}

/// The store.
#[derive(Default)]
pub struct Shelf {
    pub items: RefCell<BTreeMap<Name, Item>>,
    pub fates: RefCell<VecDeque<Fate>>,
    calls: RefCell<Vec<Call>>,
}

impl Shelf {
    /// The calls since it was asked last.
    pub fn calls(&self) -> Vec<Call> {
        self.calls.take()
    }

    /// The same, one letter each: `l` for a load, `c` for a commit.
    pub fn letters(&self) -> String {
        let letter = |call| match call {
            Call::Load(_) => 'l',
            Call::Commit(_) => 'c',
        };
        self.calls().into_iter().map(letter).collect()
    }

    fn fate(&self, call: Call) -> Fate {
        self.calls.borrow_mut().push(call);
        assert!(self.calls.borrow().len() < ENOUGH, "the loop does not end");
        self.fates.borrow_mut().pop_front().unwrap_or(Fate::Served)
    }

    pub fn put(&self, item: Item) {
        self.items.borrow_mut().insert(item.name(), item);
    }

    fn stands(&self, name: &Name) -> Option<Item> {
        self.items.borrow().get(name).cloned()
    }

    fn holds(&self, write: &Write) -> bool {
        match (self.stands(&write.item.name()), write.expect) {
            (None, Expect::Absent) => true,
            (Some(Item::Account(account)), Expect::Version(version)) => account.version == version,
            (Some(Item::Member(member)), Expect::Version(version)) => member.version == version,
            (Some(Item::Refused(mark)), Expect::Nonce(nonce)) => mark.nonce == nonce,
            _ => false,
        }
    }

    fn write(&self, writes: &[Write]) -> Committed {
        if writes.iter().all(|write| self.holds(write)) {
            for write in writes {
                self.put(write.item.clone());
            }
            return Committed::Done;
        }
        let seen = |write| if self.holds(write) { None } else { self.stands(&write.item.name()) };
        Committed::Lost { seen: writes.iter().map(seen).collect() }
    }
}

impl Port for &Shelf {
    async fn load(&self, names: &[Name]) -> Result<Vec<Option<Item>>, Fault> {
        let fate = self.fate(Call::Load(names.to_vec()));
        failed(&fate)?;
        let read = |name: &Name| match &fate {
            Fate::Torn(before) if before.name() == *name => Some((**before).clone()),
            _ => self.stands(name),
        };
        Ok(names.iter().map(read).collect())
    }

    async fn commit(&self, writes: &[Write]) -> Result<Committed, Fault> {
        let names = writes.iter().map(|write| write.item.name()).collect();
        let fate = self.fate(Call::Commit(names));
        match fate {
            Fate::Unanswered => {
                self.write(writes);
                Err(Fault::Unknown { doing: "testing", cause: None })
            }
            Fate::Overtaken(items) => {
                for item in items {
                    self.put(item);
                }
                Ok(self.write(writes))
            }
            Fate::Silent => Ok(match self.write(writes) {
                Committed::Lost { seen } => Committed::Lost { seen: vec![None; seen.len()] },
                Committed::Done => Committed::Done,
            }),
            Fate::Served | Fate::Torn(_) | Fate::Busy | Fate::Broken => {
                failed(&fate)?;
                Ok(self.write(writes))
            }
        }
    }
}

fn failed(fate: &Fate) -> Result<(), Fault> {
    match fate {
        Fate::Busy => Err(Fault::Busy { doing: "testing", cause: None }),
        Fate::Unanswered => Err(Fault::Unknown { doing: "testing", cause: None }),
        Fate::Broken => Err(Fault::Broken { doing: "testing", why: "it is torn".to_owned() }),
        Fate::Served | Fate::Torn(_) | Fate::Overtaken(_) | Fate::Silent => Ok(()),
    }
}

/// The time of a request; its random number is always this one.
pub struct Watch {
    pub left: Cell<Duration>,
    pub random: u64,
    pub pauses: RefCell<Vec<Duration>>,
}

impl Watch {
    pub fn with(left: Duration, random: u64) -> Self {
        Self { left: Cell::new(left), random, pauses: RefCell::default() }
    }
}

impl Pace for Watch {
    fn left(&self) -> Duration {
        self.left.get()
    }

    fn at(&self) -> Moment {
        Moment::from_millis(1_767_268_800_000).unwrap()
    }

    async fn pause(&self, duration: Duration) {
        self.left.set(self.left.get().saturating_sub(duration));
        self.pauses.borrow_mut().push(duration);
    }

    fn random(&self) -> u64 {
        self.random
    }
}
