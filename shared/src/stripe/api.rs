//! What we ask of Stripe. The functions ask over its API; a test may bring a Stripe of its own.

use std::future::Future;
use std::ops::RangeInclusive;

use crate::stripe::checkout::{CheckoutRequest, OpenedCheckout};
use crate::stripe::event::Event;
use crate::stripe::event::listed::{EventPage, Source};
use crate::stripe::fault::StripeFault;
use crate::stripe::id::StripeId;
use crate::stripe::invoicing::Invoicing;
use crate::stripe::key::IdempotencyKey;
use crate::stripe::payment::{Dispute, PaymentIntent, Refund};
use crate::stripe::payment_method::PaymentMethod;
use crate::stripe::price::Price;
use crate::stripe::related::{ObjectKind, Related};
use crate::stripe::session::Session;
use crate::stripe::subscription::Subscription;

/// One Stripe account. Each call is one attempt; trying again is the caller's business, who knows
/// how much time is left.
pub trait StripeApi: Invoicing {
    /// Makes the customer that stands for our account, and marks it so.
    fn create_customer(
        &self,
        account: &str,
        email: Option<&str>,
        key: &IdempotencyKey,
    ) -> impl Future<Output = Result<StripeId, StripeFault>>;

    /// Opens Stripe's page for a purchase.
    fn create_checkout_session(
        &self,
        request: &CheckoutRequest,
        key: &IdempotencyKey,
    ) -> impl Future<Output = Result<OpenedCheckout, StripeFault>>;

    /// Reads a Checkout Session as it is now.
    fn retrieve_checkout_session(
        &self,
        id: &StripeId,
    ) -> impl Future<Output = Result<Session, StripeFault>>;

    /// Reads a payment intent as it is now.
    fn retrieve_payment_intent(
        &self,
        id: &StripeId,
    ) -> impl Future<Output = Result<PaymentIntent, StripeFault>>;

    /// Reads a subscription as it is now, with its latest invoice.
    fn retrieve_subscription(
        &self,
        id: &StripeId,
    ) -> impl Future<Output = Result<Subscription, StripeFault>>;

    /// Reads what an object of this kind names.
    fn retrieve_related(
        &self,
        kind: ObjectKind,
        id: &StripeId,
    ) -> impl Future<Output = Result<Related, StripeFault>>;

    /// Reads what somebody pays with, and the customer who keeps it.
    fn retrieve_payment_method(
        &self,
        id: &StripeId,
    ) -> impl Future<Output = Result<PaymentMethod, StripeFault>>;

    /// Has a customer's invoices paid with this method, which the customer must keep.
    fn set_default_payment_method(
        &self,
        customer: &StripeId,
        method: &StripeId,
    ) -> impl Future<Output = Result<(), StripeFault>>;

    /// Reads an event as it was sent. Stripe keeps events for 30 days.
    fn retrieve_event(&self, id: &StripeId) -> impl Future<Output = Result<Event, StripeFault>>;

    /// Reads a page of what happened within these seconds since 1970, from the newest to the oldest,
    /// after one of them.
    fn list_events(
        &self,
        source: Source,
        seconds: &RangeInclusive<i64>,
        after: Option<&StripeId>,
    ) -> impl Future<Output = Result<EventPage, StripeFault>>;

    /// Reads all refunds of a payment, from the newest to the oldest.
    fn list_refunds(
        &self,
        payment: &StripeId,
    ) -> impl Future<Output = Result<Vec<Refund>, StripeFault>>;

    /// Reads all disputes of a payment, from the newest to the oldest.
    fn list_disputes(
        &self,
        payment: &StripeId,
    ) -> impl Future<Output = Result<Vec<Dispute>, StripeFault>>;

    /// The active price under `lookup_key`, as it was a few minutes before `now_seconds` at most;
    /// none if Stripe has none. One that is not there is asked for again each time.
    fn price_by_lookup_key(
        &self,
        lookup_key: &str,
        now_seconds: i64,
    ) -> impl Future<Output = Result<Option<Price>, StripeFault>>;
}
