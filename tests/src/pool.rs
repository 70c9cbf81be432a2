//! Very many members start at about the same time, and all of them spend from one pool: how long
//! each waits, by a clock that jumps and a table whose transactions cancel each other.

pub mod clock;
pub mod combine;
pub mod counts;
pub mod figures;
pub mod latency;
pub mod ledger;
pub mod pace;
pub mod slices;
pub mod table;
pub mod units;

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use shared::catalog_file;
use shared::domain::amount::Quantity;
use shared::domain::command::{Command, Operations, Request, Reserve, Spend, Use};
use shared::domain::entry::Note;
use shared::domain::id::{AccountId, FeatureId};
use shared::domain::moment::Moment;
use shared::domain::operation::{OperationId, Scope};
use shared::perform::{Failure, Performed, Performer};

use crate::memory::chance::Chance;
use crate::pool::clock::{Clock, Task};
use crate::pool::combine::{Combining, combine};
use crate::pool::figures::{Figures, Told};
use crate::pool::latency::Latency;
use crate::pool::ledger::{fill, proved};
use crate::pool::pace::{StartTime, Waits};
use crate::pool::slices::spend;
use crate::pool::table::Table;
use crate::pool::units::Limit;

/// The catalog that sells the pool.
const CATALOG: &str = include_str!("../../shared/catalogs/institution.toml");

/// What the members start.
const FEATURE: &str = "interview_session";

/// The moment at which the first one starts, in milliseconds.
const BEGUN: i64 = 1_772_323_200_000;

/// How the pool is spent from.
#[derive(Debug, Clone, Copy)]
pub enum Design {
    /// One account by the shipped loop.
    Plain,
    /// So many accounts by the shipped loop.
    Slices(usize),
    /// One account; who meets others leaves what it wants, and who gets through takes it along.
    Combine(Combining),
}

/// Who comes, and what they meet.
#[derive(Debug, Clone, Copy)]
pub struct Crowd {
    /// So many members,
    pub members: usize,
    /// so many a second.
    pub rate: f64,
    /// At even distances; by chance otherwise.
    pub even: bool,
    /// What there is for them.
    pub funds: usize,
    /// Whether each one sets its start aside and does not use it yet.
    pub holds: bool,
    /// The median time for which a transaction holds its items.
    pub flight: Duration,
    /// What a partition gives.
    pub limit: Limit,
    /// After so many in a thousand calls the caller is killed.
    pub killed: u64,
    /// What chance follows from.
    pub seed: u64,
    /// How they wait.
    pub waits: Waits,
    /// How the pool is spent from.
    pub design: Design,
}

impl Default for Crowd {
    fn default() -> Self {
        Self {
            members: 500,
            rate: 100.0,
            even: false,
            funds: 500,
            holds: false,
            flight: Duration::from_millis(8),
            limit: Limit::OF_A_PARTITION,
            killed: 0,
            seed: 1,
            waits: Waits::Shipped,
            design: Design::Plain,
        }
    }
}

/// What a warm instance keeps from one start to the next.
pub struct Instance {
    /// The shipped loop with its memory.
    pub performer: Performer<Table>,
    /// The same, by the prototype.
    pub remembered: RefCell<combine::Remembered>,
}

/// The pool of an organisation, or one slice of it.
pub fn pool(slice: usize) -> AccountId {
    AccountId::parse(format!("org:acme-{slice}")).unwrap()
}

/// The command of one member.
pub fn start(member: usize, account: AccountId, holds: bool) -> Command {
    let first = OperationId::keyed(Scope::Service, "key:backend", &format!("start-{member}"));
    let operations = Operations { first, others: Vec::new() };
    let feature = FeatureId::parse(FEATURE).unwrap();
    let uses = vec![Use { feature, amount: Quantity::new(1).unwrap() }];
    let member = AccountId::parse(format!("user:member-{member}")).ok();
    let note = Note { member, ..Note::default() };
    let spend = Spend { operations, account, uses, note };
    if holds {
        return Command::Hold(Reserve { spend, seconds: 3600 });
    }
    Command::Consume(spend)
}

