//! What the loop relies on when it commits, and what the simulated store promises it: a third
//! opinion beside the two databases.

use std::collections::BTreeMap;

use shared::domain::world::{Expect, Item, Name};
use shared::perform::port::{Committed, Write};

/// What must become of a commit that the table takes at all, by what stands there.
pub fn promised(stands: &BTreeMap<Name, Item>, writes: &[Write]) -> Committed {
    let found = |write: &Write| stands.get(&write.item.name());
    let holds = |write: &Write| match (write.expect, found(write)) {
        (Expect::Absent, found) => found.is_none(),
        (Expect::Nonce(nonce), Some(Item::Refused(mark))) => mark.nonce == nonce,
        (Expect::Version(wanted), Some(item)) => version(item) == Some(wanted),
        (Expect::Nonce(_) | Expect::Version(_), _) => false,
    };
    if writes.iter().all(holds) {
        return Committed::Done;
    }
    let seen = |write: &Write| found(write).filter(|_| !holds(write)).cloned();
    Committed::Lost { seen: writes.iter().map(seen).collect() }
}

/// The version of an item that has one.
pub fn version(item: &Item) -> Option<u64> {
    match item {
        Item::Account(account) => Some(account.version),
        Item::Profile(profile) => Some(profile.version),
        Item::Purchase(purchase) => Some(purchase.version),
        Item::Event(event) => Some(event.version),
        Item::Entry(_) | Item::Also(_) | Item::Refused(_) | Item::Alias(_) => None,
    }
}
