//! What a function holds while it is warm, and how long a request may take.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::config::{ConfigError, Environment};
use crate::domain::account::{Account, GRANTS_ALARM};
use crate::domain::catalog::Catalog;
use crate::domain::command::{Command, Request};
use crate::domain::decide::Answer;
use crate::domain::id::{AccountId, PurchaseId};
use crate::domain::moment::Moment;
use crate::domain::posting::Posting;
use crate::domain::purchase::Purchase;
use crate::domain::world::{Name, World};
use crate::http::caller::RequestTime;
use crate::http::metering;
use crate::http::problem::{Kind, Problem};
use crate::http::refused;
use crate::perform::pace::Pace;
use crate::perform::port::{Fault, Port};
use crate::perform::{Failure, Performed, Performer};
use crate::store::Store;

/// What stays between requests; the store is the table, unless a test brings another.
pub struct App<P = Store> {
    ledger: Performer<P>,
}

impl App {
    /// Reads the environment and opens the connection to the table, while starting is free.
    pub async fn start(environment: &Environment) -> Result<Self, ConfigError> {
        let store = Store::connect(environment.store()?);
        let app = Self::over(Performer::new(store, environment.catalog()?));
        warm(app.store()).await;
        Ok(app)
    }

    /// The table, for reads that decide nothing.
    pub fn store(&self) -> &Store {
        &self.ledger.port
    }

    /// A fault of a read that decides nothing, in the caller's words.
    pub fn fault(fault: &Fault) -> Problem {
        match fault {
            Fault::Broken { .. } => broken(fault),
            Fault::Busy { .. } | Fault::Unknown { .. } => out_of_time(fault),
        }
    }
}

impl<P: Port> App<P> {
    /// What stands on this ledger.
    pub fn over(ledger: Performer<P>) -> Self {
        Self { ledger }
    }

    /// The rules of the moment.
    pub fn catalog(&self) -> &Catalog {
        &self.ledger.catalog
    }

    /// Does what is asked, or says why not in the caller's words.
    pub async fn perform(
        &self,
        command: Command,
        during: &impl Pace,
    ) -> Result<Performed, Problem> {
        let done = self.attempt(command, during).await;
        done.map_err(|failure| self.problem(failure))
    }

    /// Does what is asked, or says why not.
    pub async fn attempt(
        &self,
        command: Command,
        during: &impl Pace,
    ) -> Result<Performed, Failure> {
        let request = Request { at: during.at(), command };
        let performed = self.ledger.perform(&request, during).await?;
        if let Answer::Entry(entry) = &performed.answer {
            let granted = entry.postings.iter().any(|it| matches!(it, Posting::Granted { .. }));
            if granted && !performed.replayed {
                self.watch(&entry.account, during).await;
            }
        }
        Ok(performed)
    }

    /// A person is told when an account gathers very many grants.
    async fn watch(&self, account: &AccountId, during: &impl Pace) {
        let names = [Name::Account(account.clone())];
        let world = self.ledger.read(&names, during).await.unwrap_or_default();
        if world.account(account).is_some_and(|it| it.grants.len() >= GRANTS_ALARM) {
            metering::account_grants_64();
        }
    }

    /// Reads items as they are now.
    pub async fn read(&self, names: &[Name], during: &impl Pace) -> Result<World, Problem> {
        let world = self.ledger.read(names, during).await;
        world.map_err(|failure| self.problem(failure))
    }

    /// The account as it is now; one that was never seen is as it would be opened at this moment.
    pub async fn account(&self, id: &AccountId, during: &impl Pace) -> Result<Account, Problem> {
        let world = self.read(&[Name::Account(id.clone())], during).await?;
        let plan = || self.catalog().default_plan().map(|plan| plan.id.clone());
        let unopened = || Account::unopened(id.clone(), plan(), during.at());
        Ok(world.account(id).cloned().unwrap_or_else(unopened))
    }

    /// The purchase as it is now.
    pub async fn purchase(
        &self,
        id: &PurchaseId,
        during: &impl Pace,
    ) -> Result<Option<Purchase>, Problem> {
        let world = self.read(&[Name::Purchase(id.clone())], during).await?;
        Ok(world.purchase(id).cloned())
    }

    /// A failure in the caller's words.
    pub fn problem(&self, failure: Failure) -> Problem {
        match failure {
            Failure::Refused(refusal) => refused::problem(&refusal, self.catalog()),
            Failure::OutOfTime(fault) => {
                metering::contention_gave_up();
                out_of_time(&fault)
            }
            Failure::Broken(fault) => broken(&fault),
        }
    }
}

fn out_of_time(fault: &Fault) -> Problem {
    tracing::warn!(fault = chain(fault), "gave up");
    Problem::unavailable(1)
}

fn broken(fault: &Fault) -> Problem {
    tracing::error!(fault = chain(fault), "broken");
    Problem::new(Kind::Internal)
}

/// An error with all its causes, in one line for the log.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

/// Opens the connection while starting is free. A store that is away now may be there when it is
/// asked: its absence is told then, as 503, and not by a function that does not start.
pub async fn warm(store: &Store) {
    if let Err(fault) = store.prewarm().await {
        tracing::warn!(fault = chain(&fault), "the table does not answer yet");
    }
}

/// The request's moment, and the time there is to answer it.
#[derive(Debug, Clone, Copy)]
pub struct During {
    /// When it was asked.
    pub at: Moment,
    until: Instant,
}

impl During {
    /// A job that goes by this moment and must be over by Lambda's own deadline, in milliseconds.
    pub fn job(at: Moment, deadline: u64) -> Self {
        Self { at, until: until(deadline) }
    }

    /// The same with no more than this of the time that is left.
    #[must_use]
    #[allow(clippy::disallowed_methods, reason = "a deadline is of the process, not of the job")]
    pub fn at_most(self, time: Duration) -> Self {
        let soon = Instant::now().checked_add(time).unwrap_or(self.until);
        Self { at: self.at, until: self.until.min(soon) }
    }
}

/// What is kept back of the function's time for the answer itself.
const TO_ANSWER: Duration = Duration::from_millis(300);

impl<S: Sync> FromRequestParts<S> for During {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let RequestTime(millis) = RequestTime::from_request_parts(parts, state).await?;
        let at = Moment::from_millis(millis).ok_or(Problem::new(Kind::Internal))?;
        let context = parts.extensions.get::<lambda_http::Context>();
        let deadline = context.map_or(0, |context| context.deadline);
        Ok(Self { at, until: until(deadline) })
    }
}

/// The moment by which there must be an answer, from Lambda's own deadline in milliseconds.
#[allow(clippy::disallowed_methods, reason = "a deadline is of the process, not of the request")]
fn until(deadline: u64) -> Instant {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let left = Duration::from_millis(deadline).saturating_sub(now).saturating_sub(TO_ANSWER);
    Instant::now().checked_add(left).unwrap_or_else(Instant::now)
}

impl Pace for During {
    fn at(&self) -> Moment {
        self.at
    }

    #[allow(clippy::disallowed_methods, reason = "a duration is measured, no moment read")]
    fn left(&self) -> Duration {
        self.until.saturating_duration_since(Instant::now())
    }

    async fn pause(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }

    fn random(&self) -> u64 {
        getrandom::u64().unwrap_or_default()
    }
}
