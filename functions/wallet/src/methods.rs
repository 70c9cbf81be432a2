//! What the account pays with, as a person knows their own cards by.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json as Answer;
use serde::Serialize;
use shared::app::During;
use shared::http::caller::Caller;
use shared::http::path::Account;
use shared::http::problem::{Kind, Problem};
use shared::http::query::{PageQuery, Query, wrong_cursor};
use shared::stripe::id::StripeId;
use shared::stripe::payment_method::{Card, PaymentMethod};

use super::Wallet;
use super::customer::{told_at, untold};

/// A page of what the account pays with.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MethodsView {
    /// The newest first; none where nothing was saved yet.
    pub data: Vec<MethodView>,
    /// The `cursor` of the next page; absent on the last.
    pub next: Option<String>,
}

/// One thing that is paid with.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MethodView {
    /// Its id at Stripe, `pm_…`.
    pub id: String,
    /// Stripe's word for its kind: `card`, `us_bank_account` and so on.
    #[serde(rename = "type")]
    pub kind: String,
    /// What is shown of a card; nothing is shown of another kind.
    pub card: Option<CardView>,
    /// When it was made, RFC 3339 in UTC.
    pub created: String,
    /// Whether it is what invoices are paid with.
    pub default: bool,
}

/// The face of a card.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CardView {
    /// `visa`, `mastercard` and so on.
    pub brand: String,
    /// The last four digits.
    pub last4: String,
    /// The month in which it expires, 1 to 12.
    pub exp_month: u8,
    /// The year in which it expires.
    pub exp_year: u16,
    /// `credit`, `debit`, `prepaid` or `unknown`.
    pub funding: Option<String>,
}

impl MethodView {
    /// The method as it is told.
    pub fn of(method: PaymentMethod) -> Result<Self, Problem> {
        let default = method.owner.and_then(|owner| owner.default);
        Ok(Self {
            default: default.as_ref() == Some(&method.id),
            id: method.id.to_string(),
            card: method.card.filter(|_| method.kind == "card").map(CardView::of),
            kind: method.kind,
            created: told_at(method.created)?,
        })
    }
}

impl CardView {
    fn of(card: Card) -> Self {
        let Card { brand, last4, exp_month, exp_year, funding } = card;
        Self { brand, last4, exp_month, exp_year, funding }
    }
}

#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/v1/accounts/{account}/payment-methods", operation_id = "payment_methods",
    tag = "wallet",
    summary = "The saved cards of an account, newest first",
    params(
        ("account" = String, Path, description = "`user:<subject>`, `org:<id>` or `me`"),
        PageQuery,
    ),
    responses((status = 200, body = MethodsView), (status = "4XX", description = "A problem")),
))]
/// `GET …/payment-methods`. Makes no customer: an account that is none yet has saved nothing.
pub async fn list(
    State(wallet): State<Arc<Wallet>>,
    caller: Caller,
    during: During,
    Account(account): Account,
    Query(page): Query<PageQuery>,
) -> Result<Answer<MethodsView>, Problem> {
    wallet.app.may_own(&caller, &account, &during).await?;
    let after = page.after(|text| StripeId::parse(text).ok())?;
    let limit = page.limit()?;
    if let Some(after) = &after {
        // Only a place in the account's own list is one.
        match wallet.kept(&account, after.as_str(), &during).await {
            Err(problem) if problem.kind() == Kind::NoSuchPaymentMethod => {
                return Err(wrong_cursor());
            }
            kept => drop(kept?),
        }
    }
    let Some(customer) = wallet.customer(&account, &during).await? else {
        return Ok(Answer(MethodsView { data: Vec::new(), next: None }));
    };
    let found = wallet.stripe.list_payment_methods(&customer, after.as_ref(), limit).await;
    let found = found.map_err(|fault| untold(&fault))?;
    let last = found.data.last().filter(|_| found.has_more);
    let next = last.map(|method| method.id.to_string());
    let data = found.data.into_iter().map(MethodView::of).collect::<Result<_, _>>()?;
    Ok(Answer(MethodsView { data, next }))
}
