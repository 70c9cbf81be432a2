//! Samples of an organisation: its caps, what a member of it holds, and what it has on record of them.

use shared::domain::account::Account;
use shared::domain::amount::Amount;
use shared::domain::hash::Hash;
use shared::domain::hold::{Hold, HoldId, Part, Seat, Source};
use shared::domain::id::{AccountId, FeatureId, GrantId};
use shared::domain::member::{Cap, Member, Standing, Tally};
use shared::domain::operation::OperationKey;
use shared::domain::period::Every;

use crate::samples::{account, now};

fn acme() -> AccountId {
    AccountId::parse("org:acme").unwrap()
}

fn ann() -> AccountId {
    AccountId::parse("user:ann").unwrap()
}

fn cap(every: Every, amount: Amount) -> Cap {
    Cap { feature: FeatureId::parse("interview_session").unwrap(), every, amount }
}

/// An organisation with a cap for everybody, and a member who holds.
pub fn capped() -> Account {
    let mut account = account(&acme(), 5, 1);
    account.caps = vec![cap(Every::Day, Amount::Of(2))];
    let from = Source::Grant(GrantId::parse("pur_1/interview_session").unwrap());
    account.holds = vec![Hold {
        id: HoldId(OperationKey(Hash::of(b"talk-1"))),
        seat: Some(Seat { member: ann(), since: 5 }),
        expires: now().plus_seconds(3600),
        parts: vec![Part { from, amount: 1 }],
    }];
    account
}

/// A person of whom nothing is known.
pub fn unseen() -> Member {
    Member::unseen(acme(), ann())
}

/// A member with caps of their own, who used something.
pub fn member() -> Member {
    let tally = |every, index, used| Tally {
        feature: cap(every, Amount::NONE).feature,
        every,
        index,
        since: 3,
        used,
    };
    Member {
        version: 3,
        standing: Standing::Admin,
        caps: vec![cap(Every::Month, Amount::Of(40)), cap(Every::Ever, Amount::Unlimited)],
        used: vec![tally(Every::Day, 20_454, 1), tally(Every::Ever, 0, 7)],
        counted: 4,
        ..unseen()
    }
}
