//! What happened to a payment.

use crate::domain::id::Label;
use crate::domain::moment::Moment;
use crate::domain::money::Currency;
use crate::domain::purchase::returned::{Dispute, Refund};

/// What happened to a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// The checkout is done, the money comes later.
    Awaited,
    /// It was paid.
    Paid {
        /// What was asked before discounts and tax, in minor units.
        asked: u64,
        /// What was charged, tax included.
        charged: u64,
        /// In which currency.
        currency: Currency,
    },
    /// An attempt to pay failed.
    Failed {
        /// When, by the provider's clock.
        at: Moment,
        /// Why.
        reason: Label,
    },
    /// The checkout expired unpaid.
    Expired,
    /// The payment was called off.
    Canceled,
    /// Money goes back, or comes again after all: some refunds or disputes of the payment as they are.
    Returned {
        /// Each by its own id.
        refunds: Vec<Refund>,
        /// Each by its own id.
        disputes: Vec<Dispute>,
    },
}
