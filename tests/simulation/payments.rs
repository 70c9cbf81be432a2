//! The stories of one payment, all of them: up to six events in every order, and with every
//! repetition that six deliveries leave room for, by the shipped path from the signed bytes on.
//! I9: however they are told, the payment ends in the same state.

use shared::domain::planted::{Bug, plant};
use tests::simulation::stripe::Truth;

use crate::shop::Shop;
use crate::ways::{Ends, tell};

/// Every way of telling what happened; how many there were.
fn tell_in_every_way(charged: u64, happens: impl Fn(&mut Truth)) -> usize {
    let ends = ends_of(charged, happens);
    assert_eq!(ends.states.len(), 1, "{:#?}", ends.states);
    assert_eq!(ends.wrong, None);
    ends.count
}

fn ends_of(charged: u64, happens: impl Fn(&mut Truth)) -> Ends {
    let mut shop = Shop::selling(charged);
    happens(&mut shop.truth());
    let mut ends = Ends::default();
    tell(&mut shop, &mut ends, &|shop, letter| shop.brings(letter));
    ends
}

/// W1, W2, W4, W8: paid by card, given back twice, each in part.
#[test]
fn a_payment_that_is_given_back_twice_ends_the_same_however_it_is_told() {
    let count = tell_in_every_way(1100, |truth| {
        truth.pays(0);
        truth.gives_back(0, 300, "succeeded");
        truth.gives_back(0, 500, "succeeded");
    });
    assert_eq!(count, 720);
}

/// W10: a refund that succeeds and then fails.
#[test]
fn a_refund_that_fails_afterwards_ends_the_same_however_it_is_told() {
    let count = tell_in_every_way(1100, |truth| {
        truth.pays(0);
        truth.gives_back(0, 1100, "succeeded");
        truth.refund_fails(0);
    });
    assert_eq!(count, 720);
}

/// W3: a declined card, then a bank debit that takes days, then a refund under way.
#[test]
fn a_delayed_payment_ends_the_same_however_it_is_told() {
    let count = tell_in_every_way(1100, |truth| {
        truth.declines(0);
        truth.awaits(0);
        truth.bank_says_yes(0);
        truth.gives_back(0, 250, "pending");
    });
    assert_eq!(count, 720);
}

/// W8: one refund told three ways.
#[test]
fn one_refund_told_three_ways_ends_the_same_however_it_is_told() {
    let count = tell_in_every_way(1100, |truth| {
        truth.pays(0);
        truth.gives_back(0, 1, "pending");
        truth.refund_succeeds(0);
    });
    assert_eq!(count, 120 + 1800);
}

/// W18: a coupon, and a tax, stand between what was asked and what was charged.
#[test]
fn a_payment_with_a_coupon_or_a_tax_ends_the_same_however_it_is_told() {
    for charged in [550, 1210] {
        let count = tell_in_every_way(charged, |truth| {
            truth.declines(0);
            truth.pays(0);
            truth.gives_back(0, 333, "succeeded");
        });
        assert_eq!(count, 120 + 1800);
    }
}

/// W18: a checkout that costs nothing has nothing to take back.
#[test]
fn a_free_checkout_ends_the_same_however_often_it_is_told() {
    assert_eq!(tell_in_every_way(0, |truth| truth.pays(0)), 6);
}

/// IM-12: two declined cards and an end without a payment.
#[test]
fn a_payment_that_never_came_ends_the_same_however_it_is_told() {
    let count = tell_in_every_way(1100, |truth| {
        truth.declines(0);
        truth.now += 60;
        truth.declines(0);
        truth.expires(0);
    });
    assert_eq!(count, 6 + 36 + 150 + 540);
    let count = tell_in_every_way(1100, |truth| {
        truth.awaits(0);
        truth.bank_says_no(0);
    });
    assert_eq!(count, 2 + 6 + 14 + 30 + 62);
}

/// With a wrong rule the order matters, and is seen to.
#[test]
fn a_wrong_rule_shows_in_more_than_one_end() {
    for (bug, fails) in [(Bug::LastToldWins, true), (Bug::IncrementalRefund, false)] {
        plant(Some(bug));
        let ends = ends_of(1100, |truth| {
            truth.pays(0);
            truth.gives_back(0, 300, "succeeded");
            if fails {
                truth.refund_fails(0);
            }
        });
        plant(None);
        assert!(ends.states.len() > 1, "{bug:?} ends in {ends:?}");
    }
}
