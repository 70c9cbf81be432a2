//! Every way in which a ledger can be flawed is told by its number.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test fails loudly"
)]

use super::*;

use crate::domain::entry::{EntryKind, Note};
use crate::domain::hash::Hash;
use crate::domain::id::AccountId;
use crate::domain::moment::Moment;
use crate::domain::operation::{Fingerprint, OperationId, Scope};
use crate::domain::posting::Posting;

/// A ledger of so many entries, and the account after it.
fn ledger(count: usize) -> (Vec<Entry>, Option<Account>) {
    let (mut entries, mut account) = (Vec::new(), None);
    for n in 0..count {
        let before: Option<&Account> = account.as_ref();
        let entry = Entry {
            account: AccountId::parse("user:alice").unwrap(),
            seq: u64::try_from(n).unwrap() + 1,
            prev: before.map_or(Hash::ZERO, |account| account.head),
            at: Moment::from_millis(1_767_268_800_000).unwrap(),
            kind: EntryKind::Open,
            operation: OperationId::keyed(Scope::House, "test", &n.to_string()),
            fingerprint: Fingerprint(Hash::ZERO),
            note: Note::default(),
            postings: if n == 0 { vec![Posting::Opened { plan: None }] } else { Vec::new() },
            answer: Vec::new(),
        };
        account = Some(apply(before, &entry).unwrap());
        entries.push(entry);
    }
    (entries, account)
}

#[test]
fn a_whole_ledger_is_counted() {
    for count in 0..4 {
        let (entries, account) = ledger(count);
        assert_eq!(verify(account.as_ref(), &entries), Ok(u64::try_from(count).unwrap()));
    }
}

#[test]
fn an_entry_that_is_missing_is_named_wherever_it_was() {
    let (entries, account) = ledger(4);
    for missing in 0..4 {
        let mut rest = entries.clone();
        rest.remove(missing);
        let seq = u64::try_from(missing).unwrap() + 1;
        assert_eq!(verify(account.as_ref(), &rest), Err(Flaw::Gap { seq }), "{missing}");
    }
    assert_eq!(verify(account.as_ref(), &[]), Err(Flaw::Gap { seq: 1 }));
}

#[test]
fn an_entry_that_does_not_fit_is_named_with_its_reason() {
    let (mut entries, account) = ledger(3);
    entries.swap(1, 2);
    assert_eq!(verify(account.as_ref(), &entries), Err(Flaw::Gap { seq: 2 }));
    let (mut entries, account) = ledger(3);
    entries[2] = entries[1].clone();
    let why = Broken::Chain;
    assert_eq!(verify(account.as_ref(), &entries), Err(Flaw::Entry { seq: 3, why }));
    let (mut entries, account) = ledger(3);
    entries[1].at = entries[1].at.plus_days(1);
    assert_eq!(verify(account.as_ref(), &entries), Err(Flaw::Entry { seq: 3, why }));
}

#[test]
fn another_account_than_the_ledgers_is_told() {
    let (entries, account) = ledger(3);
    let other = Account { opened: Moment::from_millis(0).unwrap(), ..account.unwrap() };
    assert_eq!(verify(Some(&other), &entries), Err(Flaw::Account { entries: 3 }));
    assert_eq!(verify(None, &entries), Err(Flaw::Account { entries: 3 }));
    let behind = ledger(2).1;
    assert_eq!(verify(behind.as_ref(), &entries), Err(Flaw::Account { entries: 3 }));
}
