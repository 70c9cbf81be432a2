//! What a person does with their cards: over our API, and in Stripe's own form in the browser.

use serde_json::{Value, json};

use super::Actor;
use crate::answer::Answer;

impl Actor {
    /// Begins to save a card for an account.
    pub async fn begins_to_save(&self, key: &str, account: &str) -> Answer {
        let path = format!("/v1/accounts/{account}/payment-methods");
        let request = self.request("POST", &path).header("Idempotency-Key", key);
        Answer::of(request).await
    }

    /// Sends a card to Stripe as Stripe's form does: with what the browser was given, and past us.
    pub async fn fills_in(&self, begun: &Answer, number: &str) -> Answer {
        let path = format!("/stripe/v1/setup_intents/{}/confirm", begun.text("setup_intent"));
        let form = [
            ("client_secret", begun.text("client_secret")),
            ("payment_method_data[type]", "card"),
            ("payment_method_data[card][number]", number),
            ("payment_method_data[card][exp_month]", "8"),
            ("payment_method_data[card][exp_year]", "2030"),
            ("payment_method_data[card][cvc]", "123"),
        ];
        let browser = Self::new(&self.client, &self.base, Some(begun.text("publishable_key")));
        Answer::of(browser.request("POST", &path).form(&form)).await
    }

    /// Saves a card for an account and waits until Stripe told us. Gives its id, `pm_…`.
    pub async fn saves(&self, key: &str, account: &str, number: &str) -> String {
        let begun = self.begins_to_save(key, account).await;
        assert_eq!(begun.status, 201, "{}", begun.body);
        let saved = self.fills_in(&begun, number).await;
        assert_eq!((saved.status, &saved.body["status"]), (200, &json!("succeeded")), "{saved:?}");
        self.hears_stripe().await;
        saved.text("payment_method").to_owned()
    }

    /// What an account pays with, newest first: the last four digits, and whether it is the default.
    pub async fn pays_with(&self, account: &str) -> Vec<(String, bool)> {
        let told = self.get(&format!("/v1/accounts/{account}/payment-methods")).await;
        assert_eq!(told.status, 200, "{}", told.body);
        let shown = |method: &Value| {
            let last4 = method["card"]["last4"].as_str().expect("a card");
            (last4.to_owned(), method["default"] == true)
        };
        told.body["data"].as_array().expect("a list").iter().map(shown).collect()
    }

    /// Says what invoices are paid with.
    pub async fn prefers(&self, account: &str, method: &str) -> Answer {
        let path = format!("/v1/accounts/{account}/payment-methods/default");
        self.put(&path, &json!({ "payment_method": method })).await
    }

    /// Removes what was saved.
    pub async fn removes(&self, account: &str, method: &str) -> Answer {
        self.delete(&format!("/v1/accounts/{account}/payment-methods/{method}")).await
    }
}
