//! The dev stack's own routes: the page, the clock, tokens, the schedules.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use http::StatusCode;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::clock::Clock;
use crate::issuer::{Issuer, Subject};
use crate::lambda::Lambda;
use crate::problem::Problem;
use crate::schedule;
use crate::stripe::Stripe;
use crate::template::functions::FunctionSpec;

/// What the routes need.
#[derive(Debug)]
pub struct Console {
    /// The page, complete.
    pub page: String,
    /// The one clock.
    pub clock: Arc<Clock>,
    /// The issuer.
    pub issuer: Arc<Issuer>,
    /// The functions of the template.
    pub specs: Vec<FunctionSpec>,
    /// The functions that run, by binary.
    pub functions: BTreeMap<String, Arc<Lambda>>,
    /// Stripe, which is told when the clock was moved.
    pub stripe: Arc<Stripe>,
}

/// The routes.
pub fn router(console: Arc<Console>) -> Router {
    Router::new()
        .route("/", get(page))
        .route("/dev/clock", get(show_clock).put(move_clock))
        .route("/dev/token", get(token))
        .route("/dev/schedule/{name}", post(fire))
        .with_state(console)
}

async fn page(State(console): State<Arc<Console>>) -> Html<String> {
    Html(console.page.clone())
}

async fn show_clock(State(console): State<Arc<Console>>) -> Json<Value> {
    Json(json!({ "now": console.clock.now().to_string(), "frozen": console.clock.frozen() }))
}

/// One of the two may be left out: the time is then the present one, and the clock runs.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockSetting {
    now: Option<String>,
    frozen: Option<bool>,
}

async fn move_clock(
    State(console): State<Arc<Console>>,
    body: Bytes,
) -> Result<Json<Value>, Problem> {
    let wanted = r#"the body is {"now": "2026-03-01T00:00:00Z", "frozen": true}, one or both"#;
    let setting: ClockSetting = serde_json::from_slice(&body)
        .map_err(|error| Problem::bad_request(format!("{wanted}: {error}")))?;
    if setting.now.is_none() && setting.frozen.is_none() {
        return Err(Problem::bad_request(wanted));
    }
    let now: Timestamp = match setting.now {
        Some(now) => now.parse().map_err(|_| Problem::bad_request(format!("{now} is no time")))?,
        None => console.clock.now(),
    };
    console.clock.set(now, setting.frozen.unwrap_or(false));
    console.stripe.follow_the_clock().map_err(|error| Problem {
        status: StatusCode::INTERNAL_SERVER_ERROR,
        kind: "fake-stripe",
        detail: format!("the fake Stripe could not follow the clock: {error}"),
    })?;
    Ok(show_clock(State(console)).await)
}

async fn token(
    State(console): State<Arc<Console>>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Result<Json<Value>, Problem> {
    let mut subject = Subject::default();
    for (name, value) in asked {
        match name.as_str() {
            "sub" => subject.sub = value,
            "org" => subject.org = Some(value),
            "role" => subject.role = Some(value),
            "aud" => subject.aud = Some(value),
            "exp_in" => {
                let seconds = value.parse();
                let wrong = |_| Problem::bad_request(format!("exp_in: {value} is no seconds"));
                subject.exp_in = Some(seconds.map_err(wrong)?);
            }
            other => return Err(Problem::bad_request(format!("a token has no {other}"))),
        }
    }
    if subject.sub.is_empty() {
        return Err(Problem::bad_request("say who the token is for: ?sub=alice"));
    }
    let token = console.issuer.token(&subject, console.clock.now());
    let token = token.map_err(|fault| Problem::bad_request(fault.told()))?;
    Ok(Json(json!({ "token": token })))
}

async fn fire(
    State(console): State<Arc<Console>>,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let missing = || {
        let specs = console.specs.iter();
        let names: Vec<_> = specs.flat_map(|f| &f.schedules).map(|s| s.name.as_str()).collect();
        let there = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        Problem::not_found(format!("there is no schedule {name}; there are: {there}"))
    };
    let (spec, schedule) = schedule::find(&console.specs, &name).ok_or_else(missing)?;
    let function = console.functions.get(&spec.binary).ok_or_else(missing)?;
    let event = schedule::event(schedule, console.clock.now());
    match function.invoke(Bytes::from(event)).await {
        Ok(answer) => Ok(([("content-type", "application/json")], answer).into_response()),
        Err(fault) => Err(Problem {
            status: StatusCode::BAD_GATEWAY,
            kind: "schedule-failed",
            detail: format!("{} gave no answer: {fault:?}", spec.binary),
        }),
    }
}
