//! An account that holds something, and the entries that a hold makes.

use shared::domain::account::Account;
use shared::domain::amount::Amount;
use shared::domain::entry::{Entry, EntryKind, Note, Outcome};
use shared::domain::hold::{Hold, HoldId, Part, Source};
use shared::domain::id::{AccountId, FeatureId, Label};
use shared::domain::operation::{OperationId, Scope};
use shared::domain::period::Every;
use shared::domain::posting::Posting;

use crate::samples::{account, alice, entry, now, operation};

fn id() -> HoldId {
    HoldId(operation("0197f3a2-b6c4-7d11-8f00-000000000014").key())
}

fn of_grant() -> Source {
    Source::Grant(account(&alice(), 1, 1).grants[0].id.clone())
}

fn of_month() -> Source {
    let feature = FeatureId::parse("interview_minute").unwrap();
    Source::Allowance { feature, every: Every::Month, index: 24_312 }
}

/// An account with one hold, of a grant and of its plan's allowance.
pub fn holding() -> Account {
    let mut account = account(&alice(), 14, 1);
    let parts = vec![Part { from: of_grant(), amount: 1 }, Part { from: of_month(), amount: 30 }];
    account.holds = vec![Hold { id: id(), seat: None, expires: now().plus_seconds(3600), parts }];
    account
}

/// The entry that sets one credit aside.
pub fn hold(account: &AccountId, seq: u64) -> Entry {
    let (hold, expires, from) = (id(), now().plus_seconds(3600), of_grant());
    Entry {
        kind: EntryKind::Hold,
        postings: vec![Posting::Held { hold, member: None, expires, from, amount: 1 }],
        ..entry(account, seq)
    }
}

/// The entry that ends it, with everything that can become of what is held.
pub fn settle(account: &AccountId, seq: u64) -> Entry {
    let name = format!("end/{}", id());
    let outcome = Outcome {
        feature: FeatureId::parse("interview_minute").unwrap(),
        amount: Amount::Of(20),
        short: 0,
        available: Amount::Of(280),
    };
    Entry {
        kind: EntryKind::Settle,
        operation: OperationId { scope: Scope::House, principal: "hold".to_owned(), name },
        note: Note { reference: Label::parse("talk 1").ok(), ..Note::default() },
        postings: vec![
            Posting::Freed {
                hold: HoldId(operation("another").key()),
                from: of_month(),
                amount: 5,
            },
            Posting::Settled { hold: id(), from: of_month(), amount: 20 },
            Posting::Released { hold: id(), from: of_month(), amount: 10 },
            Posting::Released { hold: id(), from: of_grant(), amount: 1 },
        ],
        answer: vec![outcome],
        ..entry(account, seq)
    }
}
