//! Stripe's customer portal: there a person changes or cancels a subscription, and what came of it is
//! told by webhooks.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Json as Answer, Response};
use serde::{Deserialize, Serialize};
use shared::app::During;
use shared::domain::world::Name;
use shared::http::body::Json;
use shared::http::caller::Caller;
use shared::http::entry::told;
use shared::http::path::Account;
use shared::http::problem::{Kind, Problem};
use shared::stripe::api::StripeApi as _;
use shared::stripe::id::StripeId;
use shared::stripe_door::{self, internal};

use super::Checkout;

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
    tag = "checkout",
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
    State(checkout): State<Arc<Checkout>>,
    caller: Caller,
    during: During,
    Account(account): Account,
    Json(body): Json<PortalBody>,
) -> Result<Response, Problem> {
    caller.may_own(account.as_str())?;
    let back = checkout.return_url(&body.return_url, "/return_url")?;
    let world = checkout.app.read(&[Name::Profile(account.clone())], &during).await?;
    let customer = world.profile(&account).and_then(|profile| profile.customer.as_ref());
    let customer = customer.ok_or(Problem::new(Kind::NoCustomer))?;
    let customer = StripeId::parse(customer.as_str()).map_err(internal)?;
    let opened = checkout.stripe.create_portal_session(&customer, &back).await;
    let url = opened.map_err(|fault| stripe_door::problem(&fault))?;
    Ok(told((StatusCode::CREATED, Answer(PortalView { url })), false))
}
