//! What becomes of an order before it is paid: its names at the provider, and who else gets it.

use crate::domain::id::{Label, PurchaseId};

/// What the provider calls the parts of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Which order.
    pub purchase: PurchaseId,
    /// The checkout session.
    pub session: Label,
    /// Where the buyer pays.
    pub url: String,
}

/// The invoice of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bill {
    /// Which order.
    pub purchase: PurchaseId,
    /// The invoice.
    pub invoice: Label,
    /// The payment for it; none where nothing is left to be paid.
    pub intent: Option<Label>,
}

/// A second request for what is open already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Join {
    /// What its own order would be called.
    pub name: Label,
    /// The order that it gets.
    pub purchase: PurchaseId,
}
