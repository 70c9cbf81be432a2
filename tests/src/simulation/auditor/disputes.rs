//! What banks say at Stripe, against what we know of it and count.

use std::collections::BTreeMap;

use shared::domain::id::Label;
use shared::domain::purchase::Purchase;
use shared::domain::purchase::returned::Dispute;

use crate::simulation::auditor::checks::{Check, Judge, Violation};
use crate::simulation::stripe::{Quarrel, Truth, Verdict};

/// What these stories are paid in.
const CURRENCY: &str = "usd";

/// Our word for one of Stripe's, and whether the bank has the money then.
fn read(status: &str) -> (&'static str, bool) {
    match status {
        "needs_response" | "under_review" => ("open", true),
        "lost" => ("lost", true),
        "won" => ("won", false),
        _ => ("inquiry", false),
    }
}

/// How much of a payment is away by a dispute: what the bank takes in its own money says nothing about
/// ours, and so is all.
fn away(quarrel: &Quarrel, state: Verdict, charged: u64) -> u64 {
    match read(state.status) {
        (_, false) => 0,
        (_, true) if quarrel.currency == CURRENCY => state.amount,
        (_, true) => charged,
    }
}

fn name(label: Option<&Label>) -> Option<&str> {
    label.map(Label::as_str)
}

/// Whether a record says what a state is.
fn is_so(stored: &Dispute, truth: &Truth, quarrel: &Quarrel, state: Verdict) -> bool {
    let amount = (quarrel.currency == CURRENCY).then_some(state.amount);
    stored.state.as_str() == read(state.status).0
        && stored.amount == amount
        && name(stored.intent.as_ref()) == truth.sales[quarrel.sale].intent.as_deref()
}

fn quarrel<'a>(stored: &Dispute, truth: &'a Truth) -> Option<&'a Quarrel> {
    truth.quarrels.iter().find(|quarrel| quarrel.id == stored.id.as_str())
}

/// What of a paid purchase is away by the disputes that it knows of, going by what it says of them and
/// by what Stripe means with that; those of another payment brought nothing and take nothing.
pub fn disputed(purchase: &Purchase, truth: &Truth, charged: u64) -> u64 {
    let known = purchase.disputes.iter().filter_map(|stored| {
        let quarrel = quarrel(stored, truth)?;
        let paying = name(purchase.provider.intent.as_ref());
        let ours = truth.sales[quarrel.sale].intent.as_deref() == paying;
        let mut states = quarrel.states.iter().filter(|_| ours);
        let said = states.find(|it| read(it.status).0 == stored.state.as_str())?;
        let mut amounts = quarrel.states.iter().map(|it| it.amount);
        let amount = amounts.find(|it| Some(*it) == stored.amount).unwrap_or(0);
        Some(away(quarrel, Verdict { amount, ..*said }, charged))
    });
    known.sum()
}

/// What of a sale is away by disputes, in truth.
fn truly_disputed(truth: &Truth, sale: usize) -> u64 {
    let of_it = truth.quarrels.iter().filter(|quarrel| quarrel.sale == sale);
    let charged = truth.sales[sale].charged;
    of_it.map(|quarrel| away(quarrel, quarrel.now(), charged)).sum::<u64>().min(charged)
}

/// Whether a purchase knows of a dispute; and whether it knows this state or a later one.
pub fn knows(order: &Purchase, truth: &Truth, number: usize, state: usize) -> (bool, bool) {
    let quarrel = &truth.quarrels[number];
    let known = order.disputes.iter().find(|known| known.id.as_str() == quarrel.id);
    let mut later = quarrel.states[state..].iter();
    let so = known.is_some_and(|known| later.any(|it| is_so(known, truth, quarrel, *it)));
    (known.is_some(), so)
}

/// Which state of each dispute was written last: the earliest one that it can have been.
#[derive(Default)]
pub struct Disputes(BTreeMap<String, usize>);

impl Disputes {
    /// W11: what is written of a dispute is as it is or was, and no older than what stood there.
    pub fn writes(
        &mut self,
        purchase: &Purchase,
        truth: &Truth,
        judge: Judge,
    ) -> Result<(), Violation> {
        for stored in &purchase.disputes {
            let last = self.0.entry(stored.id.to_string()).or_default();
            let known = quarrel(stored, truth);
            let place = known.and_then(|known| {
                let mut later = known.states.iter().enumerate().skip(*last);
                let place = later.find(|(_, state)| is_so(stored, truth, known, **state));
                place.map(|(place, _)| place)
            });
            let wrong = || format!("older than state {last}, or never so: {stored:?} of {known:?}");
            judge.must(Check::Disputed, place.is_some(), wrong)?;
            *last = place.unwrap_or(*last);
        }
        Ok(())
    }
}

/// I9: in the end, when everything was told, every dispute of a paid order is what it is at Stripe,
/// and what is away is what is told to be.
pub fn closes(
    order: &Purchase,
    (place, charged): (usize, u64),
    truth: &Truth,
    judge: Judge,
) -> Result<(), Violation> {
    for (number, quarrel) in truth.quarrels.iter().enumerate() {
        if truth.sales[quarrel.sale].order == order.id.as_str() {
            let (_, so) = knows(order, truth, number, quarrel.states.len() - 1);
            let wrong = || format!("{order:?} does not know {quarrel:?}");
            judge.must(Check::Disputed, so, wrong)?;
        }
    }
    let disputed = truly_disputed(truth, place);
    let all = (order.refunded() + disputed).min(charged);
    let same = order.disputed() == disputed && order.returned() == all;
    let wrong = || format!("disputed {disputed}, away {all}: {order:?} of {:?}", truth.quarrels);
    judge.must(Check::Disputed, same, wrong)
}
