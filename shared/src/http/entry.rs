//! What an operation answers with, now and whenever it is asked again.

use axum::http::HeaderName;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::domain::entry::{Entry, Outcome};
use crate::http::amount::number;

/// Says that this is the first answer again.
pub const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// The receipt of an operation.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReceiptView {
    /// The account whose ledger took the entry.
    pub account: String,
    /// The entry's number in that ledger.
    pub seq: u64,
    /// When it was decided, RFC 3339 in UTC.
    pub at: String,
    /// What caused it: `consume`, `record` and so on.
    pub kind: &'static str,
    /// The session that the use belongs to.
    pub session: Option<String>,
    /// The member of the organisation who used its pool.
    pub member: Option<String>,
    /// The caller's own reference.
    pub reference: Option<String>,
    /// What became of each feature.
    pub outcome: Vec<OutcomeView>,
}

/// What an operation did to one feature.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OutcomeView {
    /// The feature's id.
    pub feature: String,
    /// How much was used, held, released, given or taken; -1 is unlimited.
    pub amount: i64,
    /// How much of a use was beyond what was there, or of a return is owed.
    pub short: u64,
    /// What could be used right afterwards; -1 is unlimited.
    pub available: i64,
}

impl ReceiptView {
    /// The receipt that an entry is.
    pub fn of(entry: &Entry) -> Self {
        Self {
            account: entry.account.to_string(),
            seq: entry.seq,
            at: entry.at.to_string(),
            kind: entry.kind.as_str(),
            session: entry.note.session.as_ref().map(ToString::to_string),
            member: entry.note.member.as_ref().map(ToString::to_string),
            reference: entry.note.reference.as_ref().map(ToString::to_string),
            outcome: entry.answer.iter().map(OutcomeView::of).collect(),
        }
    }
}

impl OutcomeView {
    /// One line of an entry's answer.
    pub fn of(outcome: &Outcome) -> Self {
        Self {
            feature: outcome.feature.to_string(),
            amount: number(outcome.amount),
            short: outcome.short,
            available: number(outcome.available),
        }
    }
}

/// Marks an answer as the first one again, where it is.
pub fn told(body: impl IntoResponse, replayed: bool) -> Response {
    if replayed { ([(REPLAYED, "true")], body).into_response() } else { body.into_response() }
}
