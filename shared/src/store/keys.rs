//! Where every item stands: the one place that spells a key.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::tz::TimeZone;

use crate::domain::hash::Hash;
use crate::domain::id::{AccountId, EventId, Label, MAX_ID_BYTES, PurchaseId};
use crate::domain::moment::Moment;
use crate::domain::operation::OperationKey;
use crate::domain::percent::{decode, encode};
use crate::domain::world::Name;

/// The index by account: its entries by `seq`, its purchases by the moment they were ordered.
pub const ACCOUNT_INDEX: &str = "GSI1";

/// The index of what is due, by day and shard.
pub const DUE_INDEX: &str = "GSI2";

/// Over how many partitions the things due on one day are spread: two bits of their name's hash.
pub const DUE_SHARDS: u32 = 4;

/// The part of the due index that holds the events that failed, whatever day it is.
pub const FAILED: &str = "FAILED";

/// What the sort keys of an account's ledger begin with.
pub const ENTRY: &str = "ENTRY#";

/// What the sort keys of an organisation's members begin with.
pub const MEMBER: &str = "MEMBER#";

/// What the places of accounts in the due index begin with.
pub const ACCOUNT: &str = "ACCOUNT#";
/// What the places of orders in the due index begin with.
pub const PURCHASE: &str = "PURCHASE#";
const STRIPE: &str = "STRIPE#";
const SUBSCRIPTION: &str = "SUBSCRIPTION#";
const EVENT: &str = "EVENT#";
const API_KEY: &str = "KEY#";
const LEDGER: &str = "LEDGER#";
const PURCHASES: &str = "PURCHASES#";
const SUBSCRIPTIONS: &str = "SUBSCRIPTIONS#";
const DUE: &str = "DUE#";
const HOUSE: &str = "HOUSE";

// A sort key holds at most 1,024 bytes, a partition key 2,048; encoded, a byte may become three.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
const _: () = assert!(
    SUBSCRIPTIONS.len().saturating_add(MAX_ID_BYTES.saturating_mul(3)) <= 1024,
    "the longest identifier does not fit into a key"
);
const _: () = assert!(DUE_SHARDS.is_power_of_two() && DUE_SHARDS <= 16, "one hexadecimal digit");

/// The primary key of an item.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    /// The partition key.
    pub pk: String,
    /// The sort key.
    pub sk: String,
}

impl Key {
    /// Where the item of this name stands.
    pub fn of(name: &Name) -> Self {
        match name {
            Name::Account(id) => Self::new(partition(id), "ACCOUNT"),
            Name::Profile(id) => Self::new(partition(id), "PROFILE"),
            Name::Member(id, user) => Self::new(partition(id), &joined(MEMBER, user.as_str())),
            Name::Receipt(id, key) => Self::new(partition(id), &format!("{ENTRY}{key}")),
            Name::Purchase(id) => Self::new(joined(PURCHASE, id.as_str()), "PURCHASE"),
            Name::Alias(name) => Self::new(joined(STRIPE, name.as_str()), "ALIAS"),
            Name::Subscription(id) => Self::new(joined(SUBSCRIPTION, id.as_str()), "SUBSCRIPTION"),
            Name::Event(id) => Self::new(joined(EVENT, id.as_str()), "EVENT"),
        }
    }

    /// Where the API key with this hash stands.
    pub fn api_key(hash: &Hash) -> Self {
        Self::new(format!("{API_KEY}{hash}"), "KEY")
    }

    /// Where it stands how far a job of the house is.
    pub fn watermark(job: &str) -> Self {
        Self::new(HOUSE.to_owned(), job)
    }

    /// Where nothing ever stands.
    pub fn nothing() -> Self {
        Self::new(HOUSE.to_owned(), "NOTHING")
    }

    /// The name of the item that stands here; none where no named item can stand.
    pub fn name(&self) -> Option<Name> {
        if let Some(text) = self.pk.strip_prefix(ACCOUNT) {
            let id = AccountId::parse(decoded(text)?).ok()?;
            return match self.sk.as_str() {
                "ACCOUNT" => Some(Name::Account(id)),
                "PROFILE" => Some(Name::Profile(id)),
                sk => {
                    if let Some(user) = sk.strip_prefix(MEMBER) {
                        return Some(Name::Member(id, AccountId::parse(decoded(user)?).ok()?));
                    }
                    let hash = Hash::parse(sk.strip_prefix(ENTRY)?)?;
                    Some(Name::Receipt(id, OperationKey(hash)))
                }
            };
        }
        let (kind, text) = self.pk.split_once('#')?;
        let text = decoded(text)?;
        match (kind, self.sk.as_str()) {
            ("PURCHASE", "PURCHASE") => PurchaseId::parse(text).ok().map(Name::Purchase),
            ("STRIPE", "ALIAS") => Label::parse(text).ok().map(Name::Alias),
            ("SUBSCRIPTION", "SUBSCRIPTION") => Label::parse(text).ok().map(Name::Subscription),
            ("EVENT", "EVENT") => EventId::parse(text).ok().map(Name::Event),
            _ => None,
        }
    }

