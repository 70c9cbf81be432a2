//! Amounts in Stripe's JSON: whole minor units of a currency, checked where they are read.

use serde::{Deserialize, Deserializer, de};

/// The largest amount that we read: Stripe's own limit, twelve digits.
/// <https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts>
pub const MAX_AMOUNT: i64 = 999_999_999_999;

/// Reads an amount that is always there.
pub(super) fn amount<'de, D: Deserializer<'de>>(from: D) -> Result<i64, D::Error> {
    checked(i64::deserialize(from)?)
}

/// Reads an amount that may be null.
pub(super) fn optional_amount<'de, D: Deserializer<'de>>(from: D) -> Result<Option<i64>, D::Error> {
    Option::deserialize(from)?.map(checked).transpose()
}

fn checked<E: de::Error>(minor: i64) -> Result<i64, E> {
    if (0..=MAX_AMOUNT).contains(&minor) {
        Ok(minor)
    } else {
        Err(E::custom(format_args!("must be 0 to {MAX_AMOUNT} minor units")))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_amount_is_a_whole_number_within_stripes_limit() {
        for (value, minor) in [(json!(0), 0), (json!(1), 1), (json!(MAX_AMOUNT), MAX_AMOUNT)] {
            assert_eq!(amount(&value).unwrap(), minor);
            assert_eq!(optional_amount(&value).unwrap(), Some(minor));
        }
        assert_eq!(optional_amount(&json!(null)).unwrap(), None);
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        let large = json!(18_446_744_073_709_551_615_u64);
        let wrong = [json!(-1), json!(MAX_AMOUNT + 1), large, json!(1.0), json!("1"), json!(1e300)];
        for value in &wrong {
            assert!(amount(value).is_err(), "{value}");
            assert!(optional_amount(value).is_err(), "{value}");
        }
        assert!(amount(&json!(null)).is_err());
    }
}
