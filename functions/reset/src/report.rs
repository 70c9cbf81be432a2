//! What one run came to: its answer, and its line in the log.

use serde::Serialize;

/// What one run came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The job.
    pub job: &'static str,
    /// The moment by which it went.
    pub time: String,
    /// How many accounts it looked at.
    pub accounts: u64,
    /// How many entries it wrote; the others had nothing to write.
    pub entries: u64,
    /// How many accounts failed. They stay due.
    pub failed: u64,
    /// How many whole days before today are not done.
    pub days_behind: u64,
    /// Whether it came to the end; otherwise the next run goes on where this one stopped.
    pub finished: bool,
}

impl Report {
    /// Writes the line.
    pub fn log(&self) {
        tracing::info!(
            job = self.job,
            time = self.time,
            accounts = self.accounts,
            entries = self.entries,
            failed = self.failed,
            days_behind = self.days_behind,
            finished = self.finished,
            "reset"
        );
    }
}
