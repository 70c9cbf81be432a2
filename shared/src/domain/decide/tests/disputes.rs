//! What a dispute does: money that the buyer's bank takes, keeps or gives back.

use super::holds::HOUR;
use super::house::{House, PACKS, at, dispute, refund};

use crate::domain::amount::Amount;
use crate::domain::hold::Source;
use crate::domain::purchase::returned::{DisputeState, RefundState};

use DisputeState::{Inquiry, Lost, Open, Won};

const CREDIT: &str = "interview_credit";

/// 25 credits for 800.
fn bought() -> House {
    let mut house = House::with(PACKS);
    house.buys("pur_1", "pack-popular", at("2026-01-01T00:00:00Z"));
    house
}

fn lot(house: &House) -> (Amount, u64) {
    let lot = &house.purchase("pur_1").lots[0];
    (lot.taken, lot.owed)
}

/// W11: an inquiry takes nothing; an opened dispute takes; a won one gives everything back as it was;
/// a lost one stays.
#[test]
fn a_dispute_takes_from_its_opening_on_and_gives_back_when_it_is_won() {
    for (end, left) in [(Won, 25), (Lost, 0)] {
        let mut house = bought();
        let before = house.account().grants.clone();
        house.disputes("evt_1", "pur_1", &[dispute("du_1", Some(800), Inquiry)]);
        assert_eq!(house.available(CREDIT), Amount::Of(25));
        house.disputes("evt_2", "pur_1", &[dispute("du_1", Some(800), Open)]);
        assert_eq!((house.available(CREDIT), lot(&house)), (Amount::NONE, (Amount::Of(25), 0)));
        house.disputes("evt_3", "pur_1", &[dispute("du_1", Some(800), end)]);
        assert_eq!(house.available(CREDIT), Amount::Of(left), "{end:?}");
        if end == Won {
            assert_eq!(house.account().grants, before);
        }
    }
}

/// late and doubled words change nothing, and a lost dispute may still be won.
#[test]
fn of_a_dispute_the_furthest_state_stands() {
    let mut house = bought();
    for state in [Lost, Open, Inquiry, Lost] {
        house.disputes(&format!("evt_{state:?}"), "pur_1", &[dispute("du_1", Some(800), state)]);
        assert_eq!(house.available(CREDIT), Amount::NONE, "{state:?}");
    }
    for (event, state) in [("evt_a", Won), ("evt_b", Lost), ("evt_c", Open)] {
        house.disputes(event, "pur_1", &[dispute("du_1", Some(800), state)]);
        assert_eq!(house.available(CREDIT), Amount::Of(25), "{state:?}");
    }
}

/// W12: what is refunded and disputed is not taken twice, and each part goes its own way back.
#[test]
fn a_refund_and_a_dispute_together_take_no_more_than_was_paid() {
    let mut house = bought();
    house.returns("evt_1", "pur_1", &[refund("re_1", 400, RefundState::Succeeded)]);
    assert_eq!(house.available(CREDIT), Amount::Of(12));
    house.disputes("evt_2", "pur_1", &[dispute("du_1", Some(800), Open)]);
    let purchase = house.purchase("pur_1");
    let told = (purchase.refunded(), purchase.disputed(), purchase.returned());
    assert_eq!((told, house.available(CREDIT)), ((400, 800, 800), Amount::NONE));
    house.returns("evt_3", "pur_1", &[refund("re_1", 400, RefundState::Failed)]);
    assert_eq!(house.available(CREDIT), Amount::NONE);
    house.disputes("evt_4", "pur_1", &[dispute("du_1", Some(800), Won)]);
    assert_eq!(house.available(CREDIT), Amount::Of(25));
}

/// A part of the payment takes its share, rounded up; one in another currency counts whole.
#[test]
fn a_partial_dispute_takes_its_share_and_a_foreign_one_all() {
    for (amount, left) in [(Some(100), 21), (Some(400), 12), (None, 0), (Some(90_000), 0)] {
        let mut house = bought();
        house.disputes("evt_1", "pur_1", &[dispute("du_1", amount, Open)]);
        assert_eq!(house.available(CREDIT), Amount::Of(left), "{amount:?}");
    }
    let mut house = bought();
    for (event, amount) in [("evt_1", Some(100)), ("evt_2", Some(400)), ("evt_3", Some(100))] {
        house.disputes(event, "pur_1", &[dispute("du_1", amount, Open)]);
    }
    assert_eq!(house.available(CREDIT), Amount::Of(12), "of two amounts the larger one");
}

