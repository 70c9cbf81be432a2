//! Stripe's customer portal: there a person changes or cancels a subscription, and what came of it is
//! told by webhooks.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Json as Answer, Response};
use serde::{Deserialize, Serialize};
use shared::app::During;
use shared::http::body::Json;
use shared::http::caller::Caller;
use shared::http::entry::told;
use shared::http::path::Account;
use shared::http::problem::{Kind, Problem};

use super::Wallet;
use super::customer::untold;

/// Where to come back to.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PortalBody {
    /// Where the person goes when done, on an allowed origin.
    pub return_url: String,
}

/// Where the portal is.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PortalView {
    /// Stripe's page, to which the person is sent; good for a few minutes.
    pub url: String,
}

#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/v1/accounts/{account}/portal", operation_id = "portal",
    tag = "wallet",
    summary = "Open Stripe's customer portal, to change or cancel a subscription",
    params(("account" = String, Path, description = "`user:<subject>`, `org:<id>` or `me`")),
    request_body = PortalBody,
    responses(
        (status = 201, body = PortalView, description = "Send the person to `url`"),
        (status = 409, description = "Nothing was bought yet, so there is nothing to manage"),
        (status = 502, description = "Stripe did not answer or refused"),
        (status = "4XX", description = "A problem"),
    ),
))]
/// `POST …/portal`. Opening it again opens another door to the same place, so it needs no key.
pub async fn open(
    State(wallet): State<Arc<Wallet>>,
    caller: Caller,
    during: During,
    Account(account): Account,
    Json(body): Json<PortalBody>,
) -> Result<Response, Problem> {
    wallet.app.may_own(&caller, &account, &during).await?;
    let back = wallet.returns.check(&body.return_url).map_err(|error| {
        Problem::new(Kind::InvalidReturnUrl).error("/return_url", error.to_string())
    })?;
    let customer = wallet.customer(&account, &during).await?;
    let customer = customer.ok_or(Problem::new(Kind::NoCustomer))?;
    let opened = wallet.stripe.create_portal_session(&customer, &back).await;
    let url = opened.map_err(|fault| untold(&fault))?;
    Ok(told((StatusCode::CREATED, Answer(PortalView { url })), false))
}
