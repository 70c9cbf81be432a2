//! Accounts and subscriptions that chance makes up.

use shared::domain::account::{Account, Owed};
use shared::domain::grant::Grant;
use shared::domain::id::{AccountId, Label, PlanId, PurchaseId};
use shared::domain::period::Every;
use shared::domain::plan::Interval;
use shared::domain::subscription::{Status, Subscribed, Subscription};
use shared::domain::usage::Usage;
use shared::domain::zone::Zone;

use crate::dice::Dice;
use crate::twins::cast::{Cast, label, odd, place};
use crate::twins::values::{amount, cap, feature, grant_id, hash, hold, moment};

/// A plan.
pub fn plan() -> PlanId {
    PlanId::parse("plan-starter").expect("a plan")
}

/// Any subscription of this name.
pub fn subscription(cast: &mut Cast, id: &Label, version: u64, dice: &mut Dice) -> Subscription {
    let some = |dice: &mut Dice| dice.one_in(2).then(|| moment(dice));
    Subscription {
        id: id.clone(),
        version,
        account: cast.account(dice),
        plan: plan(),
        interval: Interval::Quarter,
        price: label(dice),
        status: Status::ALL[place(dice, Status::ALL.len())],
        created: cast.next_order(dice),
        anchor: moment(dice),
        period_start: moment(dice),
        period_end: moment(dice),
        trial_end: some(dice),
        cancel_at: some(dice),
        ended: some(dice),
        paid_until: some(dice),
    }
}

/// Any account of this name.
pub fn account(id: &AccountId, version: u64, dice: &mut Dice) -> Account {
    let grants = if dice.one_in(15) { dice.within(0..900) } else { dice.within(0..6) };
    let grant = |dice: &mut Dice| Grant {
        id: grant_id(dice),
        feature: feature(dice),
        amount: amount(dice),
        left: amount(dice),
        granted: moment(dice),
        expires: dice.one_in(2).then(|| moment(dice)),
        priority: 100,
    };
    let usage = |dice: &mut Dice| Usage {
        feature: feature(dice),
        every: Every::Day,
        index: 20_454,
        used: dice.within(0..1_000),
        over: dice.within(0..3),
    };
    let subscribed = |dice: &mut Dice| Subscribed {
        subscription: label(dice),
        plan: plan(),
        anchor: moment(dice),
        until: moment(dice),
    };
    let owed = |dice: &mut Dice| Owed {
        purchase: PurchaseId::parse(odd(dice, 255)).expect("a purchase"),
        feature: feature(dice),
        amount: dice.within(1..9),
    };
    Account {
        id: id.clone(),
        version,
        head: hash(dice),
        opened: moment(dice),
        plan: dice.one_in(2).then(plan),
        zone: if dice.one_in(2) {
            Zone::UTC
        } else {
            Zone::parse("Europe/Berlin").expect("a zone")
        },
        caps: (0..dice.within(0..3)).map(|_| cap(dice)).collect(),
        subscriptions: (0..dice.within(0..3)).map(|_| subscribed(dice)).collect(),
        grants: (0..grants).map(|_| grant(dice)).collect(),
        usage: (0..dice.within(0..3)).map(|_| usage(dice)).collect(),
        holds: (0..dice.within(0..3)).map(|_| hold(dice)).collect(),
        owed: (0..dice.within(0..2)).map(|_| owed(dice)).collect(),
    }
}
