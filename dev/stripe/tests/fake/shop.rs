//! The shop: a fake Stripe on its own port, and the webhook it tells.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use fake_stripe::{FakeStripe, Settings};
use reqwest::{Method, RequestBuilder, Response};
use serde_json::Value;
use tokio::net::TcpListener;

pub const SECRET_KEY: &str = "sk_test_shop";
pub const PUBLISHABLE_KEY: &str = "pk_test_shop";
pub const WEBHOOK_SECRET: &str = "whsec_shop";

/// What the webhook was told and what it is to answer next; 200 when nothing is planned.
#[derive(Clone, Default)]
pub struct Webhook {
    pub letters: Arc<Mutex<Vec<(HeaderMap, Bytes)>>>,
    pub plan: Arc<Mutex<VecDeque<u16>>>,
}

pub struct Shop {
    pub stripe: FakeStripe,
    pub base: String,
    pub webhook: Webhook,
    pub clock: Arc<AtomicI64>,
    pub http: reqwest::Client,
}

async fn receive(State(webhook): State<Webhook>, headers: HeaderMap, body: Bytes) -> StatusCode {
    webhook.letters.lock().unwrap().push((headers, body));
    let planned = webhook.plan.lock().unwrap().pop_front().unwrap_or(200);
    StatusCode::from_u16(planned).unwrap()
}

async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    format!("http://{address}")
}

impl Shop {
    pub async fn opens() -> Self {
        Self::opens_with(None, Webhook::default()).await
    }

    pub async fn opens_with(journal: Option<PathBuf>, webhook: Webhook) -> Self {
        let inbox = Router::new().route("/", post(receive)).with_state(webhook.clone());
        let webhook_url = serve(inbox).await;
        let clock = Arc::new(AtomicI64::new(1_772_323_200));
        let read = Arc::clone(&clock);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let stripe = FakeStripe::open(Settings {
            secret_key: SECRET_KEY.to_owned(),
            publishable_key: PUBLISHABLE_KEY.to_owned(),
            base: base.clone(),
            webhook_url,
            webhook_secret: WEBHOOK_SECRET.to_owned(),
            now: Arc::new(move || {
                jiff::Timestamp::from_second(read.load(Ordering::SeqCst)).unwrap()
            }),
            journal,
        })
        .unwrap();
        let router = stripe.router().merge(stripe.api_router());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let none = reqwest::redirect::Policy::none();
        let http = reqwest::Client::builder().redirect(none).no_proxy().build().unwrap();
        Self { stripe, base, webhook, clock, http }
    }

    pub fn api(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}/stripe/v1/{path}", self.base)).bearer_auth(SECRET_KEY)
    }

    pub async fn get(&self, path: &str) -> Value {
        told(self.api(Method::GET, path)).await.1
    }

    /// Posts a form; the status and the answer.
    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> (u16, Value) {
        told(self.api(Method::POST, path).form(form)).await
    }

    /// Posts a form that must be taken.
    pub async fn makes(&self, path: &str, form: &[(&str, &str)]) -> Value {
        let (status, body) = self.post(path, form).await;
        assert_eq!(status, 200, "{body}");
        body
    }

    /// Posts a form as Stripe.js does: with the publishable key, and without ours.
    pub async fn browser(&self, path: &str, form: &[(&str, &str)]) -> (u16, Value) {
        let url = format!("{}/stripe/v1/{path}", self.base);
        told(self.http.post(url).bearer_auth(PUBLISHABLE_KEY).form(form)).await
    }

    /// A card holder's or a bank's deed.
    pub async fn dev(&self, path: &str, body: Value) -> (u16, Value) {
        told(self.http.post(format!("{}/dev/stripe/{path}", self.base)).json(&body)).await
    }

    /// A session for 25 credits at $8.00.
    pub async fn session(&self) -> Value {
        self.makes("checkout/sessions", &SESSION).await
    }

    /// The events that the webhook was told, in order, when nothing is on its way any more.
    pub async fn told(&self) -> Vec<Value> {
        self.stripe.settled().await;
        let letters = self.webhook.letters.lock().unwrap();
        letters.iter().map(|(_, body)| serde_json::from_slice(body).unwrap()).collect()
    }

    pub async fn kinds(&self) -> Vec<String> {
        self.told().await.iter().map(|event| event["type"].as_str().unwrap().to_owned()).collect()
    }
}

pub const SESSION: [(&str, &str); 11] = [
    ("mode", "payment"),
    ("success_url", "https://shop.example/done?session={CHECKOUT_SESSION_ID}"),
    ("cancel_url", "https://shop.example/back"),
    ("client_reference_id", "purchase-1"),
    ("metadata[purchase]", "purchase-1"),
    ("payment_intent_data[metadata][purchase]", "purchase-1"),
    ("line_items[0][quantity]", "1"),
    ("line_items[0][price_data][currency]", "usd"),
    ("line_items[0][price_data][unit_amount]", "800"),
    ("line_items[0][price_data][product_data][name]", "25 credits"),
    ("expand[]", "line_items"),
];

pub async fn told(request: RequestBuilder) -> (u16, Value) {
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

pub fn header<'a>(answer: &'a Response, name: &str) -> &'a str {
    answer.headers().get(name).map_or("", |value| value.to_str().unwrap())
}
