//! Saved cards and invoices, of a person and of an organisation.

mod bills;
mod cards;
mod saving;
mod strangers;
mod told;

use serde_json::Value;
use tests::answer::Answer;
use tests::house::House;

/// Two cards that pay and one that is declined; what their numbers end with is how a person knows them.
const VISA: &str = "4242424242424242";
const MASTERCARD: &str = "5555555555554444";
const DECLINED: &str = "4000000000000002";

/// Something that is done at Stripe itself, as its dashboard would.
async fn at_stripe(house: &House, method: &str, path: &str, form: &[(&str, &str)]) -> Value {
    let stripe = house.bearing(&house.stack.stripe_key);
    let request = stripe.request(method, &format!("/stripe/v1/{path}")).form(form);
    let answer = Answer::of(request).await;
    assert_eq!(answer.status, 200, "{method} {path}: {}", answer.body);
    answer.body
}

/// When something was made at Stripe, as we tell it.
fn made(object: &Value) -> String {
    let seconds = object["created"].as_i64().expect("seconds");
    jiff::Timestamp::from_second(seconds).expect("a moment").to_string()
}

/// The customers that Stripe has.
async fn customers(house: &House) -> Vec<String> {
    let listed = at_stripe(house, "GET", "customers?limit=100", &[]).await;
    let id = |customer: &Value| customer["id"].as_str().expect("an id").to_owned();
    listed["data"].as_array().expect("a list").iter().map(id).collect()
}

/// The one customer that Stripe has.
async fn only_customer(house: &House) -> String {
    let mut all = customers(house).await;
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}
