//! An order from its client secret to the pool.

use serde_json::{Value, json};
use tests::house::House;

use super::buying::{DECLINED, GOOD, annual, at_stripe, confirms, orders, pool, purchase};

/// OB-1, OB-2, OB-7, OB-10: an admin picks a number of sessions, pays in the browser, and the pool has
/// them; nobody but an admin can.
#[tokio::test]
async fn an_admin_buys_sessions_for_the_institution() {
    let house = House::selling("institution").await;
    let ann = house.member("ann", "acme", "admin").await;
    let ordered = orders(&ann, "order-1", &annual(100)).await;
    assert_eq!(ordered.status, 201, "{}", ordered.body);
    assert_eq!(ordered.body["amount"], 40_000);
    assert_eq!(ordered.body["currency"], "usd");
    assert_eq!(ordered.body["status"], "requires_payment_method");
    let shown = purchase(&ann, &ordered).await;
    assert_eq!(
        (&shown["state"], &shown["pack"]),
        (&json!("pending"), &json!("pack-sessions-annual"))
    );
    assert_eq!(shown["invoice"], ordered.body["invoice"]);
    assert_eq!(shown["payment_intent"], ordered.body["payment_intent"]);
    assert!(!shown.to_string().contains(ordered.text("client_secret")), "{shown}");
    assert_eq!(pool(&house).await, 0);

    let paid = confirms(&house, &ordered, GOOD).await;
    assert_eq!((paid.status, &paid.body["status"]), (200, &json!("succeeded")), "{}", paid.body);
    house.settled().await;
    assert_eq!(pool(&house).await, 100);
    let shown = purchase(&ann, &ordered).await;
    assert_eq!((&shown["state"], &shown["charged"]), (&json!("paid"), &json!(40_000)));
    assert_eq!(shown["grants"][0]["left"], 100);
    let invoices = at_stripe(&house, "invoices").await;
    assert_eq!((invoices.len(), &invoices[0]["status"]), (1, &json!("paid")));
    assert_eq!(invoices[0]["lines"]["data"][0]["quantity"], 100);
    let again = orders(&ann, "order-1", &annual(100)).await;
    assert_eq!((again.status, again.problem()), (409, "conflict"));
    house.backend().verifies("org:acme").await;

    for other in [
        house.member("mia", "acme", "member").await,
        house.member("eve", "other", "admin").await,
        house.backend(),
    ] {
        assert_eq!(orders(&other, "order-2", &annual(100)).await.status, 403);
    }
    assert_eq!(orders(&house.nobody(), "order-2", &annual(100)).await.status, 401);
}

/// OB-3: a declined card is told with its reason and gives nothing; another card pays the same order.
#[tokio::test]
async fn a_declined_card_can_be_followed_by_one_that_pays() {
    let house = House::selling("institution").await;
    let ann = house.member("ann", "acme", "admin").await;
    let ordered = orders(&ann, "order-1", &annual(100)).await;
    let declined = confirms(&house, &ordered, DECLINED).await;
    assert_eq!(declined.status, 402, "{}", declined.body);
    house.settled().await;
    let shown = purchase(&ann, &ordered).await;
    assert_eq!((&shown["state"], &shown["reason"]), (&json!("failed"), &json!("generic_decline")));
    assert_eq!(pool(&house).await, 0);

    let again = orders(&ann, "order-1", &annual(100)).await;
    assert_eq!((again.status, again.is_replay()), (200, true), "{}", again.body);
    for same in ["purchase", "payment_intent", "client_secret", "invoice"] {
        assert_eq!(again.body[same], ordered.body[same], "{same}");
    }
    assert_eq!(confirms(&house, &again, GOOD).await.status, 200);
    house.settled().await;
    let shown = purchase(&ann, &ordered).await;
    assert_eq!((&shown["state"], &shown["reason"]), (&json!("paid"), &Value::Null));
    assert_eq!(pool(&house).await, 100);
    house.backend().verifies("org:acme").await;
}

