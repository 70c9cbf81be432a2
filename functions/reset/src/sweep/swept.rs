//! What one sweep came to: its answer, and its line in the log.

use serde::Serialize;
use shared::domain::moment::Moment;

/// So many names are kept at most.
const NAMED: usize = 100;

/// What one sweep came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Swept {
    /// The job.
    pub job: &'static str,
    /// The moment by which it went.
    pub time: String,
    /// How many events it looked at; kinds that we do not handle are not counted.
    pub looked: u64,
    /// How many of them had effects that were missing and are there now.
    pub repaired: u64,
    /// How many could not be processed. They are kept as failed, and a person is told.
    pub failed: u64,
    /// How many orders it asked Stripe about, because nothing was heard of them.
    pub orders: u64,
    /// The ids of what was repaired, up to 100.
    pub repaired_ids: Vec<String>,
    /// The ids of what could not be processed, up to 100.
    pub failed_ids: Vec<String>,
    /// Why it stopped before the end, where it was not for want of time.
    pub stopped_by: Option<String>,
    /// How old what was not looked at may be, in seconds.
    pub behind_seconds: u64,
    /// Whether it came to the end; otherwise the next run goes on where this one stopped.
    pub finished: bool,
}

impl Swept {
    /// Nothing yet.
    pub fn at(moment: Moment) -> Self {
        Self { job: "sweep", time: moment.to_string(), ..Self::default() }
    }

    /// One was missing and is there now.
    pub fn repaired(&mut self, id: &str) {
        tracing::warn!(id, "repaired by the sweep");
        self.repaired = self.repaired.saturating_add(1);
        note(&mut self.repaired_ids, id);
    }

    /// One cannot be processed.
    pub fn failed(&mut self, id: &str, why: &str) {
        tracing::error!(id, why, "the sweep cannot process it");
        self.failed = self.failed.saturating_add(1);
        note(&mut self.failed_ids, id);
    }

    /// It cannot go on.
    pub fn stopped(&mut self, why: String) {
        tracing::warn!(why, "the sweep stops");
        self.stopped_by = Some(why);
    }

    /// Writes the line.
    pub fn log(&self) {
        tracing::info!(
            job = self.job,
            time = self.time,
            looked = self.looked,
            repaired = self.repaired,
            failed = self.failed,
            orders = self.orders,
            behind_seconds = self.behind_seconds,
            finished = self.finished,
            "sweep"
        );
    }
}

fn note(ids: &mut Vec<String>, id: &str) {
    if ids.len() < NAMED {
        ids.push(id.to_owned());
    }
}
