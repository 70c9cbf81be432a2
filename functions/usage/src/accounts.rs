//! An account: opening it, and everything of it at a glance.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Json as Answer, Response};
use serde::{Deserialize, Serialize};
use shared::app::{App, During};
use shared::domain::account::Account as Document;
use shared::domain::command::{Command, Describe, Open};
use shared::domain::id::{AccountId, Label};
use shared::domain::operation::{OperationId, Scope};
use shared::domain::world::Name;
use shared::http::balance::BalanceView;
use shared::http::body::Json;
use shared::http::caller::{Caller, Who};
use shared::http::entry::told;
use shared::http::path::Account;
use shared::http::problem::{Kind, Problem};
use shared::http::purchase::PurchaseView;
use shared::http::subscription::SubscriptionView;

use super::purchases::recent;

/// What an account is.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccountView {
    /// `user:<subject>` or `org:<id>`.
    pub id: String,
    /// The plan it is on; absent where the catalog has no default plan.
    pub plan: Option<PlanView>,
    /// The subscription that decides on the plan, where there is one.
    pub subscription: Option<SubscriptionView>,
    /// The time zone in which its days and calendar months begin.
    pub time_zone: String,
    /// When it was opened, RFC 3339 in UTC.
    pub opened_at: String,
    /// How many entries its ledger has.
    pub entries: u64,
    /// The hash of the last entry.
    pub head: String,
    /// Where receipts go; shown to the account's owner and to services.
    pub email: Option<String>,
}

/// A plan, in short.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = AccountPlanView))]
pub struct PlanView {
    /// Its id in the catalog.
    pub id: String,
    /// Its name for people.
    pub name: String,
}

/// Which account to open.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenBody {
    /// `user:<subject>` or `org:<id>`.
    pub id: String,
    /// Where receipts go. 3–255 bytes with an `@`.
    pub email: Option<String>,
}

#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/v1/accounts", operation_id = "open_account",
    tag = "usage",
    summary = "Open an account before it is first seen; opening it again changes nothing",
    request_body = OpenBody,
    responses(
        (status = 201, body = AccountView, description = "Opened"),
        (status = 200, body = AccountView, description = "It was open already"),
        (status = "4XX", description = "A problem"),
    ),
))]
/// `POST /v1/accounts`
pub async fn open(
    State(app): State<Arc<App>>,
    caller: Caller,
    during: During,
    Json(body): Json<OpenBody>,
) -> Result<Response, Problem> {
    let id =
        AccountId::parse(body.id).map_err(|error| Problem::invalid("/id", error.to_string()))?;
    caller.may_spend(id.as_str())?;
    let email = body.email.map(email).transpose()?;
    let fresh = opened(&app, &during, &id).await?;
    if email.is_some() {
        let describe = Describe { account: id.clone(), email, customer: None };
        app.perform(Command::Describe(describe), &during).await?;
    }
    let view = Answer(view(&app, &during, &id).await?);
    let status = if fresh { StatusCode::CREATED } else { StatusCode::OK };
    Ok(told((status, view), !fresh))
}

/// Opens the account if need be; says whether it was new.
async fn opened(app: &App, during: &During, id: &AccountId) -> Result<bool, Problem> {
    let operation = OperationId {
        scope: Scope::House,
        principal: "open".to_owned(),
        name: id.as_str().to_owned(),
    };
    let open = Command::Open(Open { operation, account: id.clone() });
    Ok(!app.perform(open, during).await?.replayed)
}

fn email(text: String) -> Result<Label, Problem> {
    let label = Label::parse(text).ok().filter(|label| label.as_str().contains('@'));
    label
        .ok_or_else(|| Problem::invalid("/email", "must be an e-mail address of at most 255 bytes"))
}

