//! Items by way of the attributes that the real table holds, written and read by the shipped code.

use std::collections::HashMap;

use shared::domain::world::Item;
use shared::perform::port::Write;
use shared::store::items;
use shared::store::writes::{ABSENT, PRESENT, SAME_NONCE, SAME_VERSION, prepared};

/// The item as it comes back from the table.
pub fn stored(write: &Write) -> Item {
    let put = prepared(std::slice::from_ref(write)).unwrap().remove(0);
    let read = items::read(&put.item).unwrap();
    assert_eq!(read, write.item, "an item comes back as it was written");
    read
}

/// Whether the condition holds of the attributes that stand there.
pub fn holds(write: &Write, found: Option<&Item>) -> bool {
    let put = prepared(std::slice::from_ref(write)).unwrap().remove(0);
    let stands = found.map(|item| items::write(item).unwrap());
    let values: HashMap<_, _> = put.values.unwrap_or_default();
    let same = |name: &str, value: &str| {
        stands.as_ref().is_some_and(|item| item.get(name) == values.get(value))
    };
    match put.condition {
        ABSENT => stands.is_none(),
        PRESENT => stands.is_some(),
        SAME_VERSION => same("version", ":v"),
        SAME_NONCE => same("nonce", ":n"),
        unknown => panic!("this store does not know the condition {unknown}"),
    }
}
