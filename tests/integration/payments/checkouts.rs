//! What a person does at the checkout: orders twice, is declined, cancels, comes too late.

use serde_json::json;
use tests::house::House;

use super::by_hand::ByHand;

/// W15, IM-10, X-1: the same order again is the same session at Stripe, at the same time too.
#[tokio::test]
async fn the_same_order_is_one_session_at_stripe() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    let order = || alice.orders("order-1", "pack-popular");
    let (first, second) = tokio::join!(order(), order());
    let third = order().await;
    assert_eq!((third.status, third.is_replay()), (200, true));
    for answer in [&first, &second] {
        assert!(matches!(answer.status, 200 | 201), "{}", answer.body);
        assert_eq!(answer.body, third.body);
    }
    let other = alice.orders("order-1", "pack-pro").await;
    assert_eq!((other.status, other.problem()), (422, "idempotency-key-reused"));

    let stripe = house.bearing(&house.stack.stripe_key);
    for list in ["checkout/sessions", "customers"] {
        let listed = stripe.get(&format!("/stripe/v1/{list}")).await;
        assert_eq!(listed.body["data"].as_array().unwrap().len(), 1, "{list}");
    }
    alice.pays(third.text("session"), "4242424242424242").await;
    house.settled().await;
    assert_eq!(alice.available("me", "interview_credit").await, 25);
    alice.verifies("me").await;
}

/// IM-11, IM-12, IM-15: a declined card grants nothing; another card pays the same session, and
/// the page after the redirect is told what was bought.
#[tokio::test]
async fn a_declined_card_can_be_followed_by_one_that_pays() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    let ordered = alice.orders("order-1", "pack-popular").await;
    let session = ordered.text("session");
    let path = format!("/v1/checkout/{session}");
    assert_eq!(alice.pays(session, "4000000000009995").await.status, 402);
    house.settled().await;
    let shown = alice.get(&path).await;
    assert_eq!(shown.body["purchase"]["state"], "failed");
    assert_eq!(shown.body["purchase"]["reason"], "insufficient_funds");
    assert_eq!(shown.body["purchase"]["checkout_url"], ordered.body["url"]);
    assert_eq!(alice.available("me", "interview_credit").await, 0);

    assert_eq!(alice.pays(session, "4242424242424242").await.status, 200);
    house.settled().await;
    let shown = alice.get(&path).await;
    assert_eq!(shown.body["session"], session);
    let purchase = &shown.body["purchase"];
    assert_eq!(purchase["id"], ordered.body["purchase"]);
    assert_eq!((&purchase["state"], &purchase["pack"]), (&json!("paid"), &json!("pack-popular")));
    assert_eq!(purchase["price"], json!({ "amount": 800, "currency": "usd" }));
    assert_eq!((&purchase["charged"], &purchase["reason"]), (&json!(800), &json!(null)));
    assert_eq!(purchase["grants"][0]["left"], 25);
    assert_eq!(alice.available("me", "interview_credit").await, 25);

    let bob = house.person("bob").await;
    assert_eq!(
        (bob.get(&path).await.status, bob.get("/v1/checkout/cs_no").await.status),
        (403, 403)
    );
    assert_eq!(house.nobody().get(&path).await.status, 401);
    alice.verifies("me").await;
}

/// A late `payment_failed` of the first attempt does not undo the payment.
#[tokio::test]
async fn a_failure_told_late_does_not_override_paid() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    house.keeps_events_back().await;
    let ordered = alice.orders("order-1", "pack-popular").await;
    let session = ordered.text("session");
    alice.pays(session, "4000000000000002").await;
    alice.pays(session, "4242424242424242").await;
    house.tells_all(&["checkout.session.completed", "payment_intent.payment_failed"]).await;
    let shown = alice.get(&format!("/v1/checkout/{session}")).await;
    assert_eq!(shown.body["purchase"]["state"], "paid");
    assert_eq!(alice.available("me", "interview_credit").await, 25);
    alice.verifies("me").await;
}

/// IM-15: who cancels on the page goes back to the shop, owes nothing and can still pay.
#[tokio::test]
async fn a_cancelled_checkout_costs_nothing_and_can_be_gone_on_with() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    let ordered = alice.orders("order-1", "pack-popular").await;
    let stays = reqwest::redirect::Policy::none();
    let browser = reqwest::Client::builder().redirect(stays).build().unwrap();
    let press = browser.post(ordered.text("url")).form(&[("action", "cancel")]);
    let answer = press.send().await.unwrap();
    assert_eq!(answer.status(), 303);
    assert_eq!(answer.headers()["location"], format!("{}/", house.stack.base));
    house.settled().await;
    assert_eq!(alice.available("me", "interview_credit").await, 0);
    alice.pays(ordered.text("session"), "4242424242424242").await;
    house.settled().await;
    assert_eq!(alice.available("me", "interview_credit").await, 25);
    alice.verifies("me").await;
}

/// IM-12: a session that nobody pays ends after a day, and cannot be paid any more.
#[tokio::test]
async fn a_session_expires_after_a_day() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    let ordered = alice.orders("order-1", "pack-popular").await;
    let session = ordered.text("session");
    for (now, state) in [("2026-01-16T11:59:00Z", "pending"), ("2026-01-16T12:01:00Z", "expired")] {
        house.move_clock(now).await;
        house.settled().await;
        let alice = house.person("alice").await;
        let shown = alice.get(&format!("/v1/checkout/{session}")).await;
        assert_eq!(shown.body["purchase"]["state"], state, "{now}");
    }
    let alice = house.person("alice").await;
    assert_eq!(alice.pays(session, "4242424242424242").await.status, 400);
    assert_eq!(alice.available("me", "interview_credit").await, 0);
    alice.buys("order-2", "pack-starter").await;
    assert_eq!(alice.available("me", "interview_credit").await, 10);
    alice.verifies("me").await;
}

/// IM-2, IM-8: the generator is bought for one use, the management without a limit.
#[tokio::test]
async fn features_are_bought_for_one_use_and_for_good() {
    let house = House::open().await;
    let (alice, backend) = (house.person("alice").await, house.backend());
    alice.buys("order-1", "pack-qa-generator").await;
    alice.buys("order-2", "pack-qa-management").await;
    assert_eq!(alice.available("me", "qa_generator").await, 1);
    assert_eq!(alice.available("me", "qa_management").await, -1);
    for (key, status) in [("use-1", 200), ("use-2", 402)] {
        let used = backend.consumes(key, "user:alice", "qa_generator", 1).await;
        assert_eq!(used.status, status, "{}", used.body);
    }
    alice.verifies("me").await;
}
