//! Which of the saved cards invoices are paid with.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json as Answer;
use serde::Deserialize;
use shared::app::During;
use shared::http::body::Json;
use shared::http::caller::Caller;
use shared::http::path::Account;
use shared::http::problem::{Kind, Problem};
use shared::stripe::api::StripeApi as _;

use super::Wallet;
use super::customer::gone_or;
use super::methods::MethodView;

/// What to pay with from now on.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DefaultBody {
    /// One of the account's own, `pm_…`.
    pub payment_method: String,
}

#[cfg_attr(feature = "openapi", utoipa::path(
    put, path = "/v1/accounts/{account}/payment-methods/default",
    operation_id = "default_payment_method",
    tag = "wallet",
    summary = "Pay invoices with this one of the saved cards",
    params(("account" = String, Path, description = "`user:<subject>`, `org:<id>` or `me`")),
    request_body = DefaultBody,
    responses(
        (status = 200, body = MethodView, description = "It is the default now"),
        (status = 404, description = "The account has no such payment method"),
        (status = 502, description = "Stripe did not answer or refused"),
        (status = "4XX", description = "A problem"),
    ),
))]
/// `PUT …/payment-methods/default`. It says how it shall be, so it needs no key.
pub async fn set(
    State(wallet): State<Arc<Wallet>>,
    caller: Caller,
    during: During,
    Account(account): Account,
    Json(body): Json<DefaultBody>,
) -> Result<Answer<MethodView>, Problem> {
    wallet.app.may_own(&caller, &account, &during).await?;
    let (customer, method) = wallet.kept(&account, &body.payment_method, &during).await?;
    let set = wallet.stripe.set_default_payment_method(&customer, &method.id).await;
    // It may have been removed in between.
    set.map_err(|fault| gone_or(&fault, Kind::NoSuchPaymentMethod))?;
    Ok(Answer(MethodView { default: true, ..MethodView::of(method)? }))
}
