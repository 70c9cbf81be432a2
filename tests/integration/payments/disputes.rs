//! What a buyer's bank does: disputes opened, won and lost, seen where people look.

use serde_json::{Value, json};
use tests::actor::Actor;
use tests::house::House;

use super::by_hand::ByHand;

/// What stands of a purchase: taken, owed, left of its first grant.
async fn lot(buyer: &Actor, purchase: &str) -> [i64; 3] {
    let lot = &shown(buyer, purchase).await["grants"][0];
    assert_eq!(
        lot["target"].as_i64(),
        Some(lot["taken"].as_i64().unwrap() + lot["owed"].as_i64().unwrap()),
        "{lot}"
    );
    ["taken", "owed", "left"].map(|field| lot[field].as_i64().unwrap())
}

async fn shown(buyer: &Actor, purchase: &str) -> Value {
    let told = buyer.get(&format!("/v1/accounts/me/purchases/{purchase}")).await;
    assert_eq!(told.status, 200, "{}", told.body);
    told.body
}

/// Something that a bank does at the fake Stripe.
async fn bank(house: &House, path: &str, body: &Value) -> Value {
    let told = house.does(path, body).await;
    house.settled().await;
    told
}

async fn disputed(house: &House, intent: &str, body: &Value) -> String {
    let dispute = bank(house, &format!("charges/{intent}/dispute"), body).await;
    dispute["id"].as_str().unwrap().to_owned()
}

/// the whole life of one payment: bought, spent, refunded in two parts of which one fails,
/// disputed, and won.
#[tokio::test]
async fn a_payment_comes_back_in_every_way_and_ends_as_it_should() {
    let house = House::open().await;
    let (alice, backend) = (house.person("alice").await, house.backend());
    let paid = house.paid(&alice, "pack-popular").await;
    house.settled().await;
    let used = backend.consumes("use-1", "user:alice", "interview_credit", 10).await;
    assert_eq!(used.status, 200, "{}", used.body);

    // Half of 25 is 12.5: 13 are taken, 2 are left.
    house.refunds(&paid.intent, Some(400)).await;
    house.settled().await;
    assert_eq!(lot(&alice, &paid.purchase).await, [13, 0, 2]);
    let second = house.refunds(&paid.intent, None).await;
    house.settled().await;
    assert_eq!(lot(&alice, &paid.purchase).await, [15, 10, 0]);
    let told = shown(&alice, &paid.purchase).await;
    assert_eq!(
        (&told["refunded"], &told["disputed"], &told["returned"]),
        (&json!(800), &json!(0), &json!(800))
    );
    bank(&house, &format!("refunds/{second}/fail"), &json!({})).await;
    assert_eq!(lot(&alice, &paid.purchase).await, [13, 0, 2]);

    let before = shown(&alice, &paid.purchase).await["grants"].clone();
    let dispute = disputed(&house, &paid.intent, &json!({})).await;
    assert_eq!(lot(&alice, &paid.purchase).await, [15, 10, 0]);
    let told = shown(&alice, &paid.purchase).await;
    assert_eq!(told["disputes"], json!([{ "id": dispute, "amount": 800, "state": "open" }]));
    assert_eq!(
        (&told["refunded"], &told["disputed"], &told["returned"]),
        (&json!(400), &json!(800), &json!(800))
    );
    bank(&house, &format!("disputes/{dispute}/win"), &json!({})).await;
    let told = shown(&alice, &paid.purchase).await;
    assert_eq!((&told["grants"], &told["disputes"][0]["state"]), (&before, &json!("won")));
    assert_eq!(alice.available("me", "interview_credit").await, 2);
    alice.verifies("me").await;
}

/// W11: an inquiry takes nothing, escalated it takes, lost it stays; and a loss may still be won.
#[tokio::test]
async fn a_dispute_takes_when_the_money_is_gone_and_stays_when_it_is_lost() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    let paid = house.paid(&alice, "pack-popular").await;
    house.settled().await;
    let dispute = disputed(&house, &paid.intent, &json!({ "inquiry": true })).await;
    assert_eq!(lot(&alice, &paid.purchase).await, [0, 0, 25]);
    assert_eq!(shown(&alice, &paid.purchase).await["disputes"][0]["state"], "inquiry");
    for (deed, left) in [("escalate", 0), ("lose", 0), ("win", 25)] {
        bank(&house, &format!("disputes/{dispute}/{deed}"), &json!({})).await;
        assert_eq!(alice.available("me", "interview_credit").await, left, "{deed}");
    }
    let bob = house.person("bob").await;
    let other = house.paid(&bob, "pack-popular").await;
    house.settled().await;
    let asked = disputed(&house, &other.intent, &json!({ "inquiry": true })).await;
    bank(&house, &format!("disputes/{asked}/close-inquiry"), &json!({})).await;
    assert_eq!(lot(&bob, &other.purchase).await, [0, 0, 25]);
    alice.verifies("me").await;
    bob.verifies("me").await;
}

