//! What we ask of Stripe: each call with its own narrow answer, one attempt, a timeout, and an
//! idempotency key wherever it changes something. Trying again is the caller's business, who knows
//! how much time is left.

mod invoices;
mod lists;
mod wallet;

use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::OnceLock;
use std::time::Duration;

use ::stripe::{CustomizedStripeRequest, RequestStrategy, StripeError, StripeRequest};
use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use stripe_checkout::checkout_session::RetrieveCheckoutSession;
use stripe_client_core::{RequestBuilder, StripeMethod};
use stripe_core::customer::CreateCustomer;
use stripe_core::payment_intent::RetrievePaymentIntent;

use super::api::StripeApi;
use super::checkout::{CheckoutRequest, OpenedCheckout};
use super::event::Event;
use super::event::listed::{EventPage, Source};
use super::fault::StripeFault;
use super::id::StripeId;
use super::key::{IdempotencyKey, KeyError, SecretKey};
use super::metadata::ACCOUNT_MARK;
use super::payment::{Dispute, PaymentIntent, Refund};
use super::payment_method::PaymentMethod;
use super::price::{Price, PriceCache};
use super::read;
use super::related::{ObjectKind, Related};
use super::session::Session;
use super::subscription::Subscription;

/// A hundred events on one page may have some kilobytes each.
const MAX_ANSWER_BYTES: usize = 8 * 1024 * 1024;

