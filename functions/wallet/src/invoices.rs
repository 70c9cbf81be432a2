//! What the account was billed.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json as Answer;
use serde::Serialize;
use shared::app::During;
use shared::http::caller::Caller;
use shared::http::path::Account;
use shared::http::problem::Problem;
use shared::http::query::{PageQuery, Query, wrong_cursor};
use shared::stripe::billed::Billed;
use shared::stripe::id::StripeId;
use shared::stripe::notice;

use super::Wallet;
use super::customer::{told_at, untold};

/// A page of invoices.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InvoicesView {
    /// The newest first. A page may be short, or empty, where drafts were left out; only `next` says
    /// whether there are more.
    pub data: Vec<InvoiceView>,
    /// The `cursor` of the next page; absent on the last.
    pub next: Option<String>,
}

/// One invoice. Amounts are in minor units.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InvoiceView {
    /// Its id at Stripe, `in_…`.
    pub id: String,
    /// The number on the paper.
    pub number: Option<String>,
    /// Stripe's word: `open`, `paid`, `uncollectible` or `void`.
    pub status: Option<String>,
    /// Three letters in lower case.
    pub currency: String,
    /// What is asked.
    pub amount_due: i64,
    /// What of it is paid.
    pub amount_paid: i64,
    /// What of it is not.
    pub amount_remaining: i64,
    /// When it was made, RFC 3339 in UTC.
    pub created: String,
    /// What it is for.
    pub description: Option<String>,
    /// Stripe's page, on which it can be seen and paid. Whoever has the address can.
    pub hosted_invoice_url: Option<String>,
    /// The paper itself.
    pub invoice_pdf: Option<String>,
    /// Our purchase, `pur_…`, where it is for one.
    pub purchase: Option<String>,
}

impl InvoiceView {
    fn of(billed: Billed) -> Result<Self, Problem> {
        let purchase = billed.purchase().and_then(notice::purchase);
        Ok(Self {
            id: billed.id.to_string(),
            number: billed.number,
            status: billed.status,
            currency: billed.currency,
            amount_due: billed.amount_due,
            amount_paid: billed.amount_paid,
            amount_remaining: billed.amount_remaining,
            created: told_at(billed.created)?,
            description: billed.description,
            hosted_invoice_url: billed.hosted_invoice_url,
            invoice_pdf: billed.invoice_pdf,
            purchase: purchase.map(|purchase| purchase.to_string()),
        })
    }
}

#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/v1/accounts/{account}/invoices", operation_id = "invoices",
    tag = "wallet",
    summary = "The invoices of an account, newest first, without drafts",
    params(
        ("account" = String, Path, description = "`user:<subject>`, `org:<id>` or `me`"),
        PageQuery,
    ),
    responses((status = 200, body = InvoicesView), (status = "4XX", description = "A problem")),
))]
/// `GET …/invoices`
pub async fn list(
    State(wallet): State<Arc<Wallet>>,
    caller: Caller,
    during: During,
    Account(account): Account,
    Query(page): Query<PageQuery>,
) -> Result<Answer<InvoicesView>, Problem> {
    wallet.app.may_own(&caller, &account, &during).await?;
    let after = page.after(|text| StripeId::parse(text).ok())?;
    let limit = page.limit()?;
    let Some(customer) = wallet.customer(&account, &during).await? else {
        return Ok(Answer(InvoicesView { data: Vec::new(), next: None }));
    };
    if let Some(after) = &after {
        wallet.must_be_of(&customer, after).await?;
    }
    let found = wallet.stripe.list_invoices(&customer, after.as_ref(), limit).await;
    let found = found.map_err(|fault| untold(&fault))?;
    let last = found.data.last().filter(|_| found.has_more);
    let next = last.map(|billed| billed.id.to_string());
    let shown = found.data.into_iter().filter(|billed| !billed.is_draft());
    let data = shown.map(InvoiceView::of).collect::<Result<_, _>>()?;
    Ok(Answer(InvoicesView { data, next }))
}

impl Wallet {
    /// Only a place in the customer's own list is one: whether another's invoice exists is not told.
    async fn must_be_of(&self, customer: &StripeId, invoice: &StripeId) -> Result<(), Problem> {
        let found = match self.stripe.retrieve_billed(invoice).await {
            Ok(found) => found,
            Err(fault) if fault.is_missing() => return Err(wrong_cursor()),
            Err(fault) => return Err(untold(&fault)),
        };
        let is_own = found.customer.as_ref() == Some(customer);
        if is_own { Ok(()) } else { Err(wrong_cursor()) }
    }
}
