//! The spelling of keys: no two names meet, each is read back, and none says more than itself.
//!
//! An input is two choices of kinds, one text, 0xFF, and another text; the texts are names, and
//! also a raw key.

#![no_main]

use fuzz::input::{choices, halves};
use fuzz::rules::{is_account, is_id};
use libfuzzer_sys::fuzz_target;
use shared::domain::hash::Hash;
use shared::domain::id::{AccountId, EventId, Label, PurchaseId};
use shared::domain::moment::Moment;
use shared::domain::operation::OperationKey;
use shared::domain::world::Name;
use shared::store::keys::{Key, due, ledger, partition, purchases, subscriptions};

fuzz_target!(|data: &[u8]| {
    let Some(([one, other], rest)) = choices(data) else { return };
    let (left, right) = halves(rest);
    let (Ok(left), Ok(right)) = (std::str::from_utf8(left), std::str::from_utf8(right)) else {
        return;
    };
    raw(left, right);
    let (first, second) = (name(one, left), name(other, right));
    for name in [&first, &second].into_iter().flatten() {
        alone(name);
    }
    if let (Some(first), Some(second)) = (&first, &second) {
        let (here, there) = (Key::of(first), Key::of(second));
        assert_eq!(first == second, here == there, "{first:?} and {second:?} at {here:?}");
        apart(first, second);
    }
});

/// A name of this kind; the rules of identifiers are asked a second time.
fn name(kind: u8, text: &str) -> Option<Name> {
    // An account is `user:` or `org:`; most of the time it is given, so that the rest is explored.
    let owner = match kind & 0xC0 {
        0x00 => format!("user:{text}"),
        0x40 => format!("org:{text}"),
        _ => text.to_owned(),
    };
    let account = AccountId::parse(owner.as_str());
    assert_eq!(account.is_ok(), is_account(&owner), "{owner:?}");
    let label = Label::parse(text);
    assert_eq!(label.is_ok(), is_id(text), "{text:?}");
    match kind & 0x07 {
        0 => account.ok().map(Name::Account),
        1 => account.ok().map(Name::Profile),
        2 => {
            let key = OperationKey(Hash::of(&[kind & 0x30]));
            account.ok().map(|account| Name::Receipt(account, key))
        }
        3 => {
            // The text is the person or the organisation, and the other one of two.
            let other = format!("org:{}", kind & 0x10);
            let other = AccountId::parse(other).expect("an account");
            let member = |account| match kind & 0x20 {
                0 => Name::Member(other, account),
                _ => Name::Member(account, other),
            };
            account.ok().map(member)
        }
        4 => PurchaseId::parse(text).ok().map(Name::Purchase),
        5 => label.ok().map(Name::Alias),
        6 => label.ok().map(Name::Subscription),
        _ => EventId::parse(text).ok().map(Name::Event),
    }
}

/// What holds of every single name.
fn alone(name: &Name) {
    let key = Key::of(name);
    assert_eq!(key.name().as_ref(), Some(name), "not read back from {key:?}");
    assert!(key.pk.len() <= 2048 && key.sk.len() <= 1024, "DynamoDB would refuse {key:?}");
    let (prefix, text) = key.pk.split_once('#').expect("a prefix");
    let (id, expected) = match name {
        Name::Account(id) | Name::Profile(id) | Name::Member(id, _) | Name::Receipt(id, _) => {
            (id.as_str(), "ACCOUNT")
        }
        Name::Purchase(id) => (id.as_str(), "PURCHASE"),
        Name::Alias(id) => (id.as_str(), "STRIPE"),
        Name::Subscription(id) => (id.as_str(), "SUBSCRIPTION"),
        Name::Event(id) => (id.as_str(), "EVENT"),
    };
    assert_eq!(prefix, expected);
    is_one_word(text, id);
    if let Name::Member(_, person) = name {
        let (_, text) = key.sk.split_once('#').expect("a prefix");
        is_one_word(text, person.as_str());
    }
    let (day, place) = due(Moment::from_millis(0).expect("1970"), name);
    assert_eq!(place, key.pk);
    assert!(day.starts_with("DUE#1970-01-01#") && day.len() == 16, "{day}");
    if let Name::Account(id) = name {
        is_one_word(ledger(id).strip_prefix("LEDGER#").expect("a prefix"), id.as_str());
        is_one_word(purchases(id).strip_prefix("PURCHASES#").expect("a prefix"), id.as_str());
        let listed = subscriptions(id);
        is_one_word(listed.strip_prefix("SUBSCRIPTIONS#").expect("a prefix"), id.as_str());
        assert_eq!(partition(id), key.pk);
    }
}

/// A text in a key holds nothing that parts keys, and says the identifier by RFC 3986's rule.
fn is_one_word(text: &str, id: &str) {
    let harmless = |byte: u8| byte.is_ascii_alphanumeric() || b"._~:-%".contains(&byte);
    assert!(text.bytes().all(harmless), "{text:?}");
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(if byte == b'%' {
            let mut digit = || char::from(rest.next().expect("a digit")).to_digit(16).expect("hex");
            u8::try_from(digit() * 16 + digit()).expect("a byte")
        } else {
            byte
        });
    }
    assert_eq!(bytes, id.as_bytes(), "{text:?}");
}

/// What holds of two accounts: nobody's index is another's.
fn apart(first: &Name, second: &Name) {
    if let (Name::Account(one), Name::Account(other)) = (first, second) {
        assert_eq!(one == other, ledger(one) == ledger(other));
        assert_eq!(one == other, purchases(one) == purchases(other));
        assert_ne!(ledger(one), purchases(other));
        assert_ne!(ledger(one), partition(other));
    }
}

/// A key that anybody wrote has a name only if it is exactly the key of that name.
fn raw(pk: &str, sk: &str) {
    let key = Key { pk: pk.to_owned(), sk: sk.to_owned() };
    if let Some(name) = key.name() {
        assert_eq!(Key::of(&name), key, "a second spelling of {name:?}");
    }
}
