//! Periods of an allowance: UTC days and calendar months, half-open, computed when read.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::domain::moment::Moment;

/// How often an allowance is new.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Every {
    /// Each day, 00:00 to 00:00 UTC.
    Day,
    /// Each calendar month in UTC.
    Month,
    /// Each billing period of the subscription; the calendar month where there is none.
    BillingPeriod,
    /// Never: one period without an end.
    Ever,
}

impl Every {
    /// The word used in catalogs, ledgers and answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
            Self::BillingPeriod => "billing_period",
            Self::Ever => "ever",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Day, Self::Month, Self::BillingPeriod, Self::Ever]
            .into_iter()
            .find(|every| every.as_str() == word)
    }

    /// The number of the period that `now` belongs to: days since 1970, or months since year 0.
    /// The first instant of a period belongs to it, the last boundary to the next one.
    pub fn index_at(self, now: Moment) -> i64 {
        let date = now.timestamp().to_zoned(TimeZone::UTC).date();
        match self {
            Self::Day => now.millis().div_euclid(86_400_000),
            Self::Month | Self::BillingPeriod => i64::from(date.year())
                .saturating_mul(12)
                .saturating_add(i64::from(date.month()).saturating_sub(1)),
            Self::Ever => 0,
        }
    }

    /// When the period with this number ends; none for a period without an end.
    pub fn ends(self, index: i64) -> Option<Moment> {
        match self {
            Self::Day => Moment::from_millis(index.checked_add(1)?.checked_mul(86_400_000)?),
            Self::Month | Self::BillingPeriod => {
                let next = index.checked_add(1)?;
                let year = i16::try_from(next.div_euclid(12)).ok()?;
                let month = i8::try_from(next.rem_euclid(12).checked_add(1)?).ok()?;
                let first = Date::new(year, month, 1).ok()?;
                first.to_zoned(TimeZone::UTC).ok().map(|zoned| Moment::from(zoned.timestamp()))
            }
            Self::Ever => None,
        }
    }
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> Moment {
        Moment::from(text.parse::<jiff::Timestamp>().unwrap())
    }

    #[test]
    fn a_day_ends_where_the_next_begins() {
        let last = at("2026-02-28T23:59:59.999Z");
        let first = at("2026-03-01T00:00:00Z");
        let index = Every::Day.index_at(last);
        assert_eq!(Every::Day.ends(index), Some(first));
        assert_eq!(Every::Day.index_at(first), index + 1);
    }

    #[test]
    fn months_of_every_length_end_on_the_first() {
        for (inside, end) in [
            ("2026-01-31T12:00:00Z", "2026-02-01T00:00:00Z"),
            ("2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"),
            ("2028-02-29T23:59:59Z", "2028-03-01T00:00:00Z"),
            ("2026-12-31T23:59:59Z", "2027-01-01T00:00:00Z"),
        ] {
            let index = Every::Month.index_at(at(inside));
            assert_eq!(Every::Month.ends(index), Some(at(end)), "{inside}");
        }
    }

    proptest! {
        #[test]
        fn every_moment_lies_before_its_periods_end_and_after_the_one_before(
            millis in 0_i64..253_000_000_000_000,
        ) {
            let now = Moment::from_millis(millis).unwrap();
            for every in [Every::Day, Every::Month] {
                let index = every.index_at(now);
                prop_assert!(now < every.ends(index).unwrap());
                if index > every.index_at(Moment::from_millis(0).unwrap()) {
                    prop_assert!(every.ends(index - 1).unwrap() <= now);
                }
            }
        }
    }
}
