//! Money that comes later, or that Stripe cannot be asked about.

use dev::options::Options;
use serde_json::json;
use tests::house::House;

use super::by_hand::ByHand;

async fn ordered_to_pay_later(house: &House, name: &str) -> (tests::actor::Actor, String) {
    let buyer = house.person(name).await;
    let ordered = buyer.orders("order-1", "pack-popular").await;
    let session = ordered.text("session").to_owned();
    let complete = house.does(&format!("checkout/{session}/pay-later"), &json!({})).await;
    assert_eq!(complete["payment_status"], "unpaid");
    house.settled().await;
    (buyer, session)
}

/// W3, IM-12: a checkout that is completed but unpaid grants when the money arrives.
#[tokio::test]
async fn a_debit_grants_when_it_arrives_and_not_before() {
    let house = House::open().await;
    let (alice, session) = ordered_to_pay_later(&house, "alice").await;
    assert_eq!(alice.available("me", "interview_credit").await, 0);
    let shown = alice.get(&format!("/v1/checkout/{session}")).await;
    assert_eq!(shown.body["purchase"]["state"], "pending");

    house.does(&format!("checkout/{session}/settle-later"), &json!({ "succeeded": true })).await;
    house.settled().await;
    assert_eq!(alice.available("me", "interview_credit").await, 25);
    let shown = alice.get(&format!("/v1/checkout/{session}")).await;
    assert_eq!(shown.body["purchase"]["state"], "paid");
    alice.verifies("me").await;
}

/// W3: a debit that fails never grants, and says so.
#[tokio::test]
async fn a_debit_that_fails_never_grants() {
    let house = House::open().await;
    let (alice, session) = ordered_to_pay_later(&house, "alice").await;
    house.does(&format!("checkout/{session}/settle-later"), &json!({ "succeeded": false })).await;
    house.settled().await;
    assert_eq!(alice.available("me", "interview_credit").await, 0);
    let shown = alice.get(&format!("/v1/checkout/{session}")).await;
    assert_eq!(shown.body["purchase"]["state"], "failed");
    assert!(shown.body["purchase"]["reason"].is_string(), "{}", shown.body);
    alice.buys("order-2", "pack-starter").await;
    assert_eq!(alice.available("me", "interview_credit").await, 10);
    alice.verifies("me").await;
}

/// W7: when Stripe cannot be asked in the middle of an event, nothing is changed and it is 5xx.
#[tokio::test]
async fn nothing_is_changed_while_stripe_cannot_be_asked() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    house.keeps_events_back().await;
    let paid = house.paid(&alice, "pack-popular").await;
    let completed = house.event("checkout.session.completed").await;
    house.refunds(&paid.intent, None).await;
    let refunded = house.event("charge.refunded").await;

    let options = Options::in_memory();
    let mut environment = options.environment.clone();
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    environment.insert("STRIPE_API_BASE".to_owned(), format!("http://{closed}"));
    let alone = House::with(Options { environment, count_dynamodb: true, ..options }).await;
    let bob = alone.person("alice").await;
    let ordered = bob.orders("order-of-pack-popular", "pack-popular").await;
    assert_eq!((ordered.status, ordered.problem()), (502, "stripe-unavailable"));
    // The order was stored before Stripe was asked, under the same name as in the other house.
    assert_eq!(alone.tells(&completed).await.status, 200);
    assert_eq!(bob.available("me", "interview_credit").await, 25);

    alone.stack.dynamodb_requests();
    let told = alone.tells(&refunded).await;
    assert_eq!((told.status, told.problem()), (502, "stripe-unavailable"));
    let asked = alone.stack.dynamodb_requests();
    let wrote = asked.iter().filter(|it| !it.operation.contains("Get")).count();
    assert_eq!(wrote, 0, "{asked:?}");
    assert_eq!(bob.available("me", "interview_credit").await, 25);
    bob.verifies("me").await;
}
