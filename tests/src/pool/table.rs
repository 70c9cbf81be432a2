//! A table of which every call takes its time, and in which a transaction that meets another one on
//! an item is cancelled.
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-conflict-handling>

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use shared::domain::id::AccountId;
use shared::domain::world::{Item, Name};
use shared::perform::port::{Committed, Fault, Port, Write};
use shared::store::commit::reasons::{Reason, Verdict, judge};
use shared::store::items;
use shared::store::size::item_bytes;
use shared::store::writes::prepared;

use crate::memory::conditions;
use crate::pool::clock::Clock;
use crate::pool::combine::Room;
use crate::pool::counts::Counts;
use crate::pool::latency::Latency;
use crate::pool::units::{Limit, Units};

/// What the table holds.
#[derive(Default)]
pub struct State {
    /// Every item.
    pub items: BTreeMap<Name, Item>,
    /// By how many transactions an item is held; one at most has been accepted.
    pub held: BTreeMap<Name, usize>,
    /// Commands that were left beside the account.
    pub room: Room,
    /// What was asked of it.
    pub counts: Counts,
    /// What its partitions were asked for lately.
    pub units: Units,
}

/// A table; its copies are doors to the same one.
#[derive(Clone)]
pub struct Table {
    /// What it holds.
    pub state: Rc<RefCell<State>>,
    /// The clock that its calls go by.
    pub clock: Rc<Clock>,
    /// How long they take.
    pub latency: Rc<Latency>,
    /// What a partition gives.
    pub limit: Limit,
    /// After so many in a thousand calls the caller is killed.
    pub killed: u64,
}

impl Table {
    /// The partition of an item.
    fn partition(name: &Name) -> Option<&AccountId> {
        match name {
            Name::Account(id) | Name::Profile(id) | Name::Member(id, _) | Name::Receipt(id, _) => {
                Some(id)
            }
            _ => None,
        }
    }

    /// Whether the partition gives what writes take; `times` is 2 in a transaction.
    fn affords(&self, writes: &[Write], times: u64) -> bool {
        let puts = prepared(writes).unwrap();
        let mut wanted = 0;
        for put in &puts {
            wanted += times * u64::try_from(item_bytes(&put.item).div_ceil(1024)).unwrap();
        }
        let Some(id) = Self::partition(&writes[0].item.name()).cloned() else { return true };
        self.affords_write(&id, wanted)
    }

    /// What a partition gives to one who writes.
    pub fn affords_write(&self, id: &AccountId, wanted: u64) -> bool {
        let state = &mut *self.state.borrow_mut();
        let enough = state.units.write(id, wanted, self.clock.now(), &self.limit);
        if enough {
            state.counts.written += wanted;
        } else {
            state.counts.throttled += 1;
        }
        enough
    }

    /// What a partition gives to one who reads.
    pub fn affords_read(&self, id: &AccountId, wanted: u64) -> bool {
        let state = &mut *self.state.borrow_mut();
        let enough = state.units.read(id, wanted, self.clock.now(), &self.limit);
        if enough {
            state.counts.read += wanted;
        } else {
            state.counts.throttled += 1;
        }
        enough
    }

    fn reasons(&self, writes: &[Write]) -> Vec<Reason<Item>> {
        let state = self.state.borrow();
        let reason = |write: &Write| {
            if state.held.contains_key(&write.item.name()) {
                return Reason::Busy;
            }
            match conditions::judge(&state.items, std::slice::from_ref(write), false) {
                Ok(()) => Reason::Silent,
                Err(mut seen) => Reason::Condition(seen.remove(0)),
            }
        };
        writes.iter().map(reason).collect()
    }

    fn hold(&self, names: &[Name]) {
        let held = &mut self.state.borrow_mut().held;
        for name in names {
            *held.entry(name.clone()).or_default() += 1;
        }
    }

    fn let_go(&self, names: &[Name]) {
        let held = &mut self.state.borrow_mut().held;
        for name in names {
            let count = held.get_mut(name).unwrap();
            *count -= 1;
            if *count == 0 {
                held.remove(name);
            }
        }
    }

