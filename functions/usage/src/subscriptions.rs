//! Subscriptions of an account, those that are over too.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json as Answer;
use serde::Serialize;
use shared::app::{App, During};
use shared::http::caller::Caller;
use shared::http::path::Account;
use shared::http::problem::Problem;
use shared::http::query::{PageQuery, Query};
use shared::http::subscription::SubscriptionView;
use shared::store::reads::pages::Cursor;

/// A page of subscriptions.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SubscriptionsView {
    /// The newest first.
    pub subscriptions: Vec<SubscriptionView>,
    /// The `cursor` of the next page; absent on the last.
    pub next: Option<String>,
}

#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/v1/accounts/{account}/subscriptions", operation_id = "subscriptions",
    tag = "usage",
    summary = "Every subscription, newest first, those that are over too",
    params(
        ("account" = String, Path, description = "`user:<subject>`, `org:<id>` or `me`"),
        PageQuery,
    ),
    responses((status = 200, body = SubscriptionsView), (status = "4XX", description = "A problem")),
))]
/// `GET /v1/accounts/{account}/subscriptions`
pub async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    during: During,
    Account(id): Account,
    Query(page): Query<PageQuery>,
) -> Result<Answer<SubscriptionsView>, Problem> {
    app.may_audit(&caller, &id, &during).await?;
    let after = page.after(Cursor::parse)?;
    let found = app.store().subscriptions(&id, after.as_ref(), page.limit()?).await;
    let found = found.map_err(|fault| App::fault(&fault))?;
    let grace = app.catalog().grace_days;
    let view = |subscription| SubscriptionView::of(subscription, grace);
    let subscriptions = found.items.iter().map(view).collect();
    Ok(Answer(SubscriptionsView { subscriptions, next: found.next.map(|it| it.to_string()) }))
}
