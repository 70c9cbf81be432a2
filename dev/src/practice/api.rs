//! What the practice app asks of the API: whose bearer this is, may they, and take it.

use http::header::AUTHORIZATION;
use http::{HeaderMap, StatusCode};
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use url::Url;

use super::refusal::Refusal;

/// The API, asked with a service key.
#[derive(Debug)]
pub struct Api {
    client: reqwest::Client,
    base: String,
    key: String,
}

/// What names a use, so that it is never drawn twice.
#[derive(Debug, Clone, Copy)]
pub enum Named<'a> {
    /// A session of ours.
    Session(&'a str),
    /// A key; the API refuses where there is none.
    Key(Option<&'a str>),
}

/// What was used.
#[derive(Debug)]
pub struct Used {
    /// The number of the ledger's entry.
    pub seq: Value,
    /// What is left; -1 is unlimited.
    pub left: Value,
    /// Whether it was used before, under the same name.
    pub replayed: bool,
}

impl Api {
    /// The API at this address.
    pub fn at(base: &str, key: &str) -> Self {
        Self { client: reqwest::Client::new(), base: base.to_owned(), key: key.to_owned() }
    }

    /// Whose bearer this is: the API knows, and so the app has no sign-in of its own.
    pub async fn account(&self, headers: &HeaderMap) -> Result<String, Refusal> {
        let mut request = self.client.get(format!("{}/v1/accounts/me/balances", self.base));
        if let Some(bearer) = headers.get(AUTHORIZATION) {
            request = request.header(AUTHORIZATION, bearer);
        }
        let (answer, _) = sent(request).await?;
        let account = answer.get("account").and_then(Value::as_str);
        account.map(str::to_owned).ok_or_else(Refusal::silent)
    }

    /// Whether the account may use one of a feature now: the check's answer where it may not.
    pub async fn refuses(&self, account: &str, feature: &str) -> Result<Option<Value>, Refusal> {
        let mut url = self.of(account, &["balances", feature])?;
        url.query_pairs_mut().append_pair("amount", "1");
        let (check, _) = sent(self.client.get(url).bearer_auth(&self.key)).await?;
        let allowed = check.get("allowed").and_then(Value::as_bool) == Some(true);
        Ok((!allowed).then_some(check))
    }

    /// Uses one of a feature.
    pub async fn uses(
        &self,
        account: &str,
        feature: &str,
        named: Named<'_>,
    ) -> Result<Used, Refusal> {
        let mut body = json!({ "uses": [{ "feature": feature, "amount": 1 }] });
        let mut request = self.client.post(self.of(account, &["consume"])?);
        match (named, body.as_object_mut()) {
            (Named::Session(session), Some(body)) => {
                body.insert("session".to_owned(), json!(session));
            }
            (Named::Key(Some(key)), _) => request = request.header("idempotency-key", key),
            (Named::Key(None) | Named::Session(_), _) => {}
        }
        let (receipt, headers) = sent(request.bearer_auth(&self.key).json(&body)).await?;
        let left = receipt.pointer("/outcome/0/available").cloned().unwrap_or_default();
        Ok(Used {
            seq: receipt.get("seq").cloned().unwrap_or_default(),
            left,
            replayed: headers.contains_key("idempotency-replayed"),
        })
    }

    /// An address below an account. A subject may hold any character, so each part is encoded.
    fn of(&self, account: &str, parts: &[&str]) -> Result<Url, Refusal> {
        let mut url = Url::parse(&self.base).map_err(|_| Refusal::silent())?;
        url.path_segments_mut()
            .map_err(|()| Refusal::silent())?
            .extend(["v1", "accounts", account])
            .extend(parts);
        Ok(url)
    }
}

async fn sent(request: RequestBuilder) -> Result<(Value, HeaderMap), Refusal> {
    let answer = request.send().await.map_err(|_| Refusal::silent())?;
    if answer.status() != StatusCode::OK {
        return Err(Refusal::passed_on(answer).await);
    }
    let headers = answer.headers().clone();
    Ok((answer.json().await.map_err(|_| Refusal::silent())?, headers))
}
