//! What money does: paid once, taken back exactly, in whatever order the facts are told.

use super::house::{House, PACKS, at, refund, usd};

use crate::domain::amount::Amount;
use crate::domain::command::fact::Fact;
use crate::domain::decide::Answer;
use crate::domain::decide::reverse::target;
use crate::domain::id::Label;
use crate::domain::purchase::PurchaseState;
use crate::domain::purchase::returned::RefundState;
use crate::domain::refusal::Refusal;

use RefundState::{Failed, Pending, Succeeded};

const CREDIT: &str = "interview_credit";

fn bought() -> House {
    let mut house = House::with(PACKS);
    house.buys("pur_1", "pack-popular", at("2026-01-01T00:00:00Z"));
    house
}

/// W1, W2
#[test]
fn a_purchase_told_by_two_events_and_each_twice_is_granted_once() {
    let mut house = House::with(PACKS);
    house.orders("pur_1", "pack-popular");
    for event in ["evt_1", "evt_1", "evt_2", "evt_2"] {
        house.pays(event, "pur_1").unwrap();
    }
    assert_eq!(house.available(CREDIT), Amount::Of(25));
    assert_eq!(house.entries.len(), 1);
}

/// Who watches what is granted, an account with very many grants for one, needs to be told of it.
#[test]
fn a_payment_answers_with_the_entry_that_it_made_and_its_repeat_with_none() {
    let mut house = bought();
    assert_eq!(house.told, Some(Answer::Entry(Box::new(house.last_entry().clone()))));
    house.pays("evt_again", "pur_1").unwrap();
    assert_eq!(house.told, Some(Answer::Done));
}

/// W3
#[test]
fn a_checkout_without_its_money_grants_nothing_until_it_comes() {
    let mut house = House::with(PACKS);
    house.orders("pur_1", "pack-popular");
    house.hears("evt_1", "pur_1", Fact::Awaited).unwrap();
    assert!(house.entries.is_empty());
    house.pays("evt_2", "pur_1").unwrap();
    assert_eq!(house.available(CREDIT), Amount::Of(25));
}

/// IM-12
#[test]
fn a_failed_attempt_is_noted_and_never_overrides_paid() {
    let mut house = House::with(PACKS);
    house.orders("pur_1", "pack-popular");
    let now = house.now;
    let failed = || Fact::Failed { at: now, reason: Label::parse("card_declined").unwrap() };
    house.hears("evt_1", "pur_1", failed()).unwrap();
    assert_eq!(house.purchase("pur_1").state.as_str(), "failed");
    house.pays("evt_2", "pur_1").unwrap();
    house.hears("evt_3", "pur_1", failed()).unwrap();
    house.hears("evt_4", "pur_1", Fact::Expired).unwrap();
    assert_eq!(house.purchase("pur_1").state.as_str(), "paid");
}

/// What was asked for before discounts, and its currency, are compared with the stored order.
#[test]
fn a_payment_that_differs_from_its_order_is_not_granted() {
    let mut house = House::with(PACKS);
    house.orders("pur_1", "pack-popular");
    let eur = crate::domain::money::Currency::parse("eur").unwrap();
    for (asked, currency) in [(799, usd()), (800, eur)] {
        let fact = Fact::Paid { asked, charged: 800, currency };
        assert!(matches!(house.hears("evt_1", "pur_1", fact), Err(Refusal::Mismatch(_))));
    }
    assert!(house.entries.is_empty());
}

/// W18
#[test]
fn a_checkout_that_cost_nothing_is_granted_and_has_nothing_to_take_back() {
    let mut house = House::with(PACKS);
    house.orders("pur_1", "pack-popular");
    let fact = Fact::Paid { asked: 800, charged: 0, currency: usd() };
    house.hears("evt_1", "pur_1", fact).unwrap();
    house.returns("evt_2", "pur_1", &[refund("re_1", 800, Succeeded)]);
    assert_eq!(house.available(CREDIT), Amount::Of(25));
}

/// W8
#[test]
fn partial_refunds_told_many_ways_take_exactly_their_share() {
    let mut house = bought();
    let (one, two) = (refund("re_1", 200, Pending), refund("re_2", 200, Succeeded));
    house.returns("evt_1", "pur_1", std::slice::from_ref(&one));
    house.returns("evt_2", "pur_1", &[one.clone(), two.clone()]);
    house.returns("evt_3", "pur_1", &[one]);
    house.returns("evt_4", "pur_1", &[two, refund("re_1", 200, Succeeded)]);
    // 25 × 400 ÷ 800, rounded up.
    assert_eq!(house.available(CREDIT), Amount::Of(12));
    assert_eq!(house.purchase("pur_1").returned(), 400);
}

/// W9
#[test]
fn what_was_spent_before_the_refund_is_owed_and_the_balance_stays_at_nothing() {
    let mut house = bought();
    house.consumes(&[(CREDIT, 20)]).unwrap();
    house.returns("evt_1", "pur_1", &[refund("re_1", 800, Succeeded)]);
    assert_eq!(house.available(CREDIT), Amount::NONE);
    let lot = &house.purchase("pur_1").lots[0];
    assert_eq!((lot.taken, lot.owed), (Amount::Of(5), 20));
    assert_eq!(house.account().owed[0].amount, 20);
}

/// W9: another purchase's credits are not touched.
#[test]
fn a_refund_takes_from_its_own_purchase_only() {
    let mut house = bought();
    house.buys("pur_2", "pack-starter", at("2026-01-02T00:00:00Z"));
    house.consumes(&[(CREDIT, 25)]).unwrap();
    house.returns("evt_1", "pur_1", &[refund("re_1", 800, Succeeded)]);
    assert_eq!(house.available(CREDIT), Amount::Of(10));
}

