//! Money: minor units (cents) with their currency. There are no fractions.

use std::fmt;

/// The largest amount of money in minor units; what Stripe accepts for one charge is 99,999,999.
/// <https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts>
pub const MAX_MINOR_UNITS: u64 = 99_999_999;

/// A currency by its ISO 4217 code in lower case, as Stripe writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

/// A text that is no currency code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a three-letter ISO 4217 code in lower case, `usd` for example")]
pub struct CurrencyError;

impl Currency {
    /// Reads a code such as `usd`.
    pub fn parse(code: &str) -> Result<Self, CurrencyError> {
        match code.as_bytes() {
            &[a, b, c] if [a, b, c].iter().all(u8::is_ascii_lowercase) => Ok(Self([a, b, c])),
            _ => Err(CurrencyError),
        }
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An amount of money in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    /// Cents, or whatever the currency's smallest unit is.
    pub minor: u64,
    /// Of which currency.
    pub currency: Currency,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_currency_is_three_lower_case_letters() {
        assert_eq!(Currency::parse("usd").map(|c| c.to_string()), Ok("usd".to_owned()));
        for code in ["USD", "us", "usdx", "u1d", "üs"] {
            assert_eq!(Currency::parse(code), Err(CurrencyError), "{code}");
        }
    }
}
