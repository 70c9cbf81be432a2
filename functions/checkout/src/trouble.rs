//! What goes wrong in our own house, in the caller's words.

use shared::domain::purchase::PurchaseState;
use shared::http::problem::{Kind, Problem};

/// The page of an order is gone, or its payment was called off.
pub(super) fn over(state: &PurchaseState) -> Option<Problem> {
    closed(state).filter(|_| !matches!(state, PurchaseState::Paid { .. }))
}

/// Nothing is to be paid for an order any more, unless it is open.
pub(super) fn closed(state: &PurchaseState) -> Option<Problem> {
    let detail = match state {
        PurchaseState::Pending | PurchaseState::Failed { .. } => return None,
        PurchaseState::Paid { .. } => "This order is paid; order again under a new key.",
        PurchaseState::Canceled => "This order was called off; order again under a new key.",
        PurchaseState::Expired => "This order expired unpaid; order again under a new key.",
    };
    Some(Problem::because(Kind::Conflict, detail))
}
