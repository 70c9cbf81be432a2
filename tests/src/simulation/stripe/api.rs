//! What our functions ask of the Stripe of stories, and when it does not answer.

use std::ops::RangeInclusive;

use serde::de::DeserializeOwned;
use serde_json::Value;
use shared::stripe::api::StripeApi;
use shared::stripe::checkout::{CheckoutRequest, OpenedCheckout};
use shared::stripe::event::Event;
use shared::stripe::event::listed::{EventPage, Source};
use shared::stripe::fault::{Outage, Refusal, StripeFault};
use shared::stripe::id::StripeId;
use shared::stripe::key::IdempotencyKey;
use shared::stripe::payment::{Dispute, PaymentIntent, Refund};
use shared::stripe::payment_method::PaymentMethod;
use shared::stripe::price::Price;
use shared::stripe::related::{ObjectKind, Related};
use shared::stripe::session::Session;
use shared::stripe::subscription::Subscription;

use crate::memory::pace::turn;
use crate::simulation::stripe::post::Letter;
use crate::simulation::stripe::{Customer, Sale, Stripe, Truth, objects};

/// So many events stand on a page, so that there are many.
const LISTED: usize = 5;

pub(super) fn id(text: &str) -> StripeId {
    StripeId::parse(text).unwrap()
}

pub(super) fn read<T: DeserializeOwned>(object: Value) -> T {
    serde_json::from_value(object).unwrap()
}

fn fault(status: u16, kind: &str) -> Refusal {
    let (code, message, param, request_id) = (None, None, None, None);
    Refusal { status, kind: kind.to_owned(), code, message, param, request_id }
}

pub(super) fn missing() -> StripeFault {
    let refusal = Box::new(fault(404, "invalid_request_error"));
    StripeFault::Refused { doing: "reading".to_owned(), refusal }
}

pub(super) fn refused() -> StripeFault {
    let refusal = Box::new(fault(400, "invalid_request_error"));
    StripeFault::Refused { doing: "changing".to_owned(), refusal }
}

impl Stripe {
    /// One call: it may fail before it is done, or after.
    pub(super) async fn call<T>(
        &self,
        act: impl FnOnce(&mut Truth) -> T,
    ) -> Result<T, StripeFault> {
        let away = || StripeFault::Unavailable {
            doing: "asking".to_owned(),
            outage: Outage::Busy(fault(503, "api_error")),
        };
        turn().await;
        let often = self.truth.borrow().away;
        if self.chance.permille(often) {
            self.truth.borrow_mut().faults += 1;
            return Err(away());
        }
        let done = act(&mut self.truth.borrow_mut());
        turn().await;
        if self.chance.permille(often) {
            self.truth.borrow_mut().faults += 1;
            return Err(away());
        }
        Ok(done)
    }
}

impl StripeApi for Stripe {
    async fn retrieve_subscription(&self, wanted: &StripeId) -> Result<Subscription, StripeFault> {
        let found = self.call(|truth| {
            let sub = truth.subs.iter().find(|sub| sub.id == wanted.as_str());
            sub.map(|sub| read(sub.object()))
        });
        found.await?.ok_or_else(missing)
    }

    /// Nobody in a story asks what an id belongs to.
    async fn retrieve_related(&self, _: ObjectKind, _: &StripeId) -> Result<Related, StripeFault> {
        self.call(|_| ()).await?;
        Err(missing())
    }

    /// Nobody in a story saves a card.
    async fn retrieve_payment_method(&self, _: &StripeId) -> Result<PaymentMethod, StripeFault> {
        self.call(|_| ()).await?;
        Err(missing())
    }

    /// So nobody has one to pay with.
    async fn set_default_payment_method(
        &self,
        _: &StripeId,
        _: &StripeId,
    ) -> Result<(), StripeFault> {
        self.call(|_| ()).await?;
        Err(missing())
    }

