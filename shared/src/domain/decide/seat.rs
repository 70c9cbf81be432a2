//! The member who uses an organisation's pool: whether they may, within which caps, and what is
//! counted for them with the entry.

use crate::domain::command::Spend;
use crate::domain::decide::draft::Draft;
use crate::domain::hold::Hold;
use crate::domain::id::{AccountId, FeatureId};
use crate::domain::member::{Member, Standing};
use crate::domain::planted::versions::with_expired;
use crate::domain::planted::{Bug, planted};
use crate::domain::refusal::{CapReached, Refusal};
use crate::domain::world::{Item, World};

/// The member of a use, as their record was; none where the organisation, or a person, uses alone.
pub fn of(world: &World, spend: &Spend) -> Result<Option<Member>, Refusal> {
    let Some(user) = &spend.note.member else {
        return Ok(None);
    };
    let member = taken(world, &spend.account, user);
    match member.standing {
        Standing::Removed if planted(Bug::RemovedSpends) => Ok(Some(member)),
        Standing::Removed => Err(Refusal::Removed(user.clone())),
        Standing::Claimed | Standing::Member | Standing::Admin => Ok(Some(member)),
    }
}

/// The record of a member, or a new one.
pub fn taken(world: &World, account: &AccountId, user: &AccountId) -> Member {
    let unseen = || Member::unseen(account.clone(), user.clone());
    world.member(account, user).cloned().unwrap_or_else(unseen)
}

/// What is asked for must be within every cap.
pub fn check(draft: &Draft<'_>, member: &Member, spend: &Spend) -> Result<(), Refusal> {
    if planted(Bug::CapUnchecked) {
        return Ok(());
    }
    let mut uses = spend.uses.iter();
    uses.try_for_each(|one| check_one(draft, member, &one.feature, one.amount.units()))
}

/// The same of one feature.
pub fn check_one(
    draft: &Draft<'_>,
    member: &Member,
    feature: &FeatureId,
    requested: u64,
) -> Result<(), Refusal> {
    let calendar = draft.account.calendar(draft.catalog, draft.at);
    for capped in member.capped(with_expired(draft), &calendar, feature, draft.at) {
        let left = capped.left();
        let wrong = u64::from(planted(Bug::CapEdge));
        if left.covers(requested).saturating_add(wrong) < requested {
            return Err(Refusal::Capped(Box::new(CapReached {
                member: member.user.clone(),
                requested,
                available: left,
                capped,
            })));
        }
    }
    Ok(())
}

/// Counts use of a feature by a member, with the entry that is in the making; so much of it was held
/// by this hold.
pub fn count(
    draft: &Draft<'_>,
    member: &mut Member,
    feature: &FeatureId,
    amount: u64,
    settled: Option<(&Hold, u64)>,
) {
    let calendar = draft.account.calendar(draft.catalog, draft.at);
    let held = settled.and_then(|(hold, amount)| Some((hold.seat.as_ref()?.since, amount)));
    let seq = draft.account.version.saturating_add(1);
    member.count(&calendar, feature, (draft.at, seq), amount, held);
}

/// The record as it is written with the entry: always, so that a change of it in between is noticed.
pub fn written(member: Member) -> Item {
    Item::Member(Member { version: member.version.saturating_add(1), ..member })
}
