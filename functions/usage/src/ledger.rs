//! The ledger of an account, newest first: what was bought, used, taken back and corrected.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json as Answer;
use serde::Serialize;
use shared::app::{App, During};
use shared::domain::canonical;
use shared::domain::entry::Entry;
use shared::http::caller::Caller;
use shared::http::entry::OutcomeView;
use shared::http::path::Account;
use shared::http::problem::Problem;
use shared::http::query::{PageQuery, Query};

/// A page of entries.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LedgerView {
    /// The newest first.
    pub entries: Vec<EntryView>,
    /// The `cursor` of the next page; absent on the last.
    pub next: Option<String>,
}

/// One entry of the ledger.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EntryView {
    /// Its number, gapless from 1.
    pub seq: u64,
    /// When it was decided, RFC 3339 in UTC.
    pub at: String,
    /// `open`, `consume`, `record`, `fulfil`, `reverse` or `adjust`.
    pub kind: &'static str,
    /// Whose operation it was: `user`, `service`, `stripe` or `house`.
    pub scope: &'static str,
    /// Who within that scope.
    pub principal: String,
    /// The session that a use belongs to.
    pub session: Option<String>,
    /// The member of the organisation who used its pool.
    pub member: Option<String>,
    /// The caller's own reference; of a payment, our purchase.
    pub reference: Option<String>,
    /// Why a person corrected.
    pub reason: Option<String>,
    /// What became of each feature.
    pub outcome: Vec<OutcomeView>,
    /// The hash of the entry before.
    pub prev: String,
    /// SHA-256 of `canonical`.
    pub hash: String,
    /// The stored text, with every posting: whoever hashes it proves the chain.
    pub canonical: String,
}

impl EntryView {
    fn of(entry: &Entry) -> Self {
        Self {
            seq: entry.seq,
            at: entry.at.to_string(),
            kind: entry.kind.as_str(),
            scope: entry.operation.scope.as_str(),
            principal: entry.operation.principal.clone(),
            session: entry.note.session.as_ref().map(ToString::to_string),
            member: entry.note.member.as_ref().map(ToString::to_string),
            reference: entry.note.reference.as_ref().map(ToString::to_string),
            reason: entry.note.reason.as_ref().map(ToString::to_string),
            outcome: entry.answer.iter().map(OutcomeView::of).collect(),
            prev: entry.prev.to_string(),
            hash: entry.hash().to_string(),
            canonical: canonical::write(entry),
        }
    }
}

#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/v1/accounts/{account}/ledger", operation_id = "ledger",
    tag = "usage",
    summary = "Every change of the account, newest first",
    params(
        ("account" = String, Path, description = "`user:<subject>`, `org:<id>` or `me`"),
        PageQuery,
    ),
    responses((status = 200, body = LedgerView), (status = "4XX", description = "A problem")),
))]
/// `GET /v1/accounts/{account}/ledger`
pub async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    during: During,
    Account(id): Account,
    Query(page): Query<PageQuery>,
) -> Result<Answer<LedgerView>, Problem> {
    app.may_audit(&caller, &id, &during).await?;
    let before = page.after(|text| text.parse().ok())?;
    let found = app.store().ledger(&id, before, page.limit()?).await;
    let found = found.map_err(|fault| App::fault(&fault))?;
    let entries = found.entries.iter().map(EntryView::of).collect();
    Ok(Answer(LedgerView { entries, next: found.next.map(|seq| seq.to_string()) }))
}
