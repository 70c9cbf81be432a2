//! Ordering a pack, and what the page after the redirect is told.

use serde_json::{Value, json};
use tests::house::House;

/// IM-10, IM-11: an order has Stripe's page; after the redirect the session tells what was bought.
#[tokio::test]
async fn a_session_tells_what_became_of_its_order() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    let ordered = alice.orders("order-1", "pack-popular").await;
    assert_eq!((ordered.status, ordered.is_replay()), (201, false), "{}", ordered.body);
    assert!(ordered.text("purchase").starts_with("pur_"));
    assert!(ordered.text("url").starts_with("http"));

    let path = format!("/v1/checkout/{}", ordered.text("session"));
    let before = alice.get(&path).await;
    assert_eq!((before.status, &before.body["session"]), (200, &ordered.body["session"]));
    let purchase = &before.body["purchase"];
    assert_eq!(
        (&purchase["id"], &purchase["state"]),
        (&ordered.body["purchase"], &json!("pending"))
    );
    assert_eq!(purchase["price"], json!({ "amount": 800, "currency": "usd" }));
    assert_eq!(alice.available("me", "interview_credit").await, 0, "nothing before the money");

    alice.pays(ordered.text("session"), "4242424242424242").await;
    house.settled().await;
    let after = alice.get(&path).await;
    let purchase = &after.body["purchase"];
    assert_eq!((&purchase["state"], &purchase["charged"]), (&json!("paid"), &json!(800)));
    assert_eq!(
        (&purchase["pack"], &purchase["checkout_url"]),
        (&json!("pack-popular"), &Value::Null)
    );
    let expected = json!([
        {
            "feature": "interview_credit", "amount": 25, "left": 25, "target": 0, "taken": 0,
            "owed": 0,
        }
    ]);
    assert_eq!(purchase["grants"], expected);
    assert_eq!(house.backend().get(&path).await.body, after.body, "the backend sees it too");
}

/// IM-11, IM-13: a stranger learns nothing of a session, whether it exists or not.
#[tokio::test]
async fn a_session_of_somebody_else_is_forbidden_whether_it_exists_or_not() {
    let house = House::open().await;
    let ordered = house.person("alice").await.orders("order-1", "pack-popular").await;
    let bob = house.person("bob").await;
    for session in [ordered.text("session"), "cs_test_none", "cus_none", "%23"] {
        let told = bob.get(&format!("/v1/checkout/{session}")).await;
        assert_eq!((told.status, told.problem()), (403, "forbidden"), "{session}");
    }
    let told = house.backend().get("/v1/checkout/cs_test_none").await;
    assert_eq!((told.status, told.problem()), (404, "not-found"));
}

/// IM-10, X-1: the same order again is the same purchase and session; another order under its key
/// is refused.
#[tokio::test]
async fn an_order_is_made_once_for_its_key() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    let first = alice.orders("order-1", "pack-popular").await;
    let again = alice.orders("order-1", "pack-popular").await;
    assert_eq!((again.status, again.is_replay()), (200, true));
    assert_eq!(again.body, first.body);
    let other = alice.orders("order-1", "pack-pro").await;
    assert_eq!((other.status, other.problem()), (422, "idempotency-key-reused"));
    let bobs = house.person("bob").await.orders("order-1", "pack-popular").await;
    assert_eq!(bobs.status, 201, "{}", bobs.body);
    assert_ne!(bobs.body["purchase"], first.body["purchase"]);

    let listed = alice.get("/v1/accounts/me/purchases").await;
    assert_eq!(listed.body["purchases"].as_array().unwrap().len(), 1);
    assert_eq!(listed.body["purchases"][0]["id"], first.body["purchase"]);
}

/// IM-10: an order that was paid answers as before when it is asked again, and charges nothing.
#[tokio::test]
async fn a_paid_order_asked_again_changes_nothing() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    let first = alice.orders("order-1", "pack-popular").await;
    alice.pays(first.text("session"), "4242424242424242").await;
    house.settled().await;
    house.move_clock("2027-01-15T12:00:00Z").await;
    let alice = house.person("alice").await;
    let again = alice.orders("order-1", "pack-popular").await;
    assert_eq!((again.status, &again.body), (200, &first.body));
    assert_eq!(alice.available("me", "interview_credit").await, 25);
    alice.verifies("me").await;
}

/// IM-10: where the buyer chooses how many, the catalog says between what, and the price is its own.
#[tokio::test]
async fn a_quantity_is_charged_and_granted_times_the_price() {
    let house = House::selling("institution").await;
    let admin = house.member("ann", "acme", "admin").await;
    let order = |key: &'static str, quantity: Value| {
        let admin = admin.clone();
        let back = format!("{}/", house.stack.base);
        async move {
            let body = json!({ "pack": "pack-sessions-annual", "quantity": quantity,
                "success_url": back, "cancel_url": back });
            admin.post_as(key, "/v1/accounts/org:acme/checkout", &body).await
        }
    };
    let ordered = order("order-1", json!(30)).await;
    assert_eq!(ordered.status, 201, "{}", ordered.body);
    admin.pays(ordered.text("session"), "4242424242424242").await;
    house.settled().await;
    let path = format!("/v1/accounts/org:acme/purchases/{}", ordered.text("purchase"));
    assert_eq!(admin.get(&path).await.body["charged"], 12_000);
    assert_eq!(admin.available("org:acme", "interview_session").await, 30);
    for (key, quantity) in [
        ("order-2", json!(0)),
        ("order-3", json!(100_001)),
        ("order-4", json!(u64::MAX)),
        ("order-5", json!(-1)),
        ("order-6", json!(1.5)),
        ("order-7", json!("2")),
    ] {
        let told = order(key, quantity.clone()).await;
        assert_eq!((told.status, told.problem()), (400, "invalid-request"), "{quantity}");
    }
}

/// A key whose checkout expired unpaid never leads to a page that is gone.
#[tokio::test]
async fn an_order_whose_checkout_expired_asks_for_a_new_key() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    assert_eq!(alice.orders("order-1", "pack-popular").await.status, 201);
    house.move_clock("2026-01-16T13:00:00Z").await;
    house.settled().await;
    let alice = house.person("alice").await;
    let told = alice.orders("order-1", "pack-popular").await;
    assert_eq!((told.status, told.problem()), (409, "conflict"), "{}", told.body);
    assert_eq!(alice.orders("order-2", "pack-popular").await.status, 201);
}
