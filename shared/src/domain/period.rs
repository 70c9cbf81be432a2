//! How often an allowance is new. When exactly is the account's calendar's business.

/// How often an allowance is new.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Every {
    /// Each day of the account's time zone, from midnight to midnight.
    Day,
    /// Each calendar month of the account's time zone.
    Month,
    /// Each month from the anchor of the subscription, also where it is paid by the quarter or the
    /// year; the calendar month where there is no subscription.
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_period_has_its_word_and_is_read_by_it() {
        for (every, word) in [
            (Every::Day, "day"),
            (Every::Month, "month"),
            (Every::BillingPeriod, "billing_period"),
            (Every::Ever, "ever"),
        ] {
            assert_eq!(every.as_str(), word);
            assert_eq!(Every::parse(word), Some(every));
        }
        assert_eq!(Every::parse("week"), None);
    }
}
