//! Purchases of an account, with what is left of each.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json as Answer;
use serde::Serialize;
use shared::app::{App, During};
use shared::domain::account::Account as Document;
use shared::domain::id::{AccountId, Label, PurchaseId};
use shared::domain::purchase::Purchase;
use shared::domain::world::Name;
use shared::http::caller::Caller;
use shared::http::path::{Account, Params};
use shared::http::problem::{Kind, Problem};
use shared::http::purchase::PurchaseView;
use shared::http::query::{PageQuery, Query};
use shared::store::reads::pages::Cursor;

/// A page to pay at is open for a day, so two that were open together were ordered within one.
const NEAR_SECONDS: u32 = 90_000;

/// So many of the orders around one are looked at.
const NEAR: u16 = 50;

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
    app.may_audit(&caller, &id, &during).await?;
    let world = app.read(&[Name::Account(id.clone())], &during).await?;
    let after = page.after(Cursor::parse)?;
    let found = app.store().purchases(&id, after.as_ref(), page.limit()?).await;
    let found = found.map_err(|fault| App::fault(&fault))?;
    let account = world.account(&id);
    let view = |purchase| PurchaseView::among(purchase, &found.items, account);
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
    let view = |purchase| PurchaseView::among(purchase, &found.items, Some(account));
    Ok(found.items.iter().map(view).collect())
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
    app.may_audit(&caller, &id, &during).await?;
    let purchase = PurchaseId::parse(params.get("purchase")?);
    let purchase = purchase.map_err(|_| Problem::new(Kind::NotFound))?;
    let names = [Name::Account(id.clone()), Name::Purchase(purchase.clone())];
    let world = app.read(&names, &during).await?;
    // A purchase of another account is, for this one, not there.
    let found = world.purchase(&purchase).filter(|purchase| purchase.account == id);
    let found = found.ok_or(Problem::new(Kind::NotFound))?;
    let others = neighbours(&app, found).await?;
    Ok(Answer(PurchaseView::among(found, &others, world.account(&id))))
}

/// What the account ordered at about the same time, as the index has it.
async fn neighbours(app: &App, purchase: &Purchase) -> Result<Vec<Purchase>, Problem> {
    let created = purchase.created.plus_seconds(NEAR_SECONDS);
    let after = Cursor { created, id: Label::cut(purchase.id.as_str()) };
    let found = app.store().purchases(&purchase.account, Some(&after), NEAR).await;
    found.map(|found| found.items).map_err(|fault| App::fault(&fault))
}
