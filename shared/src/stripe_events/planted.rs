//! The wrong versions of this function that take more than a line; see
//! [`crate::domain::planted`].

use crate::domain::id::AccountId;
use crate::domain::planted::{Bug, planted};
use crate::domain::purchase::Purchase;
use crate::http::problem::{Kind, Problem};
use crate::stripe::event::{Event, EventKind};

use super::Outcome;

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
pub fn answered(answer: Result<Outcome, Problem>) -> Result<Outcome, Problem> {
    match answer {
        Err(problem)
            if planted(Bug::OutageSwallowed) && problem.kind() == Kind::StripeUnavailable =>
        {
            Ok(Outcome::Done)
        }
        answer => answer,
    }
}
