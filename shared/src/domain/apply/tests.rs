//! What folding refuses, and what of an account it leaves alone.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test fails loudly"
)]

use super::*;

use crate::domain::entry::{EntryKind, Note};
use crate::domain::hash::Hash;
use crate::domain::id::{AccountId, PurchaseId};
use crate::domain::moment::Moment;
use crate::domain::operation::{Fingerprint, OperationId, Scope};

fn moment() -> Moment {
    Moment::from_millis(1_767_268_800_000).unwrap()
}

fn id(name: &str) -> AccountId {
    AccountId::parse(name).unwrap()
}

fn feature(name: &str) -> FeatureId {
    FeatureId::parse(name).unwrap()
}

fn grant(name: &str) -> GrantId {
    GrantId::parse(name).unwrap()
}

fn granted(name: &str, amount: Amount) -> Posting {
    Posting::Granted {
        grant: grant(name),
        feature: feature("credit"),
        amount,
        granted: moment(),
        expires: None,
        priority: 100,
    }
}

fn drew(name: &str, amount: u64) -> Posting {
    Posting::Drew { grant: grant(name), amount }
}

fn used(name: &str, every: Every, index: i64, amount: u64) -> Posting {
    Posting::Used { feature: feature(name), every, index, amount }
}

fn lapsed(name: &str, every: Every, index: i64) -> Posting {
    Posting::Lapsed { feature: feature(name), every, index }
}

fn owes(purchase: &str, name: &str, total: u64) -> Posting {
    Posting::Owes { purchase: PurchaseId::parse(purchase).unwrap(), feature: feature(name), total }
}

/// The next entry of an account, or the first one.
fn entry(before: Option<&Account>, postings: Vec<Posting>) -> Entry {
    let operation = OperationId::keyed(Scope::Service, "key:1", "k");
    Entry {
        account: id("user:alice"),
        seq: before.map_or(1, |account| account.version + 1),
        prev: before.map_or(Hash::ZERO, |account| account.head),
        at: moment(),
        kind: EntryKind::Adjust,
        operation,
        fingerprint: Fingerprint(Hash::ZERO),
        note: Note::default(),
        postings,
        answer: Vec::new(),
    }
}

fn opened(postings: Vec<Posting>) -> Account {
    let postings = [vec![Posting::Opened { plan: None }], postings].concat();
    apply(None, &entry(None, postings)).unwrap()
}

/// What an account says to these postings.
fn folds(account: &Account, postings: Vec<Posting>) -> Result<Account, Broken> {
    apply(Some(account), &entry(Some(account), postings))
}

fn names(account: &Account) -> Vec<&str> {
    account.grants.iter().map(|grant| grant.id.as_str()).collect()
}

fn counted(account: &Account) -> Vec<(&str, Every, i64, u64)> {
    let count = |usage: &'_ Usage| (usage.every, usage.index, usage.used);
    let named = account.usage.iter().map(|usage| (usage.feature.as_str(), count(usage)));
    named.map(|(name, (every, index, used))| (name, every, index, used)).collect()
}

#[test]
fn an_account_is_opened_by_its_first_posting_and_by_no_other() {
    let missing = entry(None, vec![granted("g1", Amount::Of(1))]);
    assert_eq!(apply(None, &missing), Err(Broken::Opening));
    assert_eq!(apply(None, &entry(None, Vec::new())), Err(Broken::Opening));
    let account = opened(Vec::new());
    assert_eq!(folds(&account, vec![Posting::Opened { plan: None }]), Err(Broken::Opening));
    assert_eq!((account.version, account.opened), (1, moment()));
}

#[test]
fn an_entry_that_is_not_the_next_one_does_not_fit() {
    let account = opened(Vec::new());
    let next = entry(Some(&account), Vec::new());
    let after = apply(Some(&account), &next).unwrap();
    assert_eq!((after.version, after.head), (2, next.hash()));
    let other = Entry { account: id("user:bob"), ..next.clone() };
    assert_eq!(apply(Some(&account), &other), Err(Broken::Account));
    let torn = Entry { prev: Hash::ZERO, ..next.clone() };
    assert_eq!(apply(Some(&account), &torn), Err(Broken::Chain));
    for seq in [0, 1, 3] {
        let entry = Entry { seq, ..next.clone() };
        assert_eq!(apply(Some(&account), &entry), Err(Broken::Seq), "{seq}");
    }
}

