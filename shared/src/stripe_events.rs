//! What Stripe's events do to the ledger. The webhook hears them one by one, the sweep asks for those
//! that never came, and a person has a failed one tried again: all by this one way.

mod find;
pub mod follow;
mod invoices;
mod planted;
pub mod reconcile;
mod saved_card;
pub mod settle;

use std::sync::Arc;

use crate::app::App;
use crate::domain::command::Command;
use crate::domain::event::{EventRecord, EventState};
use crate::domain::id::{EventId, Label};
use crate::domain::moment::Moment;
use crate::domain::world::Name;
use crate::http::problem::Problem;
use crate::perform::pace::Pace;
use crate::perform::port::Port;
use crate::store::Store;
use crate::stripe::api::StripeApi;
use crate::stripe::client::StripeClient;
use crate::stripe::event::Event;
use crate::stripe::id::StripeId;
use crate::stripe::notice;

/// The ledger, and Stripe for what an event does not say.
pub struct Events<P = Store, S = StripeClient> {
    /// The ledger.
    pub app: Arc<App<P>>,
    /// Stripe.
    pub stripe: S,
}

/// What became of an event: whichever it is, it is so durably.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Its effects are committed now.
    Done,
    /// They were before.
    Known,
    /// It is none of ours.
    Ignored,
}

impl<P: Port, S: StripeApi> Events<P, S> {
    /// What stands on this ledger.
    pub fn over(app: App<P>, stripe: S) -> Self {
        Self { app: Arc::new(app), stripe }
    }

    /// Takes an event for true and does what it says. What cannot be processed is kept as failed and
    /// told as a problem, and so is that the store or Stripe is away.
    pub async fn take(&self, event: &Event, during: &impl Pace) -> Result<Outcome, Problem> {
        let answer = planted::answered(self.settle(event, during).await);
        tracing::info!(
            event = event.id.as_str(),
            kind = event.kind.name(),
            done = answer.is_ok(),
            "event"
        );
        answer
    }

    /// Keeps an event that cannot be read as failed, so that a person finds it.
    pub async fn keep_unreadable(
        &self,
        id: &StripeId,
        why: &str,
        during: &impl Pace,
    ) -> Result<(), Problem> {
        let Ok(id) = EventId::parse(id.as_str()) else { return Ok(()) };
        let state = EventState::Failed { why: Label::cut(why) };
        let (kind, version, at) = (Label::cut("unreadable"), 0, during.at());
        let command = Command::Dismiss(EventRecord { id, version, kind, at, state });
        self.app.perform(command, during).await.map(drop)
    }

    /// Which of some events, at most 100, need nothing more: their effects are committed, or they are
    /// none of ours, or they could not be processed since a moment.
    pub async fn settled(
        &self,
        events: &[&Event],
        since: Moment,
        during: &impl Pace,
    ) -> Result<Vec<bool>, Problem> {
        let id = |event: &&Event| notice::event_id(event).ok();
        let ids: Vec<_> = events.iter().map(id).collect();
        let names: Vec<_> = ids.iter().flatten().cloned().map(Name::Event).collect();
        let world = self.app.read(&names, during).await?;
        let settled = |id: &EventId| match world.event(id).map(|event| (&event.state, event.at)) {
            Some((EventState::Done | EventState::Ignored, _)) => true,
            Some((EventState::Failed { .. }, at)) => at > since,
            None => false,
        };
        Ok(ids.iter().map(|id| id.as_ref().is_some_and(settled)).collect())
    }
}
