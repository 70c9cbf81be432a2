//! Corrects a balance by hand: gives a grant, or takes from grants.

use crate::domain::amount::Amount;
use crate::domain::catalog::{Catalog, DEFAULT_PRIORITY, FeatureKind};
use crate::domain::command::{Adjust, Adjustment};
use crate::domain::decide::Change;
use crate::domain::decide::draft::{Draft, Title};
use crate::domain::entry::EntryKind;
use crate::domain::id::GrantId;
use crate::domain::moment::Moment;
use crate::domain::operation::Fingerprint;
use crate::domain::posting::Posting;
use crate::domain::refusal::{Refusal, Shortage};
use crate::domain::world::World;

/// Gives or takes; never takes more than the grants hold.
pub fn adjust(
    catalog: &Catalog,
    world: &World,
    adjust: &Adjust,
    fingerprint: Fingerprint,
    at: Moment,
) -> Result<Change, Refusal> {
    let feature = &adjust.feature;
    let known = catalog.feature(feature).ok_or(Refusal::UnknownFeature(feature.clone()))?;
    let whole = matches!(adjust.by, Adjustment::Give(Amount::Unlimited, _));
    if known.kind == FeatureKind::Switch && !whole {
        return Err(Refusal::NotCounted(feature.clone()));
    }
    let mut draft = Draft::begin(catalog, world, &adjust.account, at)?;
    match adjust.by {
        Adjustment::Give(amount, expires) => {
            draft.post(Posting::Granted {
                grant: GrantId::of_adjustment(&adjust.operation.key()),
                feature: feature.clone(),
                amount,
                granted: at,
                expires,
                priority: DEFAULT_PRIORITY,
            })?;
            draft.tell(feature, amount, 0);
        }
        Adjustment::Take(quantity) => {
            take(&mut draft, adjust, quantity.units())?;
            draft.tell(feature, Amount::from(quantity), 0);
        }
    }
    let (kind, operation, note) = (EntryKind::Adjust, &adjust.operation, adjust.note.clone());
    draft.finish(Title { kind, operation, fingerprint, note })
}

fn take(draft: &mut Draft<'_>, adjust: &Adjust, requested: u64) -> Result<(), Refusal> {
    let grants = draft.balance(&adjust.feature).grants;
    let finite = grants.into_iter().filter_map(|grant| match grant.left {
        Amount::Of(left) => Some((grant.id, left)),
        Amount::Unlimited => None,
    });
    let finite: Vec<_> = finite.collect();
    let held = finite.iter().fold(0_u64, |sum, (_, left)| sum.saturating_add(*left));
    if held < requested {
        return Err(Refusal::Insufficient(Box::new(Shortage {
            feature: adjust.feature.clone(),
            requested,
            available: Amount::Of(held),
            resets: None,
        })));
    }
    let mut wanted = requested;
    for (grant, left) in finite {
        let amount = left.min(wanted);
        if amount > 0 {
            draft.post(Posting::Took { grant, amount: Amount::Of(amount) })?;
            wanted = wanted.saturating_sub(amount);
        }
    }
    Ok(())
}
