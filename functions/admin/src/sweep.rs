//! How far the sweep is, and what it found last.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json as Answer;
use serde::{Deserialize, Serialize};
use shared::app::{App, During};
use shared::http::caller::Caller;
use shared::http::problem::{Kind, Problem};

use super::Admin;

/// How far the sweep is.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SweepView {
    /// Everything that happened at Stripe before this moment was looked at, RFC 3339 in UTC; absent
    /// before the first sweep.
    pub since: Option<String>,
    /// Whether a sweep was cut short and the next one goes on where it stopped.
    pub unfinished: bool,
    /// What the last sweep came to that repaired something, or found what it could not process.
    pub report: Option<SweepReport>,
}

/// What one sweep came to.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SweepReport {
    /// The moment by which it went.
    pub time: String,
    /// How many events it looked at.
    pub looked: u64,
    /// How many of them had effects that were missing and are there now.
    pub repaired: u64,
    /// How many could not be processed.
    pub failed: u64,
    /// How many orders it asked Stripe about.
    pub orders: u64,
    /// What was repaired, by id, up to 100.
    pub repaired_ids: Vec<String>,
    /// What could not be processed, by id, up to 100.
    pub failed_ids: Vec<String>,
}

#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/v1/sweep", operation_id = "sweep",
    tag = "admin",
    summary = "How far the sweep of Stripe's events is, and what it repaired last",
    responses((status = 200, body = SweepView), (status = "4XX", description = "A problem")),
))]
/// `GET /v1/sweep`
pub async fn show(
    State(admin): State<Arc<Admin>>,
    caller: Caller,
    _: During,
) -> Result<Answer<SweepView>, Problem> {
    caller.may_administer()?;
    let mark = admin.events.app.store().sweep_mark().await;
    let mark = mark.map_err(|fault| App::fault(&fault))?;
    let report = mark.as_ref().and_then(|mark| mark.report.as_deref());
    let report = report.map(serde_json::from_str).transpose();
    Ok(Answer(SweepView {
        since: mark.as_ref().map(|mark| mark.since.to_string()),
        unfinished: mark.as_ref().is_some_and(|mark| mark.place.is_some()),
        report: report.map_err(|_| Problem::new(Kind::Internal))?,
    }))
}
