//! A webhook's event, narrowed to what we handle; every other kind is only named.

pub mod listed;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::id::StripeId;
use super::invoice::Invoice;
use super::payment::{Charge, Dispute, PaymentIntent, Refund};
use super::read::{self, ReadError};
use super::session::Session;
use super::setup_intent::SetupIntent;
use super::subscription::{InvoiceNamed, SubscriptionNamed};

/// Where the object that an event is about stands in its JSON.
const OBJECT: &str = "data.object";

/// One event. <https://docs.stripe.com/api/events/object>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// `evt_…`: the same in every delivery of it.
    pub id: StripeId,
    /// When it happened, in seconds since 1970. Deliveries come in any order and much later.
    pub created: i64,
    /// Whether it is about real money.
    pub livemode: bool,
    /// In which shape of the API it is written: that of the webhook endpoint.
    pub api_version: Option<String>,
    /// The connected account it happened in, which is never one of ours.
    pub account: Option<StripeId>,
    /// What happened, and to what.
    pub kind: EventKind,
}

/// What happened, with the object as it was at that moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventKind {
    /// `checkout.session.completed`: the customer is done; `payment_status` says whether it is
    /// paid.
    CheckoutSessionCompleted(Session),
    /// `checkout.session.async_payment_succeeded`: a delayed payment arrived.
    CheckoutSessionAsyncPaymentSucceeded(Session),
    /// `checkout.session.async_payment_failed`: a delayed payment did not.
    CheckoutSessionAsyncPaymentFailed(Session),
    /// `checkout.session.expired`: it ended without the customer.
    CheckoutSessionExpired(Session),
    /// `payment_intent.succeeded`
    PaymentIntentSucceeded(PaymentIntent),
    /// `payment_intent.payment_failed`: one attempt failed; another may follow and succeed.
    PaymentIntentPaymentFailed(PaymentIntent),
    /// `payment_intent.canceled`: it was called off, by itself or with its invoice.
    PaymentIntentCanceled(PaymentIntent),
    /// `charge.refunded`: something of it was refunded, in part or in full.
    ChargeRefunded(Charge),
    /// `refund.created`
    RefundCreated(Refund),
    /// `refund.updated`
    RefundUpdated(Refund),
    /// `refund.failed`: the money came back to us.
    RefundFailed(Refund),
    /// `charge.dispute.…`: a bank opened a dispute, moved the money, or decided. The event's name, and
    /// the dispute as it was then.
    Dispute(String, Dispute),
    /// `setup_intent.succeeded`: a card, or what else is paid with, was saved for later.
    SetupIntentSucceeded(SetupIntent),
    /// Something happened to a subscription, or to an invoice of one: the event's name, and which.
    /// How it is now is asked of Stripe, for events come in any order.
    Subscription(String, StripeId),
    /// `invoice.…`, of one that is for no subscription: the event's name, and the invoice as it was
    /// then.
    Invoice(String, Invoice),
    /// Any other kind, by its name. Its object is not looked at.
    Other(String),
}

/// The event as it stands in the body.
#[derive(Deserialize)]
struct Envelope {
    id: StripeId,
    created: i64,
    livemode: bool,
    api_version: Option<String>,
    account: Option<StripeId>,
    #[serde(rename = "type")]
    kind: String,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    object: Value,
}

impl Event {
    /// Reads the raw body of a webhook, whose signature was verified before.
    pub fn parse(raw_body: &[u8]) -> Result<Self, ReadError> {
        Self::of_envelope(read::read(raw_body)?)
    }

    /// Reads an event as Stripe's API gives it.
    pub fn of(told: Value) -> Result<Self, ReadError> {
        Self::of_envelope(read::read_part("event", told)?)
    }

    fn of_envelope(envelope: Envelope) -> Result<Self, ReadError> {
        Ok(Self {
            id: envelope.id,
            created: envelope.created,
            livemode: envelope.livemode,
            api_version: envelope.api_version,
            account: envelope.account,
            kind: EventKind::of(envelope.kind, envelope.data.object)?,
        })
    }
}

impl EventKind {
    fn of(name: String, object: Value) -> Result<Self, ReadError> {
        match name.as_str() {
            "checkout.session.completed" => part(object).map(Self::CheckoutSessionCompleted),
            "checkout.session.async_payment_succeeded" => {
                part(object).map(Self::CheckoutSessionAsyncPaymentSucceeded)
            }
            "checkout.session.async_payment_failed" => {
                part(object).map(Self::CheckoutSessionAsyncPaymentFailed)
            }
            "checkout.session.expired" => part(object).map(Self::CheckoutSessionExpired),
            "payment_intent.succeeded" => part(object).map(Self::PaymentIntentSucceeded),
            "payment_intent.payment_failed" => part(object).map(Self::PaymentIntentPaymentFailed),
            "payment_intent.canceled" => part(object).map(Self::PaymentIntentCanceled),
            "setup_intent.succeeded" => part(object).map(Self::SetupIntentSucceeded),
            "charge.refunded" => part(object).map(Self::ChargeRefunded),
            "refund.created" => part(object).map(Self::RefundCreated),
            "refund.updated" => part(object).map(Self::RefundUpdated),
            "refund.failed" => part(object).map(Self::RefundFailed),
            "charge.dispute.created"
            | "charge.dispute.updated"
            | "charge.dispute.closed"
            | "charge.dispute.funds_withdrawn"
            | "charge.dispute.funds_reinstated" => part(object).map(|it| Self::Dispute(name, it)),
            "customer.subscription.created"
            | "customer.subscription.updated"
            | "customer.subscription.deleted"
            | "customer.subscription.paused"
            | "customer.subscription.resumed" => {
                part(object).map(|it: SubscriptionNamed| Self::Subscription(name, it.id))
            }
            "invoice.paid" | "invoice.payment_failed" | "invoice.voided" => {
                match part::<InvoiceNamed>(object.clone())?.subscription() {
                    Some(subscription) => Ok(Self::Subscription(name, subscription)),
                    None => part(object).map(|invoice| Self::Invoice(name, invoice)),
                }
            }
            _ => Ok(Self::Other(name)),
        }
    }

    /// Stripe's name of it.
    pub fn name(&self) -> &str {
        match self {
            Self::CheckoutSessionCompleted(_) => "checkout.session.completed",
            Self::CheckoutSessionAsyncPaymentSucceeded(_) => {
                "checkout.session.async_payment_succeeded"
            }
            Self::CheckoutSessionAsyncPaymentFailed(_) => "checkout.session.async_payment_failed",
            Self::CheckoutSessionExpired(_) => "checkout.session.expired",
            Self::PaymentIntentSucceeded(_) => "payment_intent.succeeded",
            Self::PaymentIntentPaymentFailed(_) => "payment_intent.payment_failed",
            Self::PaymentIntentCanceled(_) => "payment_intent.canceled",
            Self::SetupIntentSucceeded(_) => "setup_intent.succeeded",
            Self::ChargeRefunded(_) => "charge.refunded",
            Self::RefundCreated(_) => "refund.created",
            Self::RefundUpdated(_) => "refund.updated",
            Self::RefundFailed(_) => "refund.failed",
            Self::Dispute(name, _)
            | Self::Subscription(name, _)
            | Self::Invoice(name, _)
            | Self::Other(name) => name,
        }
    }
}

fn part<T: DeserializeOwned>(object: Value) -> Result<T, ReadError> {
    read::read_part(OBJECT, object)
}

#[cfg(test)]
mod changed;
#[cfg(test)]
mod tests;
