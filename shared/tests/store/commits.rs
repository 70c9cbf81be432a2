//! What a commit expects, and what it says when it finds something else.

use shared::domain::event::EventState;
use shared::domain::hash::Hash;
use shared::domain::purchase::PurchaseState;
use shared::domain::world::{Expect, Item};
use shared::perform::port::{Committed, Fault, Port, Write};
use shared::store::items;
use shared::store::size::{MAX_COMMIT_BYTES, MAX_ITEM_BYTES, item_bytes};
use shared::store::writes::{ABSENT, prepared};

use crate::samples::{account, alice, also, entry_item, event, mark, now, purchase};
use crate::table::Table;

fn write(item: Item, expect: Expect) -> Write {
    Write { item, expect }
}

fn at_version(version: u64) -> Item {
    Item::Account(account(&alice(), version, 1))
}

async fn commit(table: &Table, writes: &[Write]) -> Committed {
    table.store.commit(writes).await.unwrap()
}

fn lost(seen: Option<Item>) -> Committed {
    Committed::Lost { seen: vec![seen] }
}

#[tokio::test]
async fn nothing_to_write_is_done() {
    assert_eq!(commit(&Table::new().await, &[]).await, Committed::Done);
}

#[tokio::test]
async fn an_item_is_put_where_none_is_and_told_where_one_is() {
    let table = Table::new().await;
    let first = write(at_version(1), Expect::Absent);
    assert_eq!(commit(&table, &[first]).await, Committed::Done);
    let second = write(at_version(2), Expect::Absent);
    assert_eq!(commit(&table, &[second]).await, lost(Some(at_version(1))));
}

#[tokio::test]
async fn an_item_is_replaced_at_its_version_only() {
    let table = Table::new().await;
    let replace = |version| write(at_version(version), Expect::Version(version - 1));
    // Nothing stands there, and so nothing is seen.
    assert_eq!(commit(&table, &[replace(2)]).await, lost(None));
    commit(&table, &[write(at_version(1), Expect::Absent)]).await;
    assert_eq!(commit(&table, &[replace(2)]).await, Committed::Done);
    assert_eq!(commit(&table, &[replace(2)]).await, lost(Some(at_version(2))));
}

#[tokio::test]
async fn an_entry_takes_the_place_of_exactly_the_mark_it_saw() {
    let table = Table::new().await;
    let refused = |nonce: &str| Item::Refused(mark(&alice(), 1, nonce));
    let nonce = |nonce: &str| Expect::Nonce(Hash::of(nonce.as_bytes()));
    let land = |seen: &str| write(entry_item(&alice(), 1), nonce(seen));
    commit(&table, &[write(refused("first"), Expect::Absent)]).await;
    commit(&table, &[write(refused("second"), nonce("first"))]).await;

    let late = commit(&table, &[land("first")]).await;
    assert_eq!(late, lost(Some(refused("second"))));
    assert_eq!(commit(&table, &[land("second")]).await, Committed::Done);
    let again = commit(&table, &[land("second")]).await;
    assert_eq!(again, lost(Some(entry_item(&alice(), 1))));
}

#[tokio::test]
async fn several_items_are_written_all_or_none() {
    let table = Table::new().await;
    let done = Item::Event(event("evt_1", EventState::Done));
    let bought =
        Item::Purchase(Box::new(purchase(1, 0, PurchaseState::Paid { charged: 952, at: now() })));
    let writes = [
        write(at_version(1), Expect::Absent),
        write(entry_item(&alice(), 1), Expect::Absent),
        write(Item::Also(also(&alice(), 1)), Expect::Absent),
        write(bought.clone(), Expect::Absent),
        write(done.clone(), Expect::Absent),
    ];
    assert_eq!(commit(&table, &writes).await, Committed::Done);

    let unheard = Item::Event(event("evt_2", EventState::Done));
    let next = [
        write(at_version(2), Expect::Version(1)),
        write(entry_item(&alice(), 2), Expect::Absent),
        write(unheard.clone(), Expect::Absent),
        write(done.clone(), Expect::Absent),
    ];
    let seen = vec![None, None, None, Some(done)];
    assert_eq!(commit(&table, &next).await, Committed::Lost { seen });
    let names = [at_version(2).name(), entry_item(&alice(), 2).name(), unheard.name()];
    let found = table.store.load(&names).await.unwrap();
    assert_eq!(found, [Some(at_version(1)), None, None]);
}

#[tokio::test]
async fn every_condition_that_failed_tells_what_it_found() {
    let table = Table::new().await;
    commit(
        &table,
        &[write(at_version(3), Expect::Absent), write(entry_item(&alice(), 3), Expect::Absent)],
    )
    .await;
    let late =
        [write(at_version(3), Expect::Version(2)), write(entry_item(&alice(), 3), Expect::Absent)];
    let seen = vec![Some(at_version(3)), Some(entry_item(&alice(), 3))];
    assert_eq!(commit(&table, &late).await, Committed::Lost { seen });
}

#[tokio::test]
async fn what_can_never_be_stored_is_refused_before_it_is_sent() {
    let nowhere = crate::table::settings("http://127.0.0.1:9");
    let store = shared::store::Store::connect(nowhere);
    let huge = write(Item::Account(account(&alice(), 1, 4000)), Expect::Absent);
    let many: Vec<_> =
        (1..=101).map(|seq| write(entry_item(&alice(), seq), Expect::Absent)).collect();
    for (writes, why) in [(vec![huge], "than an item holds"), (many, "more than 100")] {
        match store.commit(&writes).await {
            Err(fault @ Fault::Broken { .. }) => assert!(fault.to_string().contains(why)),
            other => panic!("{other:?}"),
        }
    }
}

/// `DynamoDB` Local counts conditions among a transaction's four megabytes, and AWS may, too.
#[test]
fn conditions_count_among_the_bytes_of_a_commit() {
    let large = |number: usize, bytes: usize| {
        let mut order = purchase(number, 0, PurchaseState::Pending);
        order.provider.url = Some(String::new());
        let item = Item::Purchase(Box::new(order.clone()));
        let rest = bytes - item_bytes(&items::write(&item).unwrap());
        order.provider.url = Some("u".repeat(rest));
        write(Item::Purchase(Box::new(order)), Expect::Absent)
    };
    let all_but_last = (0..10).map(|number| large(number, MAX_ITEM_BYTES));
    let mut writes: Vec<_> = all_but_last.collect();
    let left = MAX_COMMIT_BYTES - 10 * MAX_ITEM_BYTES;
    writes.push(large(10, left - 11 * ABSENT.len()));
    assert_eq!(prepared(&writes).unwrap().len(), 11);
    writes[10] = large(10, left - 11 * ABSENT.len() + 1);
    assert!(matches!(prepared(&writes), Err(Fault::Broken { .. })));
}

#[tokio::test]
async fn two_writes_of_one_item_are_broken() {
    let table = Table::new().await;
    let twice = [write(at_version(1), Expect::Absent), write(at_version(2), Expect::Absent)];
    let told = table.store.commit(&twice).await;
    assert!(matches!(told, Err(Fault::Broken { .. })), "{told:?}");
}