/// OB-8: the price is the catalog's alone, that of the billing and of the tier that the quantity
/// reaches, at each edge; so it is at the checkout.
#[tokio::test]
async fn every_session_costs_what_the_tier_of_the_quantity_says() {
    let house = House::selling("institution").await;
    let ann = house.member("ann", "acme", "admin").await;
    for (term, quantity, amount) in [
        ("annual", 1, 400),
        ("annual", 499, 199_600),
        ("annual", 500, 180_000),
        ("annual", 1999, 719_640),
        ("annual", 2000, 640_000),
        ("annual", 100_000, 32_000_000),
        ("quarterly", 499, 249_500),
        ("quarterly", 500, 230_000),
        ("quarterly", 2000, 840_000),
    ] {
        let key = format!("{term}-{quantity}");
        let ordered = orders(&ann, &key, &json!({ "term": term, "quantity": quantity })).await;
        assert_eq!(ordered.body["amount"], amount, "{key}: {}", ordered.body);
        let shown = purchase(&ann, &ordered).await;
        assert_eq!(shown["price"]["amount"], amount, "{key}");
        assert_eq!(shown["pack"], format!("pack-sessions-{term}"), "{key}");
    }
    let last = orders(&ann, "last", &annual(500)).await;
    confirms(&house, &last, GOOD).await;
    let back = format!("{}/", house.stack.base);
    let body = json!({ "pack": "pack-sessions-annual", "quantity": 500,
        "success_url": back, "cancel_url": back });
    let page = ann.post_as("page", "/v1/accounts/org:acme/checkout", &body).await;
    assert_eq!(page.status, 201, "{}", page.body);
    assert_eq!(ann.pays(page.text("session"), GOOD).await.status, 200);
    house.settled().await;
    for paid in [&last, &page] {
        assert_eq!(purchase(&ann, paid).await["charged"], 180_000);
    }
    assert_eq!(pool(&house).await, 1000);

    let told = house.nobody().get("/v1/catalog").await.body;
    let pack = &told["packs"][0];
    assert_eq!((&pack["term"], &pack["price"]["amount"]), (&json!("annual"), &json!(400)));
    let tier = |from: u64, amount: u64| json!({ "from": from, "price": { "amount": amount, "currency": "usd" } });
    assert_eq!(pack["tiers"], json!([tier(500, 360), tier(2000, 320)]));
}

/// What cannot be ordered is said, and nothing is made at Stripe.
#[tokio::test]
async fn what_cannot_be_ordered_is_said() {
    let house = House::selling("institution").await;
    let ann = house.member("ann", "acme", "admin").await;
    for (body, problem) in [
        (json!({}), "invalid-request"),
        (json!({ "term": "annual", "pack": "pack-sessions-annual" }), "invalid-request"),
        (json!({ "term": "monthly" }), "invalid-request"),
        (json!({ "pack": "pack-gone" }), "unknown-pack"),
        (json!({ "pack": "plan-pro" }), "unknown-pack"),
        (json!({ "term": "annual", "quantity": 0 }), "invalid-request"),
        (json!({ "term": "annual", "quantity": 100_001 }), "invalid-request"),
        (json!({ "term": "annual", "quantity": 1.5 }), "invalid-request"),
        (json!({ "term": "annual", "price": 1 }), "invalid-request"),
    ] {
        let told = orders(&ann, "order-1", &body).await;
        assert_eq!(told.problem(), problem, "{body}: {}", told.body);
        assert!(matches!(told.status, 400 | 404), "{body}: {}", told.body);
    }
    let unkeyed = ann.post("/v1/accounts/org:acme/payment-intents", &annual(1)).await;
    assert_eq!((unkeyed.status, unkeyed.problem()), (400, "idempotency-key-missing"));
    assert!(at_stripe(&house, "customers").await.is_empty());

    // A catalog without terms has no pack for one.
    let plain = House::open().await;
    let ann = plain.member("ann", "acme", "admin").await;
    let told = orders(&ann, "order-1", &annual(1)).await;
    assert_eq!((told.status, told.problem()), (400, "invalid-request"), "{}", told.body);
}
