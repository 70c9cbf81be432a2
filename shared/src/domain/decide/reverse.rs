//! Takes back what a returned payment had brought, and gives it back when the return fails.
//!
//! Facts are absolute: of each lot `ceil(amount × returned ÷ charged)` should be gone; what moves
//! is the difference to what is gone already, so that a fact told twice moves nothing. What is left
//! of the grant goes first, then what holds have of it, the newest hold first; what is spent is owed.

use crate::domain::amount::Amount;
use crate::domain::decide::draft::Draft;
use crate::domain::hold::Source;
use crate::domain::id::{GrantId, PurchaseId};
use crate::domain::moment::Moment;
use crate::domain::planted::versions::shares_apart;
use crate::domain::planted::{Bug, planted};
use crate::domain::posting::Posting;
use crate::domain::purchase::{Lot, Purchase, PurchaseState};
use crate::domain::refusal::Refusal;

/// Brings every lot of a paid purchase to where its refunds say it should be.
pub fn reverse(draft: &mut Draft<'_>, purchase: &mut Purchase) -> Result<(), Refusal> {
    let PurchaseState::Paid { charged, at } = purchase.state else {
        return Ok(());
    };
    let returned = purchase.returned();
    let apart = [purchase.refunded(), purchase.disputed()];
    for lot in &mut purchase.lots {
        let apart = shares_apart(lot.amount, apart, charged);
        let target = apart.unwrap_or_else(|| target(lot.amount, returned, charged));
        match (target, lot.taken) {
            (Amount::Unlimited, Amount::Of(_)) => take_switch(draft, lot)?,
            (Amount::Of(_), Amount::Unlimited) => give(draft, lot, Amount::Unlimited, at)?,
            (Amount::Of(target), Amount::Of(taken)) => {
                let gone = taken.saturating_add(lot.owed);
                let gone = if planted(Bug::IncrementalRefund) { 0 } else { gone };
                if let Some(more) = target.checked_sub(gone).filter(|more| *more > 0) {
                    take(draft, lot, &purchase.id, more)?;
                } else {
                    restore(draft, lot, &purchase.id, gone.saturating_sub(target), at)?;
                }
            }
            (Amount::Unlimited, Amount::Unlimited) => {}
        }
    }
    Ok(())
}

/// How much of a lot should be gone. What cannot be divided, one use or no limit at all, goes only
/// when everything came back; where nothing was charged there is nothing to take.
pub fn target(amount: Amount, returned: u64, charged: u64) -> Amount {
    if charged == 0 || returned == 0 {
        return Amount::NONE;
    }
    match amount {
        Amount::Of(1) | Amount::Unlimited if returned < charged => Amount::NONE,
        Amount::Unlimited => Amount::Unlimited,
        Amount::Of(units) => {
            let gone = u128::from(units).saturating_mul(u128::from(returned));
            let charged = u128::from(charged);
            let down = gone.checked_div(charged).filter(|_| planted(Bug::GenerousRefund));
            let gone = down.unwrap_or(gone.div_ceil(charged));
            Amount::Of(u64::try_from(gone).unwrap_or(units).min(units))
        }
    }
}

fn take_switch(draft: &mut Draft<'_>, lot: &mut Lot) -> Result<(), Refusal> {
    if draft.account.grant(&lot.grant).is_some() {
        let (grant, amount) = (lot.grant.clone(), Amount::Unlimited);
        draft.post(Posting::Took { grant, amount })?;
    }
    lot.taken = Amount::Unlimited;
    draft.tell(&lot.feature, Amount::Unlimited, 0);
    Ok(())
}

fn take(
    draft: &mut Draft<'_>,
    lot: &mut Lot,
    purchase: &PurchaseId,
    more: u64,
) -> Result<(), Refusal> {
    let left = |draft: &Draft<'_>| {
        draft.account.grant(&lot.grant).map_or(Amount::NONE, |grant| grant.left)
    };
    let lacks = more.saturating_sub(left(draft).covers(more));
    take_from_holds(draft, &lot.grant, lacks)?;
    let taken = left(draft).covers(more);
    let owed = more.saturating_sub(taken);
    if taken > 0 {
        let (grant, amount) = (lot.grant.clone(), Amount::Of(taken));
        draft.post(Posting::Took { grant, amount })?;
        lot.taken = lot.taken.and(Amount::Of(taken));
    }
    if owed > 0 {
        owe(draft, lot, purchase, lot.owed.saturating_add(owed))?;
    }
    draft.tell(&lot.feature, Amount::Of(taken), owed);
    Ok(())
}

/// Holds let go of so much of a grant, if they have so much of it.
fn take_from_holds(draft: &mut Draft<'_>, grant: &GrantId, mut lacks: u64) -> Result<(), Refusal> {
    if planted(Bug::HeldIsKept) {
        return Ok(());
    }
    let from = Source::Grant(grant.clone());
    let holds = draft.account.holds.iter().rev();
    let mut parts: Vec<_> = holds.map(|hold| (hold.id, hold.part(&from))).collect();
    if planted(Bug::OldestHoldFirst) {
        parts.reverse();
    }
    for (hold, held) in parts {
        let whole = planted(Bug::HoldLetGoWhole) && lacks > 0;
        let amount = if whole { held } else { held.min(lacks) };
        if amount > 0 {
            draft.post(Posting::Released { hold, from: from.clone(), amount })?;
            lacks = lacks.saturating_sub(amount);
        }
    }
    Ok(())
}

fn restore(
    draft: &mut Draft<'_>,
    lot: &mut Lot,
    purchase: &PurchaseId,
    less: u64,
    granted: Moment,
) -> Result<(), Refusal> {
    let forgiven = if planted(Bug::CreditsBeforeOwed) {
        less.saturating_sub(lot.taken.covers(less))
    } else {
        lot.owed.min(less)
    };
    if forgiven > 0 {
        owe(draft, lot, purchase, lot.owed.saturating_sub(forgiven))?;
    }
    let back = less.saturating_sub(forgiven);
    if back > 0 { give(draft, lot, Amount::Of(back), granted) } else { Ok(()) }
}

fn owe(
    draft: &mut Draft<'_>,
    lot: &mut Lot,
    purchase: &PurchaseId,
    total: u64,
) -> Result<(), Refusal> {
    let (purchase, feature) = (purchase.clone(), lot.feature.clone());
    draft.post(Posting::Owes { purchase, feature, total })?;
    lot.owed = total;
    Ok(())
}

/// Gives back to the lot's own grant, with its old name, age and expiry.
fn give(
    draft: &mut Draft<'_>,
    lot: &mut Lot,
    amount: Amount,
    granted: Moment,
) -> Result<(), Refusal> {
    let grant = lot.grant.clone();
    let expires = lot.expires_after_days.map(|days| granted.plus_days(days));
    if draft.account.has_grant(&grant) {
        draft.post(Posting::Restored { grant, amount })?;
    } else {
        let (feature, priority) = (lot.feature.clone(), lot.priority);
        draft.post(Posting::Granted { grant, feature, amount, granted, expires, priority })?;
    }
    if expires.is_some_and(|expires| expires <= draft.at) {
        draft.post(Posting::Expired { grant: lot.grant.clone(), amount })?;
    }
    lot.taken = match (lot.taken, amount) {
        (Amount::Of(taken), Amount::Of(back)) => Amount::Of(taken.saturating_sub(back)),
        (Amount::Unlimited, _) | (_, Amount::Unlimited) => Amount::NONE,
    };
    draft.tell(&lot.feature, amount, 0);
    Ok(())
}
