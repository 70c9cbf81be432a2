//! Changes in the middle of a period, and ends.

use serde_json::json;

use super::{GOOD, at_stripe, changes_plan, credits, item_and_price, of_bob, tiers};

/// SP-3: upgrade at noon with 3 used leaves 17 of 20; a change of plan gives no second allowance.
#[tokio::test]
async fn a_change_of_plan_replaces_the_limit_and_keeps_what_was_used() {
    let (house, bob, backend) = tiers().await;
    assert_eq!(backend.consumes("use-1", "user:bob", "credit", 3).await.status, 200);
    bob.subscribes("order-1", "plan-pro", GOOD).await;
    assert_eq!(credits(&backend).await, (json!(17), json!(3)));
    assert_eq!(backend.consumes("use-2", "user:bob", "credit", 17).await.status, 200);
    let refused = backend.consumes("use-3", "user:bob", "credit", 1).await;
    assert_eq!((refused.status, &refused.body["resets_at"]), (402, &json!("2026-01-16T00:00:00Z")));

    let subscription = of_bob(&bob).await;
    changes_plan(&house, &subscription, "enterprise_monthly").await;
    assert_eq!(credits(&backend).await, (json!(30), json!(20)));
    changes_plan(&house, &subscription, "pro_monthly").await;
    assert_eq!(credits(&backend).await, (json!(0), json!(20)));
    house.move_clock("2026-01-16T00:00:00Z").await;
    assert_eq!(credits(&backend).await, (json!(20), json!(0)));
    backend.verifies("user:bob").await;
}

/// SP-4: what is cancelled in the portal keeps its tier to the end of the period and then gives the
/// free tier's five, whether Stripe tells of the end or not.
#[tokio::test]
async fn a_cancelled_plan_is_kept_to_the_end_of_its_period() {
    let (house, bob, backend) = tiers().await;
    bob.subscribes("order-1", "plan-pro", GOOD).await;
    let subscription = of_bob(&bob).await;
    let form = [("cancel_at_period_end", "true")];
    at_stripe(&house, "POST", &format!("subscriptions/{subscription}"), &form).await;
    let account = bob.get("/v1/accounts/me").await.body;
    let subscription = &account["subscription"];
    let end = subscription["current_period_end"].as_str().unwrap();
    assert_eq!(
        (&subscription["cancel_at"], &subscription["gives_until"]),
        (&json!(end), &json!(end))
    );

    // From here on Stripe's deliveries are lost.
    let lost = house.nobody().put("/dev/stripe/chaos", &json!({ "drop": 1.0 })).await;
    assert_eq!(lost.status, 200, "{}", lost.body);
    house.move_clock("2026-02-15T11:59:00Z").await;
    assert_eq!(backend.consumes("use-1", "user:bob", "credit", 12).await.status, 200);
    assert_eq!(credits(&backend).await, (json!(8), json!(12)));
    house.move_clock(end).await;
    assert_eq!(credits(&backend).await, (json!(5), json!(0)), "full from then on");
    let bob = house.person("bob").await;
    assert_eq!(bob.get("/v1/accounts/me").await.body["plan"]["id"], "plan-free");
    assert_eq!(backend.consumes("use-2", "user:bob", "credit", 5).await.status, 200);
    assert_eq!(backend.consumes("use-3", "user:bob", "credit", 1).await.status, 402);
    backend.verifies("user:bob").await;
}

