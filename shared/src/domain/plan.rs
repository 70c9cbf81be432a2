//! What a subscription allows, every day, month or billing period.

use crate::domain::amount::Amount;
use crate::domain::id::{FeatureId, PlanId};
use crate::domain::money::Money;
use crate::domain::period::Every;

/// A plan of the catalog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Its name in requests.
    pub id: PlanId,
    /// Its name for people.
    pub name: String,
    /// What it is, for people.
    pub description: Option<String>,
    /// Whether accounts without another plan have this one.
    pub default: bool,
    /// Shown with emphasis.
    pub highlighted: bool,
    /// What it costs; none is free.
    pub prices: Vec<PlanPrice>,
    /// What it allows.
    pub allowances: Vec<Allowance>,
}

/// One way of paying for a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanPrice {
    /// How often it is paid.
    pub interval: Interval,
    /// How much each time.
    pub price: Money,
    /// The key by which Stripe finds its price.
    pub lookup_key: Option<String>,
}

/// How often a plan is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interval {
    /// Every month.
    Month,
    /// Every three months.
    Quarter,
    /// Every year.
    Year,
}

impl Interval {
    /// How many of it make a year.
    fn in_a_year(self) -> u64 {
        match self {
            Self::Month => 12,
            Self::Quarter => 4,
            Self::Year => 1,
        }
    }

    /// The word used in catalogs and answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Month, Self::Quarter, Self::Year]
            .into_iter()
            .find(|interval| interval.as_str() == word)
    }
}

/// How much of one feature a plan allows in each period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowance {
    /// Of what.
    pub feature: FeatureId,
    /// How much; a switch that is on is unlimited.
    pub amount: Amount,
    /// How often it is new.
    pub every: Every,
    /// From so many hundredths of the amount on, its use is near the limit.
    pub near_limit_percent: u64,
}

/// When use is near a limit, where the catalog does not say.
pub const NEAR_LIMIT_PERCENT: u64 = 80;

impl Plan {
    /// What it costs in a year, by its dearest price, in minor units; 0 for a free one.
    pub fn yearly(&self) -> u64 {
        let yearly =
            |price: &PlanPrice| price.price.minor.saturating_mul(price.interval.in_a_year());
        self.prices.iter().map(yearly).max().unwrap_or_default()
    }

    /// What it costs where it is paid this often.
    pub fn price(&self, interval: Interval) -> Option<&PlanPrice> {
        self.prices.iter().find(|price| price.interval == interval)
    }

    /// What the plan allows of a feature.
    pub fn allowance(&self, feature: &FeatureId) -> Option<&Allowance> {
        self.allowances.iter().find(|allowance| allowance.feature == *feature)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_interval_has_its_word_and_is_read_by_it() {
        for (interval, word) in
            [(Interval::Month, "month"), (Interval::Quarter, "quarter"), (Interval::Year, "year")]
        {
            assert_eq!(interval.as_str(), word);
            assert_eq!(Interval::parse(word), Some(interval));
        }
        assert_eq!(Interval::parse("week"), None);
    }
}
