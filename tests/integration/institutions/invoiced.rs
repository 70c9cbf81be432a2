//! The same order again: one invoice, one payment.

use serde_json::json;
use tests::house::House;

use super::buying::{GOOD, annual, at_stripe, confirms, orders, pool};

/// W15: the same request, many times at once and later, has one invoice at Stripe; the client secret
/// is asked of Stripe each time.
#[tokio::test]
async fn the_same_order_is_one_invoice_at_stripe() {
    let house = House::selling("institution").await;
    let ann = house.member("ann", "acme", "admin").await;
    let body = annual(100);
    let order = || orders(&ann, "order-1", &body);
    let (first, second, third) = tokio::join!(order(), order(), order());
    let later = order().await;
    assert_eq!((later.status, later.is_replay()), (200, true));
    for answer in [&first, &second, &third] {
        assert!(matches!(answer.status, 200 | 201), "{}", answer.body);
        assert_eq!(answer.body, later.body);
    }
    for kinds in ["invoices", "payment_intents", "customers", "invoiceitems"] {
        assert_eq!(at_stripe(&house, kinds).await.len(), 1, "{kinds}");
    }
    let other = orders(&ann, "order-1", &annual(101)).await;
    assert_eq!((other.status, other.problem()), (422, "idempotency-key-reused"));
    confirms(&house, &later, GOOD).await;
    house.settled().await;
    assert_eq!(pool(&house).await, 100);
}

/// A second click, by whichever admin and under another key, gets the payment that is open; an hour
/// later, for another number, or at a checkout it is another order.
#[tokio::test]
async fn a_second_click_gets_the_payment_that_is_open() {
    let house = House::selling("institution").await;
    let (ann, bob) =
        (house.member("ann", "acme", "admin").await, house.member("bob", "acme", "admin").await);
    let first = orders(&ann, "order-1", &annual(100)).await;
    assert_eq!(first.status, 201, "{}", first.body);
    for (admin, key) in [(&ann, "order-2"), (&bob, "order-1"), (&bob, "order-1")] {
        let second = orders(admin, key, &annual(100)).await;
        assert_eq!((second.status, second.is_replay()), (200, true), "{}", second.body);
        assert_eq!(second.body["payment_intent"], first.body["payment_intent"]);
    }
    let more = orders(&ann, "order-3", &annual(101)).await;
    assert_eq!(more.status, 201);
    assert_ne!(more.body["payment_intent"], first.body["payment_intent"]);
    let back = format!("{}/", house.stack.base);
    let body = json!({ "pack": "pack-sessions-annual", "quantity": 100,
        "success_url": back, "cancel_url": back });
    let page = ann.post_as("order-4", "/v1/accounts/org:acme/checkout", &body).await;
    assert_eq!(page.status, 201, "{}", page.body);
    assert_ne!(page.body["purchase"], first.body["purchase"]);
    house.move_clock("2026-01-15T13:05:00Z").await;
    let ann = house.member("ann", "acme", "admin").await;
    let later = orders(&ann, "order-5", &annual(100)).await;
    assert_eq!(later.status, 201, "{}", later.body);
    assert_eq!(at_stripe(&house, "invoices").await.len(), 3);
}
