//! The token endpoint: a code and its verifier for an access token and an ID token.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use serde_json::{Value, json};
use url::form_urlencoded;

use super::HOUR;
use super::Subject;
use super::codes::Shown;
use super::routes::Provider;
use crate::clock::monotonic;

/// `POST …/token`
pub async fn exchange(State(provider): State<Arc<Provider>>, body: Bytes) -> Response {
    let (status, answer) = match tokens(&provider, &body) {
        Ok(answer) => (StatusCode::OK, answer),
        Err(Refused(error, description)) => {
            let told = json!({ "error": error, "error_description": description });
            (StatusCode::BAD_REQUEST, told)
        }
    };
    let headers = [(header::CACHE_CONTROL, "no-store"), (header::PRAGMA, "no-cache")];
    (status, headers, Json(answer)).into_response()
}

/// An error of RFC 6749, 5.2, and what it means here.
struct Refused(&'static str, &'static str);

fn tokens(provider: &Provider, body: &[u8]) -> Result<Value, Refused> {
    let mut sent = HashMap::new();
    for (name, value) in form_urlencoded::parse(body) {
        if sent.insert(name, value).is_some() {
            return Err(Refused("invalid_request", "A parameter stands twice."));
        }
    }
    let said =
        |name: &str| sent.get(name).map(AsRef::as_ref).filter(|value: &&str| !value.is_empty());
    let grant = said("grant_type").ok_or(Refused("invalid_request", "grant_type is missing."))?;
    if grant != "authorization_code" {
        return Err(Refused("unsupported_grant_type", "Only authorization_code is known."));
    }
    let missing = "code, client_id, redirect_uri and code_verifier are needed.";
    let needed = |name: &str| said(name).ok_or(Refused("invalid_request", missing));
    let shown = Shown {
        code: needed("code")?,
        client_id: needed("client_id")?,
        redirect_uri: needed("redirect_uri")?,
        verifier: needed("code_verifier")?,
    };
    let granted = provider.codes.take(&shown, monotonic()).ok_or(Refused(
        "invalid_grant",
        "The code is unknown, used, older than a minute, or another client's.",
    ))?;
    let now = provider.clock.now();
    let access = granted.person.subject();
    let aud = Some(granted.client_id.clone());
    let identity = Subject { aud, nonce: granted.nonce.clone(), ..access.clone() };
    let signed = |subject: &Subject| {
        let failed = |_| Refused("invalid_request", "The token could not be signed.");
        provider.issuer.token(subject, now).map_err(failed)
    };
    Ok(json!({
        "access_token": signed(&access)?,
        "id_token": signed(&identity)?,
        "token_type": "Bearer",
        "expires_in": HOUR,
        "scope": granted.scope,
    }))
}
