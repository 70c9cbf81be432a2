//! What happened to one payment at Stripe, folded to what must have become of what it brought. It knows
//! Stripe's words and the price list, and none of our rules.

use shared::domain::amount::Amount;
use shared::domain::hold::Source;
use shared::domain::posting::Posting;
use shared::domain::world::{Item, Name};
use tests::simulation::catalog::PACKS;
use tests::simulation::stripe::{Far, Truth};

use crate::shop::Shop;

/// What became of a grant.
#[derive(Debug, PartialEq, Eq)]
pub struct Lot {
    feature: String,
    taken: u64,
    owed: u64,
    /// Left or held.
    there: u64,
}

/// How much of the payment is not ours any more.
fn away(truth: &Truth) -> u64 {
    let charged = truth.sales[0].charged;
    let mut away = 0;
    for back in &truth.backs {
        if back.status != "failed" {
            away += back.amount;
        }
    }
    for quarrel in &truth.quarrels {
        let last = quarrel.states.last().unwrap();
        let asks = last.status.starts_with("warning_") || last.status == "prevented";
        if !asks && last.status != "won" {
            away += if quarrel.currency == "usd" { last.amount } else { charged };
        }
    }
    if away > charged { charged } else { away }
}

/// What must be, where so much of each feature was used of what was bought.
pub fn must_be(truth: &Truth, used: &[(String, u64)]) -> Vec<Lot> {
    let sale = &truth.sales[0];
    assert_eq!(sale.far, Far::Paid);
    let bought = PACKS.iter().find(|pack| pack.price == sale.price).unwrap();
    let lot = |(feature, given): &(&str, Option<u64>)| {
        let given = given.unwrap();
        // The least that is no smaller a part of what was given than what is away is of what was paid.
        let share = (0..=given).find(|gone| gone * sale.charged >= given * away(truth)).unwrap();
        let used = used.iter().find(|(of, _)| of == feature).map_or(0, |(_, used)| *used);
        let there = (given - used).saturating_sub(share);
        let taken = given - used - there;
        Lot { feature: (*feature).to_owned(), taken, owed: share - taken, there }
    };
    bought.brings.iter().map(lot).collect()
}

/// What is, and how much of each feature was used of what was bought, as the entries say.
pub fn is(shop: &Shop) -> (Vec<Lot>, Vec<(String, u64)>) {
    let (order, items) = (shop.order(), shop.snapshot());
    let Some(Item::Account(account)) = items.get(&Name::Account(order.account.clone())) else {
        panic!("an account");
    };
    let postings = items.values().flat_map(|item| match item {
        Item::Entry(entry) => entry.postings.as_slice(),
        _ => &[],
    });
    let postings: Vec<_> = postings.collect();
    let units = |amount: Amount| match amount {
        Amount::Of(units) => units,
        Amount::Unlimited => panic!("a number"),
    };
    let mut all = (Vec::new(), Vec::new());
    for lot in &order.lots {
        let feature = lot.feature.to_string();
        let of = Source::Grant(lot.grant.clone());
        let held = account.holds.iter().flat_map(|hold| &hold.parts);
        let held = held.filter(|part| part.from == of).map(|part| part.amount).sum::<u64>();
        let left = account.grants.iter().filter(|grant| grant.id == lot.grant);
        let there = left.map(|grant| units(grant.left)).sum::<u64>() + held;
        all.0.push(Lot {
            feature: feature.clone(),
            taken: units(lot.taken),
            owed: lot.owed,
            there,
        });
        let used = postings.iter().map(|posting| match posting {
            Posting::Drew { grant, amount } if *grant == lot.grant => *amount,
            _ => 0,
        });
        all.1.push((feature, used.sum()));
    }
    all
}
