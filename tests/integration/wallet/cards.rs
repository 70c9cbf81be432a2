//! What is done with saved cards: listed in pages, made default, removed.

use serde_json::{Value, json};
use tests::house::House;

use super::{MASTERCARD, VISA, at_stripe, only_customer};

/// OB-5: the newest card stands first, the first one is the default until another is, and one that was
/// removed is gone for good.
#[tokio::test]
async fn cards_are_listed_made_default_and_removed() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    let visa = alice.saves("save-1", "me", VISA).await;
    house.move_clock("2026-01-15T12:10:00Z").await;
    let mastercard = alice.saves("save-2", "me", MASTERCARD).await;
    let shown = |last4: &str, default| (last4.to_owned(), default);
    assert_eq!(alice.pays_with("me").await, [shown("4444", false), shown("4242", true)]);

    let preferred = alice.prefers("me", &mastercard).await;
    assert_eq!(preferred.status, 200, "{}", preferred.body);
    let seen = (&preferred.body["id"], &preferred.body["default"]);
    assert_eq!(seen, (&json!(mastercard), &json!(true)));
    assert_eq!(alice.pays_with("me").await, [shown("4444", true), shown("4242", false)]);
    assert_eq!(alice.prefers("me", &visa).await.status, 200);
    assert_eq!(alice.prefers("me", &mastercard).await.status, 200, "and back again");
    assert_eq!(alice.pays_with("me").await, [shown("4444", true), shown("4242", false)]);

    let removed = alice.removes("me", &mastercard).await;
    assert_eq!((removed.status, &removed.body), (204, &Value::Null));
    assert_eq!(alice.pays_with("me").await, [shown("4242", false)], "nothing takes its place");
    let again = alice.removes("me", &mastercard).await;
    assert_eq!((again.status, again.problem()), (404, "no-such-payment-method"));
    let gone = alice.prefers("me", &mastercard).await;
    assert_eq!((gone.status, gone.problem()), (404, "no-such-payment-method"));

    house.move_clock("2026-01-15T12:20:00Z").await;
    alice.saves("save-3", "me", MASTERCARD).await;
    assert_eq!(alice.pays_with("me").await, [shown("4444", true), shown("4242", false)]);
}

/// OB-5: two requests that remove one card at once: one does it, and none is our fault.
#[tokio::test]
async fn a_card_is_removed_once() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    let visa = alice.saves("save-1", "me", VISA).await;
    let (one, other) = tokio::join!(alice.removes("me", &visa), alice.removes("me", &visa));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 404]);
}

/// OB-5: a list in pages is the whole list, each card once.
#[tokio::test]
async fn cards_are_listed_in_pages() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    let mut saved = Vec::new();
    for number in ["4242424242424242", "5555555555554444", "378282246310005"] {
        saved.push(alice.saves(number, "me", number).await);
    }
    saved.reverse();
    let (mut seen, mut query) = (Vec::new(), "limit=1".to_owned());
    loop {
        let page = alice.get(&format!("/v1/accounts/me/payment-methods?{query}")).await;
        assert_eq!(page.status, 200, "{}", page.body);
        let data = page.body["data"].as_array().unwrap();
        assert_eq!(data.len(), 1, "{}", page.body);
        seen.push(data[0]["id"].as_str().unwrap().to_owned());
        let Some(next) = page.body["next"].as_str() else { break };
        query = format!("limit=1&cursor={next}");
    }
    assert_eq!(seen, saved);
    for query in ["limit=0", "limit=101", "cursor=a/b", "cursor=pm_none", "number=4242"] {
        let told = alice.get(&format!("/v1/accounts/me/payment-methods?{query}")).await;
        assert_eq!((told.status, told.problem()), (400, "invalid-request"), "{query}");
    }
}

/// OB-5: while Stripe is away every route says so, and when to come back.
#[tokio::test]
async fn while_stripe_is_away_a_wallet_says_so() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    let visa = alice.saves("save-1", "me", VISA).await;
    let out = house.nobody().put("/dev/stripe/chaos", &json!({ "outage": true })).await;
    assert_eq!(out.status, 200, "{}", out.body);
    let back = json!({ "return_url": format!("{}/", alice.base()) });
    for told in [
        alice.get("/v1/accounts/me/payment-methods").await,
        alice.begins_to_save("save-2", "me").await,
        alice.prefers("me", &visa).await,
        alice.removes("me", &visa).await,
        alice.get("/v1/accounts/me/invoices").await,
        alice.post("/v1/accounts/me/portal", &back).await,
    ] {
        assert_eq!((told.status, told.problem()), (502, "stripe-unavailable"), "{}", told.body);
        assert!(told.header("retry-after").is_some(), "{told:?}");
    }
    let over = house.nobody().put("/dev/stripe/chaos", &json!({})).await;
    assert_eq!(over.status, 200, "{}", over.body);
    assert_eq!(alice.pays_with("me").await, [("4242".to_owned(), true)]);
    assert_eq!(alice.begins_to_save("save-2", "me").await.status, 201);
}

/// A customer that somebody deleted at Stripe is told as that, by every route.
#[tokio::test]
async fn a_customer_that_was_deleted_at_stripe_is_told_as_that() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    let visa = alice.saves("save-1", "me", VISA).await;
    let customer = only_customer(&house).await;
    at_stripe(&house, "DELETE", &format!("customers/{customer}"), &[]).await;
    let back = json!({ "return_url": format!("{}/", alice.base()) });
    for told in [
        alice.get("/v1/accounts/me/payment-methods").await,
        alice.begins_to_save("save-2", "me").await,
        alice.post("/v1/accounts/me/portal", &back).await,
    ] {
        assert_eq!((told.status, told.problem()), (409, "customer-deleted"), "{}", told.body);
    }
    for told in [alice.prefers("me", &visa).await, alice.removes("me", &visa).await] {
        assert_eq!((told.status, told.problem()), (404, "no-such-payment-method"));
    }
    // Stripe may go on listing what a deleted customer was billed.
    let bills = alice.get("/v1/accounts/me/invoices").await;
    assert!(matches!(bills.status, 200 | 409), "{}", bills.body);
}
