//! Routes of `wallet`, for who may buy for the account: what is paid with, what was billed, and the
//! portal in which a plan is changed. All of it is Stripe's; nothing of it is kept here.

pub mod customer;
pub mod default_method;
pub mod invoices;
pub mod methods;
pub mod portal;
pub mod remove;
pub mod save;

use std::sync::Arc;

use axum::Router;
use axum::routing::{delete, get, post, put};
use shared::app::App;
use shared::config::{ConfigError, Environment};
use shared::stripe::client::StripeClient;
use shared::stripe::return_url::ReturnUrls;
use shared::stripe_door;

/// What the function holds.
pub struct Wallet {
    /// The ledger, which knows whose customer is whose.
    pub app: App,
    /// Stripe, where everything of this is.
    pub stripe: StripeClient,
    /// Where people may come back to.
    pub returns: ReturnUrls,
    /// What Stripe's own scripts are started with.
    pub publishable_key: Option<String>,
}

impl Wallet {
    /// Reads what only this function needs.
    pub async fn start(app: App, environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self {
            app,
            stripe: stripe_door::client(environment).await?,
            returns: stripe_door::returns(environment)?,
            publishable_key: environment.optional("STRIPE_PUBLISHABLE_KEY"),
        })
    }
}

/// The routes with what they need.
pub fn router(wallet: Wallet) -> Router {
    Router::new()
        .route("/v1/accounts/{account}/payment-methods", get(methods::list))
        .route("/v1/accounts/{account}/payment-methods", post(save::begin))
        .route("/v1/accounts/{account}/payment-methods/default", put(default_method::set))
        .route("/v1/accounts/{account}/payment-methods/{payment_method}", delete(remove::remove))
        .route("/v1/accounts/{account}/invoices", get(invoices::list))
        .route("/v1/accounts/{account}/portal", post(portal::open))
        .with_state(Arc::new(wallet))
}
