//! Draws an amount: the plan's allowance first, then grants in burn order.

use crate::domain::catalog::{Catalog, FeatureKind};
use crate::domain::command::Use;
use crate::domain::decide::draft::Draft;
use crate::domain::id::FeatureId;
use crate::domain::planted::{Bug, overdraws, planted};
use crate::domain::posting::Posting;
use crate::domain::refusal::{Refusal, Shortage};

/// Every feature must be in the catalog and be counted.
pub fn check_features(catalog: &Catalog, uses: &[Use]) -> Result<(), Refusal> {
    uses.iter().try_for_each(|one| check_counted(catalog, &one.feature))
}

/// A feature that can be drawn: known, and no switch.
pub fn check_counted(catalog: &Catalog, feature: &FeatureId) -> Result<(), Refusal> {
    match catalog.feature(feature).map(|found| found.kind) {
        None => Err(Refusal::UnknownFeature(feature.clone())),
        Some(FeatureKind::Switch) => Err(Refusal::NotCounted(feature.clone())),
        Some(FeatureKind::Counted) => Ok(()),
    }
}

/// There must be enough of a feature.
pub fn check_enough(draft: &Draft<'_>, one: &Use) -> Result<(), Refusal> {
    let balance = draft.balance(&one.feature);
    let requested = one.amount.units();
    let available = balance.available();
    if available.covers(requested) == requested || overdraws(&balance) {
        return Ok(());
    }
    Err(Refusal::Insufficient(Box::new(Shortage {
        feature: one.feature.clone(),
        requested,
        available,
        resets: balance.resets(),
    })))
}

/// Draws as much of a use as there is; says how much is missing.
pub fn draw(draft: &mut Draft<'_>, one: &Use) -> Result<u64, Refusal> {
    let balance = draft.balance(&one.feature);
    let mut wanted = one.amount.units();
    let grants_first = planted(Bug::GrantsTooSoon) && !balance.grants.is_empty();
    if let Some(allowance) = balance.allowance.filter(|_| !grants_first) {
        let amount = allowance.left().covers(wanted);
        if amount > 0 {
            let (every, index) = (allowance.every, allowance.index);
            draft.post(Posting::Used { feature: one.feature.clone(), every, index, amount })?;
            wanted = wanted.saturating_sub(amount);
        }
    }
    for grant in balance.grants {
        let overdrawn = planted(Bug::Overdraw);
        let amount = if overdrawn { wanted } else { grant.left.covers(wanted) };
        if amount > 0 {
            draft.post(Posting::Drew { grant: grant.id, amount })?;
            wanted = wanted.saturating_sub(amount);
        }
    }
    Ok(wanted)
}
