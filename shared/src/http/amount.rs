//! Amounts at the door: -1 stands for unlimited in JSON, and nowhere else.

use crate::domain::amount::{Amount, Quantity};
use crate::http::problem::Problem;

/// The number that JSON shows.
pub fn number(amount: Amount) -> i64 {
    match amount {
        Amount::Of(units) => i64::try_from(units).unwrap_or(i64::MAX),
        Amount::Unlimited => -1,
    }
}

/// A quantity that a request names, 1 to 10^12.
pub fn quantity(number: i64, pointer: &str) -> Result<Quantity, Problem> {
    let quantity = u64::try_from(number).ok().and_then(|units| Quantity::new(units).ok());
    quantity.ok_or_else(|| Problem::invalid(pointer, "must be a whole number from 1 to 10^12"))
}
