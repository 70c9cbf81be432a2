//! An explanation says what a use then does, whatever happened before.

use proptest::prelude::*;

use super::house::{House, TIERS, at, feature};
use super::subscriptions::pro;
use crate::domain::amount::{Amount, Quantity};
use crate::domain::command::Adjustment;
use crate::domain::explain::moved::moved;
use crate::domain::explain::{Drawn, Explanation, explain};
use crate::domain::posting::Posting;
use crate::domain::subscription::{Status, Subscription};
use crate::domain::verify::fold;

#[derive(Debug, Clone)]
enum Step {
    Consume(u64),
    Record(u64),
    Give(u64, Option<u32>),
    Unlimited(u32),
    Hold(u64, u32),
    Wait(i64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (1..8_u64).prop_map(Step::Consume),
        1 => (1..8_u64).prop_map(Step::Record),
        2 => (1..9_u64, proptest::option::of(0..3_u32)).prop_map(|(n, d)| Step::Give(n, d)),
        1 => (0..2_u32).prop_map(Step::Unlimited),
        2 => (1..6_u64, 1..50_u32).prop_map(|(n, hours)| Step::Hold(n, hours)),
        3 => (1..30_i64).prop_map(Step::Wait),
    ]
}

fn lives(house: &mut House, step: &Step) {
    match step {
        Step::Consume(amount) => drop(house.consumes(&[("credit", *amount)])),
        Step::Record(amount) => drop(house.records(&[("credit", *amount)])),
        Step::Give(amount, days) => {
            let until = days.map(|days| house.now.plus_days(days));
            house.adjusts("credit", Adjustment::Give(Amount::Of(*amount), until)).unwrap();
        }
        Step::Unlimited(days) => {
            let until = Some(house.now.plus_days(*days));
            house.adjusts("credit", Adjustment::Give(Amount::Unlimited, until)).unwrap();
        }
        Step::Hold(amount, hours) => drop(house.holds(&[("credit", *amount)], hours * 3600)),
        Step::Wait(hours) => {
            let later = house.now.millis() + hours * 3_600_000;
            house.now = crate::domain::moment::Moment::from_millis(later).unwrap();
        }
    }
}

/// What each source gives, by the name that a posting has for it.
fn promised(explanation: &Explanation<'_>) -> Vec<(String, u64)> {
    let some = explanation.sources.iter().filter(|source| source.gives > 0);
    some.map(|source| match &source.of {
        Drawn::Allowance(_, allowance) => (allowance.every.as_str().to_owned(), source.gives),
        Drawn::Grant(grant) => (grant.id.to_string(), source.gives),
    })
    .collect()
}

/// What an entry drew from what.
fn drew(postings: &[Posting]) -> Vec<(String, u64)> {
    let one = |posting: &Posting| match posting {
        Posting::Used { every, amount, .. } => Some((every.as_str().to_owned(), *amount)),
        Posting::Drew { grant, amount } => Some((grant.to_string(), *amount)),
        _ => None,
    };
    postings.iter().filter_map(one).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// allowed is what a use then is, the parts are what it draws, and they sum to the request;
    /// and from the moment that is said on, and not before, a refused one is allowed.
    #[test]
    fn what_is_explained_is_what_a_use_does(
        steps in proptest::collection::vec(step(), 1..30),
        requested in 1..25_u64,
    ) {
        let mut house = House::with(TIERS);
        house.consumes(&[("credit", 1)]).unwrap();
        for step in &steps {
            lives(&mut house, step);
        }
        let (account, catalog) = (house.account().clone(), house.catalog.clone());
        let (credit, amount) = (feature("credit"), Quantity::new(requested).unwrap());
        let told = explain(&account, &catalog, &credit, amount, house.now);
        let given: u64 = told.sources.iter().map(|source| source.gives).sum();
        prop_assert_eq!(given + told.missing, requested);

        if let Some(from) = told.allowed_from {
            let then = explain(&account, &catalog, &credit, amount, from);
            prop_assert!(told.block.is_some() && then.block.is_none());
            let just_before = crate::domain::moment::Moment::from_millis(from.millis() - 1).unwrap();
            let before = explain(&account, &catalog, &credit, amount, just_before);
            prop_assert!(before.block.is_some());
        }
        if let Some(next) = &told.next {
            let then = explain(&account, &catalog, &credit, amount, next.at);
            let covered = next.available.covers(requested);
            prop_assert_eq!(requested - then.missing, covered);
        }
        let used = house.consumes(&[("credit", requested)]);
        prop_assert_eq!(used.is_ok(), told.block.is_none());
        if used.is_ok() {
            prop_assert_eq!(promised(&told), drew(&house.last_entry().postings));
        }
    }

    /// a ledger that is cut at a moment explains what the account could do at that moment.
    #[test]
    fn the_past_is_explained_as_it_was(
        steps in proptest::collection::vec(step(), 1..30),
        requested in 1..25_u64,
        cut in 0..30_usize,
    ) {
        let mut house = House::with(TIERS);
        house.consumes(&[("credit", 1)]).unwrap();
        let (credit, amount) = (feature("credit"), Quantity::new(requested).unwrap());
        let mut then = None;
        for (n, step) in steps.iter().enumerate() {
            lives(&mut house, step);
            if n == cut.min(steps.len() - 1) {
                let catalog = house.catalog.clone();
                let told = explain(house.account(), &catalog, &credit, amount, house.now);
                let (sources, missing) = (told.sources, told.missing);
                then = Some((house.entries.len(), house.now, sources, missing));
            }
        }
        let (entries, now, sources, missing) = then.unwrap();
        let account = fold(&house.entries[..entries]).unwrap().unwrap();
        let again = explain(&account, &house.catalog, &credit, amount, now);
        prop_assert_eq!((again.sources, again.missing), (sources, missing));
    }
}

