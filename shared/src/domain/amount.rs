//! How much: a quantity somebody asks for, and an amount that may be unlimited.

use std::fmt;

/// The largest quantity of one request, grant or allowance: 10^12 units.
pub const MAX_QUANTITY: u64 = 1_000_000_000_000;

/// Why a number is no quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a whole number from 1 to {MAX_QUANTITY}")]
pub struct QuantityError;

/// A whole number of units, 1..=10^12: what a request, a grant or an allowance names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity(u64);

impl Quantity {
    /// Checks the range.
    pub fn new(units: u64) -> Result<Self, QuantityError> {
        if (1..=MAX_QUANTITY).contains(&units) { Ok(Self(units)) } else { Err(QuantityError) }
    }

    /// The number of units.
    pub fn units(self) -> u64 {
        self.0
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// An amount of a feature. Unlimited is a kind of its own and never a number to calculate with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Amount {
    /// So many units; 0 is nothing.
    Of(u64),
    /// No limit.
    Unlimited,
}

impl Amount {
    /// Nothing at all.
    pub const NONE: Self = Self::Of(0);

    /// What is there of two amounts together; unlimited swallows every number.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Of(a), Self::Of(b)) => Self::Of(a.saturating_add(b)),
            (Self::Unlimited, Self::Of(_) | Self::Unlimited) | (Self::Of(_), Self::Unlimited) => {
                Self::Unlimited
            }
        }
    }

    /// What is left when `used` is gone; never below nothing.
    #[must_use]
    pub fn less(self, used: u64) -> Self {
        match self {
            Self::Of(units) => Self::Of(units.saturating_sub(used)),
            Self::Unlimited => Self::Unlimited,
        }
    }

    /// How much of `wanted` this amount covers.
    #[must_use]
    pub fn covers(self, wanted: u64) -> u64 {
        match self {
            Self::Of(units) => units.min(wanted),
            Self::Unlimited => wanted,
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_none(self) -> bool {
        self == Self::NONE
    }
}

impl From<Quantity> for Amount {
    fn from(quantity: Quantity) -> Self {
        Self::Of(quantity.units())
    }
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn zero_and_more_than_a_billion_thousand_are_no_quantity() {
        assert_eq!(Quantity::new(0), Err(QuantityError));
        assert!(Quantity::new(1).is_ok());
        assert!(Quantity::new(MAX_QUANTITY).is_ok());
        assert_eq!(Quantity::new(MAX_QUANTITY + 1), Err(QuantityError));
    }

    proptest! {
        #[test]
        fn unlimited_stays_unlimited_whatever_is_used(used in any::<u64>()) {
            prop_assert_eq!(Amount::Unlimited.less(used), Amount::Unlimited);
            prop_assert_eq!(Amount::Unlimited.covers(used), used);
            prop_assert_eq!(Amount::Unlimited.and(Amount::Of(used)), Amount::Unlimited);
        }

        #[test]
        fn what_is_covered_and_what_is_left_make_the_whole(
            units in 0..=MAX_QUANTITY,
            wanted in 0..=MAX_QUANTITY,
        ) {
            let covered = Amount::Of(units).covers(wanted);
            prop_assert!(covered <= wanted);
            prop_assert_eq!(Amount::Of(units).less(covered), Amount::Of(units - covered));
        }
    }
}