/// W10
#[test]
fn a_refund_that_fails_afterwards_forgives_first_and_then_gives_back() {
    let mut house = bought();
    house.consumes(&[(CREDIT, 20)]).unwrap();
    house.returns("evt_1", "pur_1", &[refund("re_1", 800, Succeeded)]);
    house.returns("evt_2", "pur_1", &[refund("re_1", 800, Failed)]);
    assert_eq!(house.available(CREDIT), Amount::Of(5));
    assert!(house.account().owed.is_empty());
    let grant = &house.account().grants[0];
    assert_eq!(grant.granted, at("2026-01-01T00:00:00Z"), "it keeps its age");
    house.returns("evt_3", "pur_1", &[refund("re_1", 800, Succeeded)]);
    assert_eq!(house.available(CREDIT), Amount::Of(5), "failed is the last word");
}

/// W4
#[test]
fn a_refund_before_the_payment_lets_the_grant_arrive_reduced() {
    let mut house = House::with(PACKS);
    house.orders("pur_1", "pack-popular");
    house.returns("evt_1", "pur_1", &[refund("re_1", 400, Succeeded)]);
    assert!(house.entries.is_empty());
    house.pays("evt_2", "pur_1").unwrap();
    assert_eq!(house.available(CREDIT), Amount::Of(12));
    assert_eq!(house.entries.len(), 1);
}

#[test]
fn what_cannot_be_divided_falls_with_the_whole_payment_only() {
    let mut house = House::with(PACKS);
    house.buys("pur_1", "pack-qa-generator", at("2026-01-01T00:00:00Z"));
    house.buys("pur_2", "pack-qa-management", at("2026-01-01T00:00:00Z"));
    house.returns("evt_1", "pur_1", &[refund("re_1", 999, Succeeded)]);
    house.returns("evt_2", "pur_2", &[refund("re_2", 2499, Succeeded)]);
    assert_eq!(house.available("qa_generator"), Amount::Of(1));
    assert_eq!(house.available("qa_management"), Amount::Unlimited);
    house.returns("evt_3", "pur_1", &[refund("re_3", 1, Succeeded)]);
    house.returns("evt_4", "pur_2", &[refund("re_4", 1, Succeeded)]);
    assert_eq!(house.available("qa_generator"), Amount::NONE);
    assert_eq!(house.available("qa_management"), Amount::NONE);
    house.returns("evt_5", "pur_2", &[refund("re_4", 1, Failed)]);
    assert_eq!(house.available("qa_management"), Amount::Unlimited);
}

#[test]
fn a_second_payment_for_one_order_is_kept_for_a_person() {
    let mut house = bought();
    house.world.put(crate::domain::world::Item::Purchase(Box::new({
        let mut purchase = house.purchase("pur_1").clone();
        purchase.provider.intent = Some(Label::parse("pi_first").unwrap());
        purchase
    })));
    assert!(matches!(house.pays("evt_9", "pur_1"), Err(Refusal::Mismatch(_))));
    assert!(matches!(house.purchase("pur_1").state, PurchaseState::Paid { charged: 800, .. }));
}

/// An order that cost nothing is fulfilled without a payment: one that comes later is too much.
#[test]
fn a_payment_for_an_order_that_was_free_is_kept_for_a_person() {
    let mut house = House::with(PACKS);
    house.orders("pur_1", "pack-popular");
    let free = Fact::Paid { asked: 800, charged: 0, currency: usd() };
    house.hears_without_payment("evt_1", "pur_1", free).unwrap();
    assert!(matches!(house.pays("evt_2", "pur_1"), Err(Refusal::Mismatch(_))));
    assert_eq!(house.available(CREDIT), Amount::Of(25));
}

/// A second payment that a person gives back takes nothing of what the first one brought.
#[test]
fn the_refund_of_another_payment_takes_nothing() {
    let mut house = bought();
    let refunds = vec![refund("re_1", 800, Succeeded)];
    house
        .hears_of("pi_second", "evt_1", "pur_1", Fact::Returned { refunds, disputes: Vec::new() })
        .unwrap();
    assert_eq!(house.available(CREDIT), Amount::Of(25));
    assert_eq!(house.purchase("pur_1").returned(), 0);
    house.returns("evt_2", "pur_1", &[refund("re_2", 800, Succeeded)]);
    assert_eq!(house.available(CREDIT), Amount::NONE);
}

/// I9: the same when it is told before the payment that counts.
#[test]
fn the_refund_of_another_payment_takes_nothing_in_whatever_order_it_is_told() {
    let mut house = House::with(PACKS);
    house.orders("pur_1", "pack-popular");
    let refunds = vec![refund("re_1", 800, Succeeded)];
    house
        .hears_of("pi_second", "evt_1", "pur_1", Fact::Returned { refunds, disputes: Vec::new() })
        .unwrap();
    house.pays("evt_2", "pur_1").unwrap();
    assert_eq!(house.available(CREDIT), Amount::Of(25));
    assert_eq!(house.purchase("pur_1").returned(), 0);
}

#[test]
fn the_share_is_rounded_up_and_never_more_than_the_whole() {
    let of = |units, returned, charged| target(Amount::Of(units), returned, charged);
    assert_eq!(of(25, 1, 800), Amount::Of(1));
    assert_eq!(of(25, 799, 800), Amount::Of(25));
    assert_eq!(of(25, 800, 800), Amount::Of(25));
    assert_eq!(of(25, 0, 800), Amount::NONE);
    assert_eq!(of(1_000_000_000_000, 99_999_998, 99_999_999), Amount::Of(999_999_990_000));
    assert_eq!(of(25, 1, 0), Amount::NONE);
}
