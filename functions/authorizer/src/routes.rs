//! The authorizer's one decision: who is behind this `Authorization` header.
//!
//! The answer is always "authorized", with a context that says who: a user, a service or, for a
//! bearer that does not hold, `refused` and why. The functions turn that into a proper 401; the
//! gateway's own refusal would be a bare 403. What could not be found out is an error: the gateway
//! answers 500 and keeps nothing.

pub mod api_key;
pub mod claims;
pub mod fetch;
pub mod issuers;
pub mod jwks;
pub mod refusal;
pub mod signatures;
pub mod stored_keys;
pub mod token;

use std::collections::BTreeMap;
use std::error::Error;

use lambda_http::aws_lambda_events::apigw::ApiGatewayV2CustomAuthorizerV2Request;
use serde::Serialize;

use crate::api_key::{ApiKey, KeyHash, KeyStore};
use crate::claims::Identity;
use crate::fetch::Fetch;
use crate::issuers::Issuer;
use crate::jwks::Jwks;
use crate::refusal::{Failure, Fault, Refusal};

/// API Gateway's simple response; every value of the context is text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// Always true: what a refused caller may do is nothing, and the functions say so.
    pub is_authorized: bool,
    /// What the functions trust.
    pub context: BTreeMap<&'static str, String>,
}

/// Everything the decision needs, built once.
pub struct Authorizer<F, K> {
    issuers: Vec<Issuer>,
    jwks: Jwks<F>,
    keys: K,
}

impl<F: Fetch, K: KeyStore> Authorizer<F, K> {
    /// An authorizer for these issuers and API keys.
    pub fn new(issuers: Vec<Issuer>, fetch: F, keys: K) -> Self {
        signatures::install();
        let jwks = Jwks::new(fetch, issuers.iter().filter_map(Issuer::jwks_url));
        Self { issuers, jwks, keys }
    }

    /// Fetches every issuer's keys while Lambda gives the initialisation a whole processor. An
    /// issuer that does not answer is asked again when a token of its comes.
    pub async fn warm(&self) {
        self.jwks.warm().await;
    }

    /// Decides on one event. An error means that it could not be decided.
    pub async fn decide(
        &self,
        event: &ApiGatewayV2CustomAuthorizerV2Request,
    ) -> Result<Answer, Fault> {
        let now_ms = event.request_context.time_epoch;
        let found = match bearer(event) {
            Some(token) if token.starts_with(api_key::PREFIX) => {
                self.key(token, now_ms).await.map(|key| key_context(&key))
            }
            Some(token) => {
                let identity = token::verify(token, &self.issuers, &self.jwks, now_ms).await;
                identity.map(|identity| user_context(&identity))
            }
            None => Err(Refusal::Malformed.into()),
        };
        let context = match found {
            Ok(context) => context,
            Err(Failure::Refused(why)) => refused_context(why),
            Err(Failure::Fault(fault)) => {
                let cause = fault.source().map(ToString::to_string);
                tracing::error!(%fault, cause, "undecided");
                return Err(fault);
            }
        };
        tracing::info!(
            request_id = event.request_context.request_id,
            kind = context.get("kind"),
            reason = context.get("reason"),
            "decided"
        );
        Ok(Answer { is_authorized: true, context })
    }

    async fn key(&self, text: &str, now_ms: i64) -> Result<ApiKey, Failure> {
        let hash = KeyHash::of(text).ok_or(Refusal::Malformed)?;
        let key = self.keys.find(&hash).await?.ok_or(Refusal::UnknownKey)?;
        key.must_hold(now_ms)?;
        Ok(key)
    }
}

/// The token: what the gateway caches by is `identitySource`, so nothing else is looked at.
fn bearer(event: &ApiGatewayV2CustomAuthorizerV2Request) -> Option<&str> {
    let [header] = event.identity_source.as_deref()? else {
        return None;
    };
    let (scheme, token) = header.trim().split_once(' ')?;
    let token = token.trim_start_matches(' ');
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

fn user_context(identity: &Identity) -> BTreeMap<&'static str, String> {
    let mut context = BTreeMap::from([
        ("kind", "user".to_owned()),
        ("subject", identity.subject.clone()),
        ("expires", identity.expires.to_string()),
    ]);
    if let Some(organisation) = &identity.organisation {
        context.insert("organisation", organisation.clone());
        let role = if identity.is_admin { "admin" } else { "member" };
        context.insert("role", role.to_owned());
    }
    context
}

fn key_context(key: &ApiKey) -> BTreeMap<&'static str, String> {
    let mut context = BTreeMap::from([
        ("kind", "service".to_owned()),
        ("subject", format!("key:{}", key.id)),
        ("scopes", key.scopes.as_str().to_owned()),
    ]);
    if let Some(account) = &key.account {
        context.insert("account", account.clone());
    }
    if let Some(expires) = key.expires {
        context.insert("expires", expires.to_string());
    }
    context
}

fn refused_context(why: Refusal) -> BTreeMap<&'static str, String> {
    BTreeMap::from([("kind", "refused".to_owned()), ("reason", why.as_str().to_owned())])
}

#[cfg(test)]
mod forge;
#[cfg(test)]
mod tests;
