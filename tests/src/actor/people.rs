//! What an organisation does with its people, and what they use of its pool.

use serde_json::{Value, json};

use super::Actor;
use crate::answer::Answer;

impl Actor {
    /// Uses an amount of an organisation's pool for a member.
    pub async fn uses_for(
        &self,
        member: &str,
        key: &str,
        account: &str,
        feature: &str,
        amount: u64,
    ) -> Answer {
        let uses = json!([{ "feature": feature, "amount": amount }]);
        let body = json!({ "uses": uses, "member": member });
        self.post_as(key, &format!("/v1/accounts/{account}/consume"), &body).await
    }

    /// Sets an amount of an organisation's pool aside for a member, for an hour.
    pub async fn holds_for(
        &self,
        member: &str,
        key: &str,
        account: &str,
        feature: &str,
        amount: u64,
    ) -> Answer {
        let uses = json!([{ "feature": feature, "amount": amount }]);
        let body = json!({ "uses": uses, "member": member });
        self.post_as(key, &format!("/v1/accounts/{account}/holds"), &body).await
    }

    /// Says how a member shall be.
    pub async fn enrols(&self, account: &str, member: &str, body: &Value) -> Answer {
        self.put(&format!("/v1/accounts/{account}/members/{member}"), body).await
    }

    /// Removes a member.
    pub async fn expels(&self, account: &str, member: &str) -> Answer {
        self.delete(&format!("/v1/accounts/{account}/members/{member}")).await
    }

    /// Gives an organisation so much of a feature, as support.
    pub async fn gives(&self, key: &str, account: &str, feature: &str, amount: u64) {
        let body = json!({ "feature": feature, "amount": amount, "reason": "a gift" });
        let given = self.adjusts(key, account, &body).await;
        assert_eq!(given.status, 200, "{}", given.body);
    }
}
