//! Saving a card: Stripe's own form in the browser takes it, and it never comes here.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Json as Answer, Response};
use serde::{Deserialize, Serialize};
use shared::app::During;
use shared::domain::hash::Hash;
use shared::http::body::Json;
use shared::http::caller::Caller;
use shared::http::entry::told;
use shared::http::idempotency::IdempotencyKey;
use shared::http::path::Account;
use shared::http::problem::Problem;
use shared::stripe::key::IdempotencyKey as StripeKey;
use shared::stripe_customer;
use shared::stripe_door::internal;

use super::Wallet;
use super::customer::untold;

/// Nothing: a card is for Stripe's form alone, so a body that has any member is refused.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SaveBody {}

/// What Stripe's form is started with.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetupView {
    /// Stripe's setup intent, `seti_…`.
    pub setup_intent: String,
    /// What the form confirms it with. It is for this person's browser alone.
    pub client_secret: String,
    /// Stripe's publishable key, for the browser.
    pub publishable_key: Option<String>,
}

#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/v1/accounts/{account}/payment-methods", operation_id = "save_payment_method",
    tag = "wallet",
    summary = "Begin to save a card: what Stripe's own card form is started with",
    params(
        ("account" = String, Path, description = "`user:<subject>`, `org:<id>` or `me`"),
        ("Idempotency-Key" = String, Header, description = "Names the setup intent, for 24 hours"),
    ),
    request_body(content = SaveBody, description = "None is needed, and it has no member"),
    responses(
        (status = 201, body = SetupView, description = "Have Stripe's form confirm it; the same key \
            gets the same one. The first card that is saved becomes the default"),
        (status = 409, description = "The customer was deleted at Stripe"),
        (status = 502, description = "Stripe did not answer or refused; nothing was saved"),
        (status = "4XX", description = "A problem"),
    ),
))]
/// `POST …/payment-methods`
pub async fn begin(
    State(wallet): State<Arc<Wallet>>,
    caller: Caller,
    during: During,
    Account(account): Account,
    key: IdempotencyKey,
    _: Option<Json<SaveBody>>,
) -> Result<Response, Problem> {
    wallet.app.may_own(&caller, &account, &during).await?;
    let (scope, principal) = caller.operation_scope();
    let operation = Hash::of_parts(&[account.as_str(), scope, &principal, key.as_str()]);
    let operation = format!("setup/{operation}");
    let (app, stripe) = (&wallet.app, &wallet.stripe);
    let customer = stripe_customer::customer(app, stripe, &account, &operation, &during).await?;
    let key = StripeKey::parse(&operation).map_err(internal)?;
    let opened = wallet.stripe.create_setup_intent(&customer, account.as_str(), &key).await;
    let opened = opened.map_err(|fault| untold(&fault))?;
    let view = SetupView {
        setup_intent: opened.id.to_string(),
        client_secret: opened.client_secret,
        publishable_key: wallet.publishable_key.clone(),
    };
    Ok(told((StatusCode::CREATED, Answer(view)), false))
}
