//! What each status of a subscription gives: the table of `docs/subscriptions.md`, walked.

use serde_json::{Value, json};
use tests::house::House;

use super::{FAILING, GOOD, at_stripe, credits, of_bob, tiers};

/// Bob's token is of today: whoever asks months later has a new one.
async fn status(house: &House) -> Value {
    let bob = house.person("bob").await;
    let listed = bob.get("/v1/accounts/me/subscriptions").await.body;
    listed["subscriptions"][0]["status"].clone()
}

async fn plan(house: &House) -> Value {
    let bob = house.person("bob").await;
    bob.get("/v1/accounts/me").await.body["plan"]["id"].clone()
}

async fn card(house: &House, card: &str) {
    let bob = house.person("bob").await;
    let path = format!("subscriptions/{}", of_bob(&bob).await);
    let subscription = at_stripe(house, "GET", &path, &[]).await;
    let customer = subscription["customer"].as_str().expect("a customer");
    let path = format!("/dev/stripe/customers/{customer}/card");
    let told = house.nobody().post(&path, &json!({ "card": card })).await;
    assert_eq!(told.status, 200, "{}", told.body);
}

async fn after_retries(house: &House, what: &str) {
    let told = house.nobody().put("/dev/stripe/billing", &json!({ "after_retries": what })).await;
    assert_eq!(told.status, 200, "{}", told.body);
}

/// SP-3: a renewal that fails is `past_due` and keeps its plan for three days; a payment that comes
/// after all brings it back.
#[tokio::test]
async fn a_renewal_that_fails_keeps_the_plan_for_three_days() {
    let (house, bob, backend) = tiers().await;
    bob.subscribes("order-1", "plan-pro", GOOD).await;
    card(&house, FAILING).await;
    house.move_clock("2026-02-16T00:00:00Z").await;
    bob.hears_stripe().await;
    assert_eq!((status(&house).await, plan(&house).await), (json!("past_due"), json!("plan-pro")));
    assert_eq!(credits(&backend).await.0, json!(20));
    house.move_clock("2026-02-18T12:05:00Z").await;
    bob.hears_stripe().await;
    assert_eq!(plan(&house).await, "plan-free", "paid to the 15th, and three days of grace");
    assert_eq!(credits(&backend).await.0, json!(5));

    card(&house, GOOD).await;
    house.move_clock("2026-02-24T00:00:00Z").await;
    bob.hears_stripe().await;
    assert_eq!((status(&house).await, plan(&house).await), (json!("active"), json!("plan-pro")));
    backend.verifies("user:bob").await;
}

/// SP-3: after the last try it is `canceled` or `unpaid`, as the team has set it up; neither gives.
#[tokio::test]
async fn after_the_last_try_nothing_is_given() {
    for (setting, end) in [("cancel", "canceled"), ("unpaid", "unpaid")] {
        let (house, bob, backend) = tiers().await;
        after_retries(&house, setting).await;
        bob.subscribes("order-1", "plan-pro", GOOD).await;
        card(&house, FAILING).await;
        house.move_clock("2026-03-10T12:00:00Z").await;
        bob.hears_stripe().await;
        assert_eq!((status(&house).await, plan(&house).await), (json!(end), json!("plan-free")));
        assert_eq!(credits(&backend).await.0, json!(5));
        backend.verifies("user:bob").await;
    }
}

/// SP-3: a trial gives its plan until it is over; without a way to pay it pauses and gives nothing.
#[tokio::test]
async fn a_trial_gives_and_a_paused_one_does_not() {
    let (house, bob, backend) = tiers().await;
    bob.orders_plan("order-1", "plan-pro").await;
    let profile = bob.get("/v1/accounts/me/subscriptions").await;
    assert_eq!(profile.body["subscriptions"], json!([]));
    let customers = at_stripe(&house, "GET", "customers", &[]).await;
    let customer = customers["data"][0]["id"].as_str().unwrap().to_owned();
    let prices = at_stripe(&house, "GET", "prices?lookup_keys[]=pro_monthly", &[]).await;
    let price = prices["data"][0]["id"].as_str().unwrap();
    let form = [
        ("customer", customer.as_str()),
        ("items[0][price]", price),
        ("trial_period_days", "7"),
        ("trial_settings[end_behavior][missing_payment_method]", "pause"),
    ];
    at_stripe(&house, "POST", "subscriptions", &form).await;
    assert_eq!((status(&house).await, plan(&house).await), (json!("trialing"), json!("plan-pro")));
    assert_eq!(credits(&backend).await.0, json!(20));
    house.move_clock("2026-01-22T13:00:00Z").await;
    bob.hears_stripe().await;
    assert_eq!((status(&house).await, plan(&house).await), (json!("paused"), json!("plan-free")));
    assert_eq!(credits(&backend).await.0, json!(5));
    backend.verifies("user:bob").await;
}

/// SP-2: a first payment that is awaited gives nothing, and nothing ever if it does not come.
#[tokio::test]
async fn an_incomplete_subscription_gives_nothing() {
    let (house, bob, backend) = tiers().await;
    bob.orders_plan("order-1", "plan-pro").await;
    let customers = at_stripe(&house, "GET", "customers", &[]).await;
    let customer = customers["data"][0]["id"].as_str().unwrap().to_owned();
    let prices = at_stripe(&house, "GET", "prices?lookup_keys[]=pro_monthly", &[]).await;
    let price = prices["data"][0]["id"].as_str().unwrap();
    let form = [
        ("customer", customer.as_str()),
        ("items[0][price]", price),
        ("payment_behavior", "default_incomplete"),
    ];
    at_stripe(&house, "POST", "subscriptions", &form).await;
    assert_eq!(status(&house).await, "incomplete");
    assert_eq!(credits(&backend).await.0, json!(5));
    house.move_clock("2026-01-16T13:00:00Z").await;
    bob.hears_stripe().await;
    assert_eq!(status(&house).await, "incomplete_expired");
    assert_eq!(credits(&backend).await.0, json!(5));
}