/// SP-3, SP-4: in Stripe's customer portal a person sees the subscription, and what is changed there
/// is followed.
#[tokio::test]
async fn the_portal_changes_and_cancels() {
    let (house, bob, backend) = tiers().await;
    bob.subscribes("order-1", "plan-pro", GOOD).await;
    let back = json!({ "return_url": format!("{}/", bob.base()) });
    let portal = bob.post("/v1/accounts/me/portal", &back).await;
    assert_eq!(portal.status, 201, "{}", portal.body);
    let url = portal.text("url").to_owned();
    let page = reqwest::get(&url).await.unwrap().text().await.unwrap();
    assert!(page.contains("PRO") && page.contains("$20.00"), "{page}");
    let subscription = of_bob(&bob).await;
    let (_, price) = item_and_price(&house, &subscription, "enterprise_monthly").await;
    let presses = async |name: &str, value: &str| {
        let form = [("subscription", subscription.as_str()), (name, value)];
        let pressed = reqwest::Client::new().post(&url).form(&form).send().await.unwrap();
        assert!(pressed.status().is_success(), "{}", pressed.status());
        house.settled().await;
    };
    presses("price", &price).await;
    assert_eq!(credits(&backend).await.0, json!(50));
    presses("action", "cancel").await;
    let told = bob.get("/v1/accounts/me").await.body["subscription"].clone();
    assert_eq!(told["cancel_at"], told["current_period_end"], "{told}");
    presses("action", "keep").await;
    assert_eq!(bob.get("/v1/accounts/me").await.body["subscription"]["cancel_at"], json!(null));

    let elsewhere = json!({ "return_url": "https://evil.example/" });
    let refused = bob.post("/v1/accounts/me/portal", &elsewhere).await;
    assert_eq!((refused.status, refused.problem()), (400, "invalid-return-url"));
    let stranger = house.person("eve").await.post("/v1/accounts/user:bob/portal", &back).await;
    assert_eq!(stranger.status, 403);
    backend.verifies("user:bob").await;
}

/// SP-4: deleted at once, and the free tier's full allowance from then on.
#[tokio::test]
async fn a_deleted_subscription_falls_back_at_once() {
    let (house, bob, backend) = tiers().await;
    bob.subscribes("order-1", "plan-pro", GOOD).await;
    assert_eq!(backend.consumes("use-1", "user:bob", "credit", 20).await.status, 200);
    let subscription = of_bob(&bob).await;
    at_stripe(&house, "DELETE", &format!("subscriptions/{subscription}"), &[]).await;
    assert_eq!(credits(&backend).await, (json!(5), json!(0)));
    let listed = bob.get("/v1/accounts/me/subscriptions").await.body;
    assert_eq!(listed["subscriptions"][0]["status"], "canceled");
    assert_eq!(listed["subscriptions"][0]["gives_until"], json!(null));
    // Another one may be ordered now.
    bob.subscribes("order-2", "plan-enterprise", GOOD).await;
    assert_eq!(credits(&backend).await, (json!(50), json!(0)));
    backend.verifies("user:bob").await;
}

/// W5: every event three times and in any order ends in the same state.
#[tokio::test]
async fn chaos_ends_where_order_ends() {
    let mut ends = Vec::new();
    for chaos in [json!({}), json!({ "duplicate": 3, "shuffle": true, "delay_ms": 40 })] {
        let (house, bob, backend) = tiers().await;
        let set = house.nobody().put("/dev/stripe/chaos", &chaos).await;
        assert_eq!(set.status, 200, "{}", set.body);
        bob.subscribes("order-1", "plan-pro", GOOD).await;
        let subscription = of_bob(&bob).await;
        changes_plan(&house, &subscription, "enterprise_monthly").await;
        let form = [("cancel_at_period_end", "true")];
        at_stripe(&house, "POST", &format!("subscriptions/{subscription}"), &form).await;
        let form = [("cancel_at_period_end", "false")];
        at_stripe(&house, "POST", &format!("subscriptions/{subscription}"), &form).await;
        house.move_clock("2026-03-20T12:00:00Z").await;
        bob.hears_stripe().await;
        let bob = house.person("bob").await;
        let mut told = bob.get("/v1/accounts/me").await.body["subscription"].clone();
        // What is each house's own: its names, and the second at which somebody subscribed.
        for (own, value) in told.as_object_mut().unwrap() {
            if ["id", "price"].contains(&own.as_str()) || own.ends_with("_at") {
                *value = json!("");
            } else if let Some((day, _)) = value.as_str().and_then(|text| text.split_once('T')) {
                *value = json!(day);
            }
        }
        ends.push((told, credits(&backend).await));
        backend.verifies("user:bob").await;
    }
    assert_eq!(ends[0], ends[1]);
    assert_eq!(ends[0].0["current_period_end"], "2026-04-15");
    assert_eq!(ends[0].1, (json!(50), json!(0)));
}
