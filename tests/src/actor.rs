//! Somebody who asks: a person, the team's backend, or nobody.

mod cards;
mod people;

use serde_json::{Value, json};

use crate::answer::Answer;

/// One who asks over HTTP.
#[derive(Clone)]
pub struct Actor {
    client: reqwest::Client,
    base: String,
    bearer: Option<String>,
}

impl Actor {
    /// Asks at `base` with this bearer.
    pub fn new(client: &reqwest::Client, base: &str, bearer: Option<&str>) -> Self {
        let bearer = bearer.map(ToOwned::to_owned);
        Self { client: client.clone(), base: base.to_owned(), bearer }
    }

    /// Where it asks.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// A request that the test finishes itself.
    pub fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let method = method.parse().expect("a method");
        let request = self.client.request(method, format!("{}{path}", self.base));
        match &self.bearer {
            Some(bearer) => request.bearer_auth(bearer),
            None => request,
        }
    }

    /// `GET`
    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request("GET", path)).await
    }

    /// `PUT` of JSON.
    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        Answer::of(self.request("PUT", path).json(body)).await
    }

    /// `DELETE` without a body.
    pub async fn delete(&self, path: &str) -> Answer {
        Answer::of(self.request("DELETE", path)).await
    }

    /// `POST` of JSON without a key.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        Answer::of(self.request("POST", path).json(body)).await
    }

    /// `POST` of JSON under an `Idempotency-Key`.
    pub async fn post_as(&self, key: &str, path: &str, body: &Value) -> Answer {
        let request = self.request("POST", path).header("Idempotency-Key", key);
        Answer::of(request.json(body)).await
    }

    /// Uses an amount of one feature.
    pub async fn consumes(&self, key: &str, account: &str, feature: &str, amount: u64) -> Answer {
        let body = json!({ "uses": [{ "feature": feature, "amount": amount }] });
        self.post_as(key, &format!("/v1/accounts/{account}/consume"), &body).await
    }

    /// Tells of use after the fact.
    pub async fn records(&self, key: &str, account: &str, feature: &str, amount: u64) -> Answer {
        let body = json!({ "uses": [{ "feature": feature, "amount": amount }] });
        self.post_as(key, &format!("/v1/accounts/{account}/record"), &body).await
    }

    /// Sets amounts aside for so many seconds.
    pub async fn holds(
        &self,
        key: &str,
        account: &str,
        uses: &[(&str, u64)],
        seconds: u64,
    ) -> Answer {
        let body = json!({ "uses": listed(uses), "expires_in": seconds });
        self.post_as(key, &format!("/v1/accounts/{account}/holds"), &body).await
    }

    /// Ends a hold with what was really used.
    pub async fn settles(&self, account: &str, hold: &str, uses: &[(&str, u64)]) -> Answer {
        let path = format!("/v1/accounts/{account}/holds/{hold}/settle");
        self.post(&path, &json!({ "uses": listed(uses) })).await
    }

    /// Ends a hold of which nothing was used.
    pub async fn releases(&self, account: &str, hold: &str) -> Answer {
        let path = format!("/v1/accounts/{account}/holds/{hold}/release");
        Answer::of(self.request("POST", &path)).await
    }

    /// Orders a pack for oneself.
    pub async fn orders(&self, key: &str, pack: &str) -> Answer {
        let body = json!({
            "pack": pack,
            "success_url": format!("{}/?session={{CHECKOUT_SESSION_ID}}", self.base),
            "cancel_url": format!("{}/", self.base),
        });
        self.post_as(key, "/v1/accounts/me/checkout", &body).await
    }

    /// Orders a plan for oneself, paid every month.
    pub async fn orders_plan(&self, key: &str, plan: &str) -> Answer {
        let body = json!({
            "plan": plan,
            "success_url": format!("{}/?session={{CHECKOUT_SESSION_ID}}", self.base),
            "cancel_url": format!("{}/", self.base),
        });
        self.post_as(key, "/v1/accounts/me/checkout", &body).await
    }

    /// Subscribes to a plan with this card and waits until Stripe told us. Gives the subscription
    /// as it is told.
    pub async fn subscribes(&self, key: &str, plan: &str, card: &str) -> Value {
        let ordered = self.orders_plan(key, plan).await;
        assert_eq!(ordered.status, 201, "{}", ordered.body);
        let paid = self.pays(ordered.text("session"), card).await;
        assert_eq!(paid.status, 200, "{}", paid.body);
        self.hears_stripe().await;
        let told = self.get("/v1/accounts/me").await;
        assert_eq!(told.status, 200, "{}", told.body);
        told.body["subscription"].clone()
    }

    /// Has Stripe make an event about an order of ours that nobody has, and tries it as support. The
    /// stack's Stripe must be told before to lose what it sends.
    pub async fn retry_of_a_lost_order(&self, event: &str) -> Answer {
        let payment = json!({
            "id": "pi_lost", "object": "payment_intent", "status": "succeeded", "amount": 800,
            "amount_received": 800, "currency": "usd", "livemode": false, "last_payment_error": null,
            "metadata": { "tallystick_purchase": "pur_lost" },
        });
        let made = json!({
            "id": event, "type": "payment_intent.succeeded", "data": { "object": payment },
        });
        let made = self.post("/dev/stripe/events", &made).await;
        assert_eq!(made.status, 200, "{}", made.body);
        self.retries(event).await
    }

    /// Tries an event of Stripe's again, as support.
    pub async fn retries(&self, event: &str) -> Answer {
        Answer::of(self.request("POST", &format!("/v1/events/{event}/retry"))).await
    }

    /// Corrects a balance, as support.
    pub async fn adjusts(&self, key: &str, account: &str, body: &Value) -> Answer {
        self.post_as(key, &format!("/v1/accounts/{account}/adjustments"), body).await
    }

    /// Waits until Stripe has told us everything.
    pub async fn hears_stripe(&self) {
        let settled = self.post("/dev/stripe/settle", &json!({})).await;
        assert_eq!(settled.status, 200, "{}", settled.body);
    }

    /// Pays a checkout session with this card, as its buyer does in the browser.
    pub async fn pays(&self, session: &str, card: &str) -> Answer {
        let path = format!("/dev/stripe/checkout/{session}/pay");
        self.post(&path, &json!({ "card": card })).await
    }

    /// Orders a pack, pays it with 4242… and waits until Stripe told us. Gives the purchase's id.
    pub async fn buys(&self, key: &str, pack: &str) -> String {
        let ordered = self.orders(key, pack).await;
        assert_eq!(ordered.status, 201, "{}", ordered.body);
        let paid = self.pays(ordered.text("session"), "4242424242424242").await;
        assert_eq!(paid.status, 200, "{}", paid.body);
        self.hears_stripe().await;
        ordered.text("purchase").to_owned()
    }

    /// What can be used of a feature; -1 is unlimited.
    pub async fn available(&self, account: &str, feature: &str) -> i64 {
        let told = self.get(&format!("/v1/accounts/{account}/balances/{feature}")).await;
        assert_eq!(told.status, 200, "{}", told.body);
        told.body["available"].as_i64().expect("a number")
    }

    /// The ledger proves every number of this account.
    pub async fn verifies(&self, account: &str) {
        let told = self.get(&format!("/v1/accounts/{account}/verify")).await;
        assert_eq!(told.status, 200, "{}", told.body);
        assert_eq!(told.body["ok"], true, "{}", told.body);
    }
}

/// Uses as a body names them.
pub fn listed(uses: &[(&str, u64)]) -> Value {
    uses.iter().map(|(feature, amount)| json!({ "feature": feature, "amount": amount })).collect()
}