    fn apply(&self, writes: &[Write]) {
        let items = &mut self.state.borrow_mut().items;
        for write in writes {
            items.insert(write.item.name(), write.item.clone());
        }
    }

    async fn put(&self, write: &Write) -> Result<Committed, Fault> {
        self.state.borrow_mut().counts.puts += 1;
        self.clock.passes(self.latency.half_a_put()).await;
        let writes = std::slice::from_ref(write);
        if !self.affords(writes, 1) {
            self.clock.passes(self.latency.half_a_put()).await;
            return Err(busy("writing"));
        }
        let reasons = self.reasons(writes);
        let good = reasons.iter().all(|reason| matches!(reason, Reason::Silent));
        if good {
            self.apply(writes);
        }
        self.clock.passes(self.latency.half_a_put()).await;
        if good { Ok(Committed::Done) } else { self.refused(reasons) }
    }

    /// A transaction that is cancelled takes as long as one that is not, and holds what it could get.
    async fn transact(&self, writes: &[Write]) -> Result<Committed, Fault> {
        self.state.borrow_mut().counts.transactions += 1;
        self.clock.passes(self.latency.way_in()).await;
        if !self.affords(writes, 2) {
            self.clock.passes(self.latency.way_out()).await;
            return Err(busy("writing"));
        }
        let reasons = self.reasons(writes);
        let good = reasons.iter().all(|reason| matches!(reason, Reason::Silent));
        let got: Vec<_> = std::iter::zip(writes, &reasons)
            .filter(|(_, reason)| matches!(reason, Reason::Silent))
            .map(|(write, _)| write.item.name())
            .collect();
        self.hold(&got);
        self.clock.passes(self.latency.held(writes.len())).await;
        if good {
            self.apply(writes);
        }
        self.let_go(&got);
        self.clock.passes(self.latency.way_out()).await;
        if good { Ok(Committed::Done) } else { self.refused(reasons) }
    }

    fn refused(&self, reasons: Vec<Reason<Item>>) -> Result<Committed, Fault> {
        let counts = &mut self.state.borrow_mut().counts;
        let count = reasons.len();
        match judge(reasons, count) {
            Verdict::Lost(seen) => {
                counts.lost += 1;
                Ok(Committed::Lost { seen })
            }
            Verdict::Busy | Verdict::Invalid(_) => {
                counts.conflicts += 1;
                Err(busy("writing"))
            }
        }
    }

    /// The read units of an item as it stands.
    fn size(&self, name: &Name) -> u64 {
        let state = self.state.borrow();
        let Some(item @ Item::Account(_)) = state.items.get(name) else { return 1 };
        u64::try_from(item_bytes(&items::write(item).unwrap()).div_ceil(4096)).unwrap()
    }

    /// Now and then the process is killed between two calls, and nobody is told anything.
    pub async fn live(&self) {
        if self.latency.permille(self.killed) {
            self.state.borrow_mut().counts.killed += 1;
            std::future::pending::<()>().await;
        }
    }

    /// Half of a read.
    pub async fn half_a_read(&self) {
        let half: Duration = self.latency.half_a_read();
        self.clock.passes(half).await;
    }
}

/// Turned away.
pub fn busy(doing: &'static str) -> Fault {
    Fault::Busy { doing, cause: None }
}

impl Port for Table {
    async fn load(&self, names: &[Name]) -> Result<Vec<Option<Item>>, Fault> {
        self.state.borrow_mut().counts.loads += 1;
        self.half_a_read().await;
        let wanted = names.iter().map(|name| self.size(name)).sum();
        let partition = names.iter().find_map(Self::partition);
        let enough = partition.is_none_or(|id| self.affords_read(id, wanted));
        let found: Vec<_> = {
            let state = self.state.borrow();
            names.iter().map(|name| state.items.get(name).cloned()).collect()
        };
        self.half_a_read().await;
        self.live().await;
        if enough { Ok(found) } else { Err(busy("reading")) }
    }

    async fn commit(&self, writes: &[Write]) -> Result<Committed, Fault> {
        let told = match writes {
            [only] => self.put(only).await,
            several => self.transact(several).await,
        };
        self.live().await;
        told
    }
}
