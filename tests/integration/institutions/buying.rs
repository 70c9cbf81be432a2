//! What an admin and the browser's Stripe do.

use serde_json::{Value, json};
use tests::actor::Actor;
use tests::answer::Answer;
use tests::house::House;

/// A card that pays.
pub const GOOD: &str = "4242424242424242";

/// A card that the bank declines.
pub const DECLINED: &str = "4000000000000002";

/// An order of so many sessions at annual billing.
pub fn annual(quantity: u64) -> Value {
    json!({ "term": "annual", "quantity": quantity })
}

/// Orders for the institution under a key.
pub async fn orders(admin: &Actor, key: &str, body: &Value) -> Answer {
    admin.post_as(key, "/v1/accounts/org:acme/payment-intents", body).await
}

/// Confirms the payment of an order with a card, as Stripe's scripts do in the browser: they have the
/// publishable key and the client secret, and nothing else.
pub async fn confirms(house: &House, ordered: &Answer, card: &str) -> Answer {
    let browser = house.bearing(ordered.text("publishable_key"));
    let path = format!("/stripe/v1/payment_intents/{}/confirm", ordered.text("payment_intent"));
    let form = [
        ("client_secret", ordered.text("client_secret")),
        ("payment_method_data[type]", "card"),
        ("payment_method_data[card][number]", card),
        ("payment_method_data[card][exp_month]", "12"),
        ("payment_method_data[card][exp_year]", "2030"),
        ("payment_method_data[card][cvc]", "123"),
    ];
    Answer::of(browser.request("POST", &path).form(&form)).await
}

/// An order that was taken, as its buyer sees it now.
pub async fn purchase(admin: &Actor, ordered: &Answer) -> Value {
    let path = format!("/v1/accounts/org:acme/purchases/{}", ordered.text("purchase"));
    let told = admin.get(&path).await;
    assert_eq!(told.status, 200, "{}", told.body);
    told.body
}

/// What the institution's members can use.
pub async fn pool(house: &House) -> i64 {
    house.backend().available("org:acme", "interview_session").await
}

/// Everything of a kind at Stripe.
pub async fn at_stripe(house: &House, kinds: &str) -> Vec<Value> {
    let stripe = house.bearing(&house.stack.stripe_key);
    let listed = stripe.get(&format!("/stripe/v1/{kinds}?limit=100")).await;
    listed.body["data"].as_array().unwrap_or_else(|| panic!("{}", listed.body)).clone()
}
