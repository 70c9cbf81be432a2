//! Draws an amount: the plan's allowance first, then grants in burn order.

use crate::domain::balance::Balance;
use crate::domain::catalog::{Catalog, FeatureKind};
use crate::domain::command::Use;
use crate::domain::decide::draft::Draft;
use crate::domain::hold::Source;
use crate::domain::id::FeatureId;
use crate::domain::period::Every;
use crate::domain::planted::versions::overdraws;
use crate::domain::planted::{Bug, planted};
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
pub fn check_enough(draft: &Draft<'_>, feature: &FeatureId, requested: u64) -> Result<(), Refusal> {
    let balance = draft.balance(feature);
    let available = balance.available();
    if available.covers(requested) == requested {
        return Ok(());
    }
    Err(Refusal::Insufficient(Box::new(Shortage {
        feature: feature.clone(),
        requested,
        available,
        resets: balance.resets(),
    })))
}

/// Draws as much of an amount as there is; says how much is missing.
pub fn draw(draft: &mut Draft<'_>, feature: &FeatureId, wanted: u64) -> Result<u64, Refusal> {
    let (mut sources, mut missing) = sources(&draft.balance(feature), wanted);
    if overdraws(draft, feature)
        && let Some((Source::Grant(_), amount)) = sources.last_mut()
    {
        *amount = amount.saturating_add(std::mem::take(&mut missing));
    }
    for (from, amount) in sources {
        draft.post(match from {
            Source::Allowance { feature, every, index } => {
                Posting::Used { feature, every, index, amount }
            }
            Source::Grant(grant) => Posting::Drew { grant, amount },
        })?;
    }
    Ok(missing)
}

/// What an amount comes from, in the order in which it is drawn, and how much is missing.
pub fn sources(balance: &Balance, mut wanted: u64) -> (Vec<(Source, u64)>, u64) {
    let mut sources = Vec::new();
    let grants_first = planted(Bug::GrantsTooSoon) && !balance.grants.is_empty();
    if let Some(allowance) = balance.allowance.filter(|_| !grants_first) {
        let amount = allowance.left().covers(wanted);
        if amount > 0 {
            let (feature, every, index) =
                (balance.feature.clone(), allowance.every, allowance.index);
            sources.push((Source::Allowance { feature, every, index }, amount));
            wanted = wanted.saturating_sub(amount);
        }
    }
    for grant in &balance.grants {
        let amount = grant.left.covers(wanted);
        if amount > 0 {
            sources.push((Source::Grant(grant.id.clone()), amount));
            wanted = wanted.saturating_sub(amount);
        }
    }
    (sources, wanted)
}

/// Keeps what nothing covered as use beyond what was there.
pub fn overrun(draft: &mut Draft<'_>, feature: &FeatureId, amount: u64) -> Result<(), Refusal> {
    if amount == 0 {
        return Ok(());
    }
    let allowance = draft.balance(feature).allowance;
    let (every, index) = allowance.map_or((Every::Ever, 0), |it| (it.every, it.index));
    draft.post(Posting::Over { feature: feature.clone(), every, index, amount })
}
