//! Exactly what an entry posts and answers: nothing that moves nothing.

use super::house::{House, PACKS, TIERS, at, feature, refund};

use crate::domain::amount::Amount;
use crate::domain::command::Adjustment;
use crate::domain::entry::Outcome;
use crate::domain::id::{GrantId, PurchaseId};
use crate::domain::period::Every;
use crate::domain::posting::Posting;
use crate::domain::purchase::returned::RefundState::{Failed, Succeeded};

const CREDIT: &str = "interview_credit";

/// A gift to everybody who comes, and a pack that is good for thirty days.
const WELCOME: &str = r#"
currency = "usd"

[[feature]]
id = "credit"
name = "Credits"
kind = "counted"

[[welcome]]
feature = "credit"
amount = 4
expires_after_days = 10
priority = 7
offered = true

[[pack]]
id = "pack-month"
name = "A month"
price = 1000

[[pack.grant]]
feature = "credit"
amount = 10
expires_after_days = 30
"#;

fn lot(feature: &str) -> GrantId {
    GrantId::parse(&*format!("pur_1/{feature}")).unwrap()
}

fn owes(total: u64) -> Posting {
    let (purchase, feature) = (PurchaseId::parse("pur_1").unwrap(), feature(CREDIT));
    Posting::Owes { purchase, feature, total }
}

fn outcome(amount: u64, short: u64, available: u64) -> Outcome {
    let (amount, available) = (Amount::Of(amount), Amount::Of(available));
    Outcome { feature: feature(CREDIT), amount, short, available }
}

/// The grant of the purchase made anew, as old as it was.
fn given_back(amount: u64) -> Posting {
    Posting::Granted {
        grant: lot(CREDIT),
        feature: feature(CREDIT),
        amount: Amount::Of(amount),
        granted: at("2026-01-01T00:00:00Z"),
        expires: None,
        priority: 100,
    }
}

/// Twenty-five credits, of which so many are used.
fn bought(used: u64) -> House {
    let mut house = House::with(PACKS);
    house.buys("pur_1", "pack-popular", at("2026-01-01T00:00:00Z"));
    if used > 0 {
        house.consumes(&[(CREDIT, used)]).unwrap();
    }
    house
}

#[test]
fn a_use_posts_what_it_draws_and_from_nowhere_else() {
    let mut house = House::with(TIERS);
    house.adjusts("credit", Adjustment::Give(Amount::Of(2), None)).unwrap();
    let first = house.account().grants[0].id.clone();
    house.now = at("2026-01-10T12:00:01Z");
    house.adjusts("credit", Adjustment::Give(Amount::Of(2), None)).unwrap();
    let index = house.account().calendar(&house.catalog, house.now).index_at(Every::Day, house.now);
    let used =
        |amount| Posting::Used { feature: feature("credit"), every: Every::Day, index, amount };
    house.consumes(&[("credit", 5)]).unwrap();
    assert_eq!(house.last_entry().postings, [used(5)]);
    house.consumes(&[("credit", 2)]).unwrap();
    assert_eq!(house.last_entry().postings, [Posting::Drew { grant: first, amount: 2 }]);
}

#[test]
fn use_after_the_fact_that_is_covered_is_not_beyond_anything() {
    let mut house = House::with(TIERS);
    house.records(&[("credit", 5)]).unwrap();
    let [Posting::Opened { .. }, Posting::Used { amount: 5, .. }] = house.last_entry().postings[..]
    else {
        panic!("{:?}", house.last_entry().postings)
    };
    house.records(&[("credit", 1)]).unwrap();
    let [Posting::Over { amount: 1, .. }] = house.last_entry().postings[..] else {
        panic!("{:?}", house.last_entry().postings)
    };
}

#[test]
fn a_feature_without_an_allowance_is_overused_for_ever() {
    let mut house = House::with(PACKS);
    house.records(&[(CREDIT, 3)]).unwrap();
    let over = Posting::Over { feature: feature(CREDIT), every: Every::Ever, index: 0, amount: 3 };
    assert_eq!(house.last_entry().postings.last(), Some(&over));
    assert_eq!(house.last_entry().answer, [outcome(3, 3, 0)]);
}

