//! A slow second version of who a token speaks for, once its signature is known to be real.

use serde_json::Value;

use crate::rules::is_account;

/// How far clocks may be apart, in seconds.
const LEEWAY: i128 = 60;

/// How an issuer's tokens are read.
pub struct House {
    /// `iss`.
    pub issuer: &'static str,
    /// `aud`, where it matters.
    pub audience: Option<&'static str>,
    /// Where the organisation stands.
    pub organisation: &'static str,
    /// Where the role stands.
    pub role: &'static str,
    /// What makes an admin.
    pub admins: &'static [&'static str],
}

/// Who it is, as the functions are told.
#[derive(Debug, PartialEq, Eq)]
pub struct Person {
    /// `user:…`
    pub subject: String,
    /// `org:…` and `admin` or `member`.
    pub organisation: Option<(String, &'static str)>,
    /// The second at which it is over.
    pub expires: i128,
}

/// The header says what a header must say: an object of known types, nothing critical, and a type
/// of access tokens or none. Gives algorithm and name of the key.
pub fn header(header: &Value) -> Option<(&str, Option<&str>)> {
    header.as_object()?;
    let text = |name: &str| match &header[name] {
        Value::Null => Some(None),
        Value::String(text) => Some(Some(text.as_str())),
        _ => None,
    };
    if !header["crit"].is_null() {
        return None;
    }
    let typ = text("typ")?.map(str::to_ascii_lowercase);
    if ![None, Some("jwt"), Some("at+jwt"), Some("application/at+jwt")].contains(&typ.as_deref()) {
        return None;
    }
    Some((text("alg")??, text("kid")?))
}

impl House {
    /// Who it is at this moment; nothing for claims that must not hold.
    pub fn person(&self, claims: &Value, now_ms: i64) -> Option<Person> {
        let all = claims.as_object()?;
        if claims["iss"] != self.issuer {
            return None;
        }
        // An ID token is no access token.
        let names = ["nonce", "at_hash", "c_hash"];
        if names.iter().any(|name| all.contains_key(*name)) {
            return None;
        }
        if all.contains_key("token_use") && claims["token_use"] != "access" {
            return None;
        }
        if let Some(audience) = self.audience {
            let is_for_us = match all.get("aud") {
                Some(Value::Array(list)) => list.iter().any(|one| one == audience),
                Some(one) => one == audience,
                None => claims["token_use"] == "access" && claims["client_id"] == audience,
            };
            if !is_for_us {
                return None;
            }
        }
        let expires = i128::from(claims["exp"].as_i64()?) + LEEWAY;
        let now = i128::from(now_ms);
        if now >= expires * 1000 || expires > i128::from(i64::MAX / 1000) {
            return None;
        }
        for name in ["nbf", "iat"] {
            if let Some(start) = all.get(name) {
                let start = (i128::from(start.as_i64()?) - LEEWAY) * 1000;
                // What no clock of ours can say is no moment.
                if now < start || start < i128::from(i64::MIN) {
                    return None;
                }
            }
        }
        let subject = format!("user:{}", claims["sub"].as_str()?);
        if !is_account(&subject) {
            return None;
        }
        Some(Person { subject, organisation: self.organisation(claims)?, expires })
    }

    /// The outer nothing refuses the token; the inner one is a token without an organisation.
    fn organisation(&self, claims: &Value) -> Option<Option<(String, &'static str)>> {
        let id = match way(claims, self.organisation) {
            None | Some(Value::Null) => return Some(None),
            Some(Value::String(id)) => format!("org:{id}"),
            Some(_) => return None,
        };
        if !is_account(&id) {
            return None;
        }
        let roles = match way(claims, self.role) {
            Some(Value::Array(roles)) => roles.clone(),
            Some(one) => vec![one.clone()],
            None => Vec::new(),
        };
        let is_admin = roles.iter().any(|role| self.admins.iter().any(|admin| role == admin));
        Some(Some((id, if is_admin { "admin" } else { "member" })))
    }
}

/// The claim of this very name, or the one that its dots lead to.
fn way<'a>(claims: &'a Value, path: &str) -> Option<&'a Value> {
    if let Some(found) = claims.as_object()?.get(path) {
        return Some(found);
    }
    let mut value = claims;
    for name in path.split('.') {
        value = value.as_object()?.get(name)?;
    }
    Some(value)
}
