//! What an account can use of a feature: a function of the account, the catalog and the moment.

use crate::domain::account::Account;
use crate::domain::amount::Amount;
use crate::domain::catalog::Catalog;
use crate::domain::grant::Grant;
use crate::domain::id::FeatureId;
use crate::domain::moment::Moment;
use crate::domain::period::Every;
use crate::domain::planted::{Bug, planted};
use crate::domain::usage::Usage;

/// The balance of one feature at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Balance {
    /// Of what.
    pub feature: FeatureId,
    /// The plan's allowance in its current period, if the plan names the feature.
    pub allowance: Option<AllowanceBalance>,
    /// Use told after the fact that no allowance and no grant covered.
    pub over: u64,
    /// Live grants in the order in which they are drawn.
    pub grants: Vec<Grant>,
}

/// How far an allowance is used in its current period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AllowanceBalance {
    /// How much the plan allows in each period.
    pub limit: Amount,
    /// How much of it is used.
    pub used: u64,
    /// From so many hundredths of the limit on, use is near it.
    pub near_limit_percent: u64,
    /// How often it is new.
    pub every: Every,
    /// The number of the current period.
    pub index: i64,
    /// When the next period begins.
    pub resets: Option<Moment>,
}

impl AllowanceBalance {
    /// What is left of it in this period.
    pub fn left(&self) -> Amount {
        self.limit.less(if planted(Bug::OldUsage) { 0 } else { self.used })
    }
}

impl Balance {
    /// The balance of a feature.
    pub fn of(account: &Account, catalog: &Catalog, feature: &FeatureId, now: Moment) -> Self {
        let calendar = account.calendar(catalog, now);
        let plan = account.plan_in(catalog, now);
        let allowed = plan.and_then(|plan| plan.allowance(feature));
        let every = allowed.map_or(Every::Ever, |allowance| allowance.every);
        let index = account.period(&calendar, feature, every, now);
        let counts = |usage: &&Usage| usage.index == index && !account.has_lost_its_plan(now);
        let current = account.usage_of(feature, every).filter(counts);
        let allowance = allowed.map(|allowance| AllowanceBalance {
            limit: allowance.amount,
            used: current.map_or(0, |usage| usage.used),
            near_limit_percent: allowance.near_limit_percent,
            every,
            index,
            resets: calendar.ends(every, index),
        });
        let live = |grant: &&Grant| grant.feature == *feature && grant.is_live(now);
        let mut grants: Vec<_> = account.grants.iter().filter(live).cloned().collect();
        grants.sort_by(Grant::burn_order);
        Self {
            feature: feature.clone(),
            allowance,
            over: current.map_or(0, |usage| usage.over),
            grants,
        }
    }

    /// Everything that can be used right now.
    pub fn available(&self) -> Amount {
        let allowed = self.allowance.map_or(Amount::NONE, |allowance| allowance.left());
        self.grants.iter().fold(allowed, |sum, grant| sum.and(grant.left))
    }

    /// All use of this period in hundredths of the allowance, rounded down; may pass 100. None
    /// without a limit: unlimited is never calculated with.
    pub fn percent(&self) -> Option<u64> {
        let allowance = self.allowance?;
        match allowance.limit {
            Amount::Of(limit) => {
                let used = allowance.used.saturating_add(self.over);
                used.saturating_mul(100).checked_div(limit)
            }
            Amount::Unlimited => None,
        }
    }

    /// Whether so much of the allowance is used that its holder should be told.
    pub fn is_near_limit(&self) -> bool {
        let threshold = self.allowance.map(|allowance| allowance.near_limit_percent);
        self.percent().zip(threshold).is_some_and(|(percent, threshold)| percent >= threshold)
    }

    /// When something of it changes by itself: the allowance is new, or a grant is lost.
    pub fn changes(&self) -> Option<Moment> {
        let resets = self.resets();
        let lost = self.grants.iter().filter_map(|grant| grant.expires).min();
        [resets, lost].into_iter().flatten().min()
    }

    /// When the plan's allowance is new; an unlimited one has nothing to wait for.
    pub fn resets(&self) -> Option<Moment> {
        self.allowance.filter(|allowance| allowance.limit != Amount::Unlimited)?.resets
    }
}

#[cfg(test)]
mod tests;
