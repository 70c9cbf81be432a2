//! The whole ledger, also while the index lags behind; and a gap is a gap.

use shared::domain::entry::Entry;
use shared::domain::world::{Expect, Item};
use shared::perform::port::{Port, Write};
use shared::store::items;

use crate::samples::{alice, also, entry, entry_item, mark};
use crate::table::{NAME, Table};

async fn put(table: &Table, item: Item) {
    let write = Write { item, expect: Expect::Absent };
    table.store.commit(&[write]).await.unwrap();
}

/// Puts an entry that the index does not have yet.
async fn put_unindexed(table: &Table, entry: Item) {
    let mut attributes = items::write(&entry).unwrap();
    attributes.remove("gsi1pk");
    attributes.remove("gsi1sk");
    let put = table.client.put_item().table_name(NAME).set_item(Some(attributes));
    put.send().await.unwrap();
}

fn expected(seqs: impl Iterator<Item = u64>) -> Vec<Entry> {
    seqs.map(|seq| entry(&alice(), seq)).collect()
}

#[tokio::test]
async fn a_history_is_in_order_and_ends_at_the_version() {
    let table = Table::new().await;
    for seq in [3, 1, 12, 2, 11, 4, 10, 9, 8, 7, 6, 5] {
        put(&table, entry_item(&alice(), seq)).await;
    }
    let history = table.store.history(&alice(), 10).await.unwrap();
    assert_eq!(history.entries, expected(1..=10));
    assert_eq!(history.gaps, []);
    let none = table.store.history(&alice(), 0).await.unwrap();
    assert_eq!((none.entries.len(), none.gaps.len()), (0, 0));
}

#[tokio::test]
async fn what_the_index_does_not_have_yet_comes_from_the_table() {
    let table = Table::new().await;
    for seq in 1..=6 {
        let item = entry_item(&alice(), seq);
        if [2, 5, 6].contains(&seq) {
            put_unindexed(&table, item).await;
        } else {
            put(&table, item).await;
        }
    }
    put(&table, Item::Refused(mark(&alice(), 7, "no"))).await;
    put(&table, Item::Also(also(&alice(), 1))).await;
    let indexed = table.store.entries_from_index(&alice(), 6).await.unwrap();
    assert_eq!(indexed, expected([1, 3, 4].into_iter()));
    let history = table.store.history(&alice(), 5).await.unwrap();
    assert_eq!(history.entries, expected(1..=5));
    assert_eq!(history.gaps, []);
}

#[tokio::test]
async fn what_nobody_has_is_a_gap() {
    let table = Table::new().await;
    for seq in [3, 6, 7] {
        put(&table, entry_item(&alice(), seq)).await;
    }
    let history = table.store.history(&alice(), 9).await.unwrap();
    assert_eq!(history.entries, expected([3, 6, 7].into_iter()));
    assert_eq!(history.gaps, [1..=2, 4..=5, 8..=9]);
}

#[tokio::test]
async fn a_history_longer_than_one_answer_is_read_whole() {
    let table = Table::new().await;
    // 1 MB is one answer: 40 entries of about 40 KB are two.
    let long = |seq: u64| {
        let mut entry = entry(&alice(), seq);
        entry.answer = vec![entry.answer[0].clone(); 600];
        entry
    };
    for seq in 1..=40 {
        put(&table, Item::Entry(Box::new(long(seq)))).await;
    }
    let history = table.store.history(&alice(), 40).await.unwrap();
    assert_eq!(history.entries.len(), 40);
    assert_eq!(table.store.all_entries(&alice()).await.unwrap().len(), 40);
    assert!(history.entries.iter().map(|entry| entry.seq).eq(1..=40));
}
