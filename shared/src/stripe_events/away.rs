//! What is told when Stripe cannot be asked.

use crate::app::chain;
use crate::http::problem::{Kind, Problem};
use crate::stripe::fault::StripeFault;

/// Stripe's API failed in the middle: nothing is committed, and Stripe sends the event again.
pub(super) fn away(fault: &StripeFault) -> Problem {
    tracing::warn!(fault = chain(fault), "stripe");
    Problem::new(Kind::StripeUnavailable).retry_after(2)
}
