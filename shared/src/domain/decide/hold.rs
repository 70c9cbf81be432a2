//! Sets amounts aside for a session that lasts: all or nothing, never below zero.

use crate::domain::amount::Amount;
use crate::domain::catalog::Catalog;
use crate::domain::command::{Reserve, Use};
use crate::domain::decide::consume::finish;
use crate::domain::decide::draft::Draft;
use crate::domain::decide::draw::{check_enough, check_features, sources};
use crate::domain::decide::{Change, seat};
use crate::domain::entry::EntryKind;
use crate::domain::hold::{HoldId, MAX_HOLDS, MAX_PARTS};
use crate::domain::moment::Moment;
use crate::domain::operation::Fingerprint;
use crate::domain::planted::{Bug, planted};
use crate::domain::posting::Posting;
use crate::domain::refusal::Refusal;
use crate::domain::world::World;

/// Holds every use, or refuses the first that is not covered.
pub fn hold(
    catalog: &Catalog,
    world: &World,
    reserve: &Reserve,
    fingerprint: Fingerprint,
    at: Moment,
) -> Result<Change, Refusal> {
    let spend = &reserve.spend;
    check_features(catalog, &spend.uses)?;
    let mut member = seat::of(world, spend)?;
    let mut draft = Draft::begin(catalog, world, &spend.account, at)?;
    let drawn = |one: &Use| sources(&draft.balance(&one.feature), one.amount.units());
    let drawn: Vec<_> = spend.uses.iter().map(drawn).collect();
    check_room(&draft, drawn.iter().map(|(sources, _)| sources.len()).sum())?;
    if let Some(member) = &member {
        seat::check(&draft, member, spend)?;
    }
    if !planted(Bug::HeldInPart) {
        for one in &spend.uses {
            check_enough(&draft, &one.feature, one.amount.units())?;
        }
    }

    // From here on this succeeds.
    let hold = HoldId(spend.operations.first.key());
    let expires = at.plus_seconds(reserve.seconds);
    for (one, (sources, missing)) in spend.uses.iter().zip(drawn) {
        for (from, amount) in sources {
            let member = spend.note.member.clone();
            draft.post(Posting::Held { hold, member, expires, from, amount })?;
        }
        draft.tell(&one.feature, Amount::from(one.amount), missing);
        if let Some(member) = member.as_mut().filter(|_| !planted(Bug::HoldUnnoted)) {
            seat::count(&draft, member, &one.feature, 0, None);
        }
    }
    finish(draft, spend, member, EntryKind::Hold, fingerprint)
}

/// There is room for one more hold in the account, of so many parts.
fn check_room(draft: &Draft<'_>, new: usize) -> Result<(), Refusal> {
    let holds = &draft.account.holds;
    let parts = holds.iter().fold(new, |sum, hold| sum.saturating_add(hold.parts.len()));
    if holds.len() >= MAX_HOLDS || parts > MAX_PARTS {
        return Err(Refusal::TooManyHolds);
    }
    Ok(())
}
