//! `setup_intent.succeeded`: the first card becomes the default, however and how often it is told.

use serde_json::{Value, json};
use tests::actor::Actor;
use tests::house::House;

use super::{MASTERCARD, VISA, at_stripe, only_customer};
use crate::payments::by_hand::ByHand;

const KIND: &str = "setup_intent.succeeded";

/// A card that Stripe has saved and has told nobody of; with the event.
async fn saved_unheard(house: &House, actor: &Actor, key: &str, number: &str) -> (String, Value) {
    let begun = actor.begins_to_save(key, "me").await;
    let saved = actor.fills_in(&begun, number).await;
    assert_eq!(saved.status, 200, "{}", saved.body);
    (saved.text("payment_method").to_owned(), house.event(KIND).await)
}

async fn default_of(house: &House, customer: &str) -> Value {
    let customer = at_stripe(house, "GET", &format!("customers/{customer}"), &[]).await;
    customer["invoice_settings"]["default_payment_method"].clone()
}

/// OB-5: told again, late or out of order, the event changes nothing that is there: the first card that was
/// told of stays the default, and so does what a person chose.
#[tokio::test]
async fn the_first_card_becomes_the_default_once() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    house.keeps_events_back().await;
    let (visa, first) = saved_unheard(&house, &alice, "save-1", VISA).await;
    let (mastercard, second) = saved_unheard(&house, &alice, "save-2", MASTERCARD).await;
    let customer = only_customer(&house).await;
    assert_eq!(default_of(&house, &customer).await, Value::Null);
    for event in [&second, &second, &first] {
        assert_eq!(house.tells(event).await.status, 200);
        assert_eq!(default_of(&house, &customer).await, json!(mastercard));
    }
    assert_eq!(alice.prefers("me", &visa).await.status, 200);
    for event in [&second, &first] {
        assert_eq!(house.tells(event).await.status, 200);
        assert_eq!(default_of(&house, &customer).await, json!(visa));
    }
    let admin = house.admin();
    let state = async |event: &Value| {
        let path = format!("/v1/events/{}", event["id"].as_str().unwrap());
        admin.get(&path).await.body["state"].clone()
    };
    assert_eq!((state(&second).await, state(&first).await), (json!("done"), json!("ignored")));
}

/// OB-5: a card that was removed before it was told of becomes nobody's default.
#[tokio::test]
async fn a_card_that_is_gone_again_is_no_default() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    house.keeps_events_back().await;
    let (visa, event) = saved_unheard(&house, &alice, "save-1", VISA).await;
    assert_eq!(alice.removes("me", &visa).await.status, 204);
    assert_eq!(house.tells(&event).await.status, 200);
    assert_eq!(default_of(&house, &only_customer(&house).await).await, Value::Null);
}

/// OB-5, W7: while Stripe cannot be asked the event is not taken, so that it comes again; then it is done.
#[tokio::test]
async fn a_card_told_of_while_stripe_is_away_waits_for_it() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    house.keeps_events_back().await;
    let (visa, event) = saved_unheard(&house, &alice, "save-1", VISA).await;
    let outage = json!({ "drop": 1.0, "outage": true });
    assert_eq!(house.nobody().put("/dev/stripe/chaos", &outage).await.status, 200);
    let told = house.tells(&event).await;
    assert_eq!((told.status, told.problem()), (502, "stripe-unavailable"));
    house.keeps_events_back().await;
    assert_eq!(house.tells(&event).await.status, 200);
    assert_eq!(default_of(&house, &only_customer(&house).await).await, json!(visa));
}

/// OB-5: a customer who is nobody of ours is left alone, also under our mark.
#[tokio::test]
async fn a_card_of_somebody_elses_customer_is_left_alone() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    alice.saves("save-1", "me", VISA).await;
    house.keeps_events_back().await;
    let stranger = at_stripe(&house, "POST", "customers", &[("email", "b@app.example")]).await;
    let stranger = stranger["id"].as_str().unwrap();
    let form = [
        ("customer", stranger),
        ("metadata[tallystick_account]", "user:alice"),
        ("payment_method", "pm_card_visa"),
        ("confirm", "true"),
    ];
    let confirmed = at_stripe(&house, "POST", "setup_intents", &form).await;
    assert_eq!(confirmed["status"], "succeeded", "{confirmed}");
    assert_eq!(house.tells(&house.event(KIND).await).await.status, 200);
    assert_eq!(default_of(&house, stranger).await, Value::Null);
}

/// OB-5, X-3: an event that was lost is found by the sweep, like any other of ours.
#[tokio::test]
async fn a_card_that_nobody_was_told_of_is_found_by_the_sweep() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    house.keeps_events_back().await;
    let (visa, _) = saved_unheard(&house, &alice, "save-1", VISA).await;
    house.move_clock("2026-01-15T13:00:00Z").await;
    let swept = house.nobody().post("/dev/schedule/Sweep", &json!({})).await;
    assert_eq!((swept.status, &swept.body["failed"]), (200, &json!(0)), "{}", swept.body);
    assert_eq!(default_of(&house, &only_customer(&house).await).await, json!(visa));
}
