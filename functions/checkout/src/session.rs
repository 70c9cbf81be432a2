//! What became of a checkout session: for the page after the redirect.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json as Answer;
use serde::Serialize;
use shared::app::During;
use shared::domain::id::Label;
use shared::domain::world::{Item, Name, Target};
use shared::http::caller::{Caller, Who};
use shared::http::path::Params;
use shared::http::problem::{Kind, Problem};
use shared::http::purchase::PurchaseView;

use super::Checkout;

/// A checkout session with its purchase.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionView {
    /// Stripe's session, `cs_…`.
    pub session: String,
    /// What was ordered, and how far it is.
    pub purchase: PurchaseView,
}

#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/v1/checkout/{session}", operation_id = "session",
    tag = "checkout",
    summary = "What became of a checkout, for the page after the redirect",
    params(("session" = String, Path, description = "Stripe's session, `cs_…`")),
    responses((status = 200, body = SessionView), (status = "4XX", description = "A problem")),
))]
/// `GET /v1/checkout/{session}`
pub async fn show(
    State(checkout): State<Arc<Checkout>>,
    caller: Caller,
    during: During,
    params: Params,
) -> Result<Answer<SessionView>, Problem> {
    let session = params.get("session")?;
    let name = Label::parse(session).map_err(|_| Problem::new(Kind::NotFound))?;
    let alias = Name::Alias(name);
    let world = checkout.app.read(std::slice::from_ref(&alias), &during).await?;
    let target = match world.get(&alias) {
        Some(Item::Alias(alias)) => Some(&alias.target),
        _ => None,
    };
    // Whether a session of somebody else exists is nobody's business: 403 either way.
    let absent = || {
        Problem::new(match caller.who {
            Who::Service { account: None, .. } => Kind::NotFound,
            Who::Service { .. } | Who::User { .. } => Kind::Forbidden,
        })
    };
    let Some(Target::Purchase(id)) = target else { return Err(absent()) };
    let world = checkout.app.read(&[Name::Purchase(id.clone())], &during).await?;
    let purchase = world.purchase(id).ok_or_else(absent)?;
    checkout.app.may_audit(&caller, &purchase.account, &during).await?;
    let world = checkout.app.read(&[Name::Account(purchase.account.clone())], &during).await?;
    let account = world.account(&purchase.account);
    let purchase = PurchaseView::of(purchase, account);
    Ok(Answer(SessionView { session: session.to_owned(), purchase }))
}
