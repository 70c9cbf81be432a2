//! What becomes of a commit, by what stands there: the store of the simulation, and the third opinion
//! beside two databases.

use std::collections::BTreeMap;

use shared::domain::world::{Expect, Item, Name};
use shared::perform::port::Write;
use shared::store::writes::{ABSENT, PRESENT, SAME_NONCE, SAME_VERSION, condition};

use crate::memory::coded;

/// Everything is written or nothing; what stands in the way, write by write.
pub fn judge(
    stands: &BTreeMap<Name, Item>,
    writes: &[Write],
    coded: bool,
) -> Result<(), Vec<Option<Item>>> {
    let found = |write: &Write| stands.get(&write.item.name());
    let good = |write: &Write| {
        let found = found(write);
        if coded { coded::holds(write, found) } else { holds(write, found) }
    };
    if writes.iter().all(good) {
        return Ok(());
    }
    let seen = |write: &Write| found(write).filter(|_| !good(write)).cloned();
    Err(writes.iter().map(seen).collect())
}

/// Whether the condition that the store sends with a write holds of what stands there.
fn holds(write: &Write, found: Option<&Item>) -> bool {
    match (condition(write), write.expect, found) {
        (ABSENT, _, found) => found.is_none(),
        (PRESENT, _, found) => found.is_some(),
        (SAME_NONCE, Expect::Nonce(nonce), Some(Item::Refused(mark))) => mark.nonce == nonce,
        (SAME_VERSION, Expect::Version(wanted), Some(item)) => version(item) == Some(wanted),
        (SAME_NONCE | SAME_VERSION, ..) => false,
        (unknown, ..) => panic!("this store does not know the condition {unknown}"),
    }
}

/// The version of an item that has one.
pub fn version(item: &Item) -> Option<u64> {
    match item {
        Item::Account(account) => Some(account.version),
        Item::Profile(profile) => Some(profile.version),
        Item::Member(member) => Some(member.version),
        Item::Purchase(purchase) => Some(purchase.version),
        Item::Subscription(subscription) => Some(subscription.version),
        Item::Event(event) => Some(event.version),
        Item::Entry(_) | Item::Also(_) | Item::Refused(_) | Item::Alias(_) => None,
    }
}
