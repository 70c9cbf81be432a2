//! Stripe's events told by hand: kept back from the webhook, then posted in the test's own order.

use std::borrow::Borrow;

use reqwest::RequestBuilder;
use ring::hmac;
use serde_json::{Value, json};
use tests::actor::Actor;
use tests::answer::Answer;
use tests::house::House;

/// The value of `Stripe-Signature` for a body signed at `at`, in Unix seconds.
pub fn signature(secret: &str, at: i64, body: &[u8]) -> String {
    format!("t={at},v1={}", code(secret, at, body))
}

/// The bare signature in hexadecimal digits.
pub fn code(secret: &str, at: i64, body: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let signed = [format!("{at}.").as_bytes(), body].concat();
    let code = hmac::sign(&key, &signed);
    code.as_ref().iter().fold(String::new(), |digits, byte| format!("{digits}{byte:02x}"))
}

/// What a test does in Stripe's place.
pub trait ByHand: Borrow<House> {
    /// From now on no event arrives by itself.
    async fn keeps_events_back(&self) {
        let chaos = json!({ "drop": 1.0 });
        let told = self.borrow().nobody().put("/dev/stripe/chaos", &chaos).await;
        assert_eq!(told.status, 200, "{}", told.body);
    }

    /// The newest event of this kind, as Stripe lists it.
    async fn event(&self, kind: &str) -> Value {
        let path = format!("/stripe/v1/events?type={kind}&limit=1");
        let house = self.borrow();
        let listed = house.bearing(&house.stack.stripe_key).get(&path).await;
        assert!(listed.body["data"][0].is_object(), "no {kind}: {}", listed.body);
        listed.body["data"][0].clone()
    }

    /// Posts an event, signed now.
    async fn tells(&self, event: &Value) -> Answer {
        self.tells_bytes(event.to_string().as_bytes()).await
    }

    /// Posts bytes, signed now.
    async fn tells_bytes(&self, body: &[u8]) -> Answer {
        let house = self.borrow();
        let signature = signature(&house.stack.webhook_secret, self.now(), body);
        Answer::of(self.letter(body).header("stripe-signature", signature)).await
    }

    /// Posts the newest event of each of these kinds, which must be taken.
    async fn tells_all(&self, kinds: &[&str]) {
        for kind in kinds {
            let told = self.tells(&self.event(kind).await).await;
            assert_eq!(told.status, 200, "{kind}: {}", told.body);
        }
    }

    /// A letter to the webhook that nobody has signed yet.
    fn letter(&self, body: &[u8]) -> RequestBuilder {
        let client = reqwest::Client::new();
        let request = client.post(&self.borrow().stack.webhook).body(body.to_vec());
        request.header("content-type", "application/json; charset=utf-8")
    }

    /// The house's time in Unix seconds.
    fn now(&self) -> i64 {
        self.borrow().stack.clock.now().as_second()
    }

    /// A form posted to Stripe's API, which must be taken.
    async fn stripe(&self, path: &str, form: &[(&str, &str)]) -> Value {
        let house = self.borrow();
        let actor = house.bearing(&house.stack.stripe_key);
        let told = Answer::of(actor.request("POST", &format!("/stripe/v1/{path}")).form(form));
        let told = told.await;
        assert_eq!(told.status, 200, "{}", told.body);
        told.body
    }

    /// Gives money back, all of it or an amount in minor units; the refund's id.
    async fn refunds(&self, intent: &str, amount: Option<u64>) -> String {
        let amount = amount.map(|amount| amount.to_string());
        let mut form = vec![("payment_intent", intent)];
        form.extend(amount.as_deref().map(|amount| ("amount", amount)));
        let refund = self.stripe("refunds", &form).await;
        refund["id"].as_str().expect("an id").to_owned()
    }

    /// What a bank or a card holder does, which must succeed.
    async fn does(&self, path: &str, body: &Value) -> Value {
        let told = self.borrow().nobody().post(&format!("/dev/stripe/{path}"), body).await;
        assert_eq!(told.status, 200, "{path}: {}", told.body);
        told.body
    }

    /// An ordered pack that its buyer has paid with 4242…; nobody was told of it yet if events are
    /// kept back.
    async fn paid(&self, buyer: &Actor, pack: &str) -> Paid {
        let ordered = buyer.orders(&format!("order-of-{pack}"), pack).await;
        assert_eq!(ordered.status, 201, "{}", ordered.body);
        let paid = buyer.pays(ordered.text("session"), "4242424242424242").await;
        let intent = paid.text("payment_intent").to_owned();
        Paid { purchase: ordered.text("purchase").to_owned(), intent }
    }
}

impl ByHand for House {}

/// The names of a payment.
pub struct Paid {
    /// Ours.
    pub purchase: String,
    /// Of Stripe's payment.
    pub intent: String,
}
