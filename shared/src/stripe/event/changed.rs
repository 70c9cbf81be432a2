//! Events that differ from the samples: what is read all the same, and what is refused by name.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use proptest::prelude::*;
use serde_json::json;

use super::tests::{PAYMENT, SAMPLES, json_of, parse};
use super::*;
use crate::stripe::session::{PaymentStatus, SessionMode, SessionStatus};

#[test]
fn a_kind_that_we_do_not_handle_is_only_named() {
    let mut event = json_of("refund.created");
    event["type"] = json!("customer.created");
    event["data"]["object"] = json!({"id": 5, "anything": [null]});
    assert_eq!(parse(&event).unwrap().kind, EventKind::Other("customer.created".to_owned()));
}

#[test]
fn a_field_that_may_be_expanded_is_read_either_way() {
    let mut event = json_of("checkout.session.completed");
    event["data"]["object"]["payment_intent"] =
        json_of("payment_intent.succeeded")["data"]["object"].clone();
    event["data"]["object"]["customer"] =
        json!({"id": "cus_2", "object": "customer", "deleted": true});
    let EventKind::CheckoutSessionCompleted(session) = parse(&event).unwrap().kind else {
        panic!("another kind");
    };
    assert_eq!(session.payment_intent.unwrap().as_str(), PAYMENT);
    assert_eq!(session.customer.unwrap().as_str(), "cus_2");
}

#[test]
fn a_word_that_stripe_adds_later_does_not_fail_the_event() {
    let mut event = json_of("checkout.session.completed");
    for field in ["mode", "status", "payment_status"] {
        event["data"]["object"][field] = json!("brand_new");
    }
    let EventKind::CheckoutSessionCompleted(session) = parse(&event).unwrap().kind else {
        panic!("another kind");
    };
    assert_eq!(session.mode, SessionMode::Other);
    assert_eq!(session.status, Some(SessionStatus::Other));
    assert_eq!(session.payment_status, PaymentStatus::Other);
}

#[test]
fn what_is_null_or_absent_without_us_is_no_error() {
    let mut event = json_of("checkout.session.completed");
    let object = event["data"]["object"].as_object_mut().unwrap();
    for field in ["status", "payment_intent", "client_reference_id", "customer", "metadata"] {
        object.remove(field);
    }
    for field in ["amount_subtotal", "amount_total", "total_details", "currency", "url"] {
        object[field] = json!(null);
    }
    let EventKind::CheckoutSessionCompleted(session) = parse(&event).unwrap().kind else {
        panic!("another kind");
    };
    assert_eq!((session.metadata.purchase(), session.amount_total), (None, None));
}

#[test]
fn a_field_that_is_missing_or_wrong_is_named() {
    for (sample, pointer, value, field) in [
        ("refund.created", "/id", json!(null), "id"),
        ("refund.created", "/id", json!("evt/../1"), "id"),
        ("refund.created", "/created", json!("now"), "created"),
        ("refund.created", "/livemode", json!("false"), "livemode"),
        ("refund.created", "/data", json!([]), "data"),
        ("refund.created", "/data/object", json!("re_1"), "data.object"),
        ("refund.created", "/data/object/id", json!({}), "data.object.id"),
        ("refund.created", "/data/object/amount", json!(-1), "data.object.amount"),
        ("refund.created", "/data/object/amount", json!(2.5), "data.object.amount"),
        ("refund.created", "/data/object/amount", json!(1e30), "data.object.amount"),
        ("refund.created", "/data/object/charge", json!(7), "data.object.charge"),
        ("charge.refunded", "/data/object/refunded", json!(1), "data.object.refunded"),
        ("charge.refunded", "/data/object/metadata", json!({"a": 1}), "data.object.metadata.a"),
        (
            "checkout.session.completed",
            "/data/object/total_details/amount_tax",
            json!("0"),
            "data.object.total_details.amount_tax",
        ),
    ] {
        let mut event = json_of(sample);
        *event.pointer_mut(pointer).unwrap() = value;
        let error = parse(&event).unwrap_err();
        assert_eq!(error.field(), Some(field), "{pointer}: {error:?}");
    }
    for (sample, field) in [
        ("checkout.session.completed", "payment_status"),
        ("payment_intent.succeeded", "amount"),
        ("charge.refunded", "currency"),
        ("refund.created", "id"),
    ] {
        let mut event = json_of(sample);
        event["data"]["object"].as_object_mut().unwrap().remove(field);
        let error = parse(&event).unwrap_err();
        assert_eq!(error.field(), Some(format!("data.object.{field}").as_str()), "{error:?}");
    }
}

proptest! {
    #[test]
    fn no_body_panics(body: Vec<u8>) {
        prop_assert!(Event::parse(&body).is_err());
    }

    #[test]
    fn no_damage_to_an_event_panics(
        which in 0..SAMPLES.len(),
        at: prop::sample::Index,
        byte: u8,
        cut: bool,
    ) {
        let mut body = SAMPLES[which].1.as_bytes().to_vec();
        let at = at.index(body.len());
        body[at] = byte;
        if cut {
            body.truncate(at);
        }
        // Whatever it says, it says it: damage in a field that nobody reads is no error.
        let _ = Event::parse(&body);
    }
}