/// What a client is made of.
#[derive(Debug, Clone)]
pub struct StripeSettings {
    /// Whose account.
    pub secret_key: SecretKey,
    /// Where the API is: [`STRIPE_API`](super::key::STRIPE_API), or a stand-in for test keys.
    pub api_base: String,
    /// How long one call may take, from the connection to the last byte.
    pub timeout: Duration,
}

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The key and the address do not go together.
    #[error("the Stripe client is not configured")]
    Key(#[source] KeyError),
    /// The library does not take the settings.
    #[error("the Stripe client cannot be built")]
    Build(#[source] StripeError),
}

/// One Stripe account, over its API in the version that `async-stripe` pins.
#[derive(Debug)]
pub struct StripeClient {
    stripe: ::stripe::Client,
    livemode: bool,
    pub(super) prices: PriceCache,
}

impl StripeClient {
    /// Builds it; nothing is sent yet. A live key is refused anywhere but at Stripe itself.
    pub fn new(settings: &StripeSettings) -> Result<Self, ClientError> {
        let key = &settings.secret_key;
        let base = key.base(&settings.api_base).map_err(ClientError::Key)?;
        let stripe = ::stripe::ClientBuilder::new(key.reveal())
            .url(base)
            .timeout(settings.timeout)
            .request_strategy(RequestStrategy::Once)
            .app_info("Tallystick", Some(env!("CARGO_PKG_VERSION").to_owned()), None)
            .build()
            .map_err(ClientError::Build)?;
        Ok(Self { stripe, livemode: key.livemode(), prices: PriceCache::default() })
    }

    /// Whether its key moves real money.
    pub fn livemode(&self) -> bool {
        self.livemode
    }

    /// One attempt at one request, its answer read into our own shape.
    pub(super) async fn ask<T: DeserializeOwned>(
        &self,
        doing: String,
        request: RequestBuilder,
        strategy: RequestStrategy,
    ) -> Result<T, StripeFault> {
        let exchange = Exchange { stripe: &self.stripe, answer: OnceLock::new() };
        let sent = request.customize::<()>().request_strategy(strategy).send(&exchange).await;
        match sent {
            Ok(()) => {
                read::read_up_to(MAX_ANSWER_BYTES, exchange.answer.get().map_or(&[], AsRef::as_ref))
                    .map_err(|source| StripeFault::Unreadable { doing, source })
            }
            Err(error) => Err(StripeFault::of(doing, error)),
        }
    }
}

impl StripeApi for StripeClient {
    async fn create_customer(
        &self,
        account: &str,
        email: Option<&str>,
        key: &IdempotencyKey,
    ) -> Result<StripeId, StripeFault> {
        #[derive(Deserialize)]
        struct Customer {
            id: StripeId,
        }
        let mark = HashMap::from([(ACCOUNT_MARK.to_owned(), account.to_owned())]);
        let mut request = CreateCustomer::new().metadata(mark);
        if let Some(email) = email {
            request = request.email(email);
        }
        let doing = "creating a customer".to_owned();
        self.ask(doing, request.build(), key.once()).await.map(|made: Customer| made.id)
    }

    async fn create_checkout_session(
        &self,
        request: &CheckoutRequest,
        key: &IdempotencyKey,
    ) -> Result<OpenedCheckout, StripeFault> {
        let doing = format!("opening the checkout of {}", request.purchase);
        self.ask(doing, request.parameters().build(), key.once()).await
    }

    async fn retrieve_checkout_session(&self, id: &StripeId) -> Result<Session, StripeFault> {
        let request = RetrieveCheckoutSession::new(id.as_str()).build();
        self.ask(format!("reading checkout session {id}"), request, RequestStrategy::Once).await
    }

    async fn retrieve_payment_intent(&self, id: &StripeId) -> Result<PaymentIntent, StripeFault> {
        let request = RetrievePaymentIntent::new(id.as_str()).build();
        self.ask(format!("reading payment intent {id}"), request, RequestStrategy::Once).await
    }

    async fn retrieve_subscription(&self, id: &StripeId) -> Result<Subscription, StripeFault> {
        #[derive(Serialize)]
        struct Wanted {
            expand: [&'static str; 1],
        }
        let path = format!("/subscriptions/{id}");
        let wanted = Wanted { expand: ["latest_invoice"] };
        let request = RequestBuilder::new(StripeMethod::Get, path).query(&wanted);
        self.ask(format!("reading subscription {id}"), request, RequestStrategy::Once).await
    }

    async fn retrieve_related(
        &self,
        kind: ObjectKind,
        id: &StripeId,
    ) -> Result<Related, StripeFault> {
        let request = RequestBuilder::new(StripeMethod::Get, format!("/{}/{id}", kind.path()));
        self.ask(format!("reading {id}"), request, RequestStrategy::Once).await
    }

    async fn retrieve_payment_method(&self, id: &StripeId) -> Result<PaymentMethod, StripeFault> {
        self.payment_method(id).await
    }

    async fn set_default_payment_method(
        &self,
        customer: &StripeId,
        method: &StripeId,
    ) -> Result<(), StripeFault> {
        self.pay_with(customer, method).await
    }

    async fn retrieve_event(&self, id: &StripeId) -> Result<Event, StripeFault> {
        let request = RequestBuilder::new(StripeMethod::Get, format!("/events/{id}"));
        let doing = format!("reading event {id}");
        let told: Value = self.ask(doing.clone(), request, RequestStrategy::Once).await?;
        Event::of(told).map_err(|source| StripeFault::Unreadable { doing, source })
    }

    async fn list_events(
        &self,
        source: Source,
        seconds: &RangeInclusive<i64>,
        after: Option<&StripeId>,
    ) -> Result<EventPage, StripeFault> {
        self.events(source, seconds, after).await
    }

    async fn list_refunds(&self, payment: &StripeId) -> Result<Vec<Refund>, StripeFault> {
        self.all_of_payment("refunds", payment).await
    }

    async fn list_disputes(&self, payment: &StripeId) -> Result<Vec<Dispute>, StripeFault> {
        self.all_of_payment("disputes", payment).await
    }

    async fn price_by_lookup_key(
        &self,
        lookup_key: &str,
        now_seconds: i64,
    ) -> Result<Option<Price>, StripeFault> {
        self.price(lookup_key, now_seconds).await
    }
}

/// Keeps the answer's bytes, so that our shapes read it and not the library's: those hold every
/// field that Stripe has, fail for good when one is missing, and would be most of a function's
/// size.
struct Exchange<'a> {
    stripe: &'a ::stripe::Client,
    answer: OnceLock<Bytes>,
}

impl stripe_client_core::StripeClient for Exchange<'_> {
    type Err = StripeError;

    async fn execute(&self, request: CustomizedStripeRequest) -> Result<Bytes, StripeError> {
        let answer = self.stripe.execute(request).await?;
        self.answer.get_or_init(|| answer);
        // To the library the answer is `()`, which it reads from this.
        Ok(Bytes::from_static(b"null"))
    }
}

#[cfg(test)]
mod invoiced;
#[cfg(test)]
mod tests;
