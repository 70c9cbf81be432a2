//! What an account can use of a feature: a function of the account, the catalog and the moment.

use crate::domain::account::Account;
use crate::domain::amount::Amount;
use crate::domain::catalog::Catalog;
use crate::domain::grant::Grant;
use crate::domain::hold::Source;
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
    /// Set aside by live holds, wherever it was drawn: none of it is available.
    pub held: u64,
    /// Use told after the fact that no allowance and no grant covered.
    pub over: u64,
    /// Live grants of which something is left, in the order in which they are drawn.
    pub grants: Vec<Grant>,
    /// When the first of its live holds expires.
    pub frees: Option<Moment>,
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
    /// How much of it is set aside by live holds.
    pub held: u64,
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
        let used = if planted(Bug::OldUsage) { 0 } else { self.used };
        let held = if planted(Bug::HoldNotCounted) { 0 } else { self.held };
        self.limit.less(used.saturating_add(held))
    }
}

impl Balance {
    /// The balance of a feature. A hold that has expired holds nothing, whether or not the ledger
    /// knows it yet.
    pub fn of(account: &Account, catalog: &Catalog, feature: &FeatureId, now: Moment) -> Self {
        let calendar = account.calendar(catalog, now);
        let plan = account.plan_in(catalog, now);
        let allowed = plan.and_then(|plan| plan.allowance(feature));
        let every = allowed.map_or(Every::Ever, |allowance| allowance.every);
        let index = account.period(&calendar, feature, every, now);
        let counts = |usage: &&Usage| usage.index == index && !account.has_lost_its_plan(now);
        let current = account.usage_of(feature, every).filter(counts);
        let from = Source::Allowance { feature: feature.clone(), every, index };
        let allowance = allowed.map(|allowance| AllowanceBalance {
            limit: allowance.amount,
            used: current.map_or(0, |usage| usage.used),
            near_limit_percent: allowance.near_limit_percent,
            held: account.held(&from, |hold| hold.is_live(now)),
            every,
            index,
            resets: calendar.ends(every, index),
        });
        let live = |grant: &&Grant| grant.feature == *feature && grant.is_live(now);
        let back = |grant: &Grant| {
            let from = Source::Grant(grant.id.clone());
            let left = grant.with_back(account.held(&from, |hold| !hold.is_live(now)));
            Grant { left, ..grant.clone() }
        };
        let grants = account.grants.iter().filter(live).map(back);
        let mut grants: Vec<_> = grants.filter(|grant| !grant.left.is_none()).collect();
        grants.sort_by(Grant::burn_order);
        let (held, frees) = account.set_aside(feature, now);
        Self {
            feature: feature.clone(),
            allowance,
            held,
            over: current.map_or(0, |usage| usage.over),
            grants,
            frees,
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

    /// When something of it changes by itself: the allowance is new, a grant is lost, or a hold
    /// expires.
    pub fn changes(&self) -> Option<Moment> {
        let resets = self.resets();
        let lost = self.grants.iter().filter_map(|grant| grant.expires).min();
        [resets, lost, self.frees].into_iter().flatten().min()
    }

    /// When the plan's allowance is new; an unlimited one has nothing to wait for.
    pub fn resets(&self) -> Option<Moment> {
        self.allowance.filter(|allowance| allowance.limit != Amount::Unlimited)?.resets
    }
}

#[cfg(test)]
mod tests;
