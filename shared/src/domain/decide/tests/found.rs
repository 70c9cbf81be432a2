//! What random stories found, told again in a few lines.

use super::house::{House, PACKS, at, refund, usd};

use crate::domain::amount::Amount;
use crate::domain::command::fact::Fact;
use crate::domain::id::Label;
use crate::domain::purchase::PurchaseState;
use crate::domain::purchase::returned::RefundState;
use crate::domain::refusal::Refusal;

const WEEK: &str = r#"
currency = "usd"
[[feature]]
id = "minute"
name = "Minutes"
kind = "counted"
[[pack]]
id = "pack-week"
name = "Week"
description = "a week without a limit"
price = 1500
[[pack.grant]]
feature = "minute"
amount = -1
expires_after_days = 7
"#;

/// A refund came in the very entry that had to note the expiry, and could never be settled.
#[test]
fn a_refund_after_an_unlimited_grant_expired_takes_nothing_and_is_settled() {
    let mut house = House::with(WEEK);
    house.buys("pur_1", "pack-week", at("2026-01-01T00:00:00Z"));
    house.now = at("2026-01-08T00:00:00Z");
    house.returns("evt_1", "pur_1", &[refund("re_1", 1500, RefundState::Succeeded)]);
    assert_eq!(house.available("minute"), Amount::NONE);
    house.returns("evt_2", "pur_1", &[refund("re_1", 1500, RefundState::Failed)]);
    assert_eq!(house.available("minute"), Amount::NONE, "what expired stays expired");
}

/// A checkout that cost nothing was taken to be paid by a payment that had failed before, so that
/// its success later would have looked like the same payment.
#[test]
fn a_payment_that_failed_is_not_the_one_that_paid() {
    let mut house = House::with(PACKS);
    house.orders("pur_1", "pack-popular");
    let failed = Fact::Failed { at: house.now, reason: Label::parse("card_declined").unwrap() };
    house.hears_of("pi_1", "evt_1", "pur_1", failed).unwrap();
    let free = Fact::Paid { asked: 800, charged: 0, currency: usd() };
    house.hears_without_payment("evt_2", "pur_1", free).unwrap();
    assert_eq!(house.purchase("pur_1").provider.intent, None);
    let paid = Fact::Paid { asked: 800, charged: 800, currency: usd() };
    let told = house.hears_of("pi_1", "evt_3", "pur_1", paid);
    assert!(matches!(told, Err(Refusal::Mismatch(_))), "{told:?}");
}

/// I9: which failure is shown does not depend on the order in which they are told, and none is
/// shown of a checkout that is over.
#[test]
fn the_last_failure_stands_in_whatever_order_they_are_told() {
    let words = ["insufficient_funds", "card_declined"].map(|word| Label::parse(word).unwrap());
    for (first, second) in [(0_usize, 1_usize), (1, 0)] {
        let mut house = House::with(PACKS);
        house.orders("pur_1", "pack-popular");
        for which in [first, second] {
            let at = at(["2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z"][which]);
            let failed = Fact::Failed { at, reason: words[which].clone() };
            house.hears(&format!("evt_{which}"), "pur_1", failed).unwrap();
        }
        let state = &house.purchase("pur_1").state;
        let last = matches!(state, PurchaseState::Failed { reason, .. } if *reason == words[1]);
        assert!(last, "{state:?}");
        house.hears("evt_8", "pur_1", Fact::Expired).unwrap();
        let late = Fact::Failed { at: house.now, reason: words[0].clone() };
        house.hears("evt_9", "pur_1", late).unwrap();
        assert_eq!(house.purchase("pur_1").state, PurchaseState::Expired);
    }
}

/// I10: a payment has one name under which it is fulfilled, whatever was told before, so that a
/// second fulfilment finds the first one's entry in its place.
#[test]
fn a_payment_is_fulfilled_under_one_name_for_ever() {
    let mut house = House::with(PACKS);
    house.orders("pur_1", "pack-popular");
    let failed = Fact::Failed { at: house.now, reason: Label::parse("card_declined").unwrap() };
    house.hears("evt_1", "pur_1", failed).unwrap();
    house.pays("evt_2", "pur_1").unwrap();
    let operation = &house.last_entry().operation;
    assert_eq!((operation.principal.as_str(), operation.name.as_str()), ("pur_1", "fulfil"));
}
