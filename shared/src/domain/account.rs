//! An account: one document from which every balance follows.

use crate::domain::catalog::Catalog;
use crate::domain::grant::Grant;
use crate::domain::hash::Hash;
use crate::domain::id::{AccountId, FeatureId, GrantId, PlanId, PurchaseId};
use crate::domain::moment::Moment;
use crate::domain::period::Every;
use crate::domain::plan::Plan;
use crate::domain::planted::{Bug, planted};
use crate::domain::usage::Usage;

/// From so many grants on a person is told; the hard limit is the item's size.
pub const GRANTS_ALARM: usize = 64;

/// Everything that an account has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Who holds.
    pub id: AccountId,
    /// The `seq` of the last entry.
    pub version: u64,
    /// The hash of the last entry.
    pub head: Hash,
    /// When it was opened.
    pub opened: Moment,
    /// The plan it is on; none where the catalog has no default plan.
    pub plan: Option<PlanId>,
    /// Grants with something left, in burn order.
    pub grants: Vec<Grant>,
    /// Use per feature and kind of period.
    pub usage: Vec<Usage>,
    /// Per payment and feature, what came back too late to be taken.
    pub owed: Vec<Owed>,
}

/// What should have been taken back but was already spent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// For which payment.
    pub purchase: PurchaseId,
    /// Of what.
    pub feature: FeatureId,
    /// How much.
    pub amount: u64,
}

impl Account {
    /// An account before its first entry.
    pub fn unopened(id: AccountId, plan: Option<PlanId>, now: Moment) -> Self {
        Self {
            id,
            version: 0,
            head: Hash::ZERO,
            opened: now,
            plan,
            grants: Vec::new(),
            usage: Vec::new(),
            owed: Vec::new(),
        }
    }

    /// The plan that holds for it: its own, or the default one where the catalog no longer has its
    /// own or it never had any.
    pub fn plan_in<'a>(&self, catalog: &'a Catalog) -> Option<&'a Plan> {
        let own = self.plan.as_ref().and_then(|id| catalog.plan(id));
        own.or_else(|| catalog.default_plan())
    }

    /// The grant of this name, while something of it is left.
    pub fn grant(&self, id: &GrantId) -> Option<&Grant> {
        self.grants.iter().find(|grant| grant.id == *id && !grant.left.is_none())
    }

    /// The number of the period that is current for a feature: by the clock, but never before one
    /// that was already used.
    pub fn period(&self, feature: &FeatureId, every: Every, now: Moment) -> i64 {
        let by_clock = every.index_at(now);
        if planted(Bug::PeriodBack) {
            return by_clock;
        }
        self.usage_of(feature, every).map_or(by_clock, |usage| usage.index.max(by_clock))
    }

    /// The record of use of a feature, of whatever period it is.
    pub fn usage_of(&self, feature: &FeatureId, every: Every) -> Option<&Usage> {
        self.usage.iter().find(|usage| usage.feature == *feature && usage.every == every)
    }
}
