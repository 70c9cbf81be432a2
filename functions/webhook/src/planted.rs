//! The wrong versions of this function that take more than a line; see
//! [`shared::domain::planted`].

use axum::http::StatusCode;
use shared::domain::id::AccountId;
use shared::domain::planted::{Bug, planted};
use shared::domain::purchase::Purchase;
use shared::http::problem::{Kind, Problem};
use shared::stripe::event::{Event, EventKind};

/// The purchase as it was ordered; a wrong version believes the session as to whose it is.
pub fn for_buyer(event: &Event, purchase: Box<Purchase>) -> Box<Purchase> {
    let EventKind::CheckoutSessionCompleted(session) = &event.kind else { return purchase };
    let named = session.client_reference_id.clone().filter(|_| planted(Bug::BuyersWord));
    match named.and_then(|named| AccountId::parse(named).ok()) {
        Some(account) => Box::new(Purchase { account, ..*purchase }),
        None => purchase,
    }
}

/// The answer as it is; a wrong version answers that all is done when Stripe was away.
pub fn answered(answer: Result<StatusCode, Problem>) -> Result<StatusCode, Problem> {
    match answer {
        Err(problem)
            if planted(Bug::OutageSwallowed) && problem.kind() == Kind::StripeUnavailable =>
        {
            Ok(StatusCode::OK)
        }
        answer => answer,
    }
}