#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/v1/accounts/{account}", operation_id = "account",
    tag = "usage",
    summary = "What an account is; one's own is opened when it is first asked for",
    params(("account" = String, Path, description = "`user:<subject>`, `org:<id>` or `me`")),
    responses((status = 200, body = AccountView), (status = "4XX", description = "A problem")),
))]
/// `GET /v1/accounts/{account}`
pub async fn show(
    State(app): State<Arc<App>>,
    caller: Caller,
    during: During,
    Account(id): Account,
) -> Result<Answer<AccountView>, Problem> {
    app.may_audit(&caller, &id, &during).await?;
    let own = matches!(&caller.who, Who::User { account } if account == id.as_str());
    if own {
        opened(&app, &during, &id).await?;
    }
    view(&app, &during, &id).await.map(Answer)
}

async fn view(app: &App, during: &During, id: &AccountId) -> Result<AccountView, Problem> {
    let names = [Name::Account(id.clone()), Name::Profile(id.clone())];
    let world = app.read(&names, during).await?;
    let account = world.account(id).ok_or(Problem::new(Kind::NotFound))?;
    let profile = world.profile(id);
    Ok(AccountView {
        id: id.to_string(),
        plan: plan(app, account, during),
        subscription: subscription(app, account, during).await?,
        time_zone: account.zone.to_string(),
        opened_at: account.opened.to_string(),
        entries: account.version,
        head: account.head.to_string(),
        email: profile.and_then(|it| it.email.as_ref()).map(ToString::to_string),
    })
}

fn plan(app: &App, account: &Document, during: &During) -> Option<PlanView> {
    let plan = account.plan_in(app.catalog(), during.at)?;
    Some(PlanView { id: plan.id.to_string(), name: plan.name.clone() })
}

/// The subscription that gives the plan, as it was last seen.
async fn subscription(
    app: &App,
    account: &Document,
    during: &During,
) -> Result<Option<SubscriptionView>, Problem> {
    let Some((subscribed, _)) = account.subscribed(app.catalog(), during.at) else {
        return Ok(None);
    };
    let id = &subscribed.subscription;
    let world = app.read(&[Name::Subscription(id.clone())], during).await?;
    let found = world.subscription(id);
    Ok(found.map(|found| SubscriptionView::of(found, app.catalog().grace_days)))
}

/// Everything of an account at a glance.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SummaryView {
    /// The account's id.
    pub account: String,
    /// The plan it is on.
    pub plan: Option<PlanView>,
    /// The subscription that decides on the plan, where there is one.
    pub subscription: Option<SubscriptionView>,
    /// One for each feature of the catalog.
    pub balances: Vec<BalanceView>,
    /// The newest purchases, 20 at most; the rest is in `…/purchases`.
    pub purchases: Vec<PurchaseView>,
    /// What came back too late to be taken, by payment and feature.
    pub owed: Vec<OwedView>,
}

/// What should have been taken back but was spent.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OwedView {
    /// For which purchase.
    pub purchase: String,
    /// Of what.
    pub feature: String,
    /// How much.
    pub amount: u64,
}

#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/v1/accounts/{account}/summary", operation_id = "summary",
    tag = "usage",
    summary = "Plan, every balance and the newest purchases in one call",
    params(("account" = String, Path, description = "`user:<subject>`, `org:<id>` or `me`")),
    responses((status = 200, body = SummaryView), (status = "4XX", description = "A problem")),
))]
/// `GET /v1/accounts/{account}/summary`
pub async fn summary(
    State(app): State<Arc<App>>,
    caller: Caller,
    during: During,
    Account(id): Account,
) -> Result<Answer<SummaryView>, Problem> {
    app.may_audit(&caller, &id, &during).await?;
    let account = app.account(&id, &during).await?;
    let owed = account.owed.iter().map(|owed| OwedView {
        purchase: owed.purchase.to_string(),
        feature: owed.feature.to_string(),
        amount: owed.amount,
    });
    Ok(Answer(SummaryView {
        account: id.to_string(),
        plan: plan(&app, &account, &during),
        subscription: subscription(&app, &account, &during).await?,
        balances: BalanceView::all(&account, app.catalog(), during.at),
        purchases: recent(&app, &id, &account).await?,
        owed: owed.collect(),
    }))
}
