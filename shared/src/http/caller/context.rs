//! The authorizer's context, read into a caller.

use std::collections::HashMap;

use serde_json::Value;

use super::{Caller, Organisation, Role, Who};
use crate::http::path::is_account;

/// The authorizer's context; what does not parse gives no rights.
pub(super) struct Fields<'a>(pub(super) &'a HashMap<String, Value>);

const MALFORMED: &str = "malformed";

impl Fields<'_> {
    pub(super) fn caller(&self, now_ms: i64) -> Result<Caller, String> {
        match self.text("kind")? {
            Some("user") => self.user(now_ms),
            Some("service") => self.service(now_ms),
            Some("refused") => Err(self.text("reason")?.unwrap_or(MALFORMED).to_owned()),
            _ => Err(MALFORMED.to_owned()),
        }
    }

    fn user(&self, now_ms: i64) -> Result<Caller, String> {
        must_not_be_over(self.text("expires")?.ok_or(MALFORMED)?, now_ms)?;
        let account = self.text("subject")?.filter(|it| it.starts_with("user:") && is_account(it));
        let account = account.ok_or(MALFORMED)?.to_owned();
        let role = match self.text("role")? {
            Some("admin") => Some(Role::Admin),
            Some("member") => Some(Role::Member),
            None => None,
            Some(_) => return Err(MALFORMED.to_owned()),
        };
        let organisation = match (self.text("organisation")?, role) {
            (None, None) => None,
            (Some(org), role) if org.starts_with("org:") && is_account(org) => {
                Some(Organisation { account: org.to_owned(), role: role.unwrap_or(Role::Member) })
            }
            _ => return Err(MALFORMED.to_owned()),
        };
        Ok(Caller { who: Who::User { account }, organisation })
    }

    fn service(&self, now_ms: i64) -> Result<Caller, String> {
        if let Some(end) = self.text("expires")? {
            must_not_be_over(end, now_ms)?;
        }
        let key_id = self.text("subject")?.and_then(|it| it.strip_prefix("key:"));
        let key_id = key_id.filter(|id| is_key_id(id)).ok_or(MALFORMED)?.to_owned();
        let admin = match self.text("scopes")? {
            Some("service") => false,
            Some("service admin") => true,
            _ => return Err(MALFORMED.to_owned()),
        };
        let account = match self.text("account")? {
            Some(account) if !is_account(account) => return Err(MALFORMED.to_owned()),
            account => account.map(str::to_owned),
        };
        Ok(Caller { who: Who::Service { key_id, admin, account }, organisation: None })
    }

    /// A field must be text where it is there at all; null counts as absent.
    fn text(&self, name: &str) -> Result<Option<&str>, &'static str> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(MALFORMED),
        }
    }
}

fn is_key_id(id: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    (1..=64).contains(&id.len()) && id.bytes().all(is_plain)
}

/// `expires` is in whole seconds and half-open: at that very second it is over.
fn must_not_be_over(expires: &str, now_ms: i64) -> Result<(), String> {
    let end: i64 = expires.parse().map_err(|_| MALFORMED)?;
    let end_ms = end.checked_mul(1000).ok_or(MALFORMED)?;
    if now_ms < end_ms { Ok(()) } else { Err("expired".to_owned()) }
}
