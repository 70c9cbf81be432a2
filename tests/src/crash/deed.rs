//! What a client does, and how it asks for it: again and again with the same key until answered.

use std::time::Duration;

use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::actor::Actor;
use crate::answer::Answer;

/// So many people buy and use.
pub const PEOPLE: usize = 3;

/// What is bought: its pack, cents and credits.
pub const PACK: (&str, u64, u64) = ("pack-popular", 800, 25);

/// The feature that is used.
pub const FEATURE: &str = "interview_credit";

/// One thing that shall happen exactly once.
#[derive(Debug, Clone)]
pub enum Deed {
    /// The backend uses credits of a person, or tells that it did.
    Use {
        /// Whether it was used already: then it is never refused, and what was not there is short.
        already: bool,
        /// Its key, and its reference in the ledger.
        key: String,
        /// Whose credits.
        person: usize,
        /// How many.
        amount: u64,
        /// What names the use in place of the key.
        session: Option<String>,
    },
    /// A person orders a pack.
    Order {
        /// Its key.
        key: String,
        /// Who.
        person: usize,
    },
    /// A card holder pays.
    Pay {
        /// The checkout session.
        session: String,
    },
    /// The house gives money back, at Stripe.
    Refund {
        /// Stripe's idempotency key.
        key: String,
        /// The payment.
        intent: String,
        /// How many cents.
        amount: u64,
    },
    /// The backend has a ledger verified, which changes nothing.
    Verify {
        /// Whose.
        person: usize,
    },
}

/// The stack was killed before it answered.
#[derive(Debug)]
pub struct Dead;

/// Everybody who asks, in one life of the stack.
#[derive(Clone)]
pub struct Doors {
    /// The team's own backend.
    pub backend: Actor,
    /// Those who buy.
    pub people: Vec<Actor>,
    /// Who asks Stripe.
    pub stripe: Actor,
    base: String,
}

/// The id of the account of a person.
pub fn account(person: usize) -> String {
    format!("user:crash-{person}")
}

impl Doors {
    /// The doors of a stack as `stack.json` tells them.
    pub async fn open(stack: &Value) -> Self {
        let client = reqwest::Client::builder().timeout(Duration::from_mins(1)).build().unwrap();
        let text = |name: &str| stack[name].as_str().expect("a text of stack.json").to_owned();
        let base = text("base");
        let nobody = Actor::new(&client, &base, None);
        let mut people = Vec::new();
        for person in 0..PEOPLE {
            let told = nobody.get(&format!("/dev/token?sub=crash-{person}")).await;
            people.push(Actor::new(&client, &base, Some(told.text("token"))));
        }
        let backend = Actor::new(&client, &base, Some(&text("service_key")));
        let stripe = Actor::new(&client, &base, Some(&text("stripe_key")));
        Self { backend, people, stripe, base }
    }

    /// Does it, until there is an answer that says yes or no.
    pub async fn perform(&self, deed: &Deed) -> Result<Answer, Dead> {
        insist(|| self.request(deed)).await
    }

    /// Reads something of the API.
    pub async fn read(&self, path: &str) -> Result<Value, Dead> {
        let told = insist(|| self.backend.request("GET", path)).await?;
        assert_eq!(told.status, 200, "{path}: {}", told.body);
        Ok(told.body)
    }

    /// Every object that Stripe lists under a path.
    pub async fn listed(&self, path: &str) -> Result<Vec<Value>, Dead> {
        let mut found: Vec<Value> = Vec::new();
        loop {
            let after = found.last().and_then(|last| last["id"].as_str());
            let after = after.map(|id| format!("&starting_after={id}")).unwrap_or_default();
            let asked = format!("/stripe/v1/{path}?limit=100{after}");
            let told = insist(|| self.stripe.request("GET", &asked)).await?;
            assert_eq!(told.status, 200, "{asked}: {}", told.body);
            found.extend(told.body["data"].as_array().expect("a list").iter().cloned());
            if told.body["has_more"] != true {
                return Ok(found);
            }
        }
    }

    /// Waits until Stripe has told everything.
    pub async fn settle(&self) -> Result<(), Dead> {
        let settle = || self.stripe.request("POST", "/dev/stripe/settle").json(&json!({}));
        let told = insist(settle).await?;
        assert_eq!(told.status, 200, "{}", told.body);
        Ok(())
    }

    fn request(&self, deed: &Deed) -> RequestBuilder {
        match deed {
            Deed::Use { already, key, person, amount, session } => {
                let verb = if *already { "record" } else { "consume" };
                let path = format!("/v1/accounts/{}/{verb}", account(*person));
                let mut body = json!({ "uses": [{ "feature": FEATURE, "amount": amount }] });
                body["reference"] = json!(key);
                let request = self.backend.request("POST", &path);
                match session {
                    Some(session) => {
                        body["session"] = json!(session);
                        request.json(&body)
                    }
                    None => request.header("Idempotency-Key", key).json(&body),
                }
            }
            Deed::Order { key, person } => {
                // The same order again would get the page that is open; each of these is another.
                let body = json!({
                    "pack": PACK.0,
                    "success_url": format!("{}/?order={key}", self.base),
                    "cancel_url": format!("{}/", self.base),
                });
                let request = self.people[*person].request("POST", "/v1/accounts/me/checkout");
                request.header("Idempotency-Key", key).json(&body)
            }
            Deed::Pay { session } => {
                let path = format!("/dev/stripe/checkout/{session}/pay");
                self.stripe.request("POST", &path).json(&json!({ "card": "4242424242424242" }))
            }
            Deed::Refund { key, intent, amount } => {
                let form = [("payment_intent", intent.as_str()), ("amount", &amount.to_string())];
                let request = self.stripe.request("POST", "/stripe/v1/refunds");
                request.header("Idempotency-Key", key).form(&form)
            }
            Deed::Verify { person } => {
                self.backend.request("GET", &format!("/v1/accounts/{}/verify", account(*person)))
            }
        }
    }
}

/// Asks until the answer is neither "too many" nor "not now".
async fn insist(request: impl Fn() -> RequestBuilder) -> Result<Answer, Dead> {
    let mut turns = tokio::time::interval(Duration::from_millis(50));
    loop {
        turns.tick().await;
        let response = request().send().await.map_err(|_| Dead)?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = response.bytes().await.map_err(|_| Dead)?;
        if status != 429 && status < 500 {
            let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
            return Ok(Answer { status, headers, body });
        }
    }
}