    /// The key as a request names it.
    pub fn attributes(&self) -> HashMap<String, AttributeValue> {
        HashMap::from([
            ("pk".to_owned(), AttributeValue::S(self.pk.clone())),
            ("sk".to_owned(), AttributeValue::S(self.sk.clone())),
        ])
    }

    fn new(pk: String, sk: &str) -> Self {
        let sk = sk.to_owned();
        Self { pk, sk }
    }
}

/// The partition of an account: its document, its profile, its ledger.
pub fn partition(account: &AccountId) -> String {
    joined(ACCOUNT, account.as_str())
}

/// The part of the account index that holds an account's entries.
pub fn ledger(account: &AccountId) -> String {
    joined(LEDGER, account.as_str())
}

/// The part of the account index that holds an account's purchases.
pub fn purchases(account: &AccountId) -> String {
    joined(PURCHASES, account.as_str())
}

/// The part of the account index that holds an account's subscriptions.
pub fn subscriptions(account: &AccountId) -> String {
    joined(SUBSCRIPTIONS, account.as_str())
}

/// The part of the due index that holds something since this day, and its place therein.
pub fn due(since: Moment, name: &Name) -> (String, String) {
    let place = Key::of(name).pk;
    let first = Hash::of(place.as_bytes()).to_string().chars().next();
    let digit = first.and_then(|digit| digit.to_digit(16));
    let shard = digit.unwrap_or_default() & DUE_SHARDS.saturating_sub(1);
    (due_part(since, shard), place)
}

/// The part of the due index with this shard of what is due on the day of a moment.
pub fn due_part(day: Moment, shard: u32) -> String {
    let day = day.timestamp().to_zoned(TimeZone::UTC).date();
    format!("{DUE}{day}#{shard}")
}

/// The place in the due index of an event that failed at a moment; later ones come after it.
pub fn failed(at: Moment, name: &Name) -> (String, String) {
    (FAILED.to_owned(), format!("{:015}#{}", at.millis(), Key::of(name).pk))
}

/// The moment that the place of a failed event begins with.
pub fn failed_at(place: &str) -> Option<Moment> {
    Moment::from_millis(place.split_once('#')?.0.parse().ok()?)
}

/// What stands in a key as it is; `#` and `/`, which part keys, are not among it.
const PLAIN: &[u8] = b"._~:-";

fn joined(prefix: &str, id: &str) -> String {
    format!("{prefix}{}", encode(id, PLAIN))
}

/// Reads an identifier back; a text that [`joined`] would have written otherwise is none.
fn decoded(text: &str) -> Option<String> {
    decode(text, PLAIN)
}

#[cfg(test)]
mod tests {
    mod anything;

    use super::*;

    #[test]
    fn a_key_that_we_would_spell_otherwise_has_no_name() {
        for pk in ["ACCOUNT#user:%61", "ACCOUNT#user:%2f", "ACCOUNT#user:a#b", "ACCOUNT#user:%+1"] {
            assert_eq!(Key::new(pk.to_owned(), "ACCOUNT").name(), None, "{pk}");
        }
    }

    #[test]
    fn keys_are_spelled_like_this() {
        let account = AccountId::parse("user:a#b/c é").unwrap();
        let key = Key::of(&Name::Account(account.clone()));
        assert_eq!(key.pk, "ACCOUNT#user:a%23b%2Fc%20%C3%A9");
        assert_eq!(ledger(&account), "LEDGER#user:a%23b%2Fc%20%C3%A9");
        let (pk, sk) = due(
            Moment::from_millis(1_767_225_600_000).unwrap(),
            &Name::Purchase(PurchaseId::parse("pur_1").unwrap()),
        );
        assert!(pk.starts_with("DUE#2026-01-01#"), "{pk}");
        assert_eq!(sk, "PURCHASE#pur_1");
        let event = Name::Event(EventId::parse("evt_1").unwrap());
        for (at, place) in [
            (5, "000000000000005#EVENT#evt_1"),
            (253_402_300_799_999, "253402300799999#EVENT#evt_1"),
        ] {
            let at = Moment::from_millis(at).unwrap();
            assert_eq!(failed(at, &event), ("FAILED".to_owned(), place.to_owned()));
            assert_eq!(failed_at(place), Some(at));
        }
        assert_eq!(failed_at("EVENT#evt_1"), None);
    }
}