    async fn create_customer(
        &self,
        account: &str,
        _email: Option<&str>,
        key: &IdempotencyKey,
    ) -> Result<StripeId, StripeFault> {
        let key = format!("{key:?}");
        self.call(|truth| {
            let next = format!("cus_{}", truth.customers.len());
            let next = Customer { id: next, account: account.to_owned() };
            id(&truth.customers.entry(key).or_insert(next).id)
        })
        .await
    }

    async fn create_checkout_session(
        &self,
        request: &CheckoutRequest,
        key: &IdempotencyKey,
    ) -> Result<OpenedCheckout, StripeFault> {
        let (key, chance) = (format!("{key:?}"), self.chance.next());
        self.call(|truth| {
            let place = truth.open(request, &key, chance);
            let sale = &truth.sales[place];
            OpenedCheckout { id: id(&sale.session), url: objects::url(sale), expires_at: 0 }
        })
        .await
    }

    async fn retrieve_checkout_session(&self, wanted: &StripeId) -> Result<Session, StripeFault> {
        let found = self.call(|truth| {
            let sale = truth.sales.iter().find(|sale| sale.session == wanted.as_str());
            sale.map(|sale| read(objects::session(sale)))
        });
        found.await?.ok_or_else(missing)
    }

    async fn retrieve_payment_intent(
        &self,
        wanted: &StripeId,
    ) -> Result<PaymentIntent, StripeFault> {
        let found = self.call(|truth| {
            let fits = |sale: &&Sale| sale.intent.as_deref() == Some(wanted.as_str());
            truth.sales.iter().find(fits).map(|sale| read(objects::intent(sale, false)))
        });
        found.await?.ok_or_else(missing)
    }

    async fn list_refunds(&self, payment: &StripeId) -> Result<Vec<Refund>, StripeFault> {
        self.call(|truth| {
            let of = |place: usize| truth.sales[place].intent.as_deref() == Some(payment.as_str());
            let backs = truth.backs.iter().rev().filter(|back| of(back.sale));
            backs.map(|back| read(objects::refund(truth, back))).collect()
        })
        .await
    }

    async fn list_disputes(&self, payment: &StripeId) -> Result<Vec<Dispute>, StripeFault> {
        self.call(|truth| {
            let of = |place: usize| truth.sales[place].intent.as_deref() == Some(payment.as_str());
            let quarrels = truth.quarrels.iter().rev().filter(|quarrel| of(quarrel.sale));
            quarrels.map(|quarrel| read(objects::dispute(truth, quarrel))).collect()
        })
        .await
    }

    async fn retrieve_event(&self, wanted: &StripeId) -> Result<Event, StripeFault> {
        let found = self.call(|truth| {
            let mut letters = truth.letters.iter();
            letters.find(|it| it.id == wanted.as_str()).map(|it| Event::parse(&it.body).unwrap())
        });
        found.await?.ok_or_else(missing)
    }

    async fn list_events(
        &self,
        source: Source,
        seconds: &RangeInclusive<i64>,
        after: Option<&StripeId>,
    ) -> Result<EventPage, StripeFault> {
        self.call(|truth| {
            let known = |id: &str| truth.letters.iter().position(|it| it.id == id);
            let end = match after {
                Some(after) => known(after.as_str())?,
                None => truth.letters.len(),
            };
            let within = |it: &&Letter| source == Source::Events && seconds.contains(&it.created);
            let mut found = truth.letters[..end].iter().rev().filter(within);
            let listed = |it: &Letter| source.read(serde_json::from_slice(&it.body).unwrap());
            let events = found.by_ref().take(LISTED).map(listed).collect();
            Some(EventPage { events, more: found.next().is_some() })
        })
        .await?
        .ok_or_else(missing)
    }

    async fn price_by_lookup_key(
        &self,
        _lookup_key: &str,
        _now_seconds: i64,
    ) -> Result<Option<Price>, StripeFault> {
        self.call(|_| None).await
    }
}
