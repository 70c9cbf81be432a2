//! Subscriptions that did not come from our checkout.

use serde_json::json;

use crate::payments::by_hand::ByHand;

use super::{GOOD, at_stripe, credits, of_bob, tiers};

/// BD-15: without our mark, our customer and a price of the catalog make it ours; a price that is
/// none of the catalog's, or another customer, do not.
#[tokio::test]
async fn our_customer_and_our_price_make_a_subscription_ours() {
    let (house, bob, backend) = tiers().await;
    bob.orders_plan("order-1", "plan-pro").await;
    let customers = at_stripe(&house, "GET", "customers", &[]).await;
    let customer = customers["data"][0]["id"].as_str().unwrap().to_owned();
    let price = async |key: &str| {
        let prices = at_stripe(&house, "GET", &format!("prices?lookup_keys[]={key}"), &[]).await;
        prices["data"][0]["id"].as_str().unwrap().to_owned()
    };
    let form = [
        ("currency", "usd"),
        ("unit_amount", "700"),
        ("recurring[interval]", "month"),
        ("product_data[name]", "A newsletter"),
    ];
    let other = at_stripe(&house, "POST", "prices", &form).await;
    let other = other["id"].as_str().unwrap();
    let stranger = at_stripe(&house, "POST", "customers", &[("email", "x@example.com")]).await;
    let stranger = stranger["id"].as_str().unwrap();
    let pro = price("pro_monthly").await;
    let subscribe = async |customer: &str, price: &str| {
        let form = [("customer", customer), ("items[0][price]", price), ("trial_period_days", "7")];
        at_stripe(&house, "POST", "subscriptions", &form).await;
    };
    subscribe(stranger, &pro).await;
    subscribe(&customer, other).await;
    assert_eq!(credits(&backend).await.0, json!(5), "neither is ours");
    let listed = bob.get("/v1/accounts/me/subscriptions").await.body;
    assert_eq!(listed["subscriptions"], json!([]));
    subscribe(&customer, &pro).await;
    assert_eq!(credits(&backend).await.0, json!(20));
    backend.verifies("user:bob").await;
}

/// What we sold must not end unseen: a price of none of our plans is kept for a person.
#[tokio::test]
async fn a_subscription_of_ours_with_a_strange_price_is_never_answered_200() {
    let (house, bob, backend) = tiers().await;
    bob.subscribes("order-1", "plan-pro", GOOD).await;
    let subscription = of_bob(&bob).await;
    let form = [
        ("currency", "usd"),
        ("unit_amount", "700"),
        ("recurring[interval]", "month"),
        ("product_data[name]", "A newsletter"),
    ];
    let price = at_stripe(&house, "POST", "prices", &form).await["id"].clone();
    let found = at_stripe(&house, "GET", &format!("subscriptions/{subscription}"), &[]).await;
    let item = found["items"]["data"][0]["id"].as_str().unwrap();
    let form = [("items[0][id]", item), ("items[0][price]", price.as_str().unwrap())];
    house.keeps_events_back().await;
    at_stripe(&house, "POST", &format!("subscriptions/{subscription}"), &form).await;
    let event = house.event("customer.subscription.updated").await;
    let told = house.tells(&event).await;
    assert_eq!((told.status, told.problem()), (500, "unprocessable-event"), "{}", told.body);
    assert_eq!(credits(&backend).await.0, json!(20), "what is paid is still given");
}

/// Money that went back of a subscription's invoice changes neither it nor its plan, here as at
/// Stripe; the seller cancels, and then the plan ends.
#[tokio::test]
async fn a_refund_of_an_invoice_leaves_the_plan_until_it_is_cancelled() {
    let (house, bob, backend) = tiers().await;
    bob.subscribes("order-1", "plan-pro", GOOD).await;
    let subscription = of_bob(&bob).await;
    backend.consumes("use-1", "user:bob", "credit", 3).await;
    let intents = at_stripe(&house, "GET", "payment_intents", &[]).await;
    let intent = intents["data"][0]["id"].as_str().unwrap();
    let refund = at_stripe(&house, "POST", "refunds", &[("payment_intent", intent)]).await;
    assert_eq!((&refund["amount"], &refund["status"]), (&json!(2000), &json!("succeeded")));
    let event = house.event("charge.refunded").await;
    assert_eq!(house.tells(&event).await.status, 200, "and told again");
    assert_eq!(credits(&backend).await, (json!(17), json!(3)));
    let account = bob.get("/v1/accounts/me").await.body;
    assert_eq!(account["subscription"]["status"], "active");

    at_stripe(&house, "DELETE", &format!("subscriptions/{subscription}"), &[]).await;
    assert_eq!(credits(&backend).await, (json!(5), json!(0)));
    backend.verifies("user:bob").await;
}
