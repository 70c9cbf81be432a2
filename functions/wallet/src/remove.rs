//! Removing a saved card, for good.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use shared::app::During;
use shared::http::caller::Caller;
use shared::http::path::{Account, Params};
use shared::http::problem::Problem;

use super::Wallet;
use super::customer::untold;

#[cfg_attr(feature = "openapi", utoipa::path(
    delete, path = "/v1/accounts/{account}/payment-methods/{payment_method}",
    operation_id = "remove_payment_method",
    tag = "wallet",
    summary = "Remove a saved card, for good; where it was the default, there is none until another is",
    params(
        ("account" = String, Path, description = "`user:<subject>`, `org:<id>` or `me`"),
        ("payment_method" = String, Path, description = "`pm_…`"),
    ),
    responses(
        (status = 204, description = "It is removed"),
        (status = 404, description = "The account has no such payment method, or not any more"),
        (status = 502, description = "Stripe did not answer or refused"),
        (status = "4XX", description = "A problem"),
    ),
))]
/// `DELETE …/payment-methods/{payment_method}`. A repeat is 404: one that was removed is nobody's, and
/// nobody's and another's are told the same.
pub async fn remove(
    State(wallet): State<Arc<Wallet>>,
    caller: Caller,
    during: During,
    Account(account): Account,
    params: Params,
) -> Result<StatusCode, Problem> {
    wallet.app.may_own(&caller, &account, &during).await?;
    let method = params.get("payment_method")?;
    let (_, kept) = wallet.kept(&account, method, &during).await?;
    let Err(fault) = wallet.stripe.detach_payment_method(&kept.id).await else {
        return Ok(StatusCode::NO_CONTENT);
    };
    if !fault.is_retryable() {
        // Another request may have removed it in between.
        wallet.kept(&account, method, &during).await?;
    }
    Err(untold(&fault))
}
