//! Buying a pack or a plan: the order is stored first, then Stripe is asked for its page.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Json as Answer, Response};
use serde::{Deserialize, Serialize};
use shared::app::During;
use shared::domain::command::Order;
use shared::domain::hash::Hash;
use shared::domain::id::{AccountId, PackId, PlanId, PurchaseId};
use shared::domain::operation::{Fingerprint, OperationId, Scope};
use shared::domain::plan::Interval;
use shared::domain::purchase::{Article, Purchase};
use shared::http::body::Json;
use shared::http::caller::Caller;
use shared::http::entry::told;
use shared::http::idempotency::IdempotencyKey;
use shared::http::path::Account;
use shared::http::problem::{Kind, Problem};
use shared::stripe::return_url::ReturnUrl;

use super::Checkout;

/// What to buy.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BuyBody {
    /// A pack of the catalog. Either this or a plan.
    pub pack: Option<String>,
    /// A plan of the catalog, paid again and again.
    pub plan: Option<String>,
    /// How often the plan is paid: `month`, `quarter` or `year`, as the catalog offers it; `month`
    /// if not given.
    pub interval: Option<String>,
    /// How many, where the pack lets the buyer choose; 1 if not given.
    pub quantity: Option<u64>,
    /// Where the buyer goes when done, on an allowed origin; `{CHECKOUT_SESSION_ID}` in it becomes
    /// the session's id.
    pub success_url: String,
    /// Where the buyer goes when not.
    pub cancel_url: String,
}

/// Where to pay.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckoutView {
    /// Our purchase, `pur_…`.
    pub purchase: String,
    /// Stripe's session, `cs_…`.
    pub session: String,
    /// Stripe's page, to which the buyer is sent.
    pub url: String,
}

#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/v1/accounts/{account}/checkout", operation_id = "checkout",
    tag = "checkout",
    summary = "Order a pack or a plan and get the address of Stripe's payment page",
    params(
        ("account" = String, Path, description = "`user:<subject>`, `org:<id>` or `me`"),
        ("Idempotency-Key" = String, Header, description = "Names the order, for ever"),
    ),
    request_body = BuyBody,
    responses(
        (status = 201, body = CheckoutView, description = "Send the buyer to `url`"),
        (status = 200, body = CheckoutView, description = "The same order again, or one that is open already"),
        (status = 502, description = "Stripe did not answer or refused; nothing was charged"),
        (status = "4XX", description = "A problem"),
    ),
))]
/// `POST …/checkout`
pub async fn buy(
    State(checkout): State<Arc<Checkout>>,
    caller: Caller,
    during: During,
    Account(account): Account,
    key: IdempotencyKey,
    Json(body): Json<BuyBody>,
) -> Result<Response, Problem> {
    checkout.app.may_own(&caller, &account, &during).await?;
    let (success, cancel) = checkout.returns(&body)?;
    let order = order(&caller, &account, &key, &body)?;
    if let Some(found) = checkout.open_order(&order, &during).await? {
        let found = match found.provider.session {
            Some(_) => found,
            None => checkout.open(found, success, cancel, &during).await?,
        };
        return Ok(told((StatusCode::OK, Answer(view(&found)?)), true));
    }
    let (purchase, replayed) = checkout.sell(order, success, cancel, &during).await?;
    let view = view(&purchase)?;
    let status = if replayed { StatusCode::OK } else { StatusCode::CREATED };
    Ok(told((status, Answer(view)), replayed))
}

fn view(purchase: &Purchase) -> Result<CheckoutView, Problem> {
    let names = &purchase.provider;
    match (&names.session, &names.url) {
        (Some(session), Some(url)) => Ok(CheckoutView {
            purchase: purchase.id.to_string(),
            session: session.to_string(),
            url: url.clone(),
        }),
        _ => Err(Problem::new(Kind::Internal)),
    }
}

fn order(
    caller: &Caller,
    account: &AccountId,
    key: &IdempotencyKey,
    body: &BuyBody,
) -> Result<Order, Problem> {
    let article = article(body)?;
    let every = if let Article::Plan(_, every) = &article { every.as_str() } else { "once" };
    let quantity = body.quantity.unwrap_or(1);
    let asked = [
        account.as_str(),
        article.as_str(),
        every,
        &quantity.to_string(),
        body.success_url.as_str(),
        body.cancel_url.as_str(),
    ];
    let named = named(caller, account, key)?;
    let fingerprint = Fingerprint(Hash::of_parts(&asked));
    Ok(Order { purchase: named, account: account.clone(), article, quantity, fingerprint })
}

/// Our name of an order: that of the operation by which it is asked for.
pub(super) fn named(
    caller: &Caller,
    account: &AccountId,
    key: &IdempotencyKey,
) -> Result<PurchaseId, Problem> {
    let (scope, principal) = caller.operation_scope();
    let scope = Scope::parse(scope).ok_or(Problem::new(Kind::Internal))?;
    let operation = OperationId::keyed(scope, &principal, key.as_str());
    PurchaseId::of_operation(account, &operation.key()).ok_or(Problem::new(Kind::Internal))
}

fn article(body: &BuyBody) -> Result<Article, Problem> {
    match (&body.pack, &body.plan) {
        (Some(pack), None) if body.interval.is_none() => {
            let pack = PackId::parse(pack.as_str());
            Ok(Article::Pack(pack.map_err(|_| Problem::new(Kind::UnknownPack))?))
        }
        (None, Some(plan)) => {
            let plan = PlanId::parse(plan.as_str()).map_err(|_| Problem::new(Kind::UnknownPlan))?;
            let every = Interval::parse(body.interval.as_deref().unwrap_or("month"));
            let wrong = || Problem::invalid("/interval", "must be `month`, `quarter` or `year`");
            Ok(Article::Plan(plan, every.ok_or_else(wrong)?))
        }
        (Some(_), None) => Err(Problem::invalid("/interval", "is for plans; a pack is paid once")),
        _ => Err(Problem::invalid("", "name either a `pack` or a `plan`")),
    }
}

impl Checkout {
    /// An address on an origin that the operator has listed.
    fn return_url(&self, text: &str, pointer: &str) -> Result<ReturnUrl, Problem> {
        self.returns
            .check(text)
            .map_err(|error| Problem::new(Kind::InvalidReturnUrl).error(pointer, error.to_string()))
    }

    fn returns(&self, body: &BuyBody) -> Result<(ReturnUrl, ReturnUrl), Problem> {
        let success = self.return_url(&body.success_url, "/success_url")?;
        Ok((success, self.return_url(&body.cancel_url, "/cancel_url")?))
    }
}
