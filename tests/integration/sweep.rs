//! The sweep: what Stripe delivered to nobody is there all the same, an hour later.

use serde_json::{Value, json};
use tests::house::House;

use crate::payments::by_hand::ByHand;

/// Every delivery from now on is lost for good.
async fn loses_everything(house: &House) {
    chaos(house, &json!({ "drop": 1.0 })).await;
}

async fn chaos(house: &House, chaos: &Value) {
    assert_eq!(house.nobody().put("/dev/stripe/chaos", chaos).await.status, 200);
}

/// The sweep's report.
async fn sweeps(house: &House) -> Value {
    let fired = house.nobody().post("/dev/schedule/Sweep", &json!({})).await;
    assert_eq!(fired.status, 200, "{}", fired.body);
    assert_eq!(fired.body["job"], "sweep");
    fired.body
}

/// X-3, W14: a payment of which nothing was delivered is granted once, then refunded and disputed in
/// the same way; and a sweep that has nothing to do does nothing.
#[tokio::test]
async fn a_payment_that_nobody_heard_of_is_granted_by_the_sweep() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    assert_eq!(sweeps(&house).await["finished"], true);
    loses_everything(&house).await;
    let paid = house.paid(&alice, "pack-popular").await;
    house.settled().await;
    assert_eq!(house.backend().available("user:alice", "interview_credit").await, 0);

    // What is only just told may still be on its way.
    let early = sweeps(&house).await;
    assert_eq!((&early["repaired"], &early["finished"]), (&json!(0), &json!(true)));
    assert_eq!(house.backend().available("user:alice", "interview_credit").await, 0);
    house.move_clock("2026-01-15T13:00:00Z").await;
    let swept = sweeps(&house).await;
    assert_eq!((&swept["failed"], &swept["finished"]), (&json!(0), &json!(true)), "{swept}");
    assert_eq!(swept["repaired"], 2, "the session and its payment: {swept}");
    assert_eq!(house.backend().available("user:alice", "interview_credit").await, 25);
    let again = sweeps(&house).await;
    assert_eq!(again["repaired"], 0, "{again}");
    // What was repaired is told until something is repaired again.
    let told = house.admin().get("/v1/sweep").await.body;
    assert_eq!(
        (&told["since"], &told["unfinished"]),
        (&json!("2026-01-15T12:50:00Z"), &json!(false))
    );
    assert_eq!(told["report"]["repaired_ids"], swept["repaired_ids"]);
    let ledger = house.backend().get("/v1/accounts/user:alice/ledger").await.body;
    let kinds = ledger["entries"].as_array().unwrap().iter().map(|it| it["kind"].clone());
    assert_eq!(kinds.filter(|kind| kind == "fulfil").count(), 1);

    house.refunds(&paid.intent, Some(400)).await;
    house.does(&format!("charges/{}/dispute", paid.intent), &json!({ "amount": 200 })).await;
    house.move_clock("2026-01-15T14:00:00Z").await;
    let swept = sweeps(&house).await;
    assert!(swept["repaired"].as_u64() >= Some(4), "{swept}");
    // ⌈25 × 600 ÷ 800⌉ = 19.
    assert_eq!(house.backend().available("user:alice", "interview_credit").await, 6);
    house.backend().verifies("user:alice").await;
}

