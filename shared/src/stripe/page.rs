//! A page of one of Stripe's lists, from the newest to the oldest.

use serde::Deserialize;

/// Some of a list. <https://docs.stripe.com/api/pagination>
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Page<T> {
    /// From the newest to the oldest.
    pub data: Vec<T>,
    /// Whether there are more after the last one.
    pub has_more: bool,
}
