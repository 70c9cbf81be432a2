//! What a schedule asks of `reset`: a job, at the moment that it says. `renew` goes along the days up
//! to that moment and writes down what time brought to each account. `sweep` looks at what Stripe has
//! told, and does what was not heard.
//!
//! No balance waits for `renew`, and nothing that Stripe delivers waits for `sweep`. Either may come
//! late, twice or never.

pub mod report;
pub mod sweep;
pub mod walk;

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use shared::app::{App, During, chain};
use shared::config::Environment;
use shared::domain::moment::Moment;
use shared::http::metering;
use shared::perform::port::Fault;
use shared::stripe_door;
use shared::stripe_events::Events;

use report::Report;
use sweep::swept::Swept;

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
    /// Do what Stripe told and nobody heard.
    Sweep,
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
            Self::Sweep => "sweep",
        }
    }
}

/// What a run came to.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Ran {
    /// `renew`
    Renewed(Report),
    /// `sweep`
    Swept(Box<Swept>),
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The store does not say what is due.
    #[error("the store does not answer")]
    Store(#[from] Fault),
    /// There is no way to Stripe.
    #[error("Stripe cannot be asked: {0}")]
    Stripe(String),
}

/// What the function holds.
pub struct Reset {
    app: Arc<App>,
    sweeps: Result<Events, String>,
}

impl Reset {
    /// Reads what only the sweep needs. Without it there is no sweep, and all the same what time brings
    /// is written down.
    pub async fn start(app: App, environment: &Environment) -> Self {
        let app = Arc::new(app);
        let stripe = stripe_door::client(environment).await;
        let sweeps = match stripe {
            Ok(stripe) => Ok(Events { app: Arc::clone(&app), stripe }),
            Err(error) => Err(chain(&error)),
        };
        Self { app, sweeps }
    }

    /// Does a job as far as there is time, and says how far it came. What fails for one account or one
    /// event is counted and told; only where there is no beginning, the run fails.
    pub async fn run(&self, job: Job, during: &During) -> Result<Ran, RunError> {
        match job {
            Job::Renew => {
                let report = walk::walk(&self.app, job.as_str(), during).await?;
                metering::reset(report.accounts, report.entries, report.failed, report.days_behind);
                report.log();
                Ok(Ran::Renewed(report))
            }
            Job::Sweep => {
                let events = self.sweeps.as_ref();
                let events = events.map_err(|why| RunError::Stripe(why.clone()))?;
                Ok(Ran::Swept(Box::new(sweep::sweep(events, during).await?)))
            }
        }
    }
}
