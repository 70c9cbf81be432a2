//! Holds: set aside for a session that lasts, then settled with the real amount or released.

pub mod view;

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Json as Answer, Response};
use serde::Deserialize;
use shared::app::{App, During};
use shared::domain::amount::MAX_QUANTITY;
use shared::domain::command::{Actual, Command, EndHold, Ending, Reserve};
use shared::domain::decide;
use shared::domain::decide::end_hold::had_expired;
use shared::domain::hold::{HoldId, MAX_SECONDS};
use shared::http::body::Json;
use shared::http::body::object::objects;
use shared::http::caller::Caller;
use shared::http::entry::{ReceiptView, told};
use shared::http::idempotency::IdempotencyKey;
use shared::http::path::{Account, Params};
use shared::http::problem::{Kind, Problem};

use crate::holds::view::{EndView, HoldView, HoldsView, LiveHoldView};
use crate::spend::{SpendBody, UseBody, features, spend};

/// How long a hold lasts that does not say so, in seconds.
const SECONDS: u32 = 3600;

/// What is set aside.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HoldBody {
    /// 1 to 20 features, each once.
    #[serde(deserialize_with = "objects")]
    pub uses: Vec<UseBody>,
    /// After how many seconds nothing is held any more, 1 to 604800; 3600 if not given.
    pub expires_in: Option<i64>,
    /// Names the hold: the same features are never held twice for one session, whatever the
    /// `Idempotency-Key`. 1–255 bytes.
    pub session: Option<String>,
    /// The member of the organisation who holds of its pool, `user:<subject>`: within their caps, and
    /// counted for them when it is settled. For `org:…` accounts alone.
    pub member: Option<String>,
    /// The caller's own reference, kept in the ledger. 1–255 bytes.
    pub reference: Option<String>,
}

/// What was really used.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SettleBody {
    /// 1 to 20 features, each once, with 0 to 10^12 of each. What is held and not named here was not
    /// used.
    #[serde(deserialize_with = "objects")]
    pub uses: Vec<UseBody>,
}

#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/v1/accounts/{account}/holds", operation_id = "hold",
    tag = "credits",
    summary = "Set features aside, all or nothing, until they are settled, released or expire",
    params(
        ("account" = String, Path, description = "`user:<subject>` or `org:<id>`"),
        ("Idempotency-Key" = Option<String>, Header, description = "Needed without a `session`"),
    ),
    request_body = HoldBody,
    responses(
        (status = 201, body = HoldView, description = "Held"),
        (status = 200, body = HoldView, description = "A repeat: the first answer again"),
        (status = 402, description = "Not enough, `offers` says what would help; or a member's cap is reached. Nothing is held"),
        (status = 403, description = "Not for this caller, or the organisation has removed the member"),
        (status = 409, description = "The account has as many live holds as it may have"),
        (status = 422, description = "The key or session was used for another request"),
        (status = "4XX", description = "A problem"),
    ),
))]
/// `POST …/holds`
pub async fn hold(
    State(app): State<Arc<App>>,
    caller: Caller,
    during: During,
    account: Account,
    key: Option<IdempotencyKey>,
    Json(body): Json<HoldBody>,
) -> Result<Response, Problem> {
    let HoldBody { uses, expires_in, session, member, reference } = body;
    let seconds = expires_in.map_or(Ok(SECONDS), seconds);
    let spend =
        spend("hold", &caller, account, key, SpendBody { uses, session, member, reference })?;
    let reserve = Reserve { spend, seconds: seconds? };
    let performed = app.perform(Command::Hold(reserve), &during).await?;
    let decide::Answer::Entry(entry) = &performed.answer else {
        return Err(Problem::new(Kind::Internal));
    };
    let status = if performed.replayed { StatusCode::OK } else { StatusCode::CREATED };
    Ok(told((status, Answer(HoldView::of(entry)?)), performed.replayed))
}

fn seconds(number: i64) -> Result<u32, Problem> {
    let seconds = u32::try_from(number).ok().filter(|it| (1..=MAX_SECONDS).contains(it));
    let wrong = || Problem::invalid("/expires_in", format!("must be 1 to {MAX_SECONDS} seconds"));
    seconds.ok_or_else(wrong)
}

