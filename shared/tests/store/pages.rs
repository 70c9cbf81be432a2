//! Pages, newest first, each item once.

use shared::domain::entry::Entry;
use shared::domain::id::AccountId;
use shared::domain::purchase::{Purchase, PurchaseState};
use shared::domain::world::{Expect, Item};
use shared::perform::port::{Port, Write};
use shared::store::reads::pages::Cursor;

use crate::samples::{alice, entry, mark, purchase};
use crate::table::Table;

async fn put(table: &Table, items: Vec<Item>) {
    let writes: Vec<_> =
        items.into_iter().map(|item| Write { item, expect: Expect::Absent }).collect();
    table.store.commit(&writes).await.unwrap();
}

async fn entries(table: &Table, account: &AccountId, seqs: std::ops::RangeInclusive<u64>) {
    let items = seqs.map(|seq| Item::Entry(Box::new(entry(account, seq)))).collect();
    put(table, items).await;
}

#[tokio::test]
async fn a_ledger_is_paged_newest_first() {
    let table = Table::new().await;
    entries(&table, &alice(), 1..=10).await;
    // Neither another account's entries nor a refusal belong to it.
    entries(&table, &AccountId::parse("user:alice2").unwrap(), 1..=3).await;
    put(&table, vec![Item::Refused(mark(&alice(), 11, "no"))]).await;

    let mut seen = Vec::new();
    let mut sizes = Vec::new();
    let mut before = None;
    loop {
        let page = table.store.ledger(&alice(), before, 4).await.unwrap();
        sizes.push(page.entries.len());
        seen.extend(page.entries);
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    let expected: Vec<Entry> = (1..=10).rev().map(|seq| entry(&alice(), seq)).collect();
    assert_eq!(seen, expected);
    assert_eq!(sizes, [4, 4, 2]);
}

#[tokio::test]
async fn a_full_page_that_ends_with_the_first_entry_is_the_last() {
    let table = Table::new().await;
    entries(&table, &alice(), 1..=2).await;
    let page = table.store.ledger(&alice(), None, 2).await.unwrap();
    assert_eq!((page.entries.len(), page.next), (2, None));
    let none = table.store.ledger(&alice(), Some(1), 2).await.unwrap();
    assert_eq!((none.entries.len(), none.next), (0, None));
}

/// All purchases, by pages of so many.
async fn listed(table: &Table, limit: u16) -> Vec<Purchase> {
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = table.store.purchases(&alice(), after.as_ref(), limit).await.unwrap();
        seen.extend(page.items);
        // The cursor goes out to the caller and comes back.
        after = page.next.map(|next| Cursor::parse(&next.to_string()).unwrap());
        if after.is_none() {
            return seen;
        }
    }
}

/// A query ends a page at 1 MB, however many items were asked for.
#[tokio::test]
async fn purchases_that_are_large_are_all_listed() {
    let table = Table::new().await;
    for number in 0..5 {
        let mut large = purchase(number, 0, PurchaseState::Pending);
        large.provider.url = Some(format!("https://example.com/{}", "a".repeat(300_000)));
        put(&table, vec![Item::Purchase(Box::new(large))]).await;
    }
    assert_eq!(listed(&table, 100).await.len(), 5);
}

#[tokio::test]
async fn purchases_of_one_moment_are_all_listed_once() {
    let table = Table::new().await;
    let moments = [0, 0, 0, 5, 5, 9, 9];
    let all: Vec<Purchase> = moments
        .into_iter()
        .enumerate()
        .map(|(number, later)| purchase(number, later, PurchaseState::Pending))
        .collect();
    put(&table, all.iter().map(|one| Item::Purchase(Box::new(one.clone()))).collect()).await;

    let mut seen = listed(&table, 2).await;
    assert!(seen.windows(2).all(|pair| pair[0].created >= pair[1].created));
    seen.sort_by(|a, b| a.id.cmp(&b.id));
    assert_eq!(seen, all);
}
