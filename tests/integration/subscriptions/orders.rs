//! Ordering a plan, and what cannot be ordered.

use serde_json::{Value, json};

use super::{GOOD, credits, money, of_bob, tiers};

/// BD-9, BD-15, SP-2, SP-6: a plan is ordered, paid on Stripe's page, and its subscription sets the
/// tier; its record says everything about it.
#[tokio::test]
async fn a_plan_that_is_paid_sets_the_tier() {
    let (_house, bob, backend) = tiers().await;
    let ordered = bob.orders_plan("order-1", "plan-pro").await;
    assert_eq!(ordered.status, 201, "{}", ordered.body);
    let again = bob.orders_plan("order-1", "plan-pro").await;
    assert_eq!((again.status, &again.body), (200, &ordered.body), "the same order");
    assert_eq!(bob.pays(ordered.text("session"), GOOD).await.status, 200);
    bob.hears_stripe().await;

    assert_eq!(credits(&backend).await, (json!(20), json!(0)));
    let account = bob.get("/v1/accounts/me").await.body;
    assert_eq!(account["plan"], json!({ "id": "plan-pro", "name": "PRO" }));
    let subscription = &account["subscription"];
    for (name, expected) in [
        ("plan", "plan-pro"),
        ("interval", "month"),
        ("status", "active"),
        ("created_at", "2026-01-15T12:00:00Z"),
        ("anchor", "2026-01-15T12:00:00Z"),
        ("current_period_end", "2026-02-15T12:00:00Z"),
        ("paid_until", "2026-02-15T12:00:00Z"),
        ("gives_until", "2026-02-18T12:00:00Z"),
    ] {
        assert_eq!(subscription[name], expected, "{name} of {subscription}");
    }
    assert_eq!(subscription["cancel_at"], Value::Null);
    let listed = bob.get("/v1/accounts/me/subscriptions").await.body;
    assert_eq!(listed, json!({ "subscriptions": [subscription], "next": null }));
    assert_eq!(bob.get("/v1/accounts/me/summary").await.body["subscription"], *subscription);

    let path = format!("/v1/accounts/me/purchases/{}", ordered.text("purchase"));
    let purchase = bob.get(&path).await.body;
    for (name, expected) in [
        ("plan", json!("plan-pro")),
        ("interval", json!("month")),
        ("pack", Value::Null),
        ("price", money(2000)),
        ("state", json!("paid")),
        ("grants", json!([])),
    ] {
        assert_eq!(purchase[name], expected, "{name} of {purchase}");
    }
    backend.verifies("user:bob").await;
}

/// Nobody pays for two plans by mistake, and what is none of the catalog is not sold.
#[tokio::test]
async fn what_cannot_be_ordered_is_said() {
    let (_house, bob, _) = tiers().await;
    for (body, status, problem) in [
        (json!({ "plan": "plan-gold" }), 404, "unknown-plan"),
        (json!({ "plan": "plan-free" }), 404, "unknown-plan"),
        (json!({ "plan": "plan-pro", "interval": "year" }), 404, "unknown-plan"),
        (json!({ "plan": "Plan Pro" }), 404, "unknown-plan"),
        (json!({ "plan": "plan-pro", "interval": "week" }), 400, "invalid-request"),
        (json!({ "plan": "plan-pro", "quantity": 2 }), 400, "invalid-request"),
        (json!({ "plan": "plan-pro", "pack": "pack-pro" }), 400, "invalid-request"),
        (json!({ "pack": "pack-pro", "interval": "month" }), 400, "invalid-request"),
        (json!({}), 400, "invalid-request"),
    ] {
        let mut body = body;
        for url in ["success_url", "cancel_url"] {
            body[url] = json!(format!("{}/", bob.base()));
        }
        let told = bob.post_as("order-1", "/v1/accounts/me/checkout", &body).await;
        assert_eq!((told.status, told.problem()), (status, problem), "{body}: {}", told.body);
    }
    let portal = json!({ "return_url": format!("{}/", bob.base()) });
    let told = bob.post("/v1/accounts/me/portal", &portal).await;
    assert_eq!((told.status, told.problem()), (409, "no-customer"));

    bob.subscribes("order-2", "plan-pro", GOOD).await;
    let second = bob.orders_plan("order-3", "plan-enterprise").await;
    assert_eq!((second.status, second.problem()), (409, "already-subscribed"));
    assert_eq!(bob.orders_plan("order-2", "plan-pro").await.status, 200, "the first one stands");
    assert!(of_bob(&bob).await.starts_with("sub_"));
}
