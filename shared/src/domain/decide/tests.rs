//! What the rules of using say, each as one sentence, on one account at frozen moments.

#![allow(clippy::arithmetic_side_effects, clippy::missing_panics_doc, missing_docs)]

mod anchors;
mod disputes;
mod explained;
mod found;
mod holds;
mod house;
mod invoices;
mod late;
mod lives;
mod members;
mod money;
mod orders;
mod pass;
mod payments;
mod postings;
mod random;
mod subscriptions;
mod zones;

use house::{House, PACKS, TIERS, at, feature};

use crate::domain::amount::Amount;
use crate::domain::command::{Adjustment, Command, Describe};
use crate::domain::entry::EntryKind;
use crate::domain::id::{AccountId, Label};
use crate::domain::posting::Posting;
use crate::domain::refusal::Refusal;
use crate::domain::world::{Item, Name};

/// IM-6
#[test]
fn the_oldest_purchase_is_drawn_first() {
    let mut house = House::with(PACKS);
    house.buys("pur_1", "pack-starter", at("2026-01-01T00:00:00Z"));
    house.buys("pur_2", "pack-starter", at("2026-01-02T00:00:00Z"));
    house.consumes(&[("interview_credit", 12)]).unwrap();
    let left: Vec<_> = house.account().grants.iter().map(|it| (it.id.as_str(), it.left)).collect();
    assert_eq!(left, [("pur_2/interview_credit", Amount::Of(8))]);
}

/// IM-6
#[test]
fn more_than_there_is_is_refused_and_nothing_moves() {
    let mut house = House::with(PACKS);
    house.buys("pur_1", "pack-starter", at("2026-01-01T00:00:00Z"));
    let before = house.account().clone();
    let refusal = house.consumes(&[("interview_credit", 11)]).unwrap_err();
    let Refusal::Insufficient(shortage) = refusal else { panic!("{refusal:?}") };
    assert_eq!((shortage.requested, shortage.available), (11, Amount::Of(10)));
    assert_eq!(*house.account(), before);
}

/// BD-7
#[test]
fn several_features_are_used_all_or_nothing() {
    let mut house = House::with(PACKS);
    house.buys("pur_1", "pack-starter", at("2026-01-01T00:00:00Z"));
    let refusal = house.consumes(&[("interview_credit", 1), ("qa_generator", 1)]).unwrap_err();
    assert!(matches!(refusal, Refusal::Insufficient(it) if it.feature == feature("qa_generator")));
    assert_eq!(house.available("interview_credit"), Amount::Of(10));
}

/// SP-1, BD-10
#[test]
fn a_daily_allowance_is_new_at_midnight_without_any_schedule() {
    let mut house = House::with(TIERS);
    house.now = at("2026-01-01T23:59:59.999Z");
    house.consumes(&[("credit", 5)]).unwrap();
    assert!(house.consumes(&[("credit", 1)]).is_err());
    house.now = at("2026-01-02T00:00:00Z");
    assert_eq!(house.available("credit"), Amount::Of(5));
    house.consumes(&[("credit", 1)]).unwrap();
    let lapsed = |posting: &Posting| matches!(posting, Posting::Lapsed { .. });
    assert!(house.last_entry().postings.iter().any(lapsed));
    assert_eq!(house.available("credit"), Amount::Of(4));
}

/// F12
#[test]
fn a_clock_that_goes_back_brings_no_used_allowance_back() {
    let mut house = House::with(TIERS);
    house.now = at("2026-01-02T00:00:01Z");
    house.consumes(&[("credit", 5)]).unwrap();
    house.now = at("2026-01-01T23:59:59Z");
    assert_eq!(house.available("credit"), Amount::NONE);
    assert!(house.consumes(&[("credit", 1)]).is_err());
}

#[test]
fn the_allowance_is_drawn_before_any_grant() {
    let mut house = House::with(TIERS);
    house.adjusts("credit", Adjustment::Give(Amount::Of(3), None)).unwrap();
    house.consumes(&[("credit", 6)]).unwrap();
    assert_eq!(house.account().grants[0].left, Amount::Of(2));
    assert_eq!(house.available("credit"), Amount::Of(2));
}

