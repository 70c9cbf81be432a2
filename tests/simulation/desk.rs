//! A caller at a desk: one account, one warm function, a store whose faults are scripted.

use std::pin::Pin;
use std::task::{Context, Waker};

use shared::domain::amount::{Amount, Quantity};
use shared::domain::balance::Balance;
use shared::domain::command::{Adjust, Adjustment, Command, Operations, Request, Spend, Use};
use shared::domain::decide::Answer;
use shared::domain::entry::{Entry, Note};
use shared::domain::hash::Hash;
use shared::domain::id::{AccountId, Label};
use shared::domain::moment::Moment;
use shared::domain::operation::{OperationId, Scope};
use shared::domain::refusal::Refusal;
use shared::domain::world::{Item, Name};
use shared::perform::{Failure, Performed, Performer};
use tests::memory::pace::{ALLOWED, OwnTime, finish};
use tests::memory::{Fate, Memory};
use tests::simulation::catalog::catalog;
use tests::simulation::plan::feature;

pub struct Desk {
    memory: Memory,
    warm: Performer<Memory>,
    now: Moment,
    seed: u64,
}

#[derive(Debug)]
pub struct Told {
    pub outcome: Result<Performed, Failure>,
    pub calls: u64,
}

impl Told {
    pub fn replayed(&self) -> bool {
        self.outcome.as_ref().unwrap().replayed
    }

    pub fn entry(&self) -> Entry {
        match &self.outcome.as_ref().unwrap().answer {
            Answer::Entry(entry) => (**entry).clone(),
            other => panic!("{other:?}"),
        }
    }
}

pub fn short(told: &Told) -> bool {
    matches!(told.outcome, Err(Failure::Refused(Refusal::Insufficient(_))))
}

pub fn reused(told: &Told) -> bool {
    matches!(told.outcome, Err(Failure::Refused(Refusal::Reused)))
}

fn account() -> AccountId {
    AccountId::parse("user:alice").unwrap()
}

fn key(name: &str) -> OperationId {
    OperationId::keyed(Scope::Service, "key:1", name)
}

fn consume(first: OperationId, others: Vec<OperationId>, ids: &[&str], amount: u64) -> Command {
    let amount = Quantity::new(amount).unwrap();
    let uses = ids.iter().map(|id| Use { feature: feature(id), amount }).collect();
    let operations = Operations { first, others };
    Command::Consume(Spend { operations, account: account(), uses, note: Note::default() })
}

impl Desk {
    /// The day's allowance is used up, and so many credits were given.
    pub fn with_credits(credits: u64) -> Self {
        let memory = Memory::of_seed(1);
        let warm = Performer::new(memory.clone(), catalog());
        let now = Moment::from_millis(1_767_268_800_000).unwrap();
        let mut desk = Self { memory, warm, now, seed: 0 };
        desk.consumes("the day's allowance", 3);
        if credits > 0 {
            desk.gives("the first credits", credits);
        }
        desk
    }

    fn request(&self, command: Command) -> Request {
        Request { at: self.now, command }
    }

    fn asks(&mut self, command: Command) -> Told {
        self.seed += 1;
        self.memory.calls();
        let (request, pace) = (self.request(command), OwnTime::with(self.now, ALLOWED, self.seed));
        let outcome = finish(self.warm.perform(&request, &pace));
        Told { outcome, calls: self.memory.calls() }
    }

    pub fn consumes(&mut self, name: &str, amount: u64) -> Told {
        self.asks(consume(key(name), Vec::new(), &["credit"], amount))
    }

    pub fn under(&mut self, fates: &[Fate], name: &str, amount: u64) -> Told {
        self.memory.script(fates);
        let told = self.consumes(name, amount);
        self.memory.script(&[]);
        told
    }

    pub fn session(&mut self, session: &str, ids: &[&str], fates: &[Fate]) -> Told {
        let label = Label::parse(session).unwrap();
        let mut names =
            ids.iter().map(|id| OperationId::of_session("consume", &feature(id), &label));
        let (first, others) = (names.next().unwrap(), names.collect());
        self.memory.script(fates);
        let told = self.asks(consume(first, others, ids, 1));
        self.memory.script(&[]);
        told
    }

