//! Ends a hold: with what was really used, or with nothing. It ends once, whoever asks how often.

use crate::domain::amount::Amount;
use crate::domain::catalog::Catalog;
use crate::domain::command::{Actual, EndHold, Ending};
use crate::domain::decide::draft::{Draft, Title};
use crate::domain::decide::draw::{check_counted, check_enough, draw, overrun};
use crate::domain::decide::{Change, seat};
use crate::domain::entry::{Entry, EntryKind, Note};
use crate::domain::hold::{Hold, HoldId, Part};
use crate::domain::id::{AccountId, FeatureId};
use crate::domain::member::Member;
use crate::domain::moment::Moment;
use crate::domain::operation::Fingerprint;
use crate::domain::planted::{Bug, planted};
use crate::domain::posting::Posting;
use crate::domain::refusal::Refusal;
use crate::domain::world::{Item, Name, World};

/// Settles or releases. Of a hold that has expired nothing is held any more: it is settled from the
/// balance, and there is nothing to release.
pub fn end_hold(
    catalog: &Catalog,
    world: &World,
    end: &EndHold,
    fingerprint: Fingerprint,
    at: Moment,
) -> Result<Change, Refusal> {
    let actuals = match &end.how {
        Ending::Settle(actuals) => actuals.as_slice(),
        Ending::Release => &[],
    };
    actuals.iter().try_for_each(|one| check_counted(catalog, &one.feature))?;
    if held(world, &end.account, end.hold).is_none()
        && made(world, &end.account, end.hold).is_none()
    {
        return Err(Refusal::UnknownHold);
    }
    let user = member(world, &end.account, end.hold);
    let mut member = user.as_ref().map(|user| seat::taken(world, &end.account, user));
    let mut draft = Draft::begin(catalog, world, &end.account, at)?;
    if planted(Bug::SettleRefused) {
        actuals.iter().try_for_each(|one| check_enough(&draft, &one.feature, one.amount))?;
    }
    if let Some(member) = member.as_ref().filter(|_| planted(Bug::SettleCapped)) {
        let mut all = actuals.iter();
        all.try_for_each(|one| seat::check_one(&draft, member, &one.feature, one.amount))?;
    }

    // From here on this succeeds.
    let hold = draft.account.hold(end.hold).cloned();
    let kind = match &end.how {
        Ending::Settle(_) => {
            settle(&mut draft, hold.as_ref(), actuals, member.as_mut())?;
            EntryKind::Settle
        }
        Ending::Release => {
            release(&mut draft, hold.as_ref())?;
            member = None;
            EntryKind::Release
        }
    };
    let user = user.filter(|_| !planted(Bug::EndUnnamed));
    let (operation, note) = (&end.operation(), Note { member: user, ..Note::default() });
    let mut change = draft.finish(Title { kind, operation, fingerprint, note })?;
    change.items.extend(member.map(seat::written));
    Ok(change)
}

/// The member of the organisation who made a hold: also of one that has left its account.
pub fn member(world: &World, account: &AccountId, hold: HoldId) -> Option<AccountId> {
    match held(world, account, hold) {
        Some(hold) => hold.seat.as_ref().map(|seat| seat.member.clone()),
        None => made(world, account, hold)?.note.member.clone(),
    }
}

fn held<'a>(world: &'a World, account: &AccountId, hold: HoldId) -> Option<&'a Hold> {
    world.account(account).and_then(|account| account.hold(hold))
}

/// The entry that made a hold.
fn made<'a>(world: &'a World, account: &AccountId, hold: HoldId) -> Option<&'a Entry> {
    match world.get(&Name::Receipt(account.clone(), hold.0)) {
        Some(Item::Entry(made)) if made.kind == EntryKind::Hold => Some(made),
        _ => None,
    }
}

