//! The teller: asks over HTTP, prints each step, and stops at the first that is not true.

#![allow(clippy::indexing_slicing, reason = "a JSON value is null where it has nothing")]

use std::io::Write as _;

use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};

use crate::stack::Stack;

/// What was answered.
pub struct Told {
    /// The status.
    pub status: u16,
    /// Whether it is the first answer again.
    pub replayed: bool,
    /// The body.
    pub body: Value,
}

impl Told {
    /// Whether this is the problem of that status and type.
    pub fn is_problem(&self, status: u16, kind: &str) -> bool {
        let is_kind = |uri: &str| uri.rsplit('/').next() == Some(kind);
        self.status == status && self.body["type"].as_str().is_some_and(is_kind)
    }
}

/// Who tells the story.
pub struct Teller<'a> {
    stack: &'a Stack,
    client: Client,
    alice: String,
    bob: String,
    steps: usize,
    chapters: usize,
}

impl<'a> Teller<'a> {
    /// Begins at a running stack, with tokens for the two who play in it.
    pub async fn at(stack: &'a Stack) -> Result<Self, String> {
        let (client, nobody) = (Client::new(), String::new());
        let mut teller =
            Self { stack, client, alice: nobody.clone(), bob: nobody, steps: 0, chapters: 0 };
        teller.alice = teller.token("alice").await?;
        teller.bob = teller.token("bob").await?;
        Ok(teller)
    }

    async fn token(&self, subject: &str) -> Result<String, String> {
        let told = self.get(None, &format!("/dev/token?sub={subject}")).await?;
        let token = told.body["token"].as_str();
        token.map(ToOwned::to_owned).ok_or_else(|| format!("no token for {subject}"))
    }

    /// A new part of the story.
    pub fn chapter(&mut self, title: &str) {
        self.chapters = self.chapters.saturating_add(1);
        say(&format!("\n{}. {title}", self.chapters));
    }

    /// One step: printed when it is true; otherwise the story ends with what was seen.
    pub fn step(&mut self, what: &str, is_true: bool, seen: &Told) -> Result<(), String> {
        if !is_true {
            return Err(format!("\nNOT TRUE: {what}\nseen: {} {}", seen.status, seen.body));
        }
        self.steps = self.steps.saturating_add(1);
        say(&format!("  ✓ {what}"));
        Ok(())
    }

    /// The end of the story.
    pub fn end(&self) {
        say(&format!("\nAll {} steps were true.", self.steps));
    }

    /// Asks for something, as somebody.
    pub async fn get(&self, who: Option<&str>, path: &str) -> Result<Told, String> {
        let request = self.client.get(format!("{}{path}", self.stack.base));
        self.send(match who {
            Some("alice") => request.bearer_auth(&self.alice),
            Some("bob") => request.bearer_auth(&self.bob),
            _ => request,
        })
        .await
    }

    /// Alice's credits.
    pub async fn credits(&self) -> Result<Told, String> {
        self.get(Some("alice"), "/v1/accounts/me/balances/interview_credit").await
    }

    /// Alice orders a pack.
    pub async fn order(&self, key: &str, pack: &str) -> Result<Told, String> {
        let back = &self.stack.base;
        let body = json!({ "pack": pack, "success_url": back, "cancel_url": back });
        let request = self.client.post(format!("{back}/v1/accounts/me/checkout"));
        self.send(request.bearer_auth(&self.alice).header("Idempotency-Key", key).json(&body)).await
    }

    /// What became of an order.
    pub async fn purchase(&self, order: &Told) -> Result<Told, String> {
        let id = order.body["purchase"].as_str().unwrap_or_default();
        self.get(Some("alice"), &format!("/v1/accounts/me/purchases/{id}")).await
    }

    /// Somebody fills in the form of Stripe's page.
    pub async fn pay(&self, order: &Told, card: &str) -> Result<Told, String> {
        let session = order.body["session"].as_str().unwrap_or_default();
        let path = format!("/dev/stripe/checkout/{session}/pay");
        self.send(self.post(&path).json(&json!({ "card": card }))).await
    }

    /// Waits until Stripe has told everything.
    pub async fn settle(&self) -> Result<(), String> {
        let told = self.send(self.post("/dev/stripe/settle").json(&json!({}))).await?;
        if told.status == 200 { Ok(()) } else { Err(format!("Stripe is not heard: {}", told.body)) }
    }

    /// Lets Stripe deliver every event once more; says how many.
    pub async fn redeliver_all(&self) -> Result<usize, String> {
        let events = self.stripe("GET", "/v1/events?limit=100", &[]).await?;
        let events = events.body["data"].as_array().cloned().unwrap_or_default();
        for event in &events {
            let id = event["id"].as_str().unwrap_or_default();
            self.send(self.post(&format!("/dev/stripe/redeliver/{id}"))).await?;
        }
        Ok(events.len())
    }

    /// The team's backend uses a feature.
    pub async fn consume(
        &self,
        key: &str,
        feature: &str,
        amount: u64,
        session: Option<&str>,
    ) -> Result<Told, String> {
        let mut body = json!({ "uses": [{ "feature": feature, "amount": amount }] });
        if let (Some(session), Some(body)) = (session, body.as_object_mut()) {
            body.insert("session".to_owned(), json!(session));
        }
        let request = self.post("/v1/accounts/user:alice/consume").json(&body);
        let request = request.bearer_auth(&self.stack.service_key);
        self.send(request.header("Idempotency-Key", key)).await
    }

    /// Somebody gives money back in Stripe's dashboard.
    pub async fn refund(&self, purchase: &str, amount: u64) -> Result<Told, String> {
        let sessions = self.stripe("GET", "/v1/checkout/sessions?limit=100", &[]).await?;
        let sessions = sessions.body["data"].as_array().cloned().unwrap_or_default();
        let session = sessions.iter().find(|it| it["client_reference_id"] == json!(purchase));
        let intent = session.and_then(|it| it["payment_intent"].as_str()).unwrap_or_default();
        let form = [("payment_intent", intent), ("amount", &amount.to_string())];
        self.stripe("POST", "/v1/refunds", &form).await
    }

    /// The whole ledger of Alice, page by page, newest first.
    pub async fn ledger(&self) -> Result<Vec<Value>, String> {
        let mut entries = Vec::new();
        let mut cursor = String::new();
        loop {
            let path = format!("/v1/accounts/me/ledger?limit=3{cursor}");
            let page = self.get(Some("alice"), &path).await?;
            entries.extend(page.body["entries"].as_array().cloned().unwrap_or_default());
            match page.body["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return Ok(entries),
            }
        }
    }

    async fn stripe(
        &self,
        method: &str,
        path: &str,
        form: &[(&str, &str)],
    ) -> Result<Told, String> {
        let address = format!("{}{path}", self.stack.stripe);
        let request = match method {
            "GET" => self.client.get(address),
            _ => self.client.post(address).form(form),
        };
        self.send(request.bearer_auth(&self.stack.stripe_key)).await
    }

    fn post(&self, path: &str) -> RequestBuilder {
        self.client.post(format!("{}{path}", self.stack.base))
    }

    async fn send(&self, request: RequestBuilder) -> Result<Told, String> {
        let response = request.send().await.map_err(|error| error.to_string())?;
        let status = response.status().as_u16();
        let replayed = response.headers().contains_key("idempotency-replayed");
        let body = response.bytes().await.map_err(|error| error.to_string())?;
        Ok(Told { status, replayed, body: serde_json::from_slice(&body).unwrap_or(Value::Null) })
    }
}

fn say(line: &str) {
    drop(writeln!(std::io::stdout(), "{line}"));
}
