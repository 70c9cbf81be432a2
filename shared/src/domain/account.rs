//! An account: one document from which every balance follows.

use crate::domain::calendar::Calendar;
use crate::domain::catalog::Catalog;
use crate::domain::grant::Grant;
use crate::domain::hash::Hash;
use crate::domain::hold::{Hold, HoldId, Source};
use crate::domain::id::{AccountId, FeatureId, GrantId, PlanId, PurchaseId};
use crate::domain::member::Cap;
use crate::domain::moment::Moment;
use crate::domain::period::Every;
use crate::domain::plan::Plan;
use crate::domain::planted::{Bug, planted};
use crate::domain::subscription::Subscribed;
use crate::domain::usage::Usage;
use crate::domain::zone::Zone;

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
    /// The plan it is on without a subscription; none where the catalog had no default plan.
    pub plan: Option<PlanId>,
    /// Where its days and months begin.
    pub zone: Zone,
    /// What each member of the organisation may use who has no cap of their own.
    pub caps: Vec<Cap>,
    /// Its subscriptions, until time ends them.
    pub subscriptions: Vec<Subscribed>,
    /// Grants with something left or held, in burn order.
    pub grants: Vec<Grant>,
    /// Use per feature and kind of period.
    pub usage: Vec<Usage>,
    /// What is set aside, in the order in which it was.
    pub holds: Vec<Hold>,
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
            zone: Zone::UTC,
            caps: Vec::new(),
            subscriptions: Vec::new(),
            grants: Vec::new(),
            usage: Vec::new(),
            holds: Vec::new(),
            owed: Vec::new(),
        }
    }

    /// The plan that holds at this moment: that of its best live subscription, else its own, else
    /// the default one where the catalog no longer has its own or it never had any.
    pub fn plan_in<'a>(&self, catalog: &'a Catalog, now: Moment) -> Option<&'a Plan> {
        let own = || self.plan.as_ref().and_then(|id| catalog.plan(id));
        let subscribed = self.subscribed(catalog, now).map(|(_, plan)| plan);
        subscribed.or_else(own).or_else(|| catalog.default_plan())
    }

    /// The subscription that decides, with its plan: of those that are live the one whose plan
    /// costs most by the year, then the one that stands later in the catalog.
    pub fn subscribed<'a>(
        &self,
        catalog: &'a Catalog,
        now: Moment,
    ) -> Option<(&Subscribed, &'a Plan)> {
        let live = self.subscriptions.iter().filter(|it| it.is_live(now));
        let ranked = live.filter_map(|it| {
            let place = catalog.plans.iter().position(|plan| plan.id == it.plan)?;
            let plan = catalog.plans.get(place)?;
            Some(((plan.yearly(), place), it, plan))
        });
        let best = ranked.max_by(|(one, a, _), (other, b, _)| {
            one.cmp(other).then_with(|| b.subscription.cmp(&a.subscription))
        });
        best.map(|(_, it, plan)| (it, plan))
    }

    /// When its periods begin and end, at this moment.
    pub fn calendar(&self, catalog: &Catalog, now: Moment) -> Calendar {
        let anchor = self.subscribed(catalog, now).map(|(it, _)| it.anchor);
        let zone = if planted(Bug::ZoneIgnored) { Zone::UTC } else { self.zone.clone() };
        Calendar { zone, anchor }
    }

    /// Whether it had subscriptions and time has ended the last of them: then its own plan begins
    /// with its full allowance, which the next entry writes down.
    pub fn has_lost_its_plan(&self, now: Moment) -> bool {
        !self.subscriptions.is_empty()
            && self.subscriptions.iter().all(|it| !it.is_live(now))
            && !planted(Bug::StaleAfterEnd)
    }

    /// The grant of this name, while something of it is left.
    pub fn grant(&self, id: &GrantId) -> Option<&Grant> {
        self.grants.iter().find(|grant| grant.id == *id && !grant.left.is_none())
    }

    /// The hold of this name, until it is settled, released or seen to be expired.
    pub fn hold(&self, id: HoldId) -> Option<&Hold> {
        self.holds.iter().find(|hold| hold.id == id)
    }

    /// How much holds have of one source: those that a condition names.
    pub fn held(&self, from: &Source, which: impl Fn(&Hold) -> bool) -> u64 {
        let parts = self.holds.iter().filter(|hold| which(hold)).map(|hold| hold.part(from));
        parts.fold(0, u64::saturating_add)
    }

    /// How much of a feature is set aside by live holds, and when the first of them expires.
    pub fn set_aside(&self, feature: &FeatureId, now: Moment) -> (u64, Option<Moment>) {
        let mut held = 0_u64;
        let mut frees: Option<Moment> = None;
        for hold in self.holds.iter().filter(|hold| hold.is_live(now)) {
            for part in
                hold.parts.iter().filter(|part| self.feature_of(&part.from) == Some(feature))
            {
                held = held.saturating_add(part.amount);
                frees = Some(frees.map_or(hold.expires, |first| first.min(hold.expires)));
            }
        }
        (held, frees)
    }

    /// The feature that a source is of.
    pub fn feature_of<'a>(&'a self, from: &'a Source) -> Option<&'a FeatureId> {
        match from {
            Source::Allowance { feature, .. } => Some(feature),
            Source::Grant(id) => {
                self.grants.iter().find(|grant| grant.id == *id).map(|grant| &grant.feature)
            }
        }
    }

    /// Whether there is a grant of this name, with something left or held.
    pub fn has_grant(&self, id: &GrantId) -> bool {
        let all_held = || self.held(&Source::Grant(id.clone()), |_| true) > 0;
        self.grant(id).is_some() || all_held()
    }

    /// The number of the period that is current for a feature: by the clock, but never before one
    /// that was already used.
    pub fn period(
        &self,
        calendar: &Calendar,
        feature: &FeatureId,
        every: Every,
        now: Moment,
    ) -> i64 {
        let by_clock = calendar.index_at(every, now);
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
