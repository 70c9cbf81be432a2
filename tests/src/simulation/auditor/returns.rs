//! What went back of a payment, against what was taken for it.

use std::collections::BTreeMap;

use shared::domain::amount::Amount;
use shared::domain::entry::{Entry, EntryKind};
use shared::domain::hold::Source;
use shared::domain::id::Label;
use shared::domain::posting::Posting;
use shared::domain::purchase::returned::RefundState;
use shared::domain::purchase::{Purchase, PurchaseState};

use crate::simulation::auditor::book::Book;
use crate::simulation::auditor::checks::{Check, Judge, Violation};
use crate::simulation::auditor::disputes::disputed;
use crate::simulation::auditor::lot::units;
use crate::simulation::auditor::payments::pack;
use crate::simulation::stripe::Truth;

/// What is owed, by payment and feature.
pub type Debts = BTreeMap<(String, String), u64>;

/// The share of a lot that should be gone.
fn target(given: Option<u64>, back: u64, charged: u64) -> u64 {
    match given {
        _ if back == 0 || charged == 0 => 0,
        None | Some(1) if back < charged => 0,
        None => u64::MAX,
        Some(given) => (given * back).div_ceil(charged).min(given),
    }
}

/// How much was refunded, as far as the purchase knows.
fn refunded(purchase: &Purchase) -> u64 {
    let paying = purchase.provider.intent.as_ref().map(Label::as_str);
    let ours = |intent: Option<&str>| intent.is_none() || paying.is_none() || intent == paying;
    let counted = purchase.refunds.iter().filter(|told| {
        told.state != RefundState::Failed && ours(told.intent.as_ref().map(Label::as_str))
    });
    counted.map(|told| told.amount).sum()
}

/// I8, W12: what is taken and what is owed of a stored purchase make its share of what is away by
/// refunds and disputes together, which is never more than was charged.
pub fn adds_up(
    purchase: &Purchase,
    truth: &Truth,
    book: &Book,
    judge: Judge,
) -> Result<(), Violation> {
    let wrong = || format!("not the share that is away: {purchase:?} of {:?}", truth.quarrels);
    let PurchaseState::Paid { charged, .. } = purchase.state else {
        let clean = purchase.lots.iter().all(|lot| lot.taken.is_none() && lot.owed == 0);
        return judge.must(Check::Target, clean, wrong);
    };
    let back = (refunded(purchase) + disputed(purchase, truth, charged)).min(charged);
    for (lot, (_, given)) in purchase.lots.iter().zip(pack(purchase).brings) {
        let given = match lot.amount {
            Amount::Of(units) => Some(units),
            Amount::Unlimited => *given,
        };
        let gone = match given {
            Some(_) => book.taken(lot.grant.as_str()) + lot.owed,
            None => units(lot.taken),
        };
        judge.must(Check::Target, gone == target(given, back, charged), wrong)?;
    }
    Ok(())
}

/// W10: nothing is given back of a lot while something of it is owed.
pub fn forgives_first(purchase: &Purchase, entry: &Entry, judge: Judge) -> Result<(), Violation> {
    let gives = |posting: &Posting| match posting {
        Posting::Granted { grant, .. } | Posting::Restored { grant, .. } => {
            purchase.lots.iter().any(|lot| lot.grant == *grant && lot.owed > 0)
        }
        _ => false,
    };
    let back = entry.kind == EntryKind::Reverse && entry.postings.iter().any(gives);
    judge.must(Check::Target, !back, || format!("given back and still owed: {entry:?}"))
}

/// W9: more of a payment is owed only when nothing of it is left and no hold has of it; and holds let
/// go of it only what is taken.
pub fn takes_held_first(
    purchase: &Purchase,
    entry: &Entry,
    before: &Debts,
    book: &Book,
    judge: Judge,
) -> Result<(), Violation> {
    if entry.kind != EntryKind::Reverse {
        return Ok(());
    }
    for lot in &purchase.lots {
        let key = (purchase.id.to_string(), lot.feature.to_string());
        let debts = book.debts();
        let owes_more = debts.get(&key) > before.get(&key);
        let lets_go = entry.postings.iter().any(|posting| match posting {
            Posting::Released { from, .. } => *from == Source::Grant(lot.grant.clone()),
            _ => false,
        });
        let (left, held) = book.has(lot.grant.as_str());
        let first = !owes_more || (left == 0 && held == 0);
        judge.must(Check::Held, first, || format!("owed before it is taken: {entry:?}"))?;
        let taken = !lets_go || left == 0;
        judge.must(Check::Held, taken, || format!("let go and not taken: {entry:?}"))?;
    }
    Ok(())
}
