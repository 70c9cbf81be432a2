//! Routes of `usage`: what an account is, has and did.

pub mod accounts;
pub mod explain;
pub mod ledger;
pub mod purchases;
pub mod settings;
pub mod subscriptions;
pub mod verify;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post, put};
use shared::app::App;

/// The routes with what they need.
pub fn router(app: App) -> Router {
    Router::new()
        .route("/v1/accounts", post(accounts::open))
        .route("/v1/accounts/{account}", get(accounts::show))
        .route("/v1/accounts/{account}/summary", get(accounts::summary))
        .route("/v1/accounts/{account}/ledger", get(ledger::list))
        .route("/v1/accounts/{account}/explain/{feature}", get(explain::explain))
        .route("/v1/accounts/{account}/verify", get(verify::verify))
        .route("/v1/accounts/{account}/purchases", get(purchases::list))
        .route("/v1/accounts/{account}/purchases/{purchase}", get(purchases::show))
        .route("/v1/accounts/{account}/subscriptions", get(subscriptions::list))
        .route("/v1/accounts/{account}/settings", get(settings::show))
        .route("/v1/accounts/{account}/settings", put(settings::set))
        .with_state(Arc::new(app))
}
