//! The whole ledger, also while the index lags behind; and a gap is a gap.

use shared::domain::account::Account;
use shared::domain::entry::Entry;
use shared::domain::world::{Expect, Item};
use shared::perform::port::{Fault, Port, Write};
use shared::store::items;

use crate::samples::{account, alice, also, entry, entry_item, mark};
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

/// An entry and the account as it leaves it, in one commit.
async fn put_both(table: &Table, seq: u64, grants: usize) -> Account {
    let entry = entry(&alice(), seq);
    let account = Account { head: entry.hash(), ..account(&alice(), seq, grants) };
    let expect = if seq == 998 { Expect::Absent } else { Expect::Version(seq - 1) };
    let writes = [
        Write { item: Item::Account(account.clone()), expect },
        Write { item: Item::Entry(Box::new(entry)), expect: Expect::Absent },
    ];
    table.store.commit(&writes).await.unwrap();
    account
}

/// each thousandth entry carries the account as it left it, and what follows is read from there.
#[tokio::test]
async fn the_last_entries_come_with_the_account_before_them() {
    let table = Table::new().await;
    let mut left = None;
    for seq in 998..=1_003 {
        let account = put_both(&table, seq, 3).await;
        left = left.or(Some(account).filter(|_| seq == 1_000));
    }
    let recent = table.store.recent(&alice(), 1_003, 2).await.unwrap().unwrap();
    assert_eq!(recent.entries, expected(1_001..=1_003));
    assert_eq!(recent.before, left);
    // What comes before is not there: that may as well be an index which lags behind.
    let lagging = table.store.recent(&alice(), 1_003, 4).await;
    assert!(matches!(lagging, Err(Fault::Busy { .. })), "{lagging:?}");
    let later = table.store.recent(&alice(), 1_004, 2).await;
    assert!(matches!(later, Err(Fault::Busy { .. })), "{later:?}");
}

/// A ledger of before there were copies, or of an account too large for one, has none to fold from.
#[tokio::test]
async fn without_a_copy_nothing_recent_is_known() {
    let table = Table::new().await;
    for seq in 1_000..=1_002 {
        put(&table, entry_item(&alice(), seq)).await;
    }
    assert!(table.store.recent(&alice(), 1_002, 2).await.unwrap().is_none());
    let other = Table::new().await;
    for seq in 998..=1_002 {
        put_both(&other, seq, 2_783).await;
    }
    assert!(other.store.recent(&alice(), 1_002, 2).await.unwrap().is_none());
}

/// A copy that is not the one which its entry left is no copy.
#[tokio::test]
async fn a_copy_of_another_state_is_refused() {
    let table = Table::new().await;
    put(&table, entry_item(&alice(), 1_001)).await;
    let mut attributes = items::write(&entry_item(&alice(), 1_000)).unwrap();
    let strange = items::write(&Item::Account(account(&alice(), 1_000, 3))).unwrap();
    attributes.insert("after".to_owned(), strange["body"].clone());
    let put = table.client.put_item().table_name(NAME).set_item(Some(attributes));
    put.send().await.unwrap();
    let told = table.store.recent(&alice(), 1_001, 1).await;
    assert!(matches!(told, Err(Fault::Broken { .. })), "{told:?}");
}
