//! A correction by hand: gives or takes, and says why and by whose key.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{Json as Answer, Response};
use serde::{Deserialize, Serialize};
use shared::app::During;
use shared::domain::amount::{Amount, Quantity};
use shared::domain::command::{Adjust, Adjustment, Command};
use shared::domain::decide;
use shared::domain::entry::{Entry, Note};
use shared::domain::id::{FeatureId, Label};
use shared::domain::moment::Moment;
use shared::domain::operation::{OperationId, Scope};
use shared::domain::world::{Item, Name};
use shared::http::body::Json;
use shared::http::caller::Caller;
use shared::http::entry::{ReceiptView, told};
use shared::http::idempotency::IdempotencyKey;
use shared::http::path::Account;
use shared::http::problem::{Kind, Problem};

use super::Admin;

/// What is corrected, and why.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AdjustmentBody {
    /// The feature's id.
    pub feature: String,
    /// How much: above 0 gives, below 0 takes from what was granted; 1 to 10^12 either way. -1 takes
    /// one. Not together with `unlimited`.
    pub amount: Option<i64>,
    /// `true` gives without a limit, in place of an `amount`; so a switch is turned on.
    pub unlimited: Option<bool>,
    /// Why, for the ledger. 1–255 bytes.
    pub reason: String,
    /// Until when what is given holds, RFC 3339 in the future; for good if not given.
    pub expires_at: Option<String>,
}

/// The receipt of a correction.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AdjustmentView {
    /// Why.
    pub reason: Option<String>,
    /// By whose key: `key:` and its id.
    pub actor: String,
    /// The entry.
    #[serde(flatten)]
    pub receipt: ReceiptView,
}

impl AdjustmentView {
    fn of(entry: &Entry) -> Self {
        Self {
            reason: entry.note.reason.as_ref().map(ToString::to_string),
            actor: entry.operation.principal.clone(),
            receipt: ReceiptView::of(entry),
        }
    }
}

#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/v1/accounts/{account}/adjustments", operation_id = "adjust",
    tag = "admin",
    summary = "Correct a balance by hand, with the reason, once for ever",
    params(
        ("account" = String, Path, description = "`user:<subject>` or `org:<id>`"),
        ("Idempotency-Key" = String, Header, description = "Names the correction"),
    ),
    request_body = AdjustmentBody,
    responses(
        (status = 200, body = AdjustmentView, description = "Done; a repeat gets this answer again"),
        (status = 402, description = "Less was granted and is left than is to be taken: nothing was"),
        (status = 422, description = "The key was used for another request"),
        (status = "4XX", description = "A problem"),
    ),
))]
/// `POST …/adjustments`
pub async fn adjust(
    State(admin): State<Arc<Admin>>,
    caller: Caller,
    during: During,
    Account(account): Account,
    key: IdempotencyKey,
    Json(body): Json<AdjustmentBody>,
) -> Result<Response, Problem> {
    caller.may_administer()?;
    let feature = FeatureId::parse(body.feature.as_str());
    let feature = feature.map_err(|error| Problem::invalid("/feature", error.to_string()))?;
    let by = by(&body)?;
    let reason = Label::parse(body.reason);
    let reason = reason.map_err(|error| Problem::invalid("/reason", error.to_string()))?;
    let (scope, principal) = caller.operation_scope();
    let scope = Scope::parse(scope).ok_or(Problem::new(Kind::Internal))?;
    let operation = OperationId::keyed(scope, &principal, key.as_str());
    let note = Note { reason: Some(reason), ..Note::default() };
    let adjust = Adjust { operation, account, feature, by, note };
    must_not_be_over(&admin, &adjust, &during).await?;
    let performed = admin.events.app.perform(Command::Adjust(adjust), &during).await?;
    let decide::Answer::Entry(entry) = &performed.answer else {
        return Err(Problem::new(Kind::Internal));
    };
    Ok(told(Answer(AdjustmentView::of(entry)), performed.replayed))
}

/// What the body gives or takes.
fn by(body: &AdjustmentBody) -> Result<Adjustment, Problem> {
    let expires = body.expires_at.as_deref().map(moment).transpose()?;
    let units = |number: i64| {
        let wrong = "must be a whole number from -10^12 to 10^12, and not 0";
        Quantity::new(number.unsigned_abs()).map_err(|_| Problem::invalid("/amount", wrong))
    };
    match (body.amount, body.unlimited.unwrap_or(false)) {
        (Some(_), true) => {
            Err(Problem::invalid("/unlimited", "does not go with `amount`: send one of them"))
        }
        (None, false) => {
            Err(Problem::invalid("/amount", "must be there where `unlimited` is not true"))
        }
        (None, true) => Ok(Adjustment::Give(Amount::Unlimited, expires)),
        (Some(number), false) if number >= 0 => {
            Ok(Adjustment::Give(Amount::from(units(number)?), expires))
        }
        (Some(number), false) => match expires {
            None => units(number).map(Adjustment::Take),
            Some(_) => Err(Problem::invalid("/expires_at", "is only for what is given")),
        },
    }
}

fn moment(text: &str) -> Result<Moment, Problem> {
    let wrong = "must be a moment as in RFC 3339, such as 2026-03-01T00:00:00Z";
    Moment::parse(text).ok_or_else(|| Problem::invalid("/expires_at", wrong))
}

/// What is given must not be over when it is given; but a repeat may come later than that, and gets
/// the first answer.
async fn must_not_be_over(admin: &Admin, adjust: &Adjust, during: &During) -> Result<(), Problem> {
    let Adjustment::Give(_, Some(expires)) = adjust.by else { return Ok(()) };
    if expires > during.at {
        return Ok(());
    }
    let receipt = Name::Receipt(adjust.account.clone(), adjust.operation.key());
    let world = admin.events.app.read(std::slice::from_ref(&receipt), during).await?;
    if let Some(Item::Entry(_)) = world.get(&receipt) {
        return Ok(());
    }
    let why = format!("must be in the future: it is {}", during.at);
    Err(Problem::invalid("/expires_at", why))
}
