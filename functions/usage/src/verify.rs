//! The proof: rebuilds the account from its ledger and compares.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json as Answer;
use serde::Serialize;
use shared::app::{App, During, chain};
use shared::domain::entry::Entry;
use shared::domain::id::AccountId;
use shared::domain::member::Member;
use shared::domain::verify::{self, used_by_members, verify_member};
use shared::domain::world::Name;
use shared::http::caller::Caller;
use shared::http::metering;
use shared::http::path::Account;
use shared::http::problem::{Kind, Problem};
use shared::http::telemetry::pseudonym;

/// So many members are read at once.
const PAGE: u16 = 1000;

/// What the ledger proves.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VerifyView {
    /// Whether every entry is there, the chain holds, the ledger gives the stored account, and for an
    /// organisation what each member's record says they used.
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
    app.may_audit(&caller, &id, &during).await?;
    let world = app.read(&[Name::Account(id.clone())], &during).await?;
    let account = world.account(&id).ok_or(Problem::new(Kind::NotFound))?;
    let history = app.store().history(&id, account.version).await;
    let history = history.map_err(|fault| App::fault(&fault))?;
    let flaw = verify::verify(Some(account), &history.entries).err().map(|flaw| chain(&flaw));
    let flaw = match flaw {
        None => members(&app, &id, &history.entries, account.version, &during).await?,
        flaw => flaw,
    };
    if let Some(flaw) = &flaw {
        metering::verify_failed();
        // As in the line of the request: a provider's subject may be an address.
        let subject = pseudonym(id.as_str());
        tracing::error!(subject, flaw, "verify failed");
    }
    Ok(Answer(VerifyView {
        ok: flaw.is_none(),
        entries: account.version,
        head: account.head.to_string(),
        flaw,
    }))
}

/// What is wrong with an organisation's records of its members. They are read after the ledger, and so
/// never older than it.
async fn members(
    app: &App,
    account: &AccountId,
    entries: &[Entry],
    version: u64,
    during: &During,
) -> Result<Option<String>, Problem> {
    if !account.is_organisation() {
        return Ok(None);
    }
    let mut used = used_by_members(entries);
    let mut after = None;
    loop {
        let page = app.store().members(account, after.as_ref(), PAGE).await;
        let page = page.map_err(|fault| App::fault(&fault))?;
        for member in &page.items {
            let lines = used.remove(&member.user).unwrap_or_default();
            if let Err(flaw) = verify_member(member, &lines, version) {
                return Ok(Some(chain(&flaw)));
            }
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    // Of whom there is no record: it may have been written since its page was read.
    for (user, lines) in used {
        let found = app.member(account, &user, during).await?;
        let found = found.unwrap_or_else(|| Member::unseen(account.clone(), user));
        if let Err(flaw) = verify_member(&found, &lines, version) {
            return Ok(Some(chain(&flaw)));
        }
    }
    Ok(None)
}
