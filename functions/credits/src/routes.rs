//! Routes of `credits`: balances, the check, the two ways of using, and holds.

pub mod holds;
mod seat;
pub mod spend;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Json as Answer;
use axum::routing::{get, post};
use serde::{Deserialize, Serialize};
use shared::app::{App, During};
use shared::domain::explain::{Block, explain};
use shared::domain::id::FeatureId;
use shared::http::amount::quantity;
use shared::http::balance::BalanceView;
use shared::http::caller::Caller;
use shared::http::member::CapView;
use shared::http::path::{Account, Params};
use shared::http::problem::{Kind, Problem};
use shared::http::query::Query;
use shared::http::refused::offers_json;

/// The routes with what they need.
pub fn router(app: App) -> Router {
    Router::new()
        .route("/v1/accounts/{account}/balances", get(balances))
        .route("/v1/accounts/{account}/balances/{feature}", get(check))
        .route("/v1/accounts/{account}/consume", post(spend::consume))
        .route("/v1/accounts/{account}/record", post(spend::record))
        .route("/v1/accounts/{account}/holds", get(holds::list))
        .route("/v1/accounts/{account}/holds", post(holds::hold))
        .route("/v1/accounts/{account}/holds/{hold}/settle", post(holds::settle))
        .route("/v1/accounts/{account}/holds/{hold}/release", post(holds::release))
        .with_state(Arc::new(app))
}

/// Every balance of an account.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BalancesView {
    /// The account's id.
    pub account: String,
    /// One for each feature of the catalog.
    pub balances: Vec<BalanceView>,
    /// The member for whom this is told: who asks in person, or whom the service names.
    pub member: Option<String>,
    /// The caps that hold for that member; what they may use is the least of these and the balance.
    pub caps: Vec<CapView>,
}

/// For whom.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
pub struct MemberQuery {
    /// A member of the organisation, `user:<subject>`: named by a service or an admin. Who asks in
    /// person is told of themselves.
    pub member: Option<String>,
}

#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/v1/accounts/{account}/balances", operation_id = "balances",
    tag = "credits",
    summary = "Every feature: what is available, used and granted, in burn order",
    params(
        ("account" = String, Path, description = "`user:<subject>`, `org:<id>` or `me`"),
        MemberQuery,
    ),
    responses((status = 200, body = BalancesView), (status = "4XX", description = "A problem")),
))]
/// `GET …/balances`
pub async fn balances(
    State(app): State<Arc<App>>,
    caller: Caller,
    during: During,
    Account(id): Account,
    Query(query): Query<MemberQuery>,
) -> Result<Answer<BalancesView>, Problem> {
    let member = seat::member(&app, &caller, &id, query.member.as_deref(), &during).await?;
    let account = app.account(&id, &during).await?;
    let balances = BalanceView::all(&account, app.catalog(), during.at);
    let caps = member.as_ref().map(|it| CapView::all(it, &account, app.catalog(), during.at));
    let (member, caps) = (member.map(|it| it.user.to_string()), caps.unwrap_or_default());
    Ok(Answer(BalancesView { account: id.to_string(), balances, member, caps }))
}

/// What the check is asked with.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
pub struct CheckQuery {
    /// How much would be used, 1 to 10^12; 1 if not given.
    pub amount: Option<i64>,
    /// A member of the organisation, `user:<subject>`: named by a service or an admin. Who asks in
    /// person is told of themselves.
    pub member: Option<String>,
}

/// The answer of the check.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckView {
    /// The account's id.
    pub account: String,
    /// How much was asked about.
    pub requested: u64,
    /// Whether so much could be used right now.
    pub allowed: bool,
    /// Why not: `member_cap` where the member's cap leaves less, `insufficient` for a counted feature,
    /// `not_included` for a switch that is off.
    pub reason: Option<&'static str>,
    /// When that changes by itself next, RFC 3339 in UTC.
    pub changes_at: Option<String>,
    /// The member for whom this is told: who asks in person, or whom the service names.
    pub member: Option<String>,
    /// The caps of this feature that hold for that member.
    pub caps: Vec<CapView>,
    /// What could be bought to make it allowed; empty when it is.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Object>))]
    pub offers: serde_json::Value,
    /// The balance on which this rests.
    #[serde(flatten)]
    pub balance: BalanceView,
}

#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/v1/accounts/{account}/balances/{feature}", operation_id = "check",
    tag = "credits",
    summary = "May this account use so much of a feature now, and if not, why and what would help",
    params(
        ("account" = String, Path, description = "`user:<subject>`, `org:<id>` or `me`"),
        ("feature" = String, Path, description = "A feature of the catalog"),
        CheckQuery,
    ),
    responses((status = 200, body = CheckView), (status = "4XX", description = "A problem")),
))]
/// `GET …/balances/{feature}`
pub async fn check(
    State(app): State<Arc<App>>,
    caller: Caller,
    during: During,
    Account(id): Account,
    params: Params,
    Query(query): Query<CheckQuery>,
) -> Result<Answer<CheckView>, Problem> {
    let member = seat::member(&app, &caller, &id, query.member.as_deref(), &during).await?;
    let account = app.account(&id, &during).await?;
    let requested = quantity(query.amount.unwrap_or(1), "amount")?;
    let catalog = app.catalog();
    let feature = FeatureId::parse(params.get("feature")?).ok();
    let feature = feature.and_then(|id| catalog.feature(&id));
    let feature = feature.ok_or(Problem::new(Kind::UnknownFeature))?;
    let told = explain(&account, catalog, &feature.id, requested, during.at);
    let capped = seat::capped(member.as_ref(), &account, catalog, &feature.id, during.at);
    let reached = capped.iter().find(|it| it.left().covers(requested.units()) < requested.units());
    let frees = reached.and_then(|it| it.resets);
    Ok(Answer(CheckView {
        account: id.to_string(),
        requested: requested.units(),
        allowed: told.block.is_none() && reached.is_none(),
        reason: reached.map(|_| "member_cap").or(told.block.map(Block::as_str)),
        changes_at: frees.or(told.next.map(|next| next.at)).map(|at| at.to_string()),
        member: member.map(|it| it.user.to_string()),
        caps: capped.iter().map(CapView::of).collect(),
        offers: offers_json(&told.offers),
        balance: BalanceView::of(&account, catalog, feature, during.at),
    }))
}
