//! The members of an organisation with what each used, as JSON in pages or as a table.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Json as Answer, Response};
use serde::{Deserialize, Serialize};
use shared::app::{App, During};
use shared::domain::id::AccountId;
use shared::domain::member::Member;
use shared::http::caller::Caller;
use shared::http::path::Account;
use shared::http::problem::Problem;
use shared::http::query::{Query, after, at_most};

use super::must_be_organisation;
use super::table;
use super::view::{MemberView, Told};

/// Which members, and how.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
pub struct ListQuery {
    /// The `next` of the page before.
    pub cursor: Option<String>,
    /// How many on a page, 1 to 100; 20 if not given. A table has up to 5,000 and takes no limit.
    pub limit: Option<u16>,
    /// `json`, or `csv` for a table of who used how much; `json` if not given.
    pub format: Option<String>,
}

/// A page of members.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MembersView {
    /// In the order of their names.
    pub members: Vec<MemberView>,
    /// The `cursor` of the next page; absent on the last.
    pub next: Option<String>,
}

#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/v1/accounts/{account}/members", operation_id = "members",
    tag = "members",
    summary = "Everybody on record, removed ones too, with their caps and what they used",
    params(("account" = String, Path, description = "`org:<id>`"), ListQuery),
    responses(
        (status = 200, content(
            (MembersView = "application/json"),
            (String = "text/csv"),
        ), description = "A table names the next one, if there is one, in `Link`"),
        (status = "4XX", description = "A problem"),
    ),
))]
/// `GET …/members`
pub async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    during: During,
    Account(organisation): Account,
    Query(query): Query<ListQuery>,
) -> Result<Response, Problem> {
    app.may_audit(&caller, &organisation, &during).await?;
    must_be_organisation(&organisation)?;
    let after = after(query.cursor.as_deref(), |text| AccountId::parse(text).ok())?;
    match (query.format.as_deref().unwrap_or("json"), query.limit) {
        ("json", limit) => {
            let limit = at_most(limit, "limit")?;
            let (found, next) = page(&app, &organisation, after, usize::from(limit)).await?;
            let account = app.account(&organisation, &during).await?;
            let told = Told { account: &account, catalog: app.catalog(), now: during.at };
            let members = found.iter().map(|member| told.member(member)).collect();
            let next = next.map(|next| next.to_string());
            Ok(Answer(MembersView { members, next }).into_response())
        }
        ("csv", None) => {
            let (found, next) = page(&app, &organisation, after, table::ROWS).await?;
            let account = app.account(&organisation, &during).await?;
            let told = Told { account: &account, catalog: app.catalog(), now: during.at };
            table::answer(&told, &found, next.as_ref())
        }
        ("csv", Some(_)) => Err(Problem::invalid("limit", "a table takes none")),
        _ => Err(Problem::invalid("format", "must be `json` or `csv`")),
    }
}

/// Up to so many members, read in as many steps as it takes.
async fn page(
    app: &App,
    organisation: &AccountId,
    mut after: Option<AccountId>,
    most: usize,
) -> Result<(Vec<Member>, Option<AccountId>), Problem> {
    let mut found = Vec::new();
    loop {
        let left = most.saturating_sub(found.len());
        let step = u16::try_from(left.min(table::STEP)).unwrap_or(1);
        let page = app.store().members(organisation, after.as_ref(), step).await;
        let page = page.map_err(|fault| App::fault(&fault))?;
        found.extend(page.items);
        after = page.next;
        if after.is_none() || found.len() >= most {
            return Ok((found, after));
        }
    }
}
