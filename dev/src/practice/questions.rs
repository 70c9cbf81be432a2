//! Questions and answers: everybody reads theirs, a bought generation adds some, and a switch lets them be changed.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use http::{HeaderMap, StatusCode};
use ring::digest::{SHA256, digest};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::api::Named;
use super::people::{MADE, Pair};
use super::refusal::Refusal;
use super::routes::Practice;
use crate::kept::hex;

/// What a generation costs one of.
const GENERATOR: &str = "qa_generator";
/// What lets questions be changed.
const MANAGEMENT: &str = "qa_management";
/// The longest topic, and the longest question or answer, in characters.
const LONGEST_TOPIC: usize = 80;
const LONGEST_TEXT: usize = 500;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Topic {
    topic: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    question: String,
    answer: String,
}

/// `GET /demo/api/questions`
pub async fn list(
    State(practice): State<Arc<Practice>>,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    let account = practice.api.account(&headers).await?;
    let listed = practice.people.with(&account, |person| person.questions().to_vec());
    Ok(Json(json!({ "questions": listed })))
}

/// `POST /demo/api/questions/generate`
pub async fn generate(
    State(practice): State<Arc<Practice>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    let account = practice.api.account(&headers).await?;
    let topic = text(&read::<Topic>(&body)?.topic, "topic", LONGEST_TOPIC)?;
    // The service key's names are for all people together: the account is part of the name, so that
    // nobody can name what somebody else bought.
    let name = headers.get("idempotency-key").map(|key| {
        let own = [account.as_bytes(), b"\n", key.as_bytes()].concat();
        hex(digest(&SHA256, &own).as_ref())
    });
    let before = practice.people.with(&account, |person| {
        let made = name.as_deref().and_then(|name| person.made(name));
        if made.is_none() && !person.has_room(MADE) { Err(full()) } else { Ok(made) }
    })?;
    if let Some(made) = before {
        return Ok(Json(json!({ "questions": made, "replayed": true })));
    }
    let used = practice.api.uses(&account, GENERATOR, Named::Key(name.as_deref())).await?;
    let name = name.unwrap_or_default();
    let made = practice.people.with(&account, |person| person.make(&name, about(&topic)));
    Ok(Json(json!({ "questions": made, "replayed": used.replayed })))
}

/// `POST /demo/api/questions`
pub async fn add(
    State(practice): State<Arc<Practice>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(StatusCode, Json<Pair>), Refusal> {
    let account = may_change(&practice, &headers).await?;
    let (question, answer) = texts(&body)?;
    let added = practice.people.with(&account, |person| person.add(question, answer));
    Ok((StatusCode::CREATED, Json(added.ok_or_else(full)?)))
}

/// `PUT /demo/api/questions/{id}`
pub async fn change(
    State(practice): State<Arc<Practice>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Pair>, Refusal> {
    let account = may_change(&practice, &headers).await?;
    let (question, answer) = texts(&body)?;
    let changed = practice.people.with(&account, |person| person.change(&id, question, answer));
    changed.map(Json).ok_or_else(|| Refusal::missing("question"))
}

/// `DELETE /demo/api/questions/{id}`
pub async fn remove(
    State(practice): State<Arc<Practice>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Refusal> {
    let account = may_change(&practice, &headers).await?;
    let there = practice.people.with(&account, |person| person.remove(&id));
    if there { Ok(StatusCode::NO_CONTENT) } else { Err(Refusal::missing("question")) }
}

/// The account, where it has the switch.
async fn may_change(practice: &Practice, headers: &HeaderMap) -> Result<String, Refusal> {
    let account = practice.api.account(headers).await?;
    match practice.api.refuses(&account, MANAGEMENT).await? {
        Some(check) => Err(Refusal::not_included(&check)),
        None => Ok(account),
    }
}

fn full() -> Refusal {
    Refusal::own(StatusCode::CONFLICT, "full", "There are 100 questions already; delete some.")
}

fn texts(body: &[u8]) -> Result<(String, String), Refusal> {
    let sent: Texts = read(body)?;
    let question = text(&sent.question, "question", LONGEST_TEXT)?;
    Ok((question, text(&sent.answer, "answer", LONGEST_TEXT)?))
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|error| Refusal::unfit(&format!("The body: {error}.")))
}

fn text(sent: &str, name: &str, longest: usize) -> Result<String, Refusal> {
    let sent = sent.trim();
    if (1..=longest).contains(&sent.chars().count()) {
        return Ok(sent.to_owned());
    }
    Err(Refusal::unfit(&format!("{name} has 1 to {longest} characters.")))
}

/// What a real product would ask a model for.
fn about(topic: &str) -> [(String, String); MADE] {
    [
        (
            format!("How would you explain {topic} to a newcomer?"),
            format!("Begin with what {topic} is for, then one example, then where it ends."),
        ),
        (
            format!("Where did {topic} go wrong for you, and what did you do?"),
            "The situation in a sentence, what you did yourself, and what changed after."
                .to_owned(),
        ),
        (
            format!("What would you do first to get better at {topic}?"),
            "One step for this week, and how you would know that it helped.".to_owned(),
        ),
    ]
}
