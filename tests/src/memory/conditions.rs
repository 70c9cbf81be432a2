//! The conditions that the shipped store sends with its writes, and whether they hold.

use shared::domain::world::{Expect, Item};
use shared::store::writes::{ABSENT, PRESENT, SAME_NONCE, SAME_VERSION, condition};

/// Whether the condition that the store sends with a write holds of what stands there.
pub fn holds(expect: Expect, found: Option<&Item>) -> bool {
    match (condition(expect), expect, found) {
        (ABSENT, _, found) => found.is_none(),
        (PRESENT, _, found) => found.is_some(),
        (SAME_NONCE, Expect::Nonce(nonce), Some(Item::Refused(mark))) => mark.nonce == nonce,
        (SAME_VERSION, Expect::Version(wanted), Some(item)) => version(item) == Some(wanted),
        (SAME_NONCE | SAME_VERSION, ..) => false,
        (unknown, ..) => panic!("this store does not know the condition {unknown}"),
    }
}

fn version(item: &Item) -> Option<u64> {
    match item {
        Item::Account(account) => Some(account.version),
        Item::Profile(profile) => Some(profile.version),
        Item::Purchase(purchase) => Some(purchase.version),
        Item::Event(event) => Some(event.version),
        Item::Entry(_) | Item::Also(_) | Item::Refused(_) | Item::Alias(_) => None,
    }
}
