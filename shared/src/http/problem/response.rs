//! How a problem is written as a response.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

use super::{BASE, Problem};

/// The media type of RFC 9457.
const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");

impl Problem {
    /// The body. The members of the RFC are written last, so that no extension can take their
    /// place.
    pub fn body(&self, request_id: Option<&str>) -> Value {
        let kind = self.kind;
        let mut body: Map<String, Value> = self.extensions.clone();
        body.insert("type".into(), format!("{BASE}{}", kind.slug()).into());
        body.insert("title".into(), kind.title().into());
        body.insert("status".into(), kind.status().as_u16().into());
        body.insert("detail".into(), self.detail.as_ref().into());
        if let Some(id) = request_id {
            body.insert("instance".into(), format!("urn:tallystick:request:{id}").into());
        }
        Value::Object(body)
    }

    fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::from_iter([(CONTENT_TYPE, PROBLEM_JSON)]);
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.kind == super::Kind::Unauthorized {
            headers.insert(WWW_AUTHENTICATE, self.challenge());
        }
        headers
    }

    /// RFC 6750 §3: no error code when no token was sent, `invalid_token` when one did not hold.
    fn challenge(&self) -> HeaderValue {
        self.reason
            .as_ref()
            .map(|reason| {
                format!(r#"Bearer error="invalid_token", error_description="{}""#, plain(reason))
            })
            .and_then(|text| HeaderValue::from_str(&text).ok())
            .unwrap_or(HeaderValue::from_static("Bearer"))
    }
}

/// A reason is one of our own words; anything else is not repeated in a header.
fn plain(reason: &str) -> &str {
    let is_word = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    if !reason.is_empty() && reason.len() <= 40 && reason.bytes().all(is_word) {
        reason
    } else {
        "malformed"
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body(None).to_string()));
        *response.status_mut() = self.kind.status();
        *response.headers_mut() = self.headers();
        // The door finds it here, adds the request's id and tells telemetry which kind it was.
        response.extensions_mut().insert(self);
        response
    }
}

/// Writes a problem's body again, now with the id of its request.
pub(in crate::http) fn with_instance(response: Response, request_id: &str) -> Response {
    let (parts, body) = response.into_parts();
    let body = match parts.extensions.get::<Problem>() {
        Some(problem) => Body::from(problem.body(Some(request_id)).to_string()),
        None => body,
    };
    Response::from_parts(parts, body)
}
