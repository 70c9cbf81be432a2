//! Money that goes back: partly, twice, before the purchase is known, after the use, or not at all.

use serde_json::{Value, json};
use tests::actor::Actor;
use tests::house::House;

use super::by_hand::ByHand;

async fn lot(buyer: &Actor, purchase: &str) -> Value {
    let told = buyer.get(&format!("/v1/accounts/me/purchases/{purchase}")).await;
    assert_eq!(told.status, 200, "{}", told.body);
    told.body["grants"][0].clone()
}

/// parts of the price take parts of that purchase alone, the whole takes what is left of it.
#[tokio::test]
async fn refunds_take_exactly_their_part_of_their_own_purchase() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    let popular = house.paid(&alice, "pack-popular").await;
    let starter = house.paid(&alice, "pack-starter").await;
    house.settled().await;
    // ⌈25 × 100 ÷ 800⌉ = 4, ⌈25 × 233 ÷ 800⌉ = 8, then everything.
    for (amount, taken) in [(Some(100), 4), (Some(133), 8), (None, 25)] {
        house.refunds(&popular.intent, amount).await;
        house.settled().await;
        let lot = lot(&alice, &popular.purchase).await;
        assert_eq!((&lot["taken"], &lot["left"]), (&json!(taken), &json!(25 - taken)));
        assert_eq!(alice.available("me", "interview_credit").await, 35 - taken);
    }
    assert_eq!(lot(&alice, &starter.purchase).await["left"], 10);
    alice.verifies("me").await;
}

/// what cannot be divided goes with the whole price only.
#[tokio::test]
async fn unlimited_and_one_use_features_go_with_a_full_refund_only() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    for (pack, feature, owned) in
        [("pack-qa-management", "qa_management", -1), ("pack-qa-generator", "qa_generator", 1)]
    {
        let paid = house.paid(&alice, pack).await;
        for (amount, available) in [(Some(999), owned), (None, 0)] {
            house.refunds(&paid.intent, amount).await;
            house.settled().await;
            assert_eq!(alice.available("me", feature).await, available, "{pack} {amount:?}");
        }
    }
    alice.verifies("me").await;
}

/// W4: a refund that is told before the purchase is paid waits for it.
#[tokio::test]
async fn a_refund_told_before_the_payment_leaves_a_reduced_grant() {
    let kinds = ["refund.created", "charge.refunded"];
    let house = House::open().await;
    house.keeps_events_back().await;
    for (name, first) in [("alice", kinds[0]), ("bob", kinds[1])] {
        let buyer = house.person(name).await;
        let paid = house.paid(&buyer, "pack-popular").await;
        house.refunds(&paid.intent, Some(400)).await;
        house.tells_all(&[first]).await;
        assert_eq!(buyer.available("me", "interview_credit").await, 0, "{first}");
        house.tells_all(&["checkout.session.completed"]).await;
        assert_eq!(buyer.available("me", "interview_credit").await, 12, "{first}");
        house.tells_all(&["payment_intent.succeeded", kinds[0], kinds[1]]).await;
        let lot = lot(&buyer, &paid.purchase).await;
        assert_eq!((&lot["taken"], &lot["left"]), (&json!(13), &json!(12)), "{first}");
        buyer.verifies("me").await;
    }
}

/// W8: two partial refunds, each told three ways and twice, take what they are worth.
#[tokio::test]
async fn one_refund_told_three_ways_takes_once() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    house.keeps_events_back().await;
    let paid = house.paid(&alice, "pack-popular").await;
    house.tells_all(&["checkout.session.completed"]).await;
    // ⌈25 × 200 ÷ 800⌉ = 7 and ⌈25 × 400 ÷ 800⌉ = 13.
    for left in [25 - 7, 25 - 13] {
        house.refunds(&paid.intent, Some(200)).await;
        for kind in ["charge.refunded", "refund.updated", "refund.created"] {
            let mut event = house.event(kind).await;
            for id in ["", "a", "b"] {
                event["id"] = json!(format!("{}{id}", event["id"].as_str().unwrap()));
                assert_eq!(house.tells(&event).await.status, 200);
                assert_eq!(alice.available("me", "interview_credit").await, left, "{kind}");
            }
        }
    }
    alice.verifies("me").await;
}

/// W9, W10: what was spent is owed and the balance stays at zero; when the refund fails
/// afterwards, the debt falls first and the rest comes back.
#[tokio::test]
async fn a_refund_of_what_was_spent_is_owed_until_it_fails() {
    let house = House::open().await;
    let (alice, backend) = (house.person("alice").await, house.backend());
    let paid = house.paid(&alice, "pack-popular").await;
    house.settled().await;
    let used = backend.consumes("use-1", "user:alice", "interview_credit", 20).await;
    assert_eq!(used.status, 200, "{}", used.body);
    let refund = house.refunds(&paid.intent, None).await;
    house.settled().await;
    assert_eq!(alice.available("me", "interview_credit").await, 0);
    let owing = lot(&alice, &paid.purchase).await;
    assert_eq!((&owing["taken"], &owing["owed"]), (&json!(5), &json!(20)));
    alice.verifies("me").await;

    house.does(&format!("refunds/{refund}/fail"), &json!({})).await;
    house.settled().await;
    assert_eq!(alice.available("me", "interview_credit").await, 5);
    let back = lot(&alice, &paid.purchase).await;
    assert_eq!((&back["taken"], &back["owed"], &back["left"]), (&json!(0), &json!(0), &json!(5)));
    let told = alice.get(&format!("/v1/accounts/me/purchases/{}", paid.purchase)).await;
    assert_eq!(
        (&told.body["refunded"], &told.body["refunds"][0]["state"]),
        (&json!(0), &json!("failed"))
    );
    alice.verifies("me").await;
}
