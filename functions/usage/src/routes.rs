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
use serde::Deserialize;
use shared::app::App;
use shared::http::problem::Problem;
use shared::http::query::at_most;
use shared::store::reads::pages::Cursor;

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
        .route("/v1/accounts/{account}/settings", put(settings::set))
        .with_state(Arc::new(app))
}

/// Which page of a list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
pub struct PageQuery {
    /// The `next` of the page before.
    pub cursor: Option<String>,
    /// How many on a page, 1 to 100; 20 if not given.
    pub limit: Option<u16>,
}

impl PageQuery {
    fn after(&self) -> Result<Option<Cursor>, Problem> {
        let wrong = || Problem::invalid("cursor", "must be the `next` of a page before");
        self.cursor.as_deref().map(|text| Cursor::parse(text).ok_or_else(wrong)).transpose()
    }

    fn limit(&self) -> Result<u16, Problem> {
        at_most(self.limit, "limit")
    }
}
