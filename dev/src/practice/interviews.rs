//! Interviews: the check before one begins, and one credit when it is finished, however often that is told.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use super::api::Named;
use super::refusal::Refusal;
use super::routes::Practice;
use crate::kept::random_hex;

/// What an interview costs one of.
const CREDIT: &str = "interview_credit";

/// What is asked in it.
const ASKED: [&str; 3] = [
    "Tell me about a time when something you had planned did not work out.",
    "How do you explain something difficult to somebody who is new to it?",
    "What would you like to be better at in a year?",
];

/// `POST /demo/api/interviews`
pub async fn begin(
    State(practice): State<Arc<Practice>>,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    let account = practice.api.account(&headers).await?;
    if let Some(check) = practice.api.refuses(&account, CREDIT).await? {
        return Err(Refusal::insufficient(&check));
    }
    let name = random_hex(16).map_err(|fault| {
        Refusal::own(StatusCode::INTERNAL_SERVER_ERROR, "no-name", &fault.told())
    })?;
    practice.people.with(&account, |person| person.begin(&name));
    Ok(Json(json!({ "interview": name, "questions": ASKED })))
}

/// `POST /demo/api/interviews/{id}/finish`
pub async fn finish(
    State(practice): State<Arc<Practice>>,
    Path(interview): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    let account = practice.api.account(&headers).await?;
    if !practice.people.with(&account, |person| person.has_begun(&interview)) {
        return Err(Refusal::missing("interview"));
    }
    let used = practice.api.uses(&account, CREDIT, Named::Session(&interview)).await?;
    Ok(Json(json!({ "seq": used.seq, "left": used.left, "replayed": used.replayed })))
}
