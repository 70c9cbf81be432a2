//! What folding refuses of holds, and what it gives back.

#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test fails loudly")]

use super::*;

use crate::domain::hash::Hash;
use crate::domain::id::{AccountId, FeatureId, GrantId};
use crate::domain::operation::OperationKey;
use crate::domain::period::Every;
use crate::domain::posting::Posting;

const DAY: i64 = 20_454;

fn moment() -> Moment {
    Moment::from_millis(1_767_268_800_000).unwrap()
}

fn id(name: &str) -> HoldId {
    HoldId(OperationKey(Hash::of(name.as_bytes())))
}

fn grant(name: &str) -> Source {
    Source::Grant(GrantId::parse(name).unwrap())
}

fn day(index: i64) -> Source {
    Source::Allowance { feature: FeatureId::parse("credit").unwrap(), every: Every::Day, index }
}

fn held(hold: &str, from: Source, amount: u64) -> Posting {
    Posting::Held { hold: id(hold), member: None, expires: moment().plus_days(1), from, amount }
}

fn settled(hold: &str, from: Source, amount: u64) -> Posting {
    Posting::Settled { hold: id(hold), from, amount }
}

fn released(hold: &str, from: Source, amount: u64) -> Posting {
    Posting::Released { hold: id(hold), from, amount }
}

fn granted(name: &str, amount: Amount) -> Posting {
    Posting::Granted {
        grant: GrantId::parse(name).unwrap(),
        feature: FeatureId::parse("credit").unwrap(),
        amount,
        granted: moment(),
        expires: None,
        priority: 100,
    }
}

/// An account with 5 in one grant, no limit in another, and these postings.
fn after(postings: &[Posting]) -> Result<Account, Broken> {
    let mut account = Account::unopened(AccountId::parse("user:alice").unwrap(), None, moment());
    account.post(&granted("g1", Amount::Of(5)), account.opened)?;
    account.post(&granted("g2", Amount::Unlimited), account.opened)?;
    postings.iter().try_for_each(|posting| account.post(posting, account.opened))?;
    Ok(account)
}

fn left(account: &Account, name: &str) -> Amount {
    account.grants.iter().find(|it| it.id.as_str() == name).unwrap().left
}

#[test]
fn what_is_held_of_a_grant_is_not_left() {
    let account = after(&[held("h", grant("g1"), 5)]).unwrap();
    assert_eq!(left(&account, "g1"), Amount::NONE);
    assert_eq!(account.hold(id("h")).unwrap().part(&grant("g1")), 5);
    assert!(account.has_grant(&GrantId::parse("g1").unwrap()));
    assert_eq!(after(&[held("h", grant("g1"), 6)]), Err(Broken::Amount));
    assert_eq!(after(&[held("h", grant("g3"), 1)]), Err(Broken::Grant));
    assert_eq!(after(&[held("h", grant("g1"), 0)]), Err(Broken::Amount));
}

#[test]
fn a_hold_has_one_end_and_each_source_once() {
    let twice = vec![held("h", grant("g1"), 1), held("h", grant("g1"), 1)];
    assert_eq!(after(&twice), Err(Broken::Hold));
    let later = Posting::Held {
        hold: id("h"),
        member: None,
        expires: moment().plus_days(2),
        from: grant("g2"),
        amount: 1,
    };
    assert_eq!(after(&[held("h", grant("g1"), 1), later]), Err(Broken::Hold));
    let both = after(&[held("h", grant("g1"), 1), held("h", day(DAY), 2)]).unwrap();
    assert_eq!(both.holds.len(), 1);
}

#[test]
fn no_more_ends_than_is_held_and_nothing_of_another_hold() {
    for (wrong, amount) in [(grant("g1"), 4), (grant("g1"), 0), (grant("g2"), 1), (day(DAY), 1)] {
        let holds = || held("h", grant("g1"), 3);
        for ends in [settled("h", wrong.clone(), amount), released("h", wrong.clone(), amount)] {
            assert_eq!(after(&[holds(), ends.clone()]), Err(Broken::Hold), "{ends:?}");
        }
        let stranger = released("other", grant("g1"), 1);
        assert_eq!(after(&[holds(), stranger]), Err(Broken::Hold));
    }
}

#[test]
fn a_hold_is_gone_with_its_last_part() {
    let begun = vec![held("h", grant("g1"), 3), settled("h", grant("g1"), 2)];
    let account = after(&begun).unwrap();
    assert_eq!(account.hold(id("h")).unwrap().part(&grant("g1")), 1);
    let ended = [begun, vec![released("h", grant("g1"), 1)]].concat();
    let account = after(&ended).unwrap();
    assert_eq!((account.holds.len(), left(&account, "g1")), (0, Amount::Of(3)));
    let again = [ended, vec![released("h", grant("g1"), 1)]].concat();
    assert_eq!(after(&again), Err(Broken::Hold));
}

#[test]
fn an_allowance_counts_what_was_held_where_it_is_used() {
    let holds = || held("h", day(DAY), 3);
    let counted = |account: &Account| {
        let usage = &account.usage[0];
        (usage.index, usage.used)
    };
    assert_eq!(counted(&after(&[holds()]).unwrap()), (DAY, 0));
    let used = after(&[holds(), settled("h", day(DAY), 2)]).unwrap();
    assert_eq!(counted(&used), (DAY, 2));
    let back = after(&[holds(), released("h", day(DAY), 3)]).unwrap();
    assert_eq!((counted(&back), back.holds.len()), ((DAY, 0), 0));
}

#[test]
fn what_was_held_of_a_period_that_is_over_touches_no_other() {
    let feature = FeatureId::parse("credit").unwrap();
    let lapsed = || Posting::Lapsed { feature: feature.clone(), every: Every::Day, index: DAY + 1 };
    let used =
        || Posting::Used { feature: feature.clone(), every: Every::Day, index: DAY + 1, amount: 4 };
    for ends in [settled("h", day(DAY), 3), released("h", day(DAY), 3)] {
        let account = after(&[held("h", day(DAY), 3), lapsed(), used(), ends]).unwrap();
        assert_eq!((account.usage[0].index, account.usage[0].used), (DAY + 1, 4));
        assert!(account.holds.is_empty());
    }
    let old = held("h", day(DAY), 3);
    assert_eq!(after(&[held("g", day(DAY), 1), lapsed(), old]), Err(Broken::Period));
}

#[test]
fn a_grant_without_a_limit_stays_what_it_is() {
    let account = after(&[held("h", grant("g2"), 3)]).unwrap();
    assert_eq!(left(&account, "g2"), Amount::Unlimited);
    let took = || Posting::Took { grant: GrantId::parse("g2").unwrap(), amount: Amount::Unlimited };
    let back = released("h", grant("g2"), 3);
    let account = after(&[held("h", grant("g2"), 3), took(), back.clone()]).unwrap();
    assert_eq!(left(&account, "g2"), Amount::NONE, "what was taken whole does not come back");
    let account = after(&[held("h", grant("g2"), 3), back]).unwrap();
    assert_eq!(left(&account, "g2"), Amount::Unlimited);
}

#[test]
fn a_grant_that_is_held_is_not_given_again() {
    let whole = held("h", grant("g1"), 5);
    assert_eq!(after(&[whole, granted("g1", Amount::Of(5))]), Err(Broken::Grant));
}
