//! What goes wrong in our own house, in the caller's words.

use shared::http::problem::{Kind, Problem};

/// The page of an order is gone.
pub(super) fn over() -> Problem {
    let detail = "The checkout of this order expired unpaid; order again under a new key.";
    Problem::because(Kind::Conflict, detail)
}
