//! Purchases of an account, with what is left of each.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json as Answer;
use serde::Serialize;
use shared::app::{App, During};
use shared::domain::account::Account as Document;
use shared::domain::id::{AccountId, PurchaseId};
use shared::domain::world::Name;
use shared::http::caller::Caller;
use shared::http::path::{Account, Params};
use shared::http::problem::{Kind, Problem};
use shared::http::purchase::PurchaseView;
use shared::http::query::Query;

use super::PageQuery;

/// A page of purchases.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PurchasesView {
    /// The newest first.
    pub purchases: Vec<PurchaseView>,
    /// The `cursor` of the next page; absent on the last.
    pub next: Option<String>,
}

#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/v1/accounts/{account}/purchases", operation_id = "purchases",
    tag = "usage",
    summary = "Every purchase, newest first, with what is left of it",
    params(
        ("account" = String, Path, description = "`user:<subject>`, `org:<id>` or `me`"),
        PageQuery,
    ),
    responses((status = 200, body = PurchasesView), (status = "4XX", description = "A problem")),
))]
/// `GET /v1/accounts/{account}/purchases`
pub async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    during: During,
    Account(id): Account,
    Query(page): Query<PageQuery>,
) -> Result<Answer<PurchasesView>, Problem> {
    caller.may_audit(id.as_str())?;
    let world = app.read(&[Name::Account(id.clone())], &during).await?;
    let after = page.after()?;
    let found = app.store().purchases(&id, after.as_ref(), page.limit()?).await;
    let found = found.map_err(|fault| App::fault(&fault))?;
    let account = world.account(&id);
    let view = |purchase| PurchaseView::of(purchase, account);
    let purchases = found.items.iter().map(view).collect();
    Ok(Answer(PurchasesView { purchases, next: found.next.map(|it| it.to_string()) }))
}

/// The newest purchases of an account, for the summary.
pub async fn recent(
    app: &App,
    id: &AccountId,
    account: &Document,
) -> Result<Vec<PurchaseView>, Problem> {
    let found = app.store().purchases(id, None, 20).await;
    let found = found.map_err(|fault| App::fault(&fault))?;
    Ok(found.items.iter().map(|it| PurchaseView::of(it, Some(account))).collect())
}

#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/v1/accounts/{account}/purchases/{purchase}", operation_id = "purchase",
    tag = "usage",
    summary = "One purchase, with what is left of it",
    params(
        ("account" = String, Path, description = "`user:<subject>`, `org:<id>` or `me`"),
        ("purchase" = String, Path, description = "`pur_…`"),
    ),
    responses((status = 200, body = PurchaseView), (status = "4XX", description = "A problem")),
))]
/// `GET /v1/accounts/{account}/purchases/{purchase}`
pub async fn show(
    State(app): State<Arc<App>>,
    caller: Caller,
    during: During,
    Account(id): Account,
    params: Params,
) -> Result<Answer<PurchaseView>, Problem> {
    caller.may_audit(id.as_str())?;
    let purchase = PurchaseId::parse(params.get("purchase")?);
    let purchase = purchase.map_err(|_| Problem::new(Kind::NotFound))?;
    let names = [Name::Account(id.clone()), Name::Purchase(purchase.clone())];
    let world = app.read(&names, &during).await?;
    // A purchase of another account is, for this one, not there.
    let found = world.purchase(&purchase).filter(|purchase| purchase.account == id);
    let found = found.ok_or(Problem::new(Kind::NotFound))?;
    Ok(Answer(PurchaseView::of(found, world.account(&id))))
}
