//! Why an account may use a feature, or may not: now, or at a moment that has passed.

mod past;
pub mod view;

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json as Answer;
use serde::Deserialize;
use shared::app::{App, During};
use shared::domain::account::Account as Document;
use shared::domain::amount::Quantity;
use shared::domain::entry::Entry;
use shared::domain::explain;
use shared::domain::explain::moved::moved;
use shared::domain::id::FeatureId;
use shared::domain::moment::Moment;
use shared::http::amount::quantity;
use shared::http::caller::Caller;
use shared::http::path::{Account, Params};
use shared::http::problem::{Kind, Problem};
use shared::http::query::{Query, at_most};

use view::ExplainView;

/// Among so many of the newest entries those that moved the feature are looked for, and so far back
/// a moment can be explained.
const WINDOW: u16 = 1_000;

/// So many entries are read at once.
const PAGE: u16 = 200;

/// No more than so many reads, however large the entries are: a page ends at 1 MB.
const MAX_READS: usize = 20;

/// What is to be explained.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
pub struct ExplainQuery {
    /// How much would be used, 1 to 10^12; 1 if not given.
    pub amount: Option<i64>,
    /// The moment to explain, RFC 3339, not in the future; now if not given. It must lie within the
    /// account's last 1,000 entries.
    pub at: Option<String>,
    /// How many entries to show at most, 1 to 100; 20 if not given.
    pub entries: Option<u16>,
}

/// What was asked about.
struct Asked {
    feature: FeatureId,
    requested: Quantity,
    /// So many entries at most.
    most: usize,
}

/// An account as it stands at a moment, and the newest entries up to it, newest first.
struct Standing {
    account: Document,
    at: Moment,
    entries: Vec<Entry>,
}

#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/v1/accounts/{account}/explain/{feature}", operation_id = "explain",
    tag = "usage",
    summary = "Why so much of a feature may be used or not: what is drawn from what, what is \
        missing, what would help, and the entries behind it; also for a moment that has passed",
    params(
        ("account" = String, Path, description = "`user:<subject>`, `org:<id>` or `me`"),
        ("feature" = String, Path, description = "A feature of the catalog, or one that was"),
        ExplainQuery,
    ),
    responses((status = 200, body = ExplainView), (status = "4XX", description = "A problem")),
))]
/// `GET /v1/accounts/{account}/explain/{feature}`
pub async fn explain(
    State(app): State<Arc<App>>,
    caller: Caller,
    during: During,
    Account(id): Account,
    params: Params,
    Query(query): Query<ExplainQuery>,
) -> Result<Answer<ExplainView>, Problem> {
    app.may_audit(&caller, &id, &during).await?;
    let feature = FeatureId::parse(params.get("feature")?);
    let feature = feature.map_err(|_| Problem::new(Kind::UnknownFeature))?;
    let requested = quantity(query.amount.unwrap_or(1), "amount")?;
    let asked = Asked { feature, requested, most: usize::from(at_most(query.entries, "entries")?) };
    let standing = match query.at.as_deref() {
        None => {
            let account = app.account(&id, &during).await?;
            latest(&app, account, during.at, &asked).await?
        }
        Some(text) => {
            let at = past::moment(text, during.at)?;
            past::past(&app, &during, &id, at, &asked).await?
        }
    };
    Ok(Answer(explained(&app, &standing, &asked)))
}

fn explained(app: &App, standing: &Standing, asked: &Asked) -> ExplainView {
    let Standing { account, at, entries } = standing;
    let catalog = app.catalog();
    let explanation = explain::explain(account, catalog, &asked.feature, asked.requested, *at);
    let moved = moved(&asked.feature, &account.grants, entries, asked.most);
    let known = catalog.feature(&asked.feature);
    ExplainView::of(account, &asked.feature, known, *at, &explanation, &moved)
}

/// An account that nothing happened to since, with as many entries as are needed to show those of
/// the feature.
async fn latest(
    app: &App,
    account: Document,
    at: Moment,
    asked: &Asked,
) -> Result<Standing, Problem> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut before = Some(account.version.saturating_add(1));
    for _ in 0..MAX_READS {
        let page = app.store().ledger(&account.id, before, PAGE).await;
        let page = page.map_err(|fault| App::fault(&fault))?;
        entries.extend(page.entries);
        before = page.next;
        let found = moved(&asked.feature, &account.grants, &entries, asked.most).len();
        if before.is_none() || entries.len() >= usize::from(WINDOW) || found >= asked.most {
            break;
        }
    }
    Ok(Standing { account, at, entries })
}
