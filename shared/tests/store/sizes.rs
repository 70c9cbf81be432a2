//! How large items are, for a write costs by the kilobyte.

use shared::domain::hold::{MAX_HOLDS, MAX_PARTS};
use shared::domain::world::Item;
use shared::store::items;
use shared::store::size::{MAX_ITEM_BYTES, item_bytes};

use crate::holding::{hold, holding};
use crate::samples::{account, alice, all, entry_item};

fn bytes(item: &Item) -> usize {
    item_bytes(&items::write(item).unwrap())
}

#[test]
fn an_account_with_few_grants_fits_into_a_kilobyte() {
    for grants in [0, 1, 4, 5, 25, 64, 1000] {
        let size = bytes(&Item::Account(account(&alice(), 1_000_000, grants)));
        println!("account with {grants} grants: {size} bytes");
        if grants <= 4 {
            assert!(size <= 1024, "{grants} grants: {size} bytes");
        }
        assert!(size <= MAX_ITEM_BYTES, "{grants} grants: {size} bytes");
    }
}

#[test]
fn the_entry_of_a_consume_fits_into_a_kilobyte() {
    let size = bytes(&entry_item(&alice(), 1_000_000));
    println!("entry of a consume: {size} bytes");
    assert!(size <= 1024, "{size} bytes");
}

/// a hold costs what a consume costs, by its entry and by what it adds to a small account.
#[test]
fn a_hold_fits_into_a_kilobyte() {
    let entry = bytes(&Item::Entry(Box::new(hold(&alice(), 1_000_000))));
    let account = bytes(&Item::Account(holding()));
    println!("entry of a hold: {entry} bytes, account with one: {account} bytes");
    assert!(entry <= 1024 && account <= 1024, "{entry} and {account} bytes");
}

/// Everything that may be held at once fits into an account beside 64 grants.
#[test]
fn the_most_holds_fit_into_an_account() {
    let mut account = account(&alice(), 1_000_000, 64);
    let mut hold = holding().holds[0].clone();
    hold.parts = vec![hold.parts[0].clone(); MAX_PARTS / MAX_HOLDS];
    account.holds = vec![hold; MAX_HOLDS];
    let size = bytes(&Item::Account(account));
    println!("account with {MAX_HOLDS} holds of {MAX_PARTS} parts: {size} bytes");
    assert!(size <= MAX_ITEM_BYTES, "{size} bytes");
}

#[test]
fn sizes_of_every_kind_are_known() {
    for (name, item) in all() {
        let size = bytes(&item);
        println!("{name}: {size} bytes");
        assert!(size <= 1536, "{name}: {size} bytes");
    }
}
