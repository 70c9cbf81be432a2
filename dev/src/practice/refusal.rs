//! What the practice app answers when something cannot be done: the API's own problem, or one of its own.

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde_json::{Value, json};
use shared::http::problem::BASE;

/// Why not, as `application/problem+json`.
#[derive(Debug)]
pub struct Refusal {
    status: StatusCode,
    body: Value,
    retry_after: Option<HeaderValue>,
}

impl Refusal {
    /// A refusal of the practice app's own.
    pub fn own(status: StatusCode, kind: &str, detail: &str) -> Self {
        let body = json!({
            "type": format!("/demo/problems/{kind}"),
            "title": status.canonical_reason().unwrap_or("Problem"),
            "status": status.as_u16(),
            "detail": detail,
        });
        Self { status, body, retry_after: None }
    }

    /// What a person sent does not fit.
    pub fn unfit(detail: &str) -> Self {
        Self::own(StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail)
    }

    /// There is no such thing, or it is somebody else's.
    pub fn missing(what: &str) -> Self {
        Self::own(StatusCode::NOT_FOUND, "not-found", &format!("There is no such {what}."))
    }

    /// The check said that a counted feature is used up; told as `consume` would have told it.
    pub fn insufficient(check: &Value) -> Self {
        let mut refusal = Self::own(
            StatusCode::PAYMENT_REQUIRED,
            "insufficient",
            "Nothing is left of this, so nothing was begun.",
        );
        refusal.put("type", json!(format!("{BASE}insufficient")));
        for name in ["feature", "requested", "available", "resets_at", "offers"] {
            refusal.put(name, check.get(name).cloned().unwrap_or_default());
        }
        refusal
    }

    /// The check said that a switch is off.
    pub fn not_included(check: &Value) -> Self {
        let mut refusal = Self::own(
            StatusCode::FORBIDDEN,
            "not-included",
            "Changing questions is not included in what was bought. Reading them is.",
        );
        for name in ["feature", "offers"] {
            refusal.put(name, check.get(name).cloned().unwrap_or_default());
        }
        refusal
    }

    /// What the API said, as it said it.
    pub async fn passed_on(answer: reqwest::Response) -> Self {
        let status = answer.status();
        let retry_after = answer.headers().get(header::RETRY_AFTER).cloned();
        match answer.json().await {
            Ok(body) => Self { status, body, retry_after },
            Err(_) => Self::silent(),
        }
    }

    /// The API gave no answer that can be read.
    pub fn silent() -> Self {
        Self::own(StatusCode::BAD_GATEWAY, "no-answer", "The API gave no answer; try again.")
    }

    fn put(&mut self, name: &str, value: Value) {
        if let Some(body) = self.body.as_object_mut() {
            body.insert(name.to_owned(), value);
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.body)).into_response();
        let headers = response.headers_mut();
        let problem = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, problem);
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, seconds);
        }
        response
    }
}
