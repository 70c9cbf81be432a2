//! Discounts: what was asked is compared with the order, what was charged is what can go back.

use serde_json::json;
use tests::house::House;

use super::by_hand::ByHand;

/// W18: a checkout that a coupon made free grants; there is nothing to take back later.
#[tokio::test]
async fn a_free_checkout_grants() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    house.keeps_events_back().await;
    let paid = house.paid(&alice, "pack-popular").await;
    let mut event = house.event("checkout.session.completed").await;
    let session = &mut event["data"]["object"];
    session["payment_status"] = json!("no_payment_required");
    session["payment_intent"] = json!(null);
    session["amount_total"] = json!(0);
    session["total_details"]["amount_discount"] = json!(800);
    assert_eq!(house.tells(&event).await.status, 200);
    assert_eq!(alice.available("me", "interview_credit").await, 25);
    let told = alice.get(&format!("/v1/accounts/me/purchases/{}", paid.purchase)).await;
    assert_eq!((&told.body["state"], &told.body["charged"]), (&json!("paid"), &json!(0)));
    alice.verifies("me").await;
}

/// W18, IM-19: with a coupon less is charged; a refund is counted against what was charged.
#[tokio::test]
async fn a_discounted_checkout_grants_all_and_a_refund_takes_its_part() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    house.keeps_events_back().await;
    let paid = house.paid(&alice, "pack-popular").await;
    let mut event = house.event("checkout.session.completed").await;
    event["data"]["object"]["amount_total"] = json!(600);
    event["data"]["object"]["total_details"]["amount_discount"] = json!(200);
    assert_eq!(house.tells(&event).await.status, 200);
    let mut payment = house.event("payment_intent.succeeded").await;
    payment["data"]["object"]["amount_received"] = json!(600);
    assert_eq!(house.tells(&payment).await.status, 200);
    assert_eq!(alice.available("me", "interview_credit").await, 25);

    // ⌈25 × 300 ÷ 600⌉ = 13.
    house.refunds(&paid.intent, Some(300)).await;
    house.tells_all(&["charge.refunded"]).await;
    assert_eq!(alice.available("me", "interview_credit").await, 12);
    alice.verifies("me").await;
}
