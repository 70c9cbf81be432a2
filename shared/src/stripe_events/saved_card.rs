//! A card was saved: it becomes what its customer's invoices are paid with, where nothing is yet. How
//! it is now is asked of Stripe, so that it does not matter when and how often the event comes.

use crate::app::chain;
use crate::domain::command::Command;
use crate::domain::event::{EventRecord, EventState};
use crate::domain::id::AccountId;
use crate::domain::world::{Alias, Item, Name, Target};
use crate::http::problem::Problem;
use crate::perform::pace::Pace;
use crate::perform::port::Port;
use crate::stripe::api::StripeApi;
use crate::stripe::fault::StripeFault;
use crate::stripe::id::StripeId;
use crate::stripe::notice;
use crate::stripe::setup_intent::SetupIntent;
use crate::stripe_door;

use super::{Events, Outcome};

impl<P: Port, S: StripeApi> Events<P, S> {
    /// Makes what was saved the default of a customer of ours who has none.
    pub(super) async fn keep_saved(
        &self,
        record: EventRecord,
        saved: &SetupIntent,
        during: &impl Pace,
    ) -> Result<Outcome, Problem> {
        if self.is_done(&record, during).await? {
            return Ok(Outcome::Known);
        }
        let (Some(customer), Some(method)) = (&saved.customer, &saved.payment_method) else {
            return self.dismiss(record, during).await;
        };
        if !self.is_ours(customer, saved, during).await? {
            return self.dismiss(record, during).await;
        }
        let found = match self.stripe.retrieve_payment_method(method).await {
            Ok(found) => found,
            Err(fault) => return self.untold(record, &fault, during).await,
        };
        let lacks_a_default =
            found.owner.is_some_and(|it| it.id == *customer && it.default.is_none());
        if !lacks_a_default {
            return self.dismiss(record, during).await;
        }
        match self.stripe.set_default_payment_method(customer, method).await {
            Ok(()) => {}
            Err(fault) => return self.untold(record, &fault, during).await,
        }
        let done = EventRecord { state: EventState::Done, ..record };
        self.app.perform(Command::Dismiss(done), during).await?;
        Ok(Outcome::Done)
    }

    /// Whether a customer is an account's: by its name, or by our mark where the account agrees.
    async fn is_ours(
        &self,
        customer: &StripeId,
        saved: &SetupIntent,
        during: &impl Pace,
    ) -> Result<bool, Problem> {
        let Some(customer) = notice::name(customer) else { return Ok(false) };
        let alias = Name::Alias(customer.clone());
        let marked = saved.metadata.account().and_then(|mark| AccountId::parse(mark).ok());
        let mut names = vec![alias.clone()];
        names.extend(marked.clone().map(Name::Profile));
        let world = self.app.read(&names, during).await?;
        let is_known = matches!(
            world.get(&alias),
            Some(Item::Alias(Alias { target: Target::Account(_), .. }))
        );
        let profile = marked.and_then(|account| world.profile(&account));
        Ok(is_known || profile.is_some_and(|profile| profile.customer.as_ref() == Some(&customer)))
    }

    /// Stripe did not do it: it is away, the card was removed meanwhile, or a person must see to it.
    async fn untold(
        &self,
        record: EventRecord,
        fault: &StripeFault,
        during: &impl Pace,
    ) -> Result<Outcome, Problem> {
        if fault.is_retryable() {
            return Err(stripe_door::problem(fault));
        }
        if fault.is_missing() {
            return self.dismiss(record, during).await;
        }
        self.fail(record, &chain(fault), during).await
    }
}
