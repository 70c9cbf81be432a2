//! The proof: rebuilds the account from its ledger and compares.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json as Answer;
use serde::Serialize;
use shared::app::{App, During};
use shared::domain::verify;
use shared::domain::world::Name;
use shared::http::caller::Caller;
use shared::http::metering;
use shared::http::path::Account;
use shared::http::problem::{Kind, Problem};
use shared::http::telemetry::pseudonym;

/// What the ledger proves.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VerifyView {
    /// Whether every entry is there, the chain holds and the ledger gives the stored account.
    pub ok: bool,
    /// How many entries the account says it has.
    pub entries: u64,
    /// The hash of the last entry.
    pub head: String,
    /// What does not fit, where something does not.
    pub flaw: Option<String>,
}

#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/v1/accounts/{account}/verify", operation_id = "verify",
    tag = "usage",
    summary = "Fold the whole ledger from nothing and compare it with the stored balances",
    params(("account" = String, Path, description = "`user:<subject>`, `org:<id>` or `me`")),
    responses((status = 200, body = VerifyView), (status = "4XX", description = "A problem")),
))]
/// `GET /v1/accounts/{account}/verify`
pub async fn verify(
    State(app): State<Arc<App>>,
    caller: Caller,
    during: During,
    Account(id): Account,
) -> Result<Answer<VerifyView>, Problem> {
    caller.may_audit(id.as_str())?;
    let world = app.read(&[Name::Account(id.clone())], &during).await?;
    let account = world.account(&id).ok_or(Problem::new(Kind::NotFound))?;
    let history = app.store().history(&id, account.version).await;
    let history = history.map_err(|fault| App::fault(&fault))?;
    let flaw = verify::verify(Some(account), &history.entries).err().map(|flaw| {
        metering::verify_failed();
        // As in the line of the request: a provider's subject may be an address.
        let subject = pseudonym(id.as_str());
        tracing::error!(subject, flaw = shared::app::chain(&flaw), "verify failed");
        shared::app::chain(&flaw)
    });
    Ok(Answer(VerifyView {
        ok: flaw.is_none(),
        entries: account.version,
        head: account.head.to_string(),
        flaw,
    }))
}
