//! The JSON body of a request: parsed once, strictly, and never repeated in an error.

pub mod object;
mod unique;

use axum::body::to_bytes;
use axum::extract::{FromRequest, OptionalFromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderValue};
use serde::de::DeserializeOwned;
use serde_json::error::Category;
use serde_path_to_error::{Path, Segment};

use self::object::Object;
use super::problem::{Kind, Problem};

/// The largest JSON body taken: 256 KiB, far above what any of our routes has use for.
pub const MAX_BODY: usize = 256 * 1024;

/// A JSON body of type `T`. Types say `deny_unknown_fields`: a misspelt member is no silent
/// default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        must_be_json(request.headers())?;
        parse(&whole(request).await?).map(Self)
    }
}

/// For routes that need no body: none is fine, and one that is there must hold.
impl<T: DeserializeOwned, S: Send + Sync> OptionalFromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Option<Self>, Problem> {
        let is_json = must_be_json(request.headers());
        let body = whole(request).await?;
        if body.is_empty() {
            return Ok(None);
        }
        is_json?;
        parse(&body).map(Self).map(Some)
    }
}

async fn whole(request: Request) -> Result<bytes::Bytes, Problem> {
    let body = to_bytes(request.into_body(), MAX_BODY).await;
    body.map_err(|_| Problem::new(Kind::PayloadTooLarge))
}

/// Reads a body, which is an object. Every member may stand once, at every depth; at most 128
/// levels.
pub fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Err(Problem::because(Kind::MalformedJson, "The body is empty."));
    }
    let text = str::from_utf8(body).map_err(|error| {
        let detail = format!("The body is not UTF-8 from byte {} on.", error.valid_up_to());
        Problem::because(Kind::MalformedJson, detail)
    })?;
    unique::check(text)?;
    let mut json = serde_json::Deserializer::from_str(text);
    let Object(value) = serde_path_to_error::deserialize(&mut json)
        .map_err(|error| does_not_fit(&pointer(error.path()), error.inner()))?;
    json.end().map_err(|error| syntax(&error))?;
    Ok(value)
}

/// `application/json`, with no other charset than UTF-8.
fn must_be_json(headers: &HeaderMap) -> Result<(), Problem> {
    let text = headers.get(CONTENT_TYPE).map(HeaderValue::to_str);
    let Some(Ok(text)) = text else {
        return Err(Problem::new(Kind::UnsupportedMediaType));
    };
    let mut parts = text.split(';').map(|part| part.trim().to_ascii_lowercase());
    let is_json = parts.next().as_deref() == Some("application/json");
    let is_utf8 = parts.all(|part| {
        part.strip_prefix("charset=").is_none_or(|name| name.trim_matches('"') == "utf-8")
    });
    if is_json && is_utf8 { Ok(()) } else { Err(Problem::new(Kind::UnsupportedMediaType)) }
}

/// JSON that is none: where it stops being JSON.
fn syntax(error: &serde_json::Error) -> Problem {
    let what = match error.classify() {
        Category::Eof => "The body ends too early",
        _ => "The body is not valid JSON, or is nested too deep,",
    };
    let (line, column) = (error.line(), error.column());
    Problem::because(Kind::MalformedJson, format!("{what} at line {line}, column {column}."))
}

/// JSON that is not what the route takes.
fn does_not_fit(pointer: &str, error: &serde_json::Error) -> Problem {
    match error.classify() {
        Category::Data => Problem::invalid(pointer, reason(&error.to_string())),
        Category::Syntax | Category::Eof | Category::Io => syntax(error),
    }
}

/// Serde's message quotes what was sent; only what it says of our own types is passed on.
pub(super) fn reason(message: &str) -> String {
    let ours = |start: &str| {
        let rest = message.strip_prefix(start)?;
        rest.split_once('`').map(|(name, _)| name.to_owned())
    };
    if let Some(name) = ours("missing field `") {
        return format!("lacks the member `{name}`");
    }
    if let Some(name) = ours("duplicate field `") {
        return format!("has the member `{name}` twice");
    }
    // The last one: what was sent may contain these words too, but it stands before ours.
    let expected = message.rsplit_once(", expected ").map(|(_, expected)| {
        let end = expected.rfind(" at line ").unwrap_or(expected.len());
        expected.get(..end).unwrap_or_default()
    });
    match expected {
        Some(names) if message.starts_with("unknown") => format!("is unknown here; use {names}"),
        Some(type_name) => format!("is not {type_name}"),
        None if message.starts_with("unknown") => "is unknown here".to_owned(),
        None => "is not acceptable".to_owned(),
    }
}

/// Where in the body, as a JSON pointer (RFC 6901). A member's name is repeated only when it is
/// plain.
fn pointer(path: &Path) -> String {
    let mut pointer = String::new();
    for segment in path {
        pointer.push('/');
        match segment {
            Segment::Seq { index } => pointer.push_str(&index.to_string()),
            Segment::Map { key } | Segment::Enum { variant: key } => pointer.push_str(plain(key)),
            Segment::Unknown => pointer.push('?'),
        }
    }
    pointer
}

fn plain(name: &str) -> &str {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    if (1..=64).contains(&name.len()) && name.bytes().all(is_plain) { name } else { "?" }
}

#[cfg(test)]
mod tests;
