//! What goes wrong with Stripe, in the caller's words.

use shared::app::chain;
use shared::http::problem::{Kind, Problem};
use shared::stripe::fault::StripeFault;

/// Stripe was away, or did not do it. Nothing was charged: only the buyer's own payment charges.
pub fn stripe(fault: &StripeFault) -> Problem {
    tracing::warn!(fault = chain(fault), "stripe");
    if fault.is_retryable() {
        Problem::new(Kind::StripeUnavailable).retry_after(2)
    } else {
        Problem::new(Kind::StripeRefused)
    }
}

/// Something that cannot be, if our own code is right.
pub fn internal(error: impl std::fmt::Display) -> Problem {
    tracing::error!(%error, "broken");
    Problem::new(Kind::Internal)
}