/// First what is held, in the order in which it was drawn, then the balance; the rest is over.
fn settle(
    draft: &mut Draft<'_>,
    hold: Option<&Hold>,
    actuals: &[Actual],
    mut member: Option<&mut Member>,
) -> Result<(), Refusal> {
    let parts = parts(draft, hold);
    let unnamed = |feature: &FeatureId| !actuals.iter().any(|one| one.feature == *feature);
    let mut all = actuals.to_vec();
    for feature in features(&parts).into_iter().filter(unnamed) {
        all.push(Actual { feature, amount: 0 });
    }
    for one in &all {
        let mut wanted = one.amount;
        if planted(Bug::BalanceBeforeHold) {
            wanted = draw(draft, &one.feature, wanted)?;
        }
        let mut settled = 0_u64;
        if let Some(hold) = hold {
            for (_, part) in parts.iter().filter(|(feature, _)| *feature == one.feature) {
                let used = part.amount.min(wanted);
                end_part(draft, hold, part, used)?;
                wanted = wanted.saturating_sub(used);
                settled = settled.saturating_add(used);
            }
        }
        let short = draw(draft, &one.feature, wanted)?;
        if !planted(Bug::OverForgotten) {
            overrun(draft, &one.feature, short)?;
        }
        lose(draft)?;
        draft.tell(&one.feature, Amount::Of(one.amount), short);
        if let Some(member) = member.as_deref_mut().filter(|_| !planted(Bug::UseUncounted)) {
            let of_hold = hold.map(|hold| (hold, settled));
            seat::count(draft, member, &one.feature, one.amount, of_hold);
        }
    }
    Ok(())
}

/// Everything goes back to where it came from.
fn release(draft: &mut Draft<'_>, hold: Option<&Hold>) -> Result<(), Refusal> {
    let parts = parts(draft, hold);
    if let Some(hold) = hold {
        for (_, part) in &parts {
            end_part(draft, hold, part, 0)?;
        }
    }
    lose(draft)?;
    for feature in features(&parts) {
        let of_it = parts.iter().filter(|(of, _)| *of == feature);
        let amount = of_it.fold(0_u64, |sum, (_, part)| sum.saturating_add(part.amount));
        draft.tell(&feature, Amount::Of(amount), 0);
    }
    Ok(())
}

/// So much of a part was used, and the rest goes back.
fn end_part(draft: &mut Draft<'_>, hold: &Hold, part: &Part, used: u64) -> Result<(), Refusal> {
    let (hold, from) = (hold.id, part.from.clone());
    let back = part.amount.saturating_sub(used);
    if used > 0 {
        draft.post(Posting::Settled { hold, from: from.clone(), amount: used })?;
    }
    if back > 0 && !(planted(Bug::HoldLeftOpen) && used > 0) {
        draft.post(Posting::Released { hold, from, amount: back })?;
    }
    Ok(())
}

/// What came back to a grant that has expired meanwhile is lost with it.
fn lose(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    if planted(Bug::RevivedByReturn) { Ok(()) } else { draft.expire_grants() }
}

/// What is held, with the feature that each part is of.
fn parts(draft: &Draft<'_>, hold: Option<&Hold>) -> Vec<(FeatureId, Part)> {
    let named = |part: &Part| {
        draft.account.feature_of(&part.from).map(|feature| (feature.clone(), part.clone()))
    };
    hold.map(|hold| hold.parts.iter().filter_map(named).collect()).unwrap_or_default()
}

/// Each feature once, in the order of the parts.
fn features(parts: &[(FeatureId, Part)]) -> Vec<FeatureId> {
    let mut features: Vec<FeatureId> = Vec::new();
    for (feature, _) in parts {
        if !features.contains(feature) {
            features.push(feature.clone());
        }
    }
    features
}

/// Whether a hold had expired when it was ended: nothing of it was there to use or to give back.
pub fn had_expired(entry: &Entry) -> bool {
    let moves =
        |posting: &Posting| matches!(posting, Posting::Settled { .. } | Posting::Released { .. });
    !entry.postings.iter().any(moves)
}
