//! What a token says, and what of it becomes an identity.

use serde::Deserialize;
use serde_json::{Map, Value};
use shared::http::path::is_account;

use crate::issuers::Issuer;
use crate::refusal::Refusal;

/// How far the issuer's clock and ours may be apart, in seconds.
pub const LEEWAY_S: i64 = 60;

/// Who a token speaks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// `user:<sub>`.
    pub subject: String,
    /// `org:<id>`, if the token speaks for one.
    pub organisation: Option<String>,
    /// Whether the role claim names an admin role of the issuer.
    pub is_admin: bool,
    /// The second since 1970 at which it is over, leeway included.
    pub expires: i64,
}

/// The claims, not to be believed before the signature is checked.
#[derive(Deserialize)]
#[serde(transparent)]
pub struct Claims(Map<String, Value>);

impl Claims {
    /// `iss`: needed before the signature, to know whose it should be.
    pub fn issuer(&self) -> Result<&str, Refusal> {
        self.text("iss")?.ok_or(Refusal::Malformed)
    }

    /// The identity at this moment, by this issuer's configuration.
    pub fn identity(&self, issuer: &Issuer, now_ms: i64) -> Result<Identity, Refusal> {
        self.must_be_for_access()?;
        self.must_be_for(issuer.audience.as_deref())?;
        let expires = self.must_be_now(now_ms)?;
        let subject = format!("user:{}", self.text("sub")?.ok_or(Refusal::Malformed)?);
        if !is_account(&subject) {
            return Err(Refusal::Malformed);
        }
        let organisation = self.organisation(&issuer.organisation_claim)?;
        let is_admin = organisation.is_some() && self.has_role(issuer);
        Ok(Identity { subject, organisation, is_admin, expires })
    }

    /// An ID token tells a client who signed in; it is no key to an API. Cognito says which it is,
    /// others show by what only an ID token carries (`OpenID` Connect Core §2, §3.3.2.11).
    fn must_be_for_access(&self) -> Result<(), Refusal> {
        let is_access = self.text("token_use")?.is_none_or(|token_use| token_use == "access");
        let is_id = ["nonce", "at_hash", "c_hash"].iter().any(|name| self.0.contains_key(*name));
        if is_access && !is_id { Ok(()) } else { Err(Refusal::WrongTokenUse) }
    }

    /// `aud` is a text or a list. Cognito's access tokens have none, but a `client_id`.
    fn must_be_for(&self, audience: Option<&str>) -> Result<(), Refusal> {
        let Some(audience) = audience else {
            return Ok(());
        };
        let holds = match self.0.get("aud") {
            Some(Value::String(one)) => one == audience,
            Some(Value::Array(many)) => many.iter().any(|one| one == audience),
            Some(_) => false,
            None => {
                self.text("token_use")? == Some("access")
                    && self.text("client_id")? == Some(audience)
            }
        };
        if holds { Ok(()) } else { Err(Refusal::WrongAudience) }
    }

    /// `exp` must be there; `nbf` and `iat` must not lie ahead. Gives the end with its leeway.
    fn must_be_now(&self, now_ms: i64) -> Result<i64, Refusal> {
        let exp = self.seconds("exp")?.ok_or(Refusal::Malformed)?;
        let end = exp.checked_add(LEEWAY_S).ok_or(Refusal::Malformed)?;
        if now_ms >= end.checked_mul(1000).ok_or(Refusal::Malformed)? {
            return Err(Refusal::Expired);
        }
        for name in ["nbf", "iat"] {
            let Some(start) = self.seconds(name)? else {
                continue;
            };
            let earliest = start.checked_sub(LEEWAY_S).and_then(|at| at.checked_mul(1000));
            if now_ms < earliest.ok_or(Refusal::Malformed)? {
                return Err(Refusal::NotYetValid);
            }
        }
        Ok(end)
    }

    /// A token that names an organisation which is none is not half-read: it is refused.
    fn organisation(&self, path: &str) -> Result<Option<String>, Refusal> {
        match self.at(path) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(id)) => {
                let organisation = format!("org:{id}");
                is_account(&organisation).then_some(Some(organisation)).ok_or(Refusal::Malformed)
            }
            Some(_) => Err(Refusal::Malformed),
        }
    }

    /// One role as text, or a list of them.
    fn has_role(&self, issuer: &Issuer) -> bool {
        let is_admin = |role: &Value| issuer.admin_roles.iter().any(|admin| role == admin);
        match self.at(&issuer.role_claim) {
            Some(Value::Array(roles)) => roles.iter().any(is_admin),
            Some(role) => is_admin(role),
            None => false,
        }
    }

    /// The claim of exactly this name (`https://example.com/org`), or the way down by its dots.
    fn at(&self, path: &str) -> Option<&Value> {
        if let Some(value) = self.0.get(path) {
            return Some(value);
        }
        let (first, rest) = path.split_once('.')?;
        rest.split('.').try_fold(self.0.get(first)?, |value, name| value.get(name))
    }

    fn text(&self, name: &str) -> Result<Option<&str>, Refusal> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Refusal::Malformed),
        }
    }

    /// A moment in whole seconds since 1970.
    fn seconds(&self, name: &str) -> Result<Option<i64>, Refusal> {
        match self.0.get(name) {
            None => Ok(None),
            Some(value) => value.as_i64().map(Some).ok_or(Refusal::Malformed),
        }
    }
}