/// The moment of the world at a moment of the clock.
pub fn moment(clock: &Clock) -> Moment {
    let passed = i64::try_from(clock.now().as_millis()).unwrap();
    Moment::from_millis(BEGUN + passed).unwrap()
}

/// Lets them come, and looks at what it came to.
pub fn run(crowd: &Crowd) -> Figures {
    let catalog = catalog_file::parse(CATALOG).unwrap();
    let table = Table {
        state: Rc::default(),
        clock: Rc::default(),
        latency: Rc::new(Latency::of_seed(crowd.flight, crowd.seed)),
        limit: crowd.limit,
        killed: crowd.killed,
    };
    let slices = if let Design::Slices(slices) = crowd.design { slices } else { 1 };
    fill(&table, &catalog, slices, crowd.funds);
    let idle: RefCell<Vec<Instance>> = RefCell::default();
    let (instances, told) = (RefCell::new(0), RefCell::new(Vec::new()));
    let chance = Chance::of_seed(crowd.seed ^ 0x5EED);
    let mut tasks: Vec<(Duration, Task<'_>)> = Vec::new();
    let mut at = Duration::ZERO;
    for member in 0..crowd.members {
        let seed = chance.next();
        let (table, catalog, idle) = (&table, &catalog, &idle);
        let (instances, told) = (&instances, &told);
        tasks.push((
            at,
            Box::pin(async move {
                let begun = table.clock.now();
                let warm = idle.borrow_mut().pop();
                let instance = warm.unwrap_or_else(|| {
                    *instances.borrow_mut() += 1;
                    let performer = Performer::new(table.clone(), catalog.clone());
                    Instance { performer, remembered: RefCell::default() }
                });
                let time = StartTime::begin(moment(&table.clock), crowd.waits, &table.clock, seed);
                let answer = one(crowd, &instance, member, &time).await;
                idle.borrow_mut().push(instance);
                told.borrow_mut().push((judged(answer), table.clock.now().saturating_sub(begun)));
            }),
        ));
        let distance = if crowd.even { 1.0 } else { exponential(&chance) };
        at += Duration::from_secs_f64(distance / crowd.rate);
    }
    table.clock.run(tasks);
    let mut figures = Figures { asked: crowd.members, funds: crowd.funds, ..Figures::default() };
    figures.starts = told.into_inner();
    figures.took = table.clock.now();
    figures.instances = instances.into_inner();
    let state = table.state.borrow();
    figures.counts = state.counts;
    figures.proved = (0..slices).all(|slice| proved(&state, slice, &mut figures.entries));
    figures
}

async fn one(
    crowd: &Crowd,
    instance: &Instance,
    member: usize,
    time: &StartTime,
) -> Result<Performed, Failure> {
    let request = Request { at: time.at, command: start(member, pool(0), crowd.holds) };
    match &crowd.design {
        Design::Plain => instance.performer.perform(&request, time).await,
        Design::Slices(slices) => spend(instance, *slices, member, crowd.holds, time).await,
        Design::Combine(how) => combine(instance, how, &request, time).await,
    }
}

fn judged(answer: Result<Performed, Failure>) -> Told {
    match answer {
        Ok(_) => Told::Done,
        Err(Failure::Refused(_)) => Told::Refused,
        Err(Failure::OutOfTime(_)) => Told::Unavailable,
        Err(Failure::Broken(fault)) => panic!("{fault}"),
    }
}

/// How much longer than on average it takes until the next one comes, if they come by chance.
fn exponential(chance: &Chance) -> f64 {
    let drawn = u32::try_from(chance.next() >> 32).unwrap();
    -((f64::from(drawn) + 1.0) / (f64::from(u32::MAX) + 1.0)).ln()
}

#[cfg(test)]
mod tests;
