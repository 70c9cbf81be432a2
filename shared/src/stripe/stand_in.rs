//! A stand-in for Stripe that answers what it is told to and keeps what it was asked.
#![allow(clippy::unwrap_used)]

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::client::{StripeClient, StripeSettings};
use super::id::StripeId;
use super::key::{IdempotencyKey, SecretKey};

/// One request as it came.
pub struct Asked {
    pub line: String,
    headers: HeaderMap,
    pub body: String,
}

impl Asked {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

#[derive(Clone, Default)]
pub struct StandIn {
    asked: Arc<Mutex<Vec<Asked>>>,
    answers: Arc<Mutex<VecDeque<(u16, String)>>>,
}

impl StandIn {
    /// Listens on a free port and gives these answers in turn; after them it answers nothing at
    /// all.
    pub async fn answering(answers: Vec<(u16, Value)>) -> (Self, StripeClient) {
        let texts = answers.into_iter().map(|(status, body)| (status, body.to_string()));
        Self::saying(texts.collect()).await
    }

    pub async fn saying(answers: VecDeque<(u16, String)>) -> (Self, StripeClient) {
        let this = Self { answers: Arc::new(Mutex::new(answers)), ..Self::default() };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}/stripe", listener.local_addr().unwrap());
        let router = Router::new().fallback(answer).with_state(this.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (this, client(&base, Duration::from_secs(10)))
    }

    pub fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

async fn answer(State(this): State<StandIn>, request: Request) -> (StatusCode, String) {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, 1 << 20).await.unwrap();
    this.asked.lock().unwrap().push(Asked {
        // The library sends an empty query as a lone `?`.
        line: format!("{} {}", head.method, head.uri).trim_end_matches('?').to_owned(),
        headers: head.headers,
        body: String::from_utf8(body.to_vec()).unwrap(),
    });
    let next = this.answers.lock().unwrap().pop_front();
    match next {
        Some((status, body)) => (StatusCode::from_u16(status).unwrap(), body),
        None => std::future::pending().await,
    }
}

pub fn client(base: &str, timeout: Duration) -> StripeClient {
    let secret_key = SecretKey::parse("sk_test_tallystick").unwrap();
    StripeClient::new(&StripeSettings { secret_key, api_base: base.to_owned(), timeout }).unwrap()
}

pub fn id(text: &str) -> StripeId {
    StripeId::parse(text).unwrap()
}

pub fn key() -> IdempotencyKey {
    IdempotencyKey::parse("checkout:pur_1").unwrap()
}

pub fn object(sample: &str) -> Value {
    serde_json::from_str::<Value>(sample).unwrap()["data"]["object"].take()
}

pub fn session() -> Value {
    object(include_str!("../../../events/stripe/checkout.session.completed.json"))
}

pub fn refund(id: &str) -> Value {
    let mut refund = object(include_str!("../../../events/stripe/refund.created.json"));
    refund["id"] = json!(id);
    refund
}