#[test]
fn a_payment_answers_with_each_feature_once() {
    let house = bought(0);
    let entry = house.last_entry();
    assert_eq!(entry.answer, [outcome(25, 0, 25)]);
    assert!(matches!(entry.postings[..], [Posting::Opened { .. }, Posting::Granted { .. }]));
    assert_eq!(entry.note.reference.as_ref().unwrap().as_str(), "pur_1");
}

#[test]
fn a_reversal_takes_what_is_left_and_owes_the_rest() {
    let took = |amount| Posting::Took { grant: lot(CREDIT), amount: Amount::Of(amount) };
    for (used, postings, answer) in [
        (0, vec![took(25)], outcome(25, 0, 0)),
        (20, vec![took(5), owes(20)], outcome(5, 20, 0)),
        (25, vec![owes(25)], outcome(0, 25, 0)),
    ] {
        let mut house = bought(used);
        house.returns("evt_1", "pur_1", &[refund("re_1", 800, Succeeded)]);
        assert_eq!(house.last_entry().postings, postings, "{used} used");
        assert_eq!(house.last_entry().answer, [answer], "{used} used");
        let count = house.entries.len();
        house.returns("evt_2", "pur_1", &[refund("re_1", 800, Succeeded)]);
        assert_eq!(house.entries.len(), count, "told again");
    }
}

#[test]
fn what_comes_back_pays_what_is_owed_before_anything_else() {
    let restored = |amount| Posting::Restored { grant: lot(CREDIT), amount: Amount::Of(amount) };
    // Of 25 credits 16 are to be gone, and 8 after half of the money did not go back.
    for (used, half, postings) in [
        (0, vec![restored(8)], vec![restored(8)]),
        (20, vec![owes(3)], vec![owes(0), given_back(5)]),
        (17, vec![owes(0)], vec![given_back(8)]),
    ] {
        let mut house = bought(used);
        let one = |state| refund("re_1", 256, state);
        let two = |state| refund("re_2", 256, state);
        house.returns("evt_1", "pur_1", &[one(Succeeded), two(Succeeded)]);
        house.returns("evt_2", "pur_1", &[one(Failed)]);
        assert_eq!(house.last_entry().postings, half, "{used} used");
        house.returns("evt_3", "pur_1", &[two(Failed)]);
        assert_eq!(house.last_entry().postings, postings, "{used} used");
    }
}

#[test]
fn who_comes_first_is_given_what_everybody_is_given() {
    let mut house = House::with(WELCOME);
    house.consumes(&[("credit", 1)]).unwrap();
    let grant = &house.account().grants[0];
    assert_eq!((grant.left, grant.priority, grant.granted), (Amount::Of(3), 7, house.now));
    assert_eq!(grant.expires, Some(house.now.plus_days(10)));
    assert!(house.consumes(&[("credit", 4)]).is_err(), "given once");
}

/// What comes back after a whole reversal has its old end, also when that has passed.
#[test]
fn what_is_given_back_ends_when_it_would_have_ended() {
    let bought = at("2026-01-01T00:00:00Z");
    for (later, left) in [(29, 10), (30, 0), (31, 0)] {
        let mut house = House::with(WELCOME);
        house.buys("pur_1", "pack-month", bought);
        house.now = bought.plus_days(20);
        house.returns("evt_1", "pur_1", &[refund("re_1", 1000, Succeeded)]);
        assert_eq!(house.available("credit"), Amount::NONE);
        house.now = bought.plus_days(later);
        house.returns("evt_2", "pur_1", &[refund("re_1", 1000, Failed)]);
        assert_eq!(house.available("credit"), Amount::Of(left), "{later} days later");
        let stays = house.account().grants.iter().filter(|grant| grant.id == lot("credit")).count();
        assert_eq!(stays, usize::from(left > 0), "{later} days later");
    }
}