/// A part of the payment takes its share; a dispute in the bank's own currency counts whole; what
/// cannot be divided goes with everything only.
#[tokio::test]
async fn disputes_take_their_share_of_each_kind_of_grant() {
    let house = House::open().await;
    for (name, pack, body, lots) in [
        ("part", "pack-popular", json!({ "amount": 100 }), [4, 0, 21]),
        ("foreign", "pack-popular", json!({ "amount": 90_000, "currency": "krw" }), [25, 0, 0]),
        ("once", "pack-qa-generator", json!({ "amount": 999 }), [0, 0, 1]),
        ("whole", "pack-qa-generator", json!({}), [1, 0, 0]),
    ] {
        let buyer = house.person(name).await;
        let paid = house.paid(&buyer, pack).await;
        house.settled().await;
        let dispute = disputed(&house, &paid.intent, &body).await;
        assert_eq!(lot(&buyer, &paid.purchase).await, lots, "{name}");
        bank(&house, &format!("disputes/{dispute}/win"), &json!({})).await;
        assert_eq!(lot(&buyer, &paid.purchase).await[..2], [0, 0], "{name}");
        buyer.verifies("me").await;
    }
    let buyer = house.person("unlimited").await;
    let paid = house.paid(&buyer, "pack-qa-management").await;
    house.settled().await;
    let dispute = disputed(&house, &paid.intent, &json!({})).await;
    assert_eq!(buyer.available("me", "qa_management").await, 0);
    bank(&house, &format!("disputes/{dispute}/win"), &json!({})).await;
    assert_eq!(buyer.available("me", "qa_management").await, -1);
}

/// W4: a dispute that is told before the payment waits for it.
#[tokio::test]
async fn a_dispute_told_before_the_payment_leaves_a_reduced_grant() {
    let house = House::open().await;
    house.keeps_events_back().await;
    let alice = house.person("alice").await;
    let paid = house.paid(&alice, "pack-popular").await;
    house.does(&format!("charges/{}/dispute", paid.intent), &json!({ "amount": 400 })).await;
    house.tells_all(&["charge.dispute.created"]).await;
    assert_eq!(alice.available("me", "interview_credit").await, 0);
    house.tells_all(&["checkout.session.completed"]).await;
    assert_eq!(lot(&alice, &paid.purchase).await, [13, 0, 12]);
    house.tells_all(&["payment_intent.succeeded", "charge.dispute.funds_withdrawn"]).await;
    assert_eq!(lot(&alice, &paid.purchase).await, [13, 0, 12]);
    alice.verifies("me").await;
}

/// X-4, W9: what a hold has of a disputed payment is taken from it; the session is settled all the same.
#[tokio::test]
async fn what_is_held_of_a_disputed_payment_is_taken_too() {
    let house = House::open().await;
    let (alice, backend) = (house.person("alice").await, house.backend());
    let paid = house.paid(&alice, "pack-starter").await;
    house.settled().await;
    let held = backend.holds("talk-1", "user:alice", &[("interview_credit", 8)], 3600).await;
    assert_eq!(held.status, 201, "{}", held.body);
    let dispute = disputed(&house, &paid.intent, &json!({})).await;
    assert_eq!(lot(&alice, &paid.purchase).await, [10, 0, 0]);
    let name = held.body["hold"].as_str().unwrap();
    let settled = backend.settles("user:alice", name, &[("interview_credit", 3)]).await;
    assert_eq!(settled.status, 200, "{}", settled.body);
    assert_eq!(settled.body["outcome"][0]["short"], 3, "{}", settled.body);
    bank(&house, &format!("disputes/{dispute}/win"), &json!({})).await;
    assert_eq!(alice.available("me", "interview_credit").await, 10);
    alice.verifies("me").await;
}

/// A dispute about something that we never sold is none of ours; one of a payment of a subscription
/// leaves the plan, and a person is told of it.
#[tokio::test]
async fn disputes_of_others_and_of_subscriptions_change_nothing() {
    let house = House::selling("tiers").await;
    let alice = house.person("alice").await;
    alice.subscribes("order-1", "plan-pro", "4242424242424242").await;
    house.settled().await;
    assert_eq!(alice.available("me", "credit").await, 20);
    let stripe = house.bearing(&house.stack.stripe_key);
    let charges = stripe.get("/stripe/v1/charges").await.body;
    disputed(&house, charges["data"][0]["id"].as_str().unwrap(), &json!({})).await;
    assert_eq!(alice.available("me", "credit").await, 20);
    let told = house.nobody().get("/dev/stripe/deliveries").await;
    for delivery in told.body["deliveries"].as_array().unwrap() {
        assert_eq!(delivery["status"], 200, "{delivery}");
    }
    alice.verifies("me").await;
}
