//! Each sample of `events/stripe` is read, and says what happened.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use super::*;
use crate::stripe::payment::{PaymentIntentStatus, RefundStatus};
use crate::stripe::session::{PaymentStatus, SessionMode, SessionStatus};

const PURCHASE: &str = "pur_01KJKB6M00Q5V9T2X7R4N8C3HD";
pub(super) const PAYMENT: &str = "pi_3TtaLLy0StIcK0010aBcDeFg";
const CHARGE: &str = "ch_3TtaLLy0StIcK0010hIjKlMn";

macro_rules! samples {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../../../events/stripe/", $name, ".json")))),*]
    };
}

pub(super) const SAMPLES: &[(&str, &str)] = samples![
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "payment_intent.succeeded",
    "payment_intent.payment_failed",
    "payment_intent.canceled",
    "invoice.paid",
    "invoice.voided",
    "charge.refunded",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.closed",
    "setup_intent.succeeded",
];

pub(super) fn json_of(name: &str) -> Value {
    let (_, text) = SAMPLES.iter().find(|(sample, _)| *sample == name).unwrap();
    serde_json::from_str(text).unwrap()
}

fn sample(name: &str) -> EventKind {
    parse(&json_of(name)).unwrap().kind
}

pub(super) fn parse(event: &Value) -> Result<Event, ReadError> {
    Event::parse(event.to_string().as_bytes())
}

#[test]
fn every_sample_is_read_as_the_kind_it_is() {
    for (name, text) in SAMPLES {
        let event = Event::parse(text.as_bytes()).unwrap();
        assert_eq!(event.kind.name(), *name);
        assert!(!matches!(event.kind, EventKind::Other(_)), "{name}");
        assert!(event.id.as_str().starts_with("evt_") && !event.livemode, "{name}");
        assert!(event.created > 1_772_323_200 && event.account.is_none(), "{name}");
    }
}

/// The library's types hold every field that Stripe documents for the version it pins.
#[cfg(feature = "stripe")]
#[test]
fn every_sample_has_the_whole_shape_of_the_pinned_version() {
    for (name, text) in SAMPLES {
        let event: Value = serde_json::from_str(text).unwrap();
        let version = stripe_client_core::VERSION;
        assert_eq!(event["api_version"], version.as_str(), "{name}");
        let object = event["data"]["object"].clone();
        let read = match object["object"].as_str().unwrap() {
            "checkout.session" => {
                serde_json::from_value::<stripe_shared::CheckoutSession>(object).map(drop)
            }
            "payment_intent" => {
                serde_json::from_value::<stripe_shared::PaymentIntent>(object).map(drop)
            }
            "invoice" => serde_json::from_value::<stripe_shared::Invoice>(object).map(drop),
            "charge" => serde_json::from_value::<stripe_shared::Charge>(object).map(drop),
            "refund" => serde_json::from_value::<stripe_shared::Refund>(object).map(drop),
            "dispute" => serde_json::from_value::<stripe_shared::Dispute>(object).map(drop),
            "setup_intent" => {
                serde_json::from_value::<stripe_shared::SetupIntent>(object).map(drop)
            }
            other => panic!("{name} is about a {other}"),
        };
        assert!(read.is_ok(), "{name}: {read:?}");
    }
}

#[test]
fn a_completed_session_says_what_was_bought_and_paid() {
    let EventKind::CheckoutSessionCompleted(session) = sample("checkout.session.completed") else {
        panic!("another kind");
    };
    assert_eq!(session.mode, SessionMode::Payment);
    assert_eq!(session.status, Some(SessionStatus::Complete));
    assert_eq!(session.payment_status, PaymentStatus::Paid);
    assert_eq!(session.client_reference_id.as_deref(), Some(PURCHASE));
    assert_eq!(session.metadata.purchase(), Some(PURCHASE));
    assert_eq!(session.payment_intent.unwrap().as_str(), PAYMENT);
    assert_eq!((session.amount_subtotal, session.amount_total), (Some(800), Some(800)));
    assert_eq!(session.total_details.map(|d| (d.amount_discount, d.amount_tax)), Some((0, 0)));
    assert_eq!(session.currency.as_deref(), Some("usd"));
}

#[test]
fn a_session_that_is_not_paid_says_so() {
    let EventKind::CheckoutSessionAsyncPaymentFailed(failed) =
        sample("checkout.session.async_payment_failed")
    else {
        panic!("another kind");
    };
    assert_eq!(failed.payment_status, PaymentStatus::Unpaid);
    let EventKind::CheckoutSessionExpired(expired) = sample("checkout.session.expired") else {
        panic!("another kind");
    };
    assert_eq!(expired.status, Some(SessionStatus::Expired));
    assert_eq!(expired.payment_intent, None);
}

#[test]
fn a_payment_says_what_came_or_why_nothing_did() {
    let EventKind::PaymentIntentSucceeded(paid) = sample("payment_intent.succeeded") else {
        panic!("another kind");
    };
    assert_eq!(paid.status, PaymentIntentStatus::Succeeded);
    assert_eq!((paid.amount, paid.amount_received), (800, Some(800)));
    assert_eq!(paid.latest_charge.unwrap().as_str(), CHARGE);
    assert_eq!(paid.metadata.purchase(), Some(PURCHASE));
    let EventKind::PaymentIntentPaymentFailed(failed) = sample("payment_intent.payment_failed")
    else {
        panic!("another kind");
    };
    let why = failed.last_payment_error.unwrap();
    assert_eq!(failed.status, PaymentIntentStatus::RequiresPaymentMethod);
    assert_eq!(why.code.as_deref(), Some("card_declined"));
    assert_eq!(why.decline_code.as_deref(), Some("insufficient_funds"));
    assert_eq!(why.kind.as_deref(), Some("card_error"));
}

/// OB-5: a saved card is told with whose it is, and nothing of the card.
#[test]
fn a_setup_intent_says_what_was_saved_and_for_whom() {
    let EventKind::SetupIntentSucceeded(saved) = sample("setup_intent.succeeded") else {
        panic!("another kind");
    };
    assert_eq!(saved.customer.as_ref().unwrap().as_str(), "cus_TtaLLy0StIcK01");
    assert_eq!(saved.payment_method.as_ref().unwrap().as_str(), "pm_1TtaLLy0StIcK001eFgHiJkL");
    assert_eq!(saved.metadata.account(), Some("user:user_2abc"));
    assert!(!format!("{saved:?}").contains("_secret_"));
}

#[test]
fn a_charge_and_its_two_refunds_agree() {
    let EventKind::ChargeRefunded(charge) = sample("charge.refunded") else {
        panic!("another kind");
    };
    let EventKind::RefundCreated(first) = sample("refund.created") else { panic!("another kind") };
    let EventKind::RefundUpdated(second) = sample("refund.updated") else { panic!("another kind") };
    let EventKind::RefundFailed(failed) = sample("refund.failed") else { panic!("another kind") };
    assert_eq!(charge.amount_refunded, 500);
    assert_eq!((first.amount, second.amount), (200, 300));
    assert!(!charge.refunded && charge.amount_captured == 800);
    for refund in [&first, &second, &failed] {
        assert_eq!(refund.charge.as_ref(), Some(&charge.id));
        assert_eq!(refund.payment_intent, charge.payment_intent);
    }
    assert_eq!(second.status, Some(RefundStatus::Succeeded));
    assert_eq!((failed.id, failed.status), (second.id, Some(RefundStatus::Failed)));
    assert_eq!(failed.failure_reason.as_deref(), Some("expired_or_canceled_card"));
}
