//! Routes of `members`: an organisation's people, for its admins and the team's own backend.

pub mod enrol;
pub mod list;
pub mod show;
pub mod table;
pub mod view;

use std::sync::Arc;

use axum::Router;
use axum::routing::{delete, get, put};
use shared::app::App;
use shared::domain::id::AccountId;
use shared::http::path::Params;
use shared::http::problem::{Kind, Problem};

/// The routes with what they need.
pub fn router(app: App) -> Router {
    Router::new()
        .route("/v1/accounts/{account}/members", get(list::list))
        .route("/v1/accounts/{account}/members/{member}", get(show::show))
        .route("/v1/accounts/{account}/members/{member}", put(enrol::set))
        .route("/v1/accounts/{account}/members/{member}", delete(enrol::remove))
        .with_state(Arc::new(app))
}

/// A person has no members. Asked after the rights, so that a stranger learns nothing.
fn must_be_organisation(account: &AccountId) -> Result<(), Problem> {
    if account.is_organisation() {
        return Ok(());
    }
    let why = "Only an organisation has members; name it as `org:<id>`.";
    Err(Problem::because(Kind::InvalidAccount, why))
}

/// The person of the path: `user:<subject>`; what is none names nobody.
fn member(params: &Params) -> Result<AccountId, Problem> {
    let user = AccountId::parse(params.get("member")?).ok();
    let why = "A member is named as `user:<subject>`.";
    let nobody = || Problem::because(Kind::NotFound, why);
    user.filter(|user| !user.is_organisation()).ok_or_else(nobody)
}
