//! A counter where one account is served: by as many functions as a test needs, over one shelf.

use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use super::shelf::{Fate, Shelf, Watch};

use crate::catalog_file;
use crate::domain::amount::{Amount, Quantity};
use crate::domain::command::{Adjust, Adjustment, Command, Open, Operations, Request, Spend, Use};
use crate::domain::decide::{Change, decide};
use crate::domain::entry::Note;
use crate::domain::id::{AccountId, FeatureId};
use crate::domain::moment::Moment;
use crate::domain::operation::{OperationId, Scope};
use crate::domain::refusal::Refusal;
use crate::domain::world::{Item, Name, World};
use crate::perform::{Failure, Performed, Performer};

pub type Told = Result<Performed, Failure>;

/// Enough time for everything.
pub const PLENTY: Duration = Duration::from_mins(1);

/// One less than a multiple of every longest wait, in microseconds: each wait is as long as it may.
const LONGEST: u64 = 7_999_999;

/// A wait is always shorter than its most, by at least this.
pub const LESS: Duration = Duration::from_micros(1);

pub struct Counter {
    pub shelf: Shelf,
    pub now: Moment,
    time: Cell<Duration>,
    pauses: RefCell<Vec<Duration>>,
}

pub fn account() -> AccountId {
    AccountId::parse("user:alice").unwrap()
}

pub fn credit() -> FeatureId {
    FeatureId::parse("interview_credit").unwrap()
}

pub fn operation(name: &str) -> OperationId {
    OperationId::keyed(Scope::Service, "key:1", name)
}

pub fn receipt(name: &str) -> Name {
    Name::Receipt(account(), operation(name).key())
}

fn adjust(name: &str, by: Adjustment) -> Command {
    let (operation, note) = (operation(name), Note::default());
    Command::Adjust(Adjust { operation, account: account(), feature: credit(), by, note })
}

fn take(name: &str, amount: u64) -> Command {
    adjust(name, Adjustment::Take(Quantity::new(amount).unwrap()))
}

fn consume(names: &[&str], amount: u64) -> Command {
    let mut names = names.iter().map(|name| operation(name));
    let (first, others) = (names.next().unwrap(), names.collect());
    let operations = Operations { first, others };
    let uses = vec![Use { feature: credit(), amount: Quantity::new(amount).unwrap() }];
    Command::Consume(Spend { operations, account: account(), uses, note: Note::default() })
}

impl Counter {
    /// An account that was given so many credits by its first entry.
    pub fn with_credits(credits: u64) -> Self {
        let counter = Self {
            shelf: Shelf::default(),
            now: Moment::from_millis(1_767_268_800_000).unwrap(),
            time: Cell::new(PLENTY),
            pauses: RefCell::default(),
        };
        counter.gives("the first credits", credits);
        counter
    }

    /// A function that was just started.
    pub fn function(&self) -> Performer<&Shelf> {
        Performer::new(&self.shelf, catalog_file::parse(catalog_file::DEFAULT).unwrap())
    }

    /// A function that remembers the account as it is now.
    pub fn warm(&self) -> Performer<&Shelf> {
        let function = self.function();
        self.reads(&function, &[Name::Account(account())]).unwrap();
        self.shelf.calls();
        function
    }

    /// From now on a request has no time for a second attempt.
    pub fn hurry(&self) {
        self.time.set(Duration::ZERO);
    }

    /// Says what becomes of the next calls; the later ones are served.
    pub fn script(&self, fates: impl IntoIterator<Item = Fate>) {
        self.shelf.fates.replace(fates.into_iter().collect());
    }

    /// How long the last request waited, time by time.
    pub fn pauses(&self) -> Vec<Duration> {
        self.pauses.take()
    }

    pub fn asks(&self, function: &Performer<&Shelf>, command: Command) -> Told {
        let watch = Watch::with(self.time.get(), LONGEST);
        let told = now(function.perform(&Request { at: self.now, command }, &watch));
        self.pauses.replace(watch.pauses.take());
        told
    }

    pub fn consumes(&self, function: &Performer<&Shelf>, name: &str, amount: u64) -> Told {
        self.asks(function, consume(&[name], amount))
    }

    /// A use of two credits that has several names.
    pub fn uses_two(&self, function: &Performer<&Shelf>, names: &[&str]) -> Told {
        self.asks(function, consume(names, 2))
    }

    pub fn opens(&self, function: &Performer<&Shelf>, name: &str) -> Told {
        let open = Open { operation: operation(name), account: account() };
        self.asks(function, Command::Open(open))
    }

    pub fn reads(&self, function: &Performer<&Shelf>, names: &[Name]) -> Result<World, Failure> {
        let watch = Watch::with(self.time.get(), LONGEST);
        let read = now(function.read(names, &watch));
        self.pauses.replace(watch.pauses.take());
        read
    }

    fn elsewhere(&self, command: Command) {
        self.asks(&self.function(), command).unwrap();
        self.shelf.calls();
    }

    /// Another function gives credits.
    pub fn gives(&self, name: &str, amount: u64) {
        self.elsewhere(adjust(name, Adjustment::Give(Amount::Of(amount), None)));
    }

    /// Another function takes credits.
    pub fn takes(&self, name: &str, amount: u64) {
        self.elsewhere(take(name, amount));
    }

    /// What another function would write now, if it took credits.
    pub fn would_be_after_taking(&self, name: &str, amount: u64) -> Vec<Item> {
        let mut world = World::default();
        self.shelf.items.borrow().values().for_each(|item| world.put(item.clone()));
        let request = Request { at: self.now, command: take(name, amount) };
        let Change { items, .. } = decide(&self.function().catalog, &world, &request).unwrap();
        items
    }

    pub fn at(&self, name: &Name) -> Option<Item> {
        self.shelf.items.borrow().get(name).cloned()
    }

    /// The credits of the account as it is stored.
    pub fn left(&self) -> Amount {
        let Some(Item::Account(account)) = self.at(&Name::Account(account())) else {
            panic!("an open account")
        };
        account.grants.iter().fold(Amount::NONE, |sum, grant| sum.and(grant.left))
    }
}

/// What a request came to that was done.
pub fn done(told: Told) -> Performed {
    told.unwrap()
}

pub fn short(told: &Told) -> bool {
    matches!(told, Err(Failure::Refused(Refusal::Insufficient(_))))
}

pub fn reused(told: &Told) -> bool {
    matches!(told, Err(Failure::Refused(Refusal::Reused)))
}

pub fn milliseconds(count: u64) -> Duration {
    Duration::from_millis(count)
}

/// The longest waits with these limits, in milliseconds.
pub fn longest(limits: &[u64]) -> Vec<Duration> {
    limits.iter().map(|limit| milliseconds(*limit).saturating_sub(LESS)).collect()
}

/// Nothing here is ever waited for, so one look is enough.
pub fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => done,
        Poll::Pending => panic!("something is waited for"),
    }
}
