//! Why an account may use so much of a feature at a moment, or may not: what would be drawn from
//! what, what is missing, and when that changes.

pub mod moved;

use crate::domain::account::Account;
use crate::domain::amount::{Amount, Quantity};
use crate::domain::balance::{AllowanceBalance, Balance};
use crate::domain::catalog::{Catalog, FeatureKind};
use crate::domain::decide::draw;
use crate::domain::grant::Grant;
use crate::domain::hold;
use crate::domain::id::{FeatureId, GrantId, PlanId};
use crate::domain::moment::Moment;
use crate::domain::offer::{Offer, offers};

/// What a request of so much comes to, and what that rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation<'a> {
    /// How much was asked about.
    pub requested: Quantity,
    /// In the order in which they are drawn. What they give and what is missing make the request.
    pub sources: Vec<Source>,
    /// How much of the request no source gives.
    pub missing: u64,
    /// Why it is not allowed; none where it is.
    pub block: Option<Block>,
    /// What changes next by itself.
    pub next: Option<Next>,
    /// The first moment at which the request is allowed if nothing else happens; none where it is
    /// allowed already, or never is by itself.
    pub allowed_from: Option<Moment>,
    /// What could be had to have it allowed; none where it is.
    pub offers: Vec<Offer<'a>>,
}

/// Something that can be drawn, and how much of the request it would give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// What it is.
    pub of: Drawn,
    /// How much of the request it gives, after the sources before it.
    pub gives: u64,
}

/// What can be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Drawn {
    /// The plan's allowance in its current period.
    Allowance(PlanId, AllowanceBalance),
    /// A grant.
    Grant(Box<Grant>),
}

/// What stands against a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Block {
    /// There is less than was asked for.
    Insufficient,
    /// Neither the plan nor a grant turns the switch on.
    NotIncluded,
    /// The catalog has no such feature; what is left of it cannot be drawn.
    UnknownFeature,
}

impl Block {
    /// The word used in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Insufficient => "insufficient",
            Self::NotIncluded => "not_included",
            Self::UnknownFeature => "unknown_feature",
        }
    }
}

/// What changes next without anybody doing anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    /// When.
    pub at: Moment,
    /// Whether the allowance is new then.
    pub renews: Option<Amount>,
    /// The grants that end then, with what is left of each.
    pub ends: Vec<(GrantId, Amount)>,
    /// How much of the feature is set aside by holds that expire then; it goes back to where it
    /// came from.
    pub frees: u64,
    /// What can be used right then, if nothing else happens before.
    pub available: Amount,
}

/// Explains a request as it would be decided at this moment.
pub fn explain<'a>(
    account: &Account,
    catalog: &'a Catalog,
    feature: &FeatureId,
    requested: Quantity,
    at: Moment,
) -> Explanation<'a> {
    let balance = Balance::of(account, catalog, feature, at);
    let kind = catalog.feature(feature).map(|feature| feature.kind);
    let plan = account.plan_in(catalog, at).map(|plan| &plan.id);
    let wanted = if kind.is_some() { requested.units() } else { 0 };
    let (sources, short) = drawn(&balance, plan, wanted);
    let missing = if kind.is_some() { short } else { requested.units() };
    let block = match kind {
        None => Some(Block::UnknownFeature),
        Some(_) if missing == 0 => None,
        Some(FeatureKind::Counted) => Some(Block::Insufficient),
        Some(FeatureKind::Switch) => Some(Block::NotIncluded),
    };
    let then = |moment| Balance::of(account, catalog, feature, moment);
    // Nothing else comes by itself than what holds give back, a new allowance, and the account's own
    // plan after a subscription; later allowances bring no more than the first, and grants only end.
    let frees = account.holds.iter().map(|hold| hold.expires);
    let lapses = account.subscriptions.iter().map(|it| it.until);
    let ends = frees.chain(lapses).filter(|end| at < *end);
    let mut moments: Vec<_> = ends.chain(balance.resets()).collect();
    moments.sort();
    let enough =
        |moment: &Moment| then(*moment).available().covers(requested.units()) == requested.units();
    let waits = block.is_some() && kind.is_some();
    Explanation {
        requested,
        sources,
        missing,
        block,
        next: changes(account, catalog, &balance, at)
            .map(|at| next(account, &balance, &then(at), at)),
        allowed_from: moments.into_iter().filter(|_| waits).find(enough),
        offers: if waits { offers(catalog, feature, missing) } else { Vec::new() },
    }
}

/// Everything that can be drawn, with what a use would draw of it; and what is then missing.
fn drawn(balance: &Balance, plan: Option<&PlanId>, wanted: u64) -> (Vec<Source>, u64) {
    let (drawn, missing) = draw::sources(balance, wanted);
    let gives = |which: &dyn Fn(&hold::Source) -> bool| {
        drawn.iter().find(|(from, _)| which(from)).map_or(0, |(_, amount)| *amount)
    };
    let allowance = balance.allowance.zip(plan).map(|(allowance, plan)| Source {
        of: Drawn::Allowance(plan.clone(), allowance),
        gives: gives(&|from| matches!(from, hold::Source::Allowance { .. })),
    });
    let grants = balance.grants.iter().map(|grant| Source {
        of: Drawn::Grant(Box::new(grant.clone())),
        gives: gives(&|from| *from == hold::Source::Grant(grant.id.clone())),
    });
    (allowance.into_iter().chain(grants).collect(), missing)
}

/// When what can be used changes next without anybody doing anything, the end of a subscription
/// included.
fn changes(account: &Account, catalog: &Catalog, balance: &Balance, at: Moment) -> Option<Moment> {
    let matters = |end: &Moment| {
        let then = Balance::of(account, catalog, &balance.feature, *end);
        at < *end && then.available() != balance.available()
    };
    let lapses = account.subscriptions.iter().map(|it| it.until).filter(matters);
    balance.changes().into_iter().chain(lapses).min()
}

fn next(account: &Account, balance: &Balance, then: &Balance, at: Moment) -> Next {
    let renewed = then.allowance.filter(|_| balance.resets() == Some(at));
    let renews = renewed.map(|it| it.limit);
    let ends = balance.grants.iter().filter(|grant| grant.expires == Some(at));
    let ends = ends.map(|grant| (grant.id.clone(), grant.left)).collect();
    let parts = account.holds.iter().filter(|hold| hold.expires == at).flat_map(|it| &it.parts);
    let own = parts.filter(|part| account.feature_of(&part.from) == Some(&balance.feature));
    let frees = own.map(|part| part.amount).fold(0, u64::saturating_add);
    Next { at, renews, ends, frees, available: then.available() }
}

#[cfg(test)]
mod tests;
