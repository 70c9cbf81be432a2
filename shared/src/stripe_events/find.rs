//! Finds what an event is about: a purchase of ours, or nothing that we sold.

use crate::app::chain;
use crate::domain::planted::{Bug, planted};
use crate::domain::purchase::Purchase;
use crate::domain::world::{Alias, Item, Name, Target};
use crate::http::metering;
use crate::http::problem::Problem;
use crate::perform::pace::Pace;
use crate::perform::port::Port;
use crate::stripe::api::StripeApi;
use crate::stripe::notice::{self, Notice, Told};
use crate::stripe::payment::PaymentIntent;
use crate::stripe_door;

use super::Events;

/// What an event is about.
pub(super) enum Found {
    Purchase(Box<Purchase>),
    /// Nothing that we sold.
    NotOurs,
    /// Something of ours that cannot be found, and why; a person is told.
    Missing(String),
}

impl<P: Port, S: StripeApi> Events<P, S> {
    /// The purchase by our mark, by a name of Stripe's that we know, or by the mark of the payment.
    pub(super) async fn find(&self, notice: &Notice, during: &impl Pace) -> Result<Found, Problem> {
        if let Some(mark) = &notice.mark {
            return self.marked(mark, during).await;
        }
        let names = [&notice.session, &notice.intent, &notice.charge, &notice.invoice];
        let names: Vec<_> = names.into_iter().flatten().filter_map(notice::name).collect();
        let names: Vec<_> = names.into_iter().map(Name::Alias).collect();
        let world = self.app.read(&names, during).await?;
        let target = |name: &Name| match world.get(name) {
            Some(Item::Alias(Alias { target: Target::Purchase(id), .. })) => Some(id.to_string()),
            _ => None,
        };
        if let Some(id) = names.iter().find_map(target) {
            return self.marked(&id, during).await;
        }
        let strangers = (notice.told == Told::Refunded && planted(Bug::UnmarkedRefund))
            || (notice.told == Told::Disputed && planted(Bug::UnmarkedDispute));
        let intent = notice.intent.as_ref().filter(|_| !strangers);
        let Some(intent) = intent else { return Ok(Found::NotOurs) };
        let intent = match self.stripe.retrieve_payment_intent(intent).await {
            Ok(intent) => intent,
            Err(fault) if fault.is_retryable() => return Err(stripe_door::problem(&fault)),
            Err(fault) => return Ok(Found::Missing(chain(&fault))),
        };
        if let Some(mark) = intent.metadata.purchase() {
            return self.marked(mark, during).await;
        }
        if notice.told == Told::Disputed && self.is_customer(&intent, during).await? {
            // A subscription's: what its plan holds follows the subscription, and who ends it is a person.
            metering::webhook_failed();
            tracing::error!(intent = %intent.id, "a dispute of a customer's to look at");
        }
        Ok(Found::NotOurs)
    }

    /// Whether a payment is of a customer of ours.
    async fn is_customer(
        &self,
        intent: &PaymentIntent,
        during: &impl Pace,
    ) -> Result<bool, Problem> {
        let customer = intent.customer.as_ref().and_then(notice::name).map(Name::Alias);
        let Some(customer) = customer else { return Ok(false) };
        let world = self.app.read(std::slice::from_ref(&customer), during).await?;
        Ok(world.get(&customer).is_some())
    }

    /// Ours by its mark; where it is not stored, it may be on its way here. Never a 200.
    async fn marked(&self, mark: &str, during: &impl Pace) -> Result<Found, Problem> {
        let purchase = match notice::purchase(mark) {
            Some(id) => self.app.purchase(&id, during).await?,
            None => None,
        };
        let missing = || Found::Missing("the purchase it names is not stored".to_owned());
        Ok(purchase.map_or_else(missing, |purchase| Found::Purchase(Box::new(purchase))))
    }
}
