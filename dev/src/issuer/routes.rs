//! The routes of the issuer.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::middleware::map_response;
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Json, Router};
use http::{HeaderValue, StatusCode, header};
use serde_json::Value;

use super::authorize::sent_to;
use super::codes::Codes;
use super::returning::{address, with};
use super::{Issuer, authorize, form, person, token};
use crate::clock::Clock;

/// The issuer with what it remembers.
#[derive(Debug)]
pub struct Provider {
    /// Who signs.
    pub issuer: Arc<Issuer>,
    /// The codes that wait.
    pub codes: Codes,
    /// The clock that tokens go by.
    pub clock: Arc<Clock>,
}

/// The routes. Those that pages fetch are for pages of any origin; none of them knows a cookie.
pub fn router(provider: Provider) -> Router {
    let fetched = Router::new()
        .route("/dev/issuer/.well-known/openid-configuration", get(configuration))
        .route("/dev/issuer/.well-known/jwks.json", get(jwks))
        .route("/dev/issuer/token", post(token::exchange))
        .layer(map_response(for_any_origin));
    let visited = Router::new()
        .route("/dev/issuer/authorize", get(authorize::ask).post(authorize::answer))
        .route("/dev/issuer/logout", get(log_out));
    fetched.merge(visited).with_state(Arc::new(provider))
}

async fn configuration(State(provider): State<Arc<Provider>>) -> Json<Value> {
    Json(provider.issuer.configuration())
}

async fn jwks(State(provider): State<Arc<Provider>>) -> Json<Value> {
    Json(provider.issuer.jwks())
}

async fn log_out(Query(asked): Query<HashMap<String, String>>) -> Response {
    let state = asked.get("state").map(String::as_str);
    let mut response = match asked.get("post_logout_redirect_uri").map(|to| address(to)) {
        Some(Some(to)) => sent_to(&with(to, &[("state", state)])),
        None => form::said(StatusCode::OK, "Signed out", "This page can be closed."),
        Some(None) => {
            let text = "post_logout_redirect_uri must be a page of this machine.";
            return form::said(StatusCode::BAD_REQUEST, "Not here", text);
        }
    };
    if let Ok(cookie) = person::forgotten().parse() {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

async fn for_any_origin(mut response: Response) -> Response {
    let any = HeaderValue::from_static("*");
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, any);
    response
}
