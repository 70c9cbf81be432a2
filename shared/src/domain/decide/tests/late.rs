//! What time and refunds do to what is held.

use super::holds::{HOUR, with_two_packs, word};
use super::house::{House, PACKS, TIERS, at, feature, refund};

use crate::domain::amount::Amount;
use crate::domain::balance::Balance;
use crate::domain::command::Adjustment;
use crate::domain::decide::end_hold::had_expired;
use crate::domain::hold::Source;
use crate::domain::purchase::returned::RefundState::{Failed, Succeeded};

const CREDIT: &str = "interview_credit";

///
#[test]
fn a_hold_is_over_at_the_instant_of_its_expiry_whether_or_not_the_ledger_knows() {
    let mut house = with_two_packs();
    let begun = house.now;
    let hold = house.holds(&[(CREDIT, 20)], HOUR).unwrap();
    let frees = |house: &House| {
        Balance::of(house.account(), &house.catalog, &feature(CREDIT), house.now).changes()
    };
    assert_eq!(frees(&house), Some(begun.plus_seconds(HOUR)));
    house.now = at("2026-01-10T12:59:59.999Z");
    assert_eq!((house.available(CREDIT), house.held(CREDIT)), (Amount::NONE, 20));
    house.now = begun.plus_seconds(HOUR);
    assert_eq!((house.available(CREDIT), house.held(CREDIT)), (Amount::Of(20), 0));
    assert_eq!(frees(&house), None);
    house.consumes(&[(CREDIT, 1)]).unwrap();
    let words: Vec<_> = house.last_entry().postings.iter().map(word).collect();
    assert_eq!(words, ["freed 10", "freed 10", "drew 1"]);
    assert!(house.account().hold(hold).is_none());
}

///
#[test]
fn after_its_expiry_a_hold_is_settled_from_the_balance() {
    for noticed in [false, true] {
        let mut house = with_two_packs();
        let hold = house.holds(&[(CREDIT, 5)], HOUR).unwrap();
        house.now = house.now.plus_seconds(HOUR);
        if noticed {
            house.consumes(&[(CREDIT, 1)]).unwrap();
        }
        let outcome = house.settles_hold(hold, &[(CREDIT, 22)]).unwrap();
        let short = 2 + u64::from(noticed);
        assert_eq!((outcome[0].amount, outcome[0].short), (Amount::Of(22), short));
        assert!(had_expired(house.last_entry()));
        assert_eq!(house.available(CREDIT), Amount::NONE);
    }
}

#[test]
fn after_its_expiry_there_is_nothing_to_release() {
    let mut house = with_two_packs();
    let hold = house.holds(&[(CREDIT, 5)], HOUR).unwrap();
    house.now = house.now.plus_seconds(HOUR);
    assert_eq!(house.releases(hold), []);
    assert!(had_expired(house.last_entry()));
    assert_eq!(house.available(CREDIT), Amount::Of(20));
}

/// I12
#[test]
fn what_comes_back_to_a_grant_that_has_expired_is_lost_with_it() {
    let soon = at("2026-01-10T12:30:00Z");
    let begun = || {
        let mut house = House::with(PACKS);
        house.adjusts(CREDIT, Adjustment::Give(Amount::Of(6), Some(soon))).unwrap();
        let hold = house.holds(&[(CREDIT, 4)], HOUR).unwrap();
        house.now = soon;
        (house, hold)
    };
    let (mut house, hold) = begun();
    assert_eq!(house.available(CREDIT), Amount::NONE);
    let outcome = house.settles_hold(hold, &[(CREDIT, 3)]).unwrap();
    assert_eq!(outcome[0].short, 0, "what was held before is used all the same");
    let words: Vec<_> = house.last_entry().postings.iter().map(word).collect();
    assert_eq!(words, ["expired Of(2)", "settled 3", "released 1", "expired Of(1)"]);
    assert!(house.account().grants.is_empty());

    let (mut house, _) = begun();
    house.records(&[(CREDIT, 1)]).unwrap();
    assert_eq!(house.account().grants.len(), 1, "kept for what is held of it");
    house.now = at("2026-01-10T13:00:00Z");
    assert_eq!(house.available(CREDIT), Amount::NONE);
    house.records(&[(CREDIT, 1)]).unwrap();
    let words: Vec<_> = house.last_entry().postings.iter().map(word).collect();
    assert_eq!(words, ["freed 4", "expired Of(4)", "over 1"]);
    assert!(house.account().grants.is_empty());
}

/// X-4, BD-10
#[test]
fn a_hold_over_midnight_counts_in_its_own_day() {
    let begun = || {
        let mut house = House::with(TIERS);
        house.now = at("2026-01-10T23:50:00Z");
        let hold = house.holds(&[("credit", 4)], HOUR).unwrap();
        assert_eq!(house.available("credit"), Amount::Of(1));
        house.now = at("2026-01-11T00:10:00Z");
        assert_eq!((house.available("credit"), house.held("credit")), (Amount::Of(5), 4));
        (house, hold)
    };
    let (mut house, hold) = begun();
    house.settles_hold(hold, &[("credit", 3)]).unwrap();
    assert_eq!(house.available("credit"), Amount::Of(5));
    let (mut house, hold) = begun();
    house.consumes(&[("credit", 5)]).unwrap();
    house.releases(hold);
    assert_eq!(house.available("credit"), Amount::NONE, "what comes back is of yesterday");
    let (mut house, hold) = begun();
    house.settles_hold(hold, &[("credit", 6)]).unwrap();
    assert_eq!(house.available("credit"), Amount::Of(3), "four of yesterday, two of today");
}

/// W9, I2: what is held of a payment that went back is taken from its hold; nothing is lost or doubled
/// when it comes again.
#[test]
fn a_refund_takes_what_is_left_and_what_is_held() {
    let mut house = with_two_packs();
    let hold = house.holds(&[(CREDIT, 4)], HOUR).unwrap();
    house.returns("evt_r", "pur_1", &[refund("re_1", 400, Succeeded)]);
    let lot = |house: &House| {
        let lot = &house.purchase("pur_1").lots[0];
        (lot.taken, lot.owed)
    };
    assert_eq!(lot(&house), (Amount::Of(10), 0));
    assert_eq!(house.left("pur_1/interview_credit"), None);
    assert_eq!(house.account().hold(hold), None);
    house.returns("evt_f", "pur_1", &[refund("re_1", 400, Failed)]);
    assert_eq!(lot(&house), (Amount::NONE, 0));
    assert_eq!(house.left("pur_1/interview_credit"), Some(Amount::Of(10)));
}

/// W10
#[test]
fn what_is_given_back_joins_what_is_held_of_its_grant() {
    let mut house = House::with(PACKS);
    house.buys("pur_1", "pack-starter", at("2026-01-01T00:00:00Z"));
    let hold = house.holds(&[(CREDIT, 4)], HOUR).unwrap();
    house.returns("evt_r", "pur_1", &[refund("re_1", 240, Succeeded)]);
    assert_eq!(house.left("pur_1/interview_credit"), Some(Amount::NONE));
    house.returns("evt_f", "pur_1", &[refund("re_1", 240, Failed)]);
    assert_eq!(house.left("pur_1/interview_credit"), Some(Amount::Of(6)));
    let from = Source::Grant(house.account().grants[0].id.clone());
    assert_eq!(house.account().hold(hold).unwrap().part(&from), 4);
    house.settles_hold(hold, &[(CREDIT, 10)]).unwrap();
    assert!(house.account().grants.is_empty());
}
