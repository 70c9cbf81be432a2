//! Somebody who subscribes: the sessions, prices and clocks that tests of subscriptions share.

use std::sync::atomic::Ordering;

use reqwest::Method;
use serde_json::{Value, json};

use crate::shop::{Shop, told};

/// A session that sells $20.00 a month.
pub const PLAN: [(&str, &str); 11] = [
    ("mode", "subscription"),
    ("success_url", "https://shop.example/done?session={CHECKOUT_SESSION_ID}"),
    ("cancel_url", "https://shop.example/back"),
    ("client_reference_id", "purchase-1"),
    ("metadata[purchase]", "purchase-1"),
    ("subscription_data[metadata][purchase]", "purchase-1"),
    ("line_items[0][quantity]", "1"),
    ("line_items[0][price_data][currency]", "usd"),
    ("line_items[0][price_data][unit_amount]", "2000"),
    ("line_items[0][price_data][recurring][interval]", "month"),
    ("line_items[0][price_data][product_data][name]", "Popular"),
];

/// The id of an object.
pub fn id(object: &Value) -> String {
    object["id"].as_str().unwrap().to_owned()
}

/// The plan's form with more in it.
pub fn plan_with<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    PLAN.iter().copied().chain(more.iter().copied()).collect()
}

impl Shop {
    /// Puts the clock to a moment.
    pub fn is_at(&self, moment: &str) {
        let moment: jiff::Timestamp = moment.parse().unwrap();
        self.clock.store(moment.as_second(), Ordering::SeqCst);
        self.stripe.tick().unwrap();
    }

    /// A subscription bought by checkout with a good card.
    pub async fn subscribes(&self, form: &[(&str, &str)]) -> Value {
        let session = self.makes("checkout/sessions", form).await;
        let (status, paid) = self.dev(&format!("checkout/{}/pay", id(&session)), json!({})).await;
        assert_eq!(status, 200, "{paid}");
        self.subscription(paid["subscription"].as_str().unwrap()).await
    }

    pub async fn subscription(&self, id: &str) -> Value {
        self.get(&format!("subscriptions/{id}")).await
    }

    /// A recurring price of a product of this name.
    pub async fn price(&self, name: &str, amount: &str, interval: &str) -> Value {
        let product = self.makes("products", &[("name", name)]).await;
        let form = [
            ("product", product["id"].as_str().unwrap()),
            ("currency", "usd"),
            ("unit_amount", amount),
            ("recurring[interval]", interval),
        ];
        self.makes("prices", &form).await
    }

    /// A customer whose default card is this ready-made one.
    pub async fn customer_with(&self, card: &str) -> Value {
        let form = [
            ("email", "ann@example.com"),
            ("payment_method", card),
            ("invoice_settings[default_payment_method]", card),
        ];
        self.makes("customers", &form).await
    }

    /// A customer's new card, whatever the bank will say to it.
    pub async fn has_card(&self, customer: &str, number: &str) {
        let deed = format!("customers/{customer}/card");
        let (status, body) = self.dev(&deed, json!({ "card": number })).await;
        assert_eq!(status, 200, "{body}");
    }

    pub async fn deletes(&self, path: &str) -> (u16, Value) {
        told(self.api(Method::DELETE, path)).await
    }

    /// The events told since there were `before` of them.
    pub async fn since(&self, before: usize) -> Vec<Value> {
        self.told().await.split_off(before)
    }

    /// The kinds of the events told since there were `before` of them.
    pub async fn kinds_since(&self, before: usize) -> Vec<String> {
        self.kinds().await.split_off(before)
    }
}

/// The period of a subscription's first item, as dates and times.
pub fn period(subscription: &Value) -> (String, String) {
    let item = &subscription["items"]["data"][0];
    let moment = |name: &str| {
        jiff::Timestamp::from_second(item[name].as_i64().unwrap()).unwrap().to_string()
    };
    (moment("current_period_start"), moment("current_period_end"))
}
