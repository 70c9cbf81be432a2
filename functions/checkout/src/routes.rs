//! Routes of `checkout`: the catalog, buying a pack or a plan at a checkout or a pack by an invoice,
//! and what became of it.

mod again;
pub mod bill;
pub mod buy;
pub mod catalog;
pub mod intent;
pub mod sell;
pub mod session;
pub mod trouble;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use shared::app::App;
use shared::config::{ConfigError, Environment};
use shared::store::Store;
use shared::stripe::client::StripeClient;
use shared::stripe::return_url::ReturnUrls;
use shared::stripe_door;

/// What the function holds.
pub struct Checkout<P = Store, S = StripeClient> {
    /// The ledger.
    pub app: App<P>,
    /// Stripe, where buyers pay.
    pub stripe: S,
    /// Where buyers may come back to.
    pub returns: ReturnUrls,
    /// What Stripe's own scripts are started with.
    pub publishable_key: Option<String>,
}

impl Checkout {
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
pub fn router(checkout: Checkout) -> Router {
    Router::new()
        .route("/v1/catalog", get(catalog::show))
        .route("/v1/accounts/{account}/checkout", post(buy::buy))
        .route("/v1/accounts/{account}/payment-intents", post(intent::create))
        .route("/v1/checkout/{session}", get(session::show))
        .with_state(Arc::new(checkout))
}
