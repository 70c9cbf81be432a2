//! Subscriptions from the checkout to their end, and days and months where the account is.

mod ends;
mod limits;
mod orders;
mod others;
mod statuses;
mod zones;

use serde_json::{Value, json};
use tests::actor::Actor;
use tests::answer::Answer;
use tests::house::House;

/// A card that pays, one that pays once and then never, and one that never does.
const GOOD: &str = "4242424242424242";
const FAILING: &str = "4000000000000341";

/// Bob on the free tier of a house with tiers.
async fn tiers() -> (House, Actor, Actor) {
    let house = House::selling("tiers").await;
    let (bob, backend) = (house.person("bob").await, house.backend());
    (house, bob, backend)
}

/// The balance of a feature of bob's.
async fn balance(backend: &Actor, feature: &str) -> Value {
    let told = backend.get(&format!("/v1/accounts/user:bob/balances/{feature}")).await;
    assert_eq!(told.status, 200, "{}", told.body);
    told.body
}

/// What can be used of bob's credits, and what is used of the day.
async fn credits(backend: &Actor) -> (Value, Value) {
    let told = balance(backend, "credit").await;
    (told["available"].clone(), told["used"].clone())
}

/// Something that is done at Stripe itself, as its dashboard would.
async fn at_stripe(house: &House, method: &str, path: &str, form: &[(&str, &str)]) -> Value {
    let stripe = house.bearing(&house.stack.stripe_key);
    let request = stripe.request(method, &format!("/stripe/v1/{path}")).form(form);
    let answer = Answer::of(request).await;
    assert_eq!(answer.status, 200, "{method} {path}: {}", answer.body);
    house.settled().await;
    answer.body
}

/// Bob's one subscription at Stripe.
async fn of_bob(bob: &Actor) -> String {
    let told = bob.get("/v1/accounts/me/subscriptions").await;
    told.body["subscriptions"][0]["id"].as_str().expect("a subscription").to_owned()
}

/// The item of a subscription at Stripe, and the price under a lookup key.
async fn item_and_price(house: &House, subscription: &str, key: &str) -> (String, String) {
    let found = at_stripe(house, "GET", &format!("subscriptions/{subscription}"), &[]).await;
    let prices = at_stripe(house, "GET", &format!("prices?lookup_keys[]={key}"), &[]).await;
    let text = |value: &Value| value.as_str().expect("an id").to_owned();
    (text(&found["items"]["data"][0]["id"]), text(&prices["data"][0]["id"]))
}

/// Bob changes to the plan whose price has this lookup key, as the portal does.
async fn changes_plan(house: &House, subscription: &str, key: &str) {
    let (item, price) = item_and_price(house, subscription, key).await;
    let form = [("items[0][id]", item.as_str()), ("items[0][price]", price.as_str())];
    at_stripe(house, "POST", &format!("subscriptions/{subscription}"), &form).await;
}

fn money(amount: u64) -> Value {
    json!({ "amount": amount, "currency": "usd" })
}