#[test]
fn a_grant_is_made_once_while_something_of_it_is_left() {
    let account = opened(vec![granted("g1", Amount::Of(3)), granted("g2", Amount::Of(3))]);
    assert_eq!(folds(&account, vec![granted("g1", Amount::Of(1))]), Err(Broken::Grant));
    let spent = vec![drew("g1", 3), granted("g1", Amount::Of(2))];
    let account = folds(&account, spent).unwrap();
    assert_eq!(names(&account), ["g1", "g2"]);
    assert_eq!(account.grants[0].left, Amount::Of(2));
}

#[test]
fn a_grant_that_is_used_up_leaves_the_account() {
    let account = opened(vec![granted("g1", Amount::Of(3)), granted("g2", Amount::Of(3))]);
    let account = folds(&account, vec![drew("g1", 3), drew("g2", 2)]).unwrap();
    assert_eq!(names(&account), ["g2"]);
}

#[test]
fn nothing_moves_that_is_not_there() {
    let account = opened(vec![granted("g1", Amount::Of(3)), granted("u", Amount::Unlimited)]);
    let took = |name: &str, amount| Posting::Took { grant: grant(name), amount };
    let restored = |name: &str| Posting::Restored { grant: grant(name), amount: Amount::Of(1) };
    for (posting, why) in [
        (drew("g1", 4), Broken::Amount),
        (drew("g9", 1), Broken::Grant),
        (took("g1", Amount::Unlimited), Broken::Amount),
        (restored("g9"), Broken::Grant),
    ] {
        assert_eq!(folds(&account, vec![posting.clone()]), Err(why), "{posting:?}");
    }
    let drawn = folds(&account, vec![drew("u", 7), drew("g1", 3)]).unwrap();
    assert_eq!(drawn.grants[0].left, Amount::Unlimited);
    let taken = folds(&account, vec![took("u", Amount::Unlimited), restored("g1")]).unwrap();
    assert_eq!((names(&taken), taken.grants[0].left), (vec!["g1"], Amount::Of(4)));
}

#[test]
fn use_is_counted_for_its_feature_in_its_kind_of_period() {
    let (day, month) = (Every::Day, Every::Month);
    let account = opened(vec![
        used("credit", day, 7, 1),
        used("minute", day, 7, 2),
        used("credit", month, 3, 4),
    ]);
    let account =
        folds(&account, vec![used("credit", day, 7, 10), used("credit", month, 3, 20)]).unwrap();
    let expected = [("credit", day, 7, 11), ("minute", day, 7, 2), ("credit", month, 3, 24)];
    assert_eq!(counted(&account), expected);
    assert_eq!(folds(&account, vec![used("credit", day, 8, 1)]), Err(Broken::Period));
    assert_eq!(folds(&account, vec![used("credit", day, 7, u64::MAX)]), Err(Broken::Amount));
}

#[test]
fn a_period_that_ends_is_of_one_feature_and_of_one_kind_and_never_goes_back() {
    let (day, month) = (Every::Day, Every::Month);
    let account = opened(vec![
        used("minute", day, 7, 1),
        used("credit", month, 7, 2),
        used("credit", day, 7, 4),
    ]);
    let after = folds(&account, vec![lapsed("credit", day, 9)]).unwrap();
    let expected = [("minute", day, 7, 1), ("credit", month, 7, 2), ("credit", day, 9, 0)];
    assert_eq!(counted(&after), expected);
    for index in [6, 7] {
        assert_eq!(folds(&account, vec![lapsed("credit", day, index)]), Err(Broken::Period));
    }
    assert_eq!(folds(&account, vec![lapsed("minute", month, 9)]), Err(Broken::Period));
}

#[test]
fn what_is_owed_is_owed_for_one_purchase_and_one_feature() {
    let account = opened(vec![
        owes("pur_1", "credit", 3),
        owes("pur_1", "minute", 4),
        owes("pur_2", "credit", 5),
    ]);
    let owed = |account: &Account| -> Vec<_> {
        let named =
            |owed: &Owed| (owed.purchase.to_string(), owed.feature.to_string(), owed.amount);
        account.owed.iter().map(named).collect()
    };
    let of = |purchase: &str, name: &str, amount| (purchase.to_owned(), name.to_owned(), amount);
    let less = folds(&account, vec![owes("pur_1", "credit", 1)]).unwrap();
    let expected = [of("pur_1", "minute", 4), of("pur_2", "credit", 5), of("pur_1", "credit", 1)];
    assert_eq!(owed(&less), expected);
    let none = folds(&account, vec![owes("pur_1", "credit", 0)]).unwrap();
    assert_eq!(owed(&none), [of("pur_1", "minute", 4), of("pur_2", "credit", 5)]);
}