    pub fn named(&mut self, first: &str, others: &[&str], fates: &[Fate]) -> Told {
        let others = others.iter().map(|name| key(name)).collect();
        self.memory.script(fates);
        let told = self.asks(consume(key(first), others, &["credit"], 1));
        self.memory.script(&[]);
        told
    }

    /// Asks, and right after the scripted calls something else happens elsewhere.
    pub fn meanwhile(&mut self, fates: &[Fate], name: &str, n: u64, then: fn(&mut Self)) -> Told {
        self.interrupted(consume(key(name), Vec::new(), &["credit"], n), fates, then)
    }

    pub fn named_meanwhile(
        &mut self,
        first: &str,
        others: &[&str],
        fates: &[Fate],
        then: fn(&mut Self),
    ) -> Told {
        let others = others.iter().map(|name| key(name)).collect();
        self.interrupted(consume(key(first), others, &["credit"], 1), fates, then)
    }

    fn interrupted(&mut self, command: Command, fates: &[Fate], then: fn(&mut Self)) -> Told {
        let (request, pace) = (self.request(command), OwnTime::with(self.now, ALLOWED, 99));
        let fresh = Performer::new(self.memory.clone(), catalog());
        let warm = std::mem::replace(&mut self.warm, fresh);
        self.memory.script(fates);
        self.memory.calls();
        let mut future: Pin<Box<dyn Future<Output = _>>> =
            Box::pin(async { warm.perform(&request, &pace).await });
        while !self.memory.state.borrow().script.is_empty() {
            assert!(future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        }
        then(self);
        let outcome = finish(future);
        Told { outcome, calls: self.memory.calls() }
    }

    /// Asks, and is killed after so many steps: the first one sends, the second one writes.
    pub fn dies(&mut self, name: &str, amount: u64, steps: u32) {
        let request = self.request(consume(key(name), Vec::new(), &["credit"], amount));
        let pace = OwnTime::with(self.now, ALLOWED, 7);
        let mut future = Box::pin(self.warm.perform(&request, &pace));
        for _ in 0..steps {
            assert!(future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        }
    }

    pub fn restarts(&mut self) {
        self.warm = Performer::new(self.memory.clone(), catalog());
    }

    /// Another function writes, so that this one remembers what is no longer so.
    pub fn behind(&mut self) {
        let request = self.request(consume(key("elsewhere"), Vec::new(), &["credit"], 1));
        let other = Performer::new(self.memory.clone(), catalog());
        finish(other.perform(&request, &OwnTime::with(self.now, ALLOWED, 8))).unwrap();
    }

    fn adjusts(&mut self, name: &str, by: Adjustment) {
        let (operation, note) = (key(name), Note::default());
        let feature = feature("credit");
        let adjust = Adjust { operation, account: account(), feature, by, note };
        self.asks(Command::Adjust(adjust)).outcome.unwrap();
    }

    pub fn gives(&mut self, name: &str, amount: u64) {
        self.adjusts(name, Adjustment::Give(Amount::Of(amount), None));
    }

    pub fn takes(&mut self, name: &str, amount: u64) {
        self.adjusts(name, Adjustment::Take(Quantity::new(amount).unwrap()));
    }

    pub fn days_later(&mut self, days: u32) {
        self.now = self.now.plus_days(days);
    }

    pub fn minutes_earlier(&mut self, minutes: i64) {
        self.now = Moment::from_millis(self.now.millis() - minutes * 60_000).unwrap();
    }

    /// One delayed write arrives; whether it changed anything.
    pub fn late_write_lands(&mut self) -> bool {
        self.memory.arrive(0)
    }

    pub fn left(&self) -> u64 {
        let state = self.memory.state.borrow();
        let Some(Item::Account(account)) = state.items.get(&Name::Account(account())) else {
            panic!("an open account")
        };
        let balance = Balance::of(account, &catalog(), &feature("credit"), self.now);
        balance.available().covers(u64::MAX)
    }

    pub fn has_mark(&self, name: &str) -> bool {
        let name = Name::Receipt(account(), key(name).key());
        self.memory.state.borrow().items.contains_key(&name)
    }

    pub fn mark(&self, name: &str) -> Hash {
        let name = Name::Receipt(account(), key(name).key());
        match self.memory.state.borrow().items.get(&name) {
            Some(Item::Refused(mark)) => mark.nonce,
            other => panic!("{other:?}"),
        }
    }
}
