//! What an account used of a feature in one period.

use crate::domain::id::FeatureId;
use crate::domain::period::Every;

/// Use of one feature in the period that was current when it was last used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usage {
    /// Of what.
    pub feature: FeatureId,
    /// In which kind of period.
    pub every: Every,
    /// The number of the period; it never goes back.
    pub index: i64,
    /// Drawn from the plan's allowance in this period.
    pub used: u64,
    /// Used beyond everything that was there, told to us after the fact.
    pub over: u64,
}
