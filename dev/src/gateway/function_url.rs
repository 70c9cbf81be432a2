//! A function's own URL, on a path of the dev stack: no authorizer, no routes, 6 MB.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};

use super::event::{self, Asked};
use super::{read, reply};
use crate::clock::Clock;
use crate::lambda::Lambda;
use crate::lambda::runtime_api::request_id;

/// What a function URL takes in one request.
const MOST_BODY_BYTES: usize = 6 * 1024 * 1024;

/// One function behind a URL.
#[derive(Debug, Clone)]
pub struct FunctionUrl {
    /// The function.
    pub function: Arc<Lambda>,
    /// The path under which it is served; the function sees what is behind it.
    pub mounted: String,
    /// The movable clock.
    pub clock: Arc<Clock>,
}

/// Answers a request to the URL.
pub async fn serve(State(url): State<Arc<FunctionUrl>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = match read(body, MOST_BODY_BYTES).await {
        Ok(body) => body,
        Err(status) => return plain(status, "Request Entity Too Large"),
    };
    let Ok(id) = request_id() else {
        return plain(StatusCode::BAD_GATEWAY, "Internal Server Error");
    };
    let behind = parts.uri.path().strip_prefix(&url.mounted).unwrap_or_default().to_owned();
    let behind = if behind.is_empty() { "/".to_owned() } else { behind };
    let asked = Asked { parts, body, id, at: url.clock.now() };
    let event = event::function_url(&asked, &behind);
    let answer = url.function.invoke(Bytes::from(event.to_string())).await;
    let response = answer.ok().and_then(|answer| reply::of(&answer));
    response.unwrap_or_else(|| plain(StatusCode::BAD_GATEWAY, "Internal Server Error"))
}

fn plain(status: StatusCode, text: &'static str) -> Response {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}