#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/v1/accounts/{account}/holds/{hold}/settle", operation_id = "settle",
    tag = "credits",
    summary = "End a hold with what was really used, once for ever; never refused for a limit",
    params(
        ("account" = String, Path, description = "`user:<subject>` or `org:<id>`"),
        ("hold" = String, Path, description = "The hold's name"),
        ("Idempotency-Key" = Option<String>, Header, description = "Not needed: the hold names it"),
    ),
    request_body = SettleBody,
    responses(
        (status = 200, body = EndView, description = "Settled; `short` is what nothing covered"),
        (status = 409, description = "It was settled with other amounts, or released"),
        (status = "4XX", description = "A problem"),
    ),
))]
/// `POST …/holds/{hold}/settle`
pub async fn settle(
    State(app): State<Arc<App>>,
    caller: Caller,
    during: During,
    Account(account): Account,
    params: Params,
    _: Option<IdempotencyKey>,
    Json(body): Json<SettleBody>,
) -> Result<Response, Problem> {
    caller.may_spend(account.as_str())?;
    let wrong = "must be a whole number from 0 to 10^12";
    let amount = |number: i64, pointer: &str| {
        let units = u64::try_from(number).ok().filter(|units| *units <= MAX_QUANTITY);
        units.ok_or_else(|| Problem::invalid(pointer, wrong))
    };
    let actuals = features(&body.uses, amount)?;
    let actuals = actuals.into_iter().map(|(feature, amount)| Actual { feature, amount });
    let how = Ending::Settle(actuals.collect());
    end(&app, EndHold { account, hold: named(&params)?, how }, &during).await
}

#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/v1/accounts/{account}/holds/{hold}/release", operation_id = "release",
    tag = "credits",
    summary = "End a hold of which nothing was used, once for ever",
    params(
        ("account" = String, Path, description = "`user:<subject>` or `org:<id>`"),
        ("hold" = String, Path, description = "The hold's name"),
        ("Idempotency-Key" = Option<String>, Header, description = "Not needed: the hold names it"),
    ),
    responses(
        (status = 200, body = EndView, description = "Released; no body is needed"),
        (status = 409, description = "It was settled"),
        (status = "4XX", description = "A problem"),
    ),
))]
/// `POST …/holds/{hold}/release`
pub async fn release(
    State(app): State<Arc<App>>,
    caller: Caller,
    during: During,
    Account(account): Account,
    params: Params,
    _: Option<IdempotencyKey>,
) -> Result<Response, Problem> {
    caller.may_spend(account.as_str())?;
    let how = Ending::Release;
    end(&app, EndHold { account, hold: named(&params)?, how }, &during).await
}

/// What is no name of a hold names none.
fn named(params: &Params) -> Result<HoldId, Problem> {
    HoldId::parse(params.get("hold")?).ok_or_else(|| Problem::new(Kind::NotFound))
}

async fn end(app: &App, end: EndHold, during: &During) -> Result<Response, Problem> {
    let hold = end.hold.to_string();
    let performed = app.perform(Command::EndHold(end), during).await?;
    let decide::Answer::Entry(entry) = &performed.answer else {
        return Err(Problem::new(Kind::Internal));
    };
    let (expired, receipt) = (had_expired(entry), ReceiptView::of(entry));
    Ok(told(Answer(EndView { hold, expired, receipt }), performed.replayed))
}

#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/v1/accounts/{account}/holds", operation_id = "holds",
    tag = "credits",
    summary = "The live holds of an account",
    params(("account" = String, Path, description = "`user:<subject>`, `org:<id>` or `me`")),
    responses((status = 200, body = HoldsView), (status = "4XX", description = "A problem")),
))]
/// `GET …/holds`
pub async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    during: During,
    Account(id): Account,
) -> Result<Answer<HoldsView>, Problem> {
    app.may_read(&caller, &id, &during).await?;
    let account = app.account(&id, &during).await?;
    let live = account.holds.iter().filter(|hold| hold.is_live(during.at));
    let holds = live.map(|hold| LiveHoldView::of(hold, &account)).collect();
    Ok(Answer(HoldsView { account: id.to_string(), holds }))
}
