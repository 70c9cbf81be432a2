//! An organisation with a pool, whose members ask at two functions; one of them can be stopped between
//! its look at the store and its commit.

use std::task::{Context, Waker};

use shared::domain::amount::{Amount, Quantity};
use shared::domain::command::setup::{Enrol, Settings};
use shared::domain::command::{
    Actual, Adjust, Adjustment, Command, EndHold, Ending, Operations, Request, Reserve, Spend, Use,
};
use shared::domain::entry::Note;
use shared::domain::hold::HoldId;
use shared::domain::id::AccountId;
use shared::domain::member::{Cap, Member, Standing};
use shared::domain::moment::Moment;
use shared::domain::operation::{OperationId, Scope};
use shared::domain::period::Every;
use shared::domain::refusal::Refusal;
use shared::domain::world::{Item, Name};
use shared::perform::{Failure, Performed, Performer};
use tests::memory::pace::{ALLOWED, OwnTime, finish};
use tests::memory::{Fate, Memory};
use tests::simulation::catalog::catalog;
use tests::simulation::plan::feature;

pub type Outcome = Result<Performed, Failure>;

/// After so many steps a function that remembers nothing has looked and decided, and is about to write.
const TO_THE_COMMIT: usize = 3;

pub struct Club {
    memory: Memory,
    now: Moment,
}

pub fn org() -> AccountId {
    AccountId::parse("org:club").unwrap()
}

pub fn ann() -> AccountId {
    AccountId::parse("user:ann").unwrap()
}

fn key(name: &str) -> OperationId {
    OperationId::keyed(Scope::Service, "key:1", name)
}

fn spend(name: &str, amount: u64) -> Spend {
    let amount = Quantity::new(amount).unwrap();
    Spend {
        operations: Operations { first: key(name), others: Vec::new() },
        account: org(),
        uses: vec![Use { feature: feature("credit"), amount }],
        note: Note { member: Some(ann()), ..Note::default() },
    }
}

/// Ann uses so much.
pub fn uses(name: &str, amount: u64) -> Command {
    Command::Consume(spend(name, amount))
}

/// Ann sets so much aside for an hour.
pub fn holds(name: &str, amount: u64) -> Command {
    Command::Hold(Reserve { spend: spend(name, amount), seconds: 3600 })
}

/// Her hold ends with so much, or with nothing.
pub fn ends(name: &str, amount: Option<u64>) -> Command {
    let settle = |amount| Ending::Settle(vec![Actual { feature: feature("credit"), amount }]);
    let how = amount.map_or(Ending::Release, settle);
    Command::EndHold(EndHold { account: org(), hold: HoldId(key(name).key()), how })
}

pub fn removed() -> Command {
    let standing = Some(Standing::Removed);
    Command::Enrol(Enrol { account: org(), user: ann(), standing, caps: None })
}

fn cap(amount: u64) -> Vec<Cap> {
    vec![Cap { feature: feature("credit"), every: Every::Day, amount: Amount::Of(amount) }]
}

/// Ann may use so much a day.
pub fn may(amount: u64) -> Command {
    let caps = Some(cap(amount));
    Command::Enrol(Enrol { account: org(), user: ann(), standing: None, caps })
}

/// Everybody may use so much a day.
pub fn all_may(amount: u64) -> Command {
    Command::Settings(Settings { account: org(), zone: None, caps: Some(cap(amount)) })
}

pub fn is_removed(outcome: &Outcome) -> bool {
    matches!(outcome, Err(Failure::Refused(Refusal::Removed(_))))
}

pub fn is_capped(outcome: &Outcome) -> bool {
    matches!(outcome, Err(Failure::Refused(Refusal::Capped(_))))
}

impl Club {
    /// Nobody has used anything of 100 credits.
    pub fn new() -> Self {
        let now = Moment::from_millis(1_767_268_800_000).unwrap();
        let club = Self { memory: Memory::of_seed(1), now };
        let by = Adjustment::Give(Amount::Of(100), None);
        let (operation, feature, note) = (key("pool"), feature("credit"), Note::default());
        let give = Adjust { operation, account: org(), feature, by, note };
        club.asks(Command::Adjust(give)).unwrap();
        club
    }

    fn process(&self) -> Performer<Memory> {
        Performer::new(self.memory.clone(), catalog())
    }

    fn pace(&self, seed: u64) -> OwnTime {
        OwnTime::with(self.now, ALLOWED, seed)
    }

    /// Asks a function that remembers nothing.
    pub fn asks(&self, command: Command) -> Outcome {
        let request = Request { at: self.now, command };
        finish(self.process().perform(&request, &self.pace(1)))
    }

    /// Each asks a function of its own, all of which look before any of them writes; then they go on
    /// one after the other, and before that something else happens.
    pub fn at_once<const N: usize>(
        &self,
        commands: [Command; N],
        then: impl FnOnce(&Self),
    ) -> [Outcome; N] {
        let mut running = commands.map(|command| {
            let (process, pace) = (self.process(), self.pace(7));
            let request = Request { at: self.now, command };
            Box::pin(async move { process.perform(&request, &pace).await })
        });
        for future in &mut running {
            for _ in 0..TO_THE_COMMIT {
                let polled = future.as_mut().poll(&mut Context::from_waker(Waker::noop()));
                assert!(polled.is_pending());
            }
        }
        then(self);
        running.map(finish)
    }

    /// Asks and is killed, and the write is still under way.
    pub fn asks_and_its_write_is_late(&self, command: Command) {
        self.memory.script(&[Fate::Served, Fate::Late]);
        let (process, pace) = (self.process(), self.pace(9));
        let request = Request { at: self.now, command };
        let mut future = Box::pin(async move { process.perform(&request, &pace).await });
        while self.memory.state.borrow().late.is_empty() {
            let polled = future.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            assert!(polled.is_pending());
        }
    }

    /// The delayed write arrives; whether it changed anything.
    pub fn late_write_lands(&self) -> bool {
        self.memory.arrive(0)
    }

    /// What Ann used in all, by her record and by what is gone of the pool; the day allows three more.
    pub fn used(&self) -> (u64, u64) {
        let state = self.memory.state.borrow();
        let Some(Item::Account(account)) = state.items.get(&Name::Account(org())) else {
            panic!("an account")
        };
        let left = account.grants.iter().map(|grant| grant.left.covers(u64::MAX)).sum::<u64>();
        let allowed = account.usage.iter().map(|usage| usage.used).sum::<u64>();
        let record = match state.items.get(&Name::Member(org(), ann())) {
            Some(Item::Member(record)) => record.clone(),
            _ => Member::unseen(org(), ann()),
        };
        (record.in_all(&feature("credit")), 100 - left + allowed)
    }
}
