//! Support work: failed events, what an id of Stripe's belongs to, and corrections, as one story and
//! part by part.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails loudly where the stack does not do as it should"
)]

mod adjustments;
mod events;
mod finding;

use serde_json::{Value, json};
use tests::actor::Actor;
use tests::house::House;

use crate::payments::by_hand::ByHand;

/// The failed events that are listed, by their ids, newest first.
async fn failed(admin: &Actor) -> Vec<String> {
    let listed = admin.get("/v1/events?state=failed").await;
    assert_eq!(listed.status, 200, "{}", listed.body);
    let events = listed.body["events"].as_array().unwrap();
    events.iter().map(|event| event["id"].as_str().unwrap().to_owned()).collect()
}

/// What an id of Stripe's belongs to.
async fn found(admin: &Actor, stripe: &str) -> Value {
    let told = admin.get(&format!("/v1/find?stripe={stripe}")).await;
    assert_eq!(told.status, 200, "{stripe}: {}", told.body);
    assert_eq!(told.body["stripe"], stripe);
    told.body
}

/// Something as it is at Stripe.
async fn at_stripe(house: &House, path: &str) -> Value {
    let told = house.bearing(&house.stack.stripe_key).get(&format!("/stripe/v1/{path}")).await;
    assert_eq!(told.status, 200, "{path}: {}", told.body);
    told.body
}

/// An event of this shape that Stripe has; nobody is told of it while events are kept back.
async fn makes(house: &House, event: &Value) {
    house.does("events", event).await;
}

/// IM-12: a payment that differs from its order is kept, listed, found by every name that Stripe has
/// for it, and made good by a correction that says why and by whom.
#[tokio::test]
async fn a_payment_that_differs_is_found_and_made_good() {
    let house = House::open().await;
    let (alice, admin) = (house.person("alice").await, house.admin());
    house.keeps_events_back().await;
    let paid = house.paid(&alice, "pack-popular").await;
    let mut event = house.event("checkout.session.completed").await;
    event["id"] = json!("evt_differs");
    event["data"]["object"]["amount_subtotal"] = json!(400);
    makes(&house, &event).await;
    let told = house.tells(&event).await;
    assert_eq!((told.status, told.problem()), (500, "unprocessable-event"));

    let listed = admin.get("/v1/events").await;
    let entry = &listed.body["events"][0];
    assert_eq!((&entry["id"], &entry["state"]), (&json!("evt_differs"), &json!("failed")));
    assert_eq!(entry["kind"], "checkout.session.completed");
    assert!(entry["at"].as_str().unwrap().starts_with("2026-01-15T12:0"), "{entry}");
    assert!(entry["why"].as_str().unwrap().contains("asked"), "{entry}");
    assert_eq!(listed.body["next"], json!(null));
    assert_eq!(&admin.get("/v1/events/evt_differs").await.body, entry);
    assert_eq!(&found(&admin, "evt_differs").await["event"], entry);

    let session = &event["data"]["object"];
    let payment = at_stripe(&house, &format!("payment_intents/{}", paid.intent)).await;
    for name in [&session["id"], &session["payment_intent"], &payment["latest_charge"]] {
        let found = found(&admin, name.as_str().unwrap()).await;
        assert_eq!(found["account"], "user:alice", "{name}");
        assert_eq!(found["purchase"]["id"], paid.purchase, "{name}");
        assert_eq!(found["purchase"]["state"], "pending", "{name}");
    }
    let customer = found(&admin, session["customer"].as_str().unwrap()).await;
    assert_eq!((&customer["account"], &customer["purchase"]), (&json!("user:alice"), &json!(null)));

    // The price stays wrong, so trying again does not help.
    let again = admin.retries("evt_differs").await;
    assert_eq!((again.status, again.problem()), (500, "unprocessable-event"));
    assert_eq!(failed(&admin).await, ["evt_differs"]);

    let reason = format!("paid half of {}, accepted", paid.purchase);
    let body = json!({ "feature": "interview_credit", "amount": 25, "reason": reason });
    let given = admin.adjusts("ticket-1", "user:alice", &body).await;
    assert_eq!(given.status, 200, "{}", given.body);
    assert_eq!(alice.available("me", "interview_credit").await, 25);
    let ledger = alice.get("/v1/accounts/me/ledger").await;
    let entry = &ledger.body["entries"][0];
    assert_eq!((&entry["kind"], &entry["reason"]), (&json!("adjust"), &json!(reason)));
    assert_eq!((&entry["scope"], &entry["principal"]), (&json!("service"), &json!("key:dev")));
    alice.verifies("me").await;
}
