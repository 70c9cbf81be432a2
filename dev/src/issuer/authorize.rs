//! The authorization endpoint (RFC 6749, PKCE by RFC 7636): who are you, and then back with a code.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use axum::{Form, http::StatusCode};
use http::{HeaderMap, header};
use url::Url;

use super::codes::Granted;
use super::form;
use super::person::Person;
use super::returning::{address, with};
use super::routes::Provider;
use crate::clock::monotonic;

/// Who is offered where nobody was here before.
const NEWCOMER: &str = "alice";
/// A parameter has at most so many bytes.
const LONGEST: usize = 2_048;

type Asked = HashMap<String, String>;

/// `GET …/authorize`
pub async fn ask(
    State(provider): State<Arc<Provider>>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let request = match Request::read(&asked) {
        Ok(request) => request,
        Err(answer) => return *answer,
    };
    let remembered = Person::of_cookie(&headers);
    match (asked.get("prompt").map(String::as_str), remembered) {
        (Some("none"), Some(person)) => request.granted(&provider, person),
        (Some("none"), None) => request.refused("login_required"),
        (_, remembered) => {
            let hint = asked.get("login_hint").map(|name| Person::named(name));
            let person = hint.or(remembered).unwrap_or_else(|| Person::named(NEWCOMER));
            form::page(&person, None)
        }
    }
}

/// `POST …/authorize`
pub async fn answer(
    State(provider): State<Arc<Provider>>,
    Query(asked): Query<Asked>,
    Form(sent): Form<Asked>,
) -> Response {
    let request = match Request::read(&asked) {
        Ok(request) => request,
        Err(answer) => return *answer,
    };
    let said = |name: &str| sent.get(name).map(String::as_str).unwrap_or_default();
    match Person::of_form(said("name"), said("organisation"), said("role")) {
        Ok(person) => request.granted(&provider, person),
        Err(wrong) => form::page(&Person::named(said("name")), Some(wrong)),
    }
}

/// A request that names a page of this machine.
struct Request<'a> {
    back: Url,
    state: Option<&'a str>,
    client_id: &'a str,
    redirect_uri: &'a str,
    challenge: &'a str,
    scope: &'a str,
    nonce: Option<&'a str>,
}

impl<'a> Request<'a> {
    /// What cannot be sent back to a page of this machine is told here, and goes nowhere.
    fn read(asked: &'a Asked) -> Result<Self, Box<Response>> {
        let said = |name: &str| asked.get(name).map(String::as_str);
        let redirect_uri = said("redirect_uri").unwrap_or_default();
        let client_id = said("client_id").unwrap_or_default();
        let wrong = |text| Box::new(form::said(StatusCode::BAD_REQUEST, "Not here", text));
        if asked.values().any(|value| value.len() > LONGEST) {
            return Err(wrong("A parameter is too long."));
        }
        let back = address(redirect_uri).ok_or_else(|| {
            wrong("redirect_uri must be a page of this machine: 127.0.0.1, localhost or [::1].")
        })?;
        if client_id.is_empty() {
            return Err(wrong("There is no client_id."));
        }
        let request = Self {
            back,
            state: said("state"),
            client_id,
            redirect_uri,
            challenge: said("code_challenge").unwrap_or_default(),
            scope: said("scope").unwrap_or("openid"),
            nonce: said("nonce"),
        };
        if said("response_type") != Some("code") {
            return Err(Box::new(request.refused("unsupported_response_type")));
        }
        // The hash of SHA-256 in base64url has 43 characters.
        let proven = said("code_challenge_method") == Some("S256") && request.challenge.len() == 43;
        if proven { Ok(request) } else { Err(Box::new(request.refused("invalid_request"))) }
    }

    fn granted(self, provider: &Provider, person: Person) -> Response {
        let cookie = person.cookie();
        let granted = Granted {
            person,
            client_id: self.client_id.to_owned(),
            redirect_uri: self.redirect_uri.to_owned(),
            challenge: self.challenge.to_owned(),
            scope: self.scope.to_owned(),
            nonce: self.nonce.map(str::to_owned),
        };
        let Ok(Some(code)) = provider.codes.make(granted, monotonic()) else {
            return self.refused("temporarily_unavailable");
        };
        let mut response = self.returned("code", &code);
        if let Ok(cookie) = cookie.parse() {
            response.headers_mut().insert(header::SET_COOKIE, cookie);
        }
        response
    }

    fn refused(&self, error: &str) -> Response {
        self.returned("error", error)
    }

    fn returned(&self, name: &str, value: &str) -> Response {
        let to = with(self.back.clone(), &[(name, Some(value)), ("state", self.state)]);
        sent_to(&to)
    }
}

/// Sends the browser there with a `GET`, whatever it came with.
pub fn sent_to(address: &str) -> Response {
    let headers = [(header::LOCATION, address), (header::CACHE_CONTROL, "no-store")];
    (StatusCode::SEE_OTHER, headers).into_response()
}