/// W5, SP-2, SP-4: a subscription that began, was renewed and ended unheard of is where it should be.
#[tokio::test]
async fn a_subscription_that_nobody_heard_of_is_followed_by_the_sweep() {
    let house = House::selling("tiers").await;
    let alice = house.person("alice").await;
    sweeps(&house).await;
    loses_everything(&house).await;
    alice.subscribes("order-1", "plan-pro", "4242424242424242").await;
    house.settled().await;
    assert_eq!(house.backend().available("user:alice", "credit").await, 5);
    house.move_clock("2026-01-15T13:00:00Z").await;
    assert_eq!(sweeps(&house).await["failed"], 0);
    assert_eq!(house.backend().available("user:alice", "credit").await, 20);
    // Two renewals later, of which the last is not yet a grace period old.
    house.move_clock("2026-03-16T00:00:00Z").await;
    assert_eq!(
        house.backend().available("user:alice", "credit").await,
        5,
        "unheard of, the plan is over"
    );
    let swept = sweeps(&house).await;
    assert_eq!((&swept["failed"], &swept["finished"]), (&json!(0), &json!(true)), "{swept}");
    assert_eq!(house.backend().available("user:alice", "credit").await, 20);
    house.backend().verifies("user:alice").await;
}

/// W7, W11: Stripe or the store away in the middle of a sweep changes nothing; the next one does all.
#[tokio::test]
async fn a_sweep_that_is_interrupted_is_made_good_by_the_next() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    sweeps(&house).await;
    loses_everything(&house).await;
    house.paid(&alice, "pack-popular").await;
    house.settled().await;
    house.move_clock("2026-01-15T13:00:00Z").await;
    chaos(&house, &json!({ "drop": 1.0, "outage": true })).await;
    let stopped = sweeps(&house).await;
    assert_eq!((&stopped["finished"], &stopped["repaired"]), (&json!(false), &json!(0)));
    assert!(stopped["stopped_by"].is_string(), "{stopped}");
    assert_eq!(stopped["behind_seconds"], 4200, "it is told: {stopped}");
    chaos(&house, &json!({ "drop": 1.0 })).await;
    assert_eq!(sweeps(&house).await["repaired"], 2);
    assert_eq!(house.backend().available("user:alice", "interview_credit").await, 25);
    house.backend().verifies("user:alice").await;
}

/// An order that was paid, or can no longer be, and of which nothing was heard is settled, also where
/// Stripe's events are gone.
#[tokio::test]
async fn orders_of_which_nothing_was_heard_are_asked_for() {
    let house = House::open().await;
    let (alice, bob) = (house.person("alice").await, house.person("bob").await);
    sweeps(&house).await;
    loses_everything(&house).await;
    let ordered = bob.orders("order-1", "pack-popular").await;
    house.paid(&alice, "pack-popular").await;
    house.does(&format!("checkout/{}/expire", ordered.text("session")), &json!({})).await;
    // Events are kept for 30 days; the orders themselves are looked at for a little longer.
    house.move_clock("2026-02-28T12:00:00Z").await;
    let swept = sweeps(&house).await;
    assert_eq!((&swept["failed"], &swept["finished"]), (&json!(0), &json!(true)), "{swept}");
    assert_eq!(house.backend().available("user:alice", "interview_credit").await, 25, "{swept}");
    house.backend().verifies("user:alice").await;
    assert_eq!(swept["orders"], 1, "{swept}");
    let path = format!("/v1/accounts/user:bob/purchases/{}", ordered.text("purchase"));
    assert_eq!(house.backend().get(&path).await.body["state"], "expired");
    assert_eq!(sweeps(&house).await["orders"], 0);
}

/// W13: what cannot be processed is kept and told, and does not stand in the way of the rest.
#[tokio::test]
async fn what_the_sweep_cannot_process_is_told_and_the_rest_is_done() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    sweeps(&house).await;
    loses_everything(&house).await;
    house.paid(&alice, "pack-popular").await;
    house.settled().await;
    let mut strange = house.event("payment_intent.succeeded").await;
    strange["id"] = json!("evt_strange");
    strange["data"]["object"]["metadata"]["tallystick_purchase"] = json!("pur_nobodys");
    house.does("events", &strange).await;
    house.move_clock("2026-01-15T13:00:00Z").await;
    let swept = sweeps(&house).await;
    assert_eq!((&swept["failed"], &swept["finished"]), (&json!(1), &json!(true)), "{swept}");
    assert_eq!(house.backend().available("user:alice", "interview_credit").await, 25);
}
