//! The door of the API: who is asking, what is asked, whether it was asked before, and the answer
//! in Stripe's headers and envelope.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State as Held;
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use serde_json::{Value, json};

use crate::caller::Caller;
use crate::desk::{API_VERSION, Desk};
use crate::expand::expand;
use crate::house::House;
use crate::params::Params;
use crate::refusal::Refusal;
use crate::routes;
use crate::state::Answer;

/// Stripe forgets an idempotency key after a day; then the same key is a new request.
const DAY: i64 = 86_400;

/// What goes back, with what its headers need.
#[derive(Debug)]
struct Reply {
    status: u16,
    body: Value,
    request: String,
    /// The request that was answered first, where this is a repeat.
    original: Option<String>,
}

/// The API under a prefix that ends in `/v1`.
pub(crate) fn router(prefix: &'static str, house: Arc<House>) -> Router {
    let answer = move |held, method, uri: Uri, headers, body| {
        let path = uri.path().strip_prefix(prefix).unwrap_or_default();
        let path = path.trim_start_matches('/').to_owned();
        async move { handle(held, method, &path, uri.query(), headers, body) }
    };
    Router::new().route(&format!("{prefix}/{{*path}}"), any(answer)).with_state(house)
}

#[allow(clippy::needless_pass_by_value, reason = "axum hands these over")]
fn handle(
    Held(house): Held<Arc<House>>,
    method: Method,
    path: &str,
    query: Option<&str>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let worked = house.work(|desk| {
        let request = desk.fresh_of("req_", 14);
        let key = word(&headers, "idempotency-key").filter(|_| method == Method::POST);
        desk.cause = json!({ "id": request, "idempotency_key": key });
        if house.chaos().outage {
            return Reply::new(request, Err(Refusal::outage()));
        }
        desk.version = word(&headers, "stripe-version").map(str::to_owned);
        let sent = if body.is_empty() { query.unwrap_or_default().as_bytes() } else { &body };
        let asked = Params::parse(sent).and_then(|params| {
            let caller = Caller::of(desk.settings(), &headers, &params)?;
            caller.may(method.as_str(), path, &params)?;
            Ok((caller, params.without_key()))
        });
        match (asked, key) {
            (Err(refusal), _) => Reply::new(request, Err(refusal)),
            (Ok((caller, params)), None) => {
                let outcome = run(desk, &method, path, &params);
                Reply::seen(caller, request, outcome)
            }
            (Ok((caller, params)), Some(key)) => once(desk, caller, (request, key), path, &params),
        }
    });
    let reply = worked.unwrap_or_else(|cause| {
        tracing::error!(%cause, "the journal could not be written");
        let refusal = Refusal::fault("The fake Stripe could not write its journal.");
        Reply::new(String::new(), Err(refusal))
    });
    reply.into_response(&headers)
}

/// Runs a request; one that is refused leaves nothing behind, unless a card was declined.
fn run(
    desk: &mut Desk<'_>,
    method: &Method,
    path: &str,
    params: &Params,
) -> Result<Value, Refusal> {
    let outcome = routes::answer(desk, method, path, params).and_then(|mut value| {
        expand(desk, &mut value, params)?;
        Ok(value)
    });
    if outcome.as_ref().is_err_and(|refusal| refusal.status != StatusCode::PAYMENT_REQUIRED) {
        desk.forget();
    }
    outcome
}

/// Runs a request at most once for its idempotency key. What was refused before it began to act is
/// not kept, so it can be corrected under the same key.
fn once(
    desk: &mut Desk<'_>,
    caller: Caller,
    (request, key): (String, &str),
    path: &str,
    params: &Params,
) -> Reply {
    if key.len() > 255 {
        return Reply::new(request, Err(Refusal::invalid("The idempotency key is too long.")));
    }
    let who = match caller {
        Caller::Shop => "",
        Caller::Browser => "browser ",
    };
    let fingerprint = format!("{who}{path} {}", params.tree());
    let now = desk.now();
    let before = desk.answer(key).filter(|before| now < before.at.saturating_add(DAY));
    if let Some(before) = before {
        if before.fingerprint == fingerprint {
            let (status, body) = (before.status, before.body.clone());
            return Reply { status, body, original: Some(before.request.clone()), request };
        }
        let message = format!(
            "Keys for idempotent requests can only be used with the same parameters they were \
             first used with. Try using a key other than '{key}' if you meant to execute a \
             different request."
        );
        return Reply::new(request, Err(Refusal::reused_key(&message)));
    }
    let reply = Reply::seen(caller, request, run(desk, &Method::POST, path, params));
    if matches!(reply.status, 200 | 402) {
        let (status, body) = (reply.status, reply.body.clone());
        let request = reply.request.clone();
        desk.keep_answer(key, Answer { fingerprint, request, at: now, status, body });
    }
    reply
}

fn word<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

impl Reply {
    fn new(request: String, outcome: Result<Value, Refusal>) -> Self {
        Self::seen(Caller::Shop, request, outcome)
    }

    /// The reply as this caller may see it.
    fn seen(caller: Caller, request: String, outcome: Result<Value, Refusal>) -> Self {
        let (status, body) = match outcome {
            Ok(body) => (200, caller.sees(body)),
            Err(refusal) => (refusal.status.as_u16(), caller.sees_refusal(refusal.body())),
        };
        Self { status, body, request, original: None }
    }

    fn into_response(self, asked: &HeaderMap) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        let mut response = (status, self.body.to_string()).into_response();
        let headers = response.headers_mut();
        let mut put = |name: &'static str, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        };
        put("content-type", "application/json");
        put("request-id", &self.request);
        put("stripe-version", word(asked, "stripe-version").unwrap_or(API_VERSION));
        if let Some(key) = word(asked, "idempotency-key") {
            put("idempotency-key", key);
            put("original-request", self.original.as_deref().unwrap_or(&self.request));
        }
        if self.original.is_some() {
            put("idempotent-replayed", "true");
        }
        response
    }
}