/// the entries behind a number are those that moved it, with what was told; also the ones in
/// which only time passed for it.
#[test]
fn the_entries_behind_a_number_are_those_that_moved_it() {
    let mut house = House::with(super::house::PACKS);
    house.buys("pur_1", "pack-starter", at("2026-01-01T00:00:00Z"));
    house.buys("pur_2", "pack-qa-generator", at("2026-01-02T00:00:00Z"));
    house.consumes(&[("interview_credit", 3)]).unwrap();
    let soon = Some(house.now.plus_days(1));
    house.adjusts("interview_credit", Adjustment::Give(Amount::Of(2), soon)).unwrap();
    house.now = house.now.plus_days(1);
    house.consumes(&[("qa_generator", 1)]).unwrap();
    let newest: Vec<_> = house.entries.iter().rev().cloned().collect();
    let told = |id: &str, most| {
        let of = feature(id);
        let all = moved(&of, &house.account().grants, &newest, most).into_iter();
        let one = |it: crate::domain::explain::moved::Moved<'_>| {
            (it.entry.seq, it.amount, it.told.map(|told| told.available))
        };
        all.map(one).collect::<Vec<_>>()
    };
    let of = |units| Some(Amount::Of(units));
    let credits = [(5, of(2), None), (4, of(2), of(9)), (3, of(3), of(7)), (1, of(10), of(10))];
    assert_eq!(told("interview_credit", 100), credits);
    assert_eq!(told("interview_credit", 2), credits[..2]);
    assert_eq!(told("qa_generator", 100), [(5, of(1), of(0)), (2, of(1), of(1))]);
    assert_eq!(told("qa_management", 100), []);
}

/// the rest of a purchase that ended is told also where the purchase itself lies too far back.
#[test]
fn a_grant_that_was_made_long_ago_is_known_by_its_name() {
    let short = "amount = 10\nexpires_after_days = 1\n";
    let mut house = House::with(&super::house::PACKS.replacen("amount = 10\n", short, 1));
    house.buys("pur_1", "pack-starter", house.now);
    house.buys("pur_2", "pack-qa-generator", house.now);
    house.now = house.now.plus_days(1);
    house.consumes(&[("qa_generator", 1)]).unwrap();
    let last = [house.last_entry().clone()];
    let told = |id: &str| {
        let all = moved(&feature(id), &house.account().grants, &last, 9);
        all.iter().map(|it| (it.amount, it.told.is_some())).collect::<Vec<_>>()
    };
    assert_eq!(told("interview_credit"), [(Some(Amount::Of(10)), false)]);
    assert_eq!(told("qa_generator"), [(Some(Amount::Of(1)), true)]);
    assert_eq!(told("credit"), []);
}

/// Where the subscription ends before anything else changes, that is what comes next: 20 a day spent,
/// and 5 in a new day of the free plan.
#[test]
fn the_end_of_a_subscription_is_something_that_changes() {
    let mut house = House::with(TIERS);
    let cancel_at = Some(at("2026-01-10T18:00:00Z"));
    let ends = Subscription { cancel_at, ..pro("plan-pro", Status::Active) };
    house.follows("evt_1", &ends);
    house.consumes(&[("credit", 20)]).unwrap();
    let (account, credit) = (house.account(), feature("credit"));
    let one = Quantity::new(1).unwrap();
    let explained = explain(account, &house.catalog, &credit, one, house.now);
    let next = explained.next.unwrap();
    assert_eq!((Some(next.at), next.available), (cancel_at, Amount::Of(5)));
    assert_eq!((next.renews, explained.allowed_from), (None, cancel_at));
}
