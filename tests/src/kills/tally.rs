//! What befell whom, counted.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use dev::lambda::variables::function_of;
use tokio::sync::watch;

use crate::kills::blow::{Blow, is_write};

/// The functions, each a column of the table.
const FUNCTIONS: [&str; 5] = ["authorizer", "checkout", "credits", "usage", "webhook"];

/// All counts of a run.
#[derive(Debug)]
pub struct Tally {
    blows: Mutex<BTreeMap<Blow, Row>>,
    /// How often each operation was called, and how often the store itself said no.
    calls: Mutex<BTreeMap<String, (usize, usize)>>,
    absences: Mutex<usize>,
    /// Kills that may still be made, and those under way or made.
    allowed: Mutex<usize>,
    killed: watch::Sender<usize>,
}

#[derive(Debug, Default, Clone)]
struct Row {
    /// How often, by function.
    functions: BTreeMap<String, usize>,
    /// How often it was a call that writes.
    writes: usize,
    /// How often that write was carried out all the same, and changed something.
    changed: usize,
}

impl Default for Tally {
    fn default() -> Self {
        Self {
            blows: Mutex::default(),
            calls: Mutex::default(),
            absences: Mutex::default(),
            allowed: Mutex::default(),
            killed: watch::Sender::new(0),
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Tally {
    /// Allows so many further kills.
    pub fn allow(&self, kills: usize) {
        *locked(&self.allowed) += kills;
    }

    /// Takes one of the allowed kills, if there is one left.
    pub fn take(&self) -> bool {
        let mut allowed = locked(&self.allowed);
        let left = allowed.checked_sub(1);
        *allowed = left.unwrap_or_default();
        left.is_some()
    }

    /// A kill was made, or its process was dead already and the kill is still to be made.
    pub fn killed(&self, blow: Blow, session: &str, operation: &str, done: bool) {
        if done {
            self.met(blow, session, operation);
            self.killed.send_modify(|killed| *killed += 1);
        } else {
            self.allow(1);
        }
    }

    /// How many kills there were.
    pub fn kills(&self) -> usize {
        *self.killed.borrow()
    }

    /// Waits until there were so many kills.
    pub async fn reaches(&self, kills: usize) {
        let mut killed = self.killed.subscribe();
        killed.wait_for(|killed| *killed >= kills).await.expect("the tally lives");
    }

    /// The store was called.
    pub fn called(&self, operation: &str) {
        locked(&self.calls).entry(operation.to_owned()).or_default().0 += 1;
    }

    /// The store itself said no: a condition does not hold.
    pub fn refused(&self, operation: &str) {
        locked(&self.calls).entry(operation.to_owned()).or_default().1 += 1;
    }

    /// Counts calls from nothing again.
    pub fn forget_calls(&self) {
        locked(&self.calls).clear();
    }

    /// How often the store was called so far.
    pub fn calls(&self) -> usize {
        locked(&self.calls).values().map(|(all, _)| all).sum()
    }

    /// The calls by operation, in words.
    pub fn calls_said(&self) -> String {
        let said = |(name, (all, refused)): (&String, &(usize, usize))| match refused {
            0 => format!("{name} {all}"),
            _ => format!("{name} {all} ({refused} refused)"),
        };
        locked(&self.calls).iter().map(said).collect::<Vec<_>>().join(", ")
    }

    /// The store went away.
    pub fn left(&self) {
        *locked(&self.absences) += 1;
    }

    /// A call met a blow.
    pub fn met(&self, blow: Blow, session: &str, operation: &str) {
        let function = function_of(session).unwrap_or_default();
        let mut blows = locked(&self.blows);
        let row = blows.entry(blow).or_default();
        *row.functions.entry(function.to_owned()).or_default() += 1;
        row.writes += usize::from(is_write(operation));
    }

    /// A write that its sender does not know to be done was carried out.
    pub fn changed(&self, blow: Blow) {
        locked(&self.blows).entry(blow).or_default().changed += 1;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} store calls: {}", self.calls(), self.calls_said())?;
        write!(f, "{:34}{:>7}", "", "all")?;
        for function in FUNCTIONS {
            write!(f, "{function:>11}")?;
        }
        writeln!(f, "{:>8}{:>9}", "writes", "changed")?;
        let mut sums = [0, 0];
        for (blow, row) in &*locked(&self.blows) {
            let all: usize = row.functions.values().sum();
            write!(f, "{:34}{all:>7}", blow.said())?;
            for function in FUNCTIONS {
                write!(f, "{:>11}", row.functions.get(function).copied().unwrap_or_default())?;
            }
            writeln!(f, "{:>8}{:>9}", row.writes, row.changed)?;
            sums[usize::from(!blow.kills())] += all;
        }
        let [kills, faults] = sums;
        let absences = locked(&self.absences);
        write!(f, "{kills} kills, {faults} faults; the store was away {absences} times")
    }
}
