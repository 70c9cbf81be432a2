//! What a schedule asks of `reset`: a job, at the moment that it says. There is one job, `renew`:
//! along the days up to that moment, it writes down what time brought to each account.
//!
//! No answer waits for it. It may come late, twice or never.

pub mod report;
pub mod walk;

use std::sync::Arc;

use serde::Deserialize;
use shared::app::{App, During};
use shared::domain::moment::Moment;
use shared::http::metering;
use shared::perform::port::Fault;

use report::Report;

/// What the schedule sends: its own time, and not that of the delivery.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scheduled {
    /// What to do.
    pub job: Job,
    time: String,
}

/// What there is to do.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Job {
    /// Write down what time brought.
    Renew,
}

/// A time that is none.
#[derive(Debug, thiserror::Error)]
#[error("`time` must be a moment such as 2026-03-01T00:00:00Z")]
pub struct TimeError;

impl Scheduled {
    /// The moment by which everything goes.
    pub fn moment(&self) -> Result<Moment, TimeError> {
        Moment::parse(&self.time).ok_or(TimeError)
    }
}

impl Job {
    /// Its name in the table and in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Renew => "renew",
        }
    }
}

/// What the function holds.
pub struct Reset {
    app: Arc<App>,
}

impl Reset {
    /// What stands on this ledger.
    pub fn over(app: App) -> Self {
        Self { app: Arc::new(app) }
    }

    /// Does a job as far as there is time, and says how far it came. What fails for one account is
    /// counted and told; only where the store does not say what is due, the run fails.
    pub async fn run(&self, job: Job, during: &During) -> Result<Report, Fault> {
        let report = match job {
            Job::Renew => walk::walk(&self.app, job.as_str(), during).await?,
        };
        metering::reset(report.accounts, report.entries, report.failed, report.days_behind);
        report.log();
        Ok(report)
    }
}
