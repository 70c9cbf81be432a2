//! Routes of `admin`, for keys with the scope of this name: events that failed, what an id of Stripe's
//! belongs to, and corrections.

pub mod adjust;
pub mod events;
pub mod find;
pub mod retry;
pub mod sweep;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use shared::app::App;
use shared::config::{ConfigError, Environment};
use shared::stripe_door;
use shared::stripe_events::Events;

/// What the function holds.
pub struct Admin {
    /// The ledger, Stripe, and what is done with an event.
    pub events: Events,
    /// Whether real money is meant.
    pub livemode: bool,
}

impl Admin {
    /// Reads what only this function needs.
    pub async fn start(app: App, environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self {
            events: Events { app: Arc::new(app), stripe: stripe_door::client(environment).await? },
            livemode: environment.livemode()?,
        })
    }
}

/// The routes with what they need.
pub fn router(admin: Admin) -> Router {
    Router::new()
        .route("/v1/events", get(events::list))
        .route("/v1/events/{event}", get(events::show))
        .route("/v1/events/{event}/retry", post(retry::retry))
        .route("/v1/find", get(find::find))
        .route("/v1/sweep", get(sweep::show))
        .route("/v1/accounts/{account}/adjustments", post(adjust::adjust))
        .with_state(Arc::new(admin))
}