/// W9, W10: what was spent is owed, and is forgiven before credits come back.
#[test]
fn what_was_spent_of_a_disputed_payment_is_owed_until_it_is_won() {
    let mut house = bought();
    house.consumes(&[(CREDIT, 10)]).unwrap();
    house.disputes("evt_1", "pur_1", &[dispute("du_1", Some(800), Open)]);
    assert_eq!((house.available(CREDIT), lot(&house)), (Amount::NONE, (Amount::Of(15), 10)));
    house.disputes("evt_2", "pur_1", &[dispute("du_1", Some(800), Won)]);
    assert_eq!((house.available(CREDIT), lot(&house)), (Amount::Of(15), (Amount::NONE, 0)));
}

/// W4: a bank may be faster than the news of the payment: the grant arrives already reduced.
#[test]
fn a_dispute_before_its_payment_is_kept() {
    for (amount, left) in [(Some(400), 12), (None, 0)] {
        let mut house = House::with(PACKS);
        house.orders("pur_1", "pack-popular");
        house.disputes("evt_1", "pur_1", &[dispute("du_1", amount, Open)]);
        house.pays("evt_2", "pur_1").unwrap();
        assert_eq!(house.available(CREDIT), Amount::Of(left), "{amount:?}");
        house.disputes("evt_3", "pur_1", &[dispute("du_1", amount, Won)]);
        assert_eq!(house.available(CREDIT), Amount::Of(25));
    }
}

/// What cannot be divided falls with everything only, and comes back whole.
#[test]
fn one_use_and_unlimited_ones_fall_with_a_full_dispute_alone() {
    for (pack, feature, price) in
        [("pack-qa-generator", "qa_generator", 1000), ("pack-qa-management", "qa_management", 2500)]
    {
        let mut house = House::with(PACKS);
        house.buys("pur_1", pack, at("2026-01-01T00:00:00Z"));
        let whole = house.available(feature);
        house.disputes("evt_1", "pur_1", &[dispute("du_1", Some(price - 1), Open)]);
        assert_eq!(house.available(feature), whole, "{pack}");
        house.disputes("evt_2", "pur_1", &[dispute("du_2", Some(1), Open)]);
        assert_eq!(house.available(feature), Amount::NONE, "{pack}");
        house.disputes("evt_3", "pur_1", &[dispute("du_2", Some(1), Won)]);
        assert_eq!(house.available(feature), whole, "{pack}");
    }
}

/// What goes back takes what is left first, then what holds have, the newest hold first.
#[test]
fn a_dispute_takes_what_is_held_too() {
    let mut house = bought();
    let first = house.holds(&[(CREDIT, 10)], HOUR).unwrap();
    let second = house.holds(&[(CREDIT, 10)], HOUR).unwrap();
    let from = Source::Grant(house.account().grants[0].id.clone());
    let held = |house: &House, hold| house.account().hold(hold).map_or(0, |hold| hold.part(&from));
    // 13 of 25: the 5 that are left, and 8 of the newer hold.
    house.disputes("evt_1", "pur_1", &[dispute("du_1", Some(400), Open)]);
    assert_eq!((held(&house, first), held(&house, second)), (10, 2));
    assert_eq!((house.available(CREDIT), lot(&house)), (Amount::NONE, (Amount::Of(13), 0)));
    // What the session really used and nothing covers is over; nothing goes below zero.
    house.settles_hold(second, &[(CREDIT, 10)]).unwrap();
    house.disputes("evt_2", "pur_1", &[dispute("du_2", Some(400), Open)]);
    assert_eq!(held(&house, first), 0);
    assert_eq!((house.available(CREDIT), lot(&house)), (Amount::NONE, (Amount::Of(23), 2)));
    house.releases(first);
    assert_eq!(house.available(CREDIT), Amount::NONE);
    let both = [dispute("du_1", Some(400), Won), dispute("du_2", Some(400), Won)];
    house.disputes("evt_3", "pur_1", &both);
    assert_eq!((house.available(CREDIT), lot(&house)), (Amount::Of(23), (Amount::NONE, 0)));
}
