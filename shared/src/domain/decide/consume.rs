//! Uses features: all or nothing, never below zero.

use crate::domain::amount::Amount;
use crate::domain::catalog::Catalog;
use crate::domain::command::Spend;
use crate::domain::decide::draft::{Draft, Title};
use crate::domain::decide::draw::{check_enough, check_features, draw};
use crate::domain::decide::{Change, seat};
use crate::domain::entry::EntryKind;
use crate::domain::member::Member;
use crate::domain::moment::Moment;
use crate::domain::operation::Fingerprint;
use crate::domain::planted::versions::overdraws;
use crate::domain::planted::{Bug, planted};
use crate::domain::refusal::Refusal;
use crate::domain::world::{Also, Item, World};

/// Draws every use, or refuses the first that is not covered.
pub fn consume(
    catalog: &Catalog,
    world: &World,
    spend: &Spend,
    fingerprint: Fingerprint,
    at: Moment,
) -> Result<Change, Refusal> {
    check_features(catalog, &spend.uses)?;
    let mut member = seat::of(world, spend)?;
    let mut draft = Draft::begin(catalog, world, &spend.account, at)?;
    if let Some(member) = &member {
        seat::check(&draft, member, spend)?;
    }
    for one in &spend.uses {
        let enough = check_enough(&draft, &one.feature, one.amount.units());
        if !overdraws(&draft, &one.feature) {
            enough?;
        }
    }

    // From here on this succeeds.
    for one in &spend.uses {
        let missing = draw(&mut draft, &one.feature, one.amount.units())?;
        draft.tell(&one.feature, Amount::from(one.amount), missing);
        if let Some(member) = &mut member {
            seat::count(&draft, member, &one.feature, one.amount.units(), None);
        }
    }
    finish(draft, spend, member, EntryKind::Consume, fingerprint)
}

/// The entry under its first name, a pointer under each other one, and the member who uses.
pub fn finish(
    draft: Draft<'_>,
    spend: &Spend,
    member: Option<Member>,
    kind: EntryKind,
    fingerprint: Fingerprint,
) -> Result<Change, Refusal> {
    let operation = &spend.operations.first;
    let note = spend.note.clone();
    let mut change = draft.finish(Title { kind, operation, fingerprint, note })?;
    let others = spend.operations.others.iter().filter(|_| !planted(Bug::NoPointers));
    change.items.extend(others.map(|other| {
        let (account, entry) = (spend.account.clone(), operation.key());
        Item::Also(Also { account, key: other.key(), entry, fingerprint })
    }));
    change.items.extend(member.map(seat::written));
    Ok(change)
}