#[test]
fn a_grant_is_lost_at_the_instant_it_expires_and_the_ledger_says_so() {
    let mut house = House::with(TIERS);
    let midnight = at("2026-02-01T00:00:00Z");
    house.adjusts("credit", Adjustment::Give(Amount::Of(3), Some(midnight))).unwrap();
    house.now = at("2026-01-31T23:59:59.999Z");
    assert_eq!(house.available("credit"), Amount::Of(8));
    house.now = midnight;
    assert_eq!(house.available("credit"), Amount::Of(5));
    house.consumes(&[("credit", 1)]).unwrap();
    let expired =
        |posting: &Posting| matches!(posting, Posting::Expired { amount: Amount::Of(3), .. });
    assert!(house.last_entry().postings.iter().any(expired));
    assert!(house.account().grants.is_empty());
}

/// BD-6
#[test]
fn use_after_the_fact_draws_what_is_there_and_keeps_the_rest_as_over() {
    let mut house = House::with(TIERS);
    let outcome = house.records(&[("credit", 8)]).unwrap();
    assert_eq!((outcome[0].amount, outcome[0].short), (Amount::Of(8), 3));
    assert_eq!(house.available("credit"), Amount::NONE);
    let usage = &house.account().usage[0];
    assert_eq!((usage.used, usage.over), (5, 3));
}

#[test]
fn an_unknown_feature_and_a_switch_cannot_be_used() {
    let mut house = House::with(PACKS);
    assert_eq!(house.consumes(&[("gold", 1)]), Err(Refusal::UnknownFeature(feature("gold"))));
    let switch = feature("qa_management");
    assert_eq!(house.consumes(&[("qa_management", 1)]), Err(Refusal::NotCounted(switch)));
}

/// BD-1
#[test]
fn the_first_use_opens_the_account_on_the_default_plan() {
    let mut house = House::with(TIERS);
    house.consumes(&[("credit", 1)]).unwrap();
    let entry = house.last_entry();
    assert_eq!((entry.seq, entry.kind), (1, EntryKind::Consume));
    assert!(matches!(&entry.postings[0], Posting::Opened { plan: Some(plan) }
        if plan.as_str() == "plan-free"));
}

#[test]
fn taking_by_hand_never_goes_below_nothing() {
    let mut house = House::with(PACKS);
    house.adjusts("interview_credit", Adjustment::Give(Amount::Of(4), None)).unwrap();
    let five = crate::domain::amount::Quantity::new(5).unwrap();
    let refused = house.adjusts("interview_credit", Adjustment::Take(five));
    assert!(matches!(refused, Err(Refusal::Insufficient(_))));
    let four = crate::domain::amount::Quantity::new(4).unwrap();
    house.adjusts("interview_credit", Adjustment::Take(four)).unwrap();
    assert_eq!(house.available("interview_credit"), Amount::NONE);
}

/// OB-4
#[test]
fn an_account_keeps_the_customer_it_was_first_given() {
    let mut house = House::with(PACKS);
    let account = AccountId::parse("user:alice").unwrap();
    for (customer, email) in [("cus_1", None), ("cus_2", Some("a@example.com"))] {
        let describe = Describe {
            account: account.clone(),
            email: email.map(|text| Label::parse(text).unwrap()),
            customer: Some(Label::parse(customer).unwrap()),
        };
        house.performs(Command::Describe(describe)).unwrap();
    }
    let profile = house.world.profile(&account).unwrap();
    assert_eq!(profile.customer.as_ref().unwrap().as_str(), "cus_1");
    assert_eq!(profile.email.as_ref().unwrap().as_str(), "a@example.com");
    let alias = Name::Alias(Label::parse("cus_2").unwrap());
    assert!(!matches!(house.world.get(&alias), Some(Item::Alias(_))));
}
