//! A slow second version of what the routes' bodies may be, over plain JSON values.

use serde_json::{Map, Value};

use crate::rules::{is_account, is_id, is_name};

/// What must become of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It holds, and the store is asked.
    Taken,
    /// It is refused.
    Refused,
}

/// A route that takes a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// `POST …/consume` and `POST …/record`.
    Spend,
    /// `POST /v1/accounts`.
    Open,
    /// `POST …/checkout`.
    Checkout,
}

/// The page that the checkout route of the target may send buyers back to.
pub const ORIGIN: &str = "https://app.example";

impl Route {
    /// Whether this body holds on this route, sent with or without an `Idempotency-Key`.
    pub fn verdict(self, body: &Value, has_key: bool) -> Verdict {
        let holds = match self {
            Self::Spend => spend(body, has_key),
            Self::Open => open(body),
            Self::Checkout => checkout(body).filter(|_| has_key),
        };
        if holds == Some(true) { Verdict::Taken } else { Verdict::Refused }
    }
}

/// An object with these members and no others.
fn object<'a>(value: &'a Value, members: &[&str]) -> Option<&'a Map<String, Value>> {
    let object = value.as_object()?;
    object.keys().all(|name| members.contains(&name.as_str())).then_some(object)
}

/// A text that may be missing or null.
fn optional(value: &Value, holds: impl Fn(&str) -> bool) -> bool {
    value.is_null() || value.as_str().is_some_and(holds)
}

fn spend(body: &Value, has_key: bool) -> Option<bool> {
    object(body, &["uses", "session", "reference"])?;
    let uses = body["uses"].as_array()?;
    let mut seen: Vec<&str> = Vec::new();
    for one in uses {
        object(one, &["feature", "amount"])?;
        let (feature, amount) = (one["feature"].as_str()?, one["amount"].as_i64()?);
        if !is_name(feature)
            || seen.contains(&feature)
            || !(1..=1_000_000_000_000).contains(&amount)
        {
            return None;
        }
        seen.push(feature);
    }
    let is_named = has_key || !body["session"].is_null();
    let notes = optional(&body["session"], is_id) && optional(&body["reference"], is_id);
    Some((1..=20).contains(&uses.len()) && is_named && notes)
}

fn open(body: &Value) -> Option<bool> {
    object(body, &["id", "email"])?;
    let id = body["id"].as_str()?;
    Some(is_account(id) && optional(&body["email"], |text| is_id(text) && text.contains('@')))
}

fn checkout(body: &Value) -> Option<bool> {
    object(body, &["pack", "quantity", "success_url", "cancel_url"])?;
    let pages = [body["success_url"].as_str()?, body["cancel_url"].as_str()?];
    let quantity = body["quantity"].is_null() || body["quantity"].as_u64().is_some();
    Some(is_name(body["pack"].as_str()?) && quantity && pages.into_iter().all(is_page))
}

/// One plain way to write a page of [`ORIGIN`]. A browser reads some more spellings of it, so an
/// address with one of those is left unjudged by [`is_other_spelling`].
fn is_page(text: &str) -> bool {
    let rest = text.strip_prefix(ORIGIN);
    let begins = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']));
    let plain = |byte: u8| byte.is_ascii_graphic() && byte != b'\\';
    begins && text.len() <= 2048 && text.bytes().all(plain)
}

/// Whether a page is written in another way that a browser takes for [`ORIGIN`]: other letters,
/// or the port that `https` has anyway.
pub fn is_other_spelling(body: &Value) -> bool {
    let urls = ["success_url", "cancel_url"].map(|name| body[name].as_str().unwrap_or_default());
    urls.iter().all(|url| {
        let url = url.to_ascii_lowercase();
        let rest = url.strip_prefix(ORIGIN).map(|rest| {
            ["443", "0443", ""]
                .iter()
                .find_map(|port| rest.strip_prefix(&format!(":{port}")))
                .unwrap_or(rest)
                .to_owned()
        });
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
    })
}
