//! Using features: before the fact, all or nothing, or after it, whatever is there.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{Json as Answer, Response};
use serde::Deserialize;
use shared::app::{App, During};
use shared::domain::command::{Command, Operations, Spend, Use};
use shared::domain::decide;
use shared::domain::entry::Note;
use shared::domain::id::{FeatureId, Label};
use shared::domain::operation::{OperationId, Scope};
use shared::http::amount::quantity;
use shared::http::body::Json;
use shared::http::body::object::objects;
use shared::http::caller::Caller;
use shared::http::entry::{ReceiptView, told};
use shared::http::idempotency::IdempotencyKey;
use shared::http::member::member;
use shared::http::path::Account;
use shared::http::problem::{Kind, Problem};

/// At most so many features in one use.
const MAX_USES: usize = 20;

/// What is used.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SpendBody {
    /// 1 to 20 features, each once.
    #[serde(deserialize_with = "objects")]
    pub uses: Vec<UseBody>,
    /// Names the use: the same features are never drawn twice for one session, whatever the
    /// `Idempotency-Key`. 1–255 bytes.
    pub session: Option<String>,
    /// The member of the organisation who uses its pool, `user:<subject>`: within their caps, and
    /// counted for them. For `org:…` accounts alone.
    pub member: Option<String>,
    /// The caller's own reference, kept in the ledger. 1–255 bytes.
    pub reference: Option<String>,
}

/// A use of one feature.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UseBody {
    /// The feature's id.
    pub feature: String,
    /// How much, 1 to 10^12; in a settlement also 0.
    pub amount: i64,
}

#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/v1/accounts/{account}/consume", operation_id = "consume",
    tag = "credits",
    summary = "Use features, all or nothing, never below zero, once for ever",
    params(
        ("account" = String, Path, description = "`user:<subject>` or `org:<id>`"),
        ("Idempotency-Key" = Option<String>, Header, description = "Needed without a `session`"),
    ),
    request_body = SpendBody,
    responses(
        (status = 200, body = ReceiptView, description = "Used; a repeat gets this answer again"),
        (status = 402, description = "Not enough, `offers` says what would help; or a member's cap is reached. Nothing was drawn"),
        (status = 403, description = "Not for this caller, or the organisation has removed the member"),
        (status = 422, description = "The key or session was used for another request"),
        (status = "4XX", description = "A problem"),
    ),
))]
/// `POST …/consume`
pub async fn consume(
    state: State<Arc<App>>,
    caller: Caller,
    during: During,
    account: Account,
    key: Option<IdempotencyKey>,
    Json(body): Json<SpendBody>,
) -> Result<Response, Problem> {
    let spend = spend("consume", &caller, account, key, body)?;
    perform(&state, Command::Consume(spend), &during).await
}

#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/v1/accounts/{account}/record", operation_id = "record",
    tag = "credits",
    summary = "Tell of use after the fact: draws what is there, keeps the rest as `short`",
    params(
        ("account" = String, Path, description = "`user:<subject>` or `org:<id>`"),
        ("Idempotency-Key" = Option<String>, Header, description = "Needed without a `session`"),
    ),
    request_body = SpendBody,
    responses(
        (status = 200, body = ReceiptView, description = "Noted; never refused for a limit"),
        (status = 422, description = "The key or session was used for another request"),
        (status = "4XX", description = "A problem"),
    ),
))]
/// `POST …/record`
pub async fn record(
    state: State<Arc<App>>,
    caller: Caller,
    during: During,
    account: Account,
    key: Option<IdempotencyKey>,
    Json(body): Json<SpendBody>,
) -> Result<Response, Problem> {
    let spend = spend("record", &caller, account, key, body)?;
    perform(&state, Command::Record(spend), &during).await
}

async fn perform(app: &App, command: Command, during: &During) -> Result<Response, Problem> {
    let performed = app.perform(command, during).await?;
    match &performed.answer {
        decide::Answer::Entry(entry) => {
            Ok(told(Answer(ReceiptView::of(entry)), performed.replayed))
        }
        decide::Answer::Purchase(_) | decide::Answer::Done => Err(Problem::new(Kind::Internal)),
    }
}

/// What a body asks for, under the names that its session or key gives it.
pub(crate) fn spend(
    verb: &str,
    caller: &Caller,
    Account(account): Account,
    key: Option<IdempotencyKey>,
    body: SpendBody,
) -> Result<Spend, Problem> {
    caller.may_spend(account.as_str())?;
    let uses = features(&body.uses, quantity)?;
    let uses: Vec<_> = uses.into_iter().map(|(feature, amount)| Use { feature, amount }).collect();
    let session = label(body.session, "/session")?;
    let reference = label(body.reference, "/reference")?;
    let member = body.member.map(|user| member(&account, &user, "/member")).transpose()?;
    let operations = operations(verb, caller, key, &uses, session.as_ref())?;
    Ok(Spend { operations, account, uses, note: Note { session, member, reference, reason: None } })
}

/// A session names the use of each feature; without one the caller's key names the whole.
fn operations(
    verb: &str,
    caller: &Caller,
    key: Option<IdempotencyKey>,
    uses: &[Use],
    session: Option<&Label>,
) -> Result<Operations, Problem> {
    let Some(session) = session else {
        let key = key.ok_or(Problem::new(Kind::IdempotencyKeyMissing))?;
        let (scope, principal) = caller.operation_scope();
        let scope = Scope::parse(scope).ok_or(Problem::new(Kind::Internal))?;
        let first = OperationId::keyed(scope, &principal, key.as_str());
        return Ok(Operations { first, others: Vec::new() });
    };
    let mut names: Vec<_> =
        uses.iter().map(|one| OperationId::of_session(verb, &one.feature, session)).collect();
    names.sort();
    let mut names = names.into_iter();
    let first = names.next().ok_or(Problem::new(Kind::Internal))?;
    Ok(Operations { first, others: names.collect() })
}

/// 1 to 20 features, each once, with as much of each as `amount` reads.
pub(crate) fn features<T>(
    bodies: &[UseBody],
    amount: impl Fn(i64, &str) -> Result<T, Problem>,
) -> Result<Vec<(FeatureId, T)>, Problem> {
    if bodies.is_empty() || bodies.len() > MAX_USES {
        return Err(Problem::invalid("/uses", format!("must hold 1 to {MAX_USES} features")));
    }
    let mut uses: Vec<(FeatureId, T)> = Vec::new();
    for (n, body) in bodies.iter().enumerate() {
        let pointer = format!("/uses/{n}/feature");
        let feature = FeatureId::parse(body.feature.as_str());
        let feature = feature.map_err(|error| Problem::invalid(&pointer, error.to_string()))?;
        if uses.iter().any(|(other, _)| *other == feature) {
            return Err(Problem::invalid(pointer, "stands here twice; add the amounts up"));
        }
        let amount = amount(body.amount, &format!("/uses/{n}/amount"))?;
        uses.push((feature, amount));
    }
    Ok(uses)
}

fn label(text: Option<String>, pointer: &str) -> Result<Option<Label>, Problem> {
    let parse =
        |text| Label::parse(text).map_err(|error| Problem::invalid(pointer, error.to_string()));
    text.map(parse).transpose()
}
