//! What an id of Stripe's belongs to, whatever kind of id it is.

use serde_json::{Value, json};
use tests::house::House;

use super::{at_stripe, found};
use crate::payments::by_hand::ByHand;

/// a refund and a dispute lead to the purchase, also where nothing of its payment is known to us
/// yet.
#[tokio::test]
async fn a_refund_and_a_dispute_lead_to_the_purchase() {
    let house = House::open().await;
    let (alice, admin) = (house.person("alice").await, house.admin());
    let bought = alice.buys("order-1", "pack-popular").await;
    house.keeps_events_back().await;
    let paid = house.paid(&alice, "pack-starter").await;
    let session = at_stripe(&house, "checkout/sessions?limit=2").await;
    let first = session["data"][1]["payment_intent"].as_str().unwrap().to_owned();
    for (purchase, intent, state) in
        [(&bought, &first, "paid"), (&paid.purchase, &paid.intent, "pending")]
    {
        let refund = house.refunds(intent, Some(100)).await;
        let dispute = house.does(&format!("charges/{intent}/dispute"), &json!({})).await;
        let dispute = dispute["id"].as_str().unwrap();
        assert!(dispute.starts_with("du_"), "{dispute}");
        let charge = at_stripe(&house, &format!("payment_intents/{intent}")).await;
        let charge = charge["latest_charge"].as_str().unwrap();
        for name in [refund.as_str(), dispute, intent.as_str(), charge] {
            let found = found(&admin, name).await;
            assert_eq!(found["purchase"]["id"], json!(purchase), "{name}");
            assert_eq!(found["purchase"]["state"], state, "{name}");
            assert_eq!(found["account"], "user:alice", "{name}");
            assert_eq!((&found["subscription"], &found["event"]), (&Value::Null, &Value::Null));
        }
    }
}

/// A subscription, its invoice and its checkout lead to whose it is.
#[tokio::test]
async fn a_subscription_and_its_invoice_lead_to_the_account() {
    let house = House::selling("tiers").await;
    let (bob, admin) = (house.person("bob").await, house.admin());
    let subscribed = bob.subscribes("order-1", "plan-pro", "4242424242424242").await;
    let id = subscribed["id"].as_str().unwrap();
    let of_stripe = at_stripe(&house, &format!("subscriptions/{id}")).await;
    for name in [id, of_stripe["latest_invoice"].as_str().unwrap()] {
        let found = found(&admin, name).await;
        assert_eq!((&found["account"], &found["subscription"]), (&json!("user:bob"), &subscribed));
        assert_eq!(found["purchase"], Value::Null);
    }
    let customer = found(&admin, of_stripe["customer"].as_str().unwrap()).await;
    assert_eq!(customer["account"], "user:bob");
    let sessions = at_stripe(&house, "checkout/sessions?limit=1").await;
    let session = found(&admin, sessions["data"][0]["id"].as_str().unwrap()).await;
    assert_eq!(
        (&session["account"], &session["purchase"]["plan"]),
        (&json!("user:bob"), &json!("plan-pro"))
    );
}

/// What is not ours is 404, and what is no id of Stripe's 400.
#[tokio::test]
async fn what_belongs_to_nobody_is_not_found() {
    let house = House::open().await;
    let admin = house.admin();
    let foreign = house.stripe("payment_intents", &[("amount", "900"), ("currency", "usd")]).await;
    let stranger = house.stripe("customers", &[("email", "a@example.com")]).await;
    for name in [
        foreign["id"].as_str().unwrap(),
        stranger["id"].as_str().unwrap(),
        "cs_test_none",
        "ch_none",
        "py_none",
        "re_none",
        "in_none",
        "sub_none",
        "evt_none",
    ] {
        let told = admin.get(&format!("/v1/find?stripe={name}")).await;
        assert_eq!((told.status, told.problem()), (404, "not-found"), "{name}");
    }
    let long = format!("pi_{}", "a".repeat(300));
    for query in [
        "",
        "stripe=",
        "stripe=alice",
        "stripe=pur_1",
        "stripe=price_1",
        "stripe=pi_1/../x",
        "id=pi_1",
    ] {
        let told = admin.get(&format!("/v1/find?{query}")).await;
        assert_eq!((told.status, told.problem()), (400, "invalid-request"), "{query}");
    }
    let told = admin.get(&format!("/v1/find?stripe={long}")).await;
    assert_eq!((told.status, told.problem()), (400, "invalid-request"));
}
