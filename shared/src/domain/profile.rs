//! What we know about an account that is not of the ledger: it can be erased, the ledger stays.

use crate::domain::id::{AccountId, Label};

/// The personal side of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Whose.
    pub account: AccountId,
    /// How often it was written.
    pub version: u64,
    /// Where receipts go.
    pub email: Option<Label>,
    /// The account's name at the payment provider, made once.
    pub customer: Option<Label>,
}
