//! What was answered, read once.

use reqwest::header::HeaderMap;
use serde_json::Value;

/// An answer with its body as JSON; `null` for what is none.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as JSON.
    pub body: Value,
}

impl Answer {
    /// Sends a request and reads the answer.
    pub async fn of(request: reqwest::RequestBuilder) -> Self {
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = response.bytes().await.expect("a body");
        Self { status, headers, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) }
    }

    /// A header as text; nothing for one that is not there.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// A text of the body.
    pub fn text(&self, name: &str) -> &str {
        self.body[name].as_str().unwrap_or_else(|| panic!("no `{name}` in {}", self.body))
    }

    /// The last part of the problem's type, `insufficient` for example.
    pub fn problem(&self) -> &str {
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{self:?}");
        self.text("type").rsplit('/').next().unwrap_or_default()
    }

    /// Whether this is the first answer again.
    pub fn is_replay(&self) -> bool {
        self.header("idempotency-replayed") == Some("true")
    }
}
