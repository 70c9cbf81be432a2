//! Items by name, in the order of their names.

use aws_sdk_dynamodb::types::AttributeValue;
use shared::domain::event::EventState;
use shared::domain::hash::Hash;
use shared::domain::id::EventId;
use shared::domain::moment::Moment;
use shared::domain::world::{Expect, Item, Mark, Name};
use shared::perform::port::{Committed, Fault, Port, Write};
use shared::store::items;

use crate::samples::{account, alice, all, api_key, event, mark};
use crate::table::{NAME, Table};

async fn put(table: &Table, item: &Item) {
    let write = Write { item: item.clone(), expect: Expect::Absent };
    assert_eq!(table.store.commit(&[write]).await.unwrap(), Committed::Done);
}

#[tokio::test]
async fn every_kind_of_item_comes_back_as_it_was_written() {
    let table = Table::new().await;
    for (file, item) in all() {
        if !file.contains('-') {
            put(&table, &item).await;
            let found = table.store.load(&[item.name()]).await.unwrap();
            assert_eq!(found, [Some(item)], "{file}");
        }
    }
}

#[tokio::test]
async fn a_hundred_items_come_in_the_order_of_their_names() {
    let table = Table::new().await;
    let numbered = |number: usize| Item::Event(event(&format!("evt_{number}"), EventState::Done));
    for number in (0..100).step_by(2) {
        put(&table, &numbered(number)).await;
    }
    let numbers: Vec<_> = (0..100).map(|number| number * 37 % 100).collect();
    let names: Vec<_> = numbers.iter().map(|number| numbered(*number).name()).collect();
    let found = table.store.load(&names).await.unwrap();
    let expected: Vec<_> =
        numbers.iter().map(|number| (number % 2 == 0).then(|| numbered(*number))).collect();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn a_name_may_be_asked_for_twice_but_not_more_than_a_hundred() {
    let table = Table::new().await;
    let item = Item::Account(account(&alice(), 1, 0));
    put(&table, &item).await;
    let found = table.store.load(&[item.name(), item.name()]).await.unwrap();
    assert_eq!(found, [Some(item.clone()), Some(item)]);
    assert_eq!(table.store.load(&[]).await.unwrap(), []);
    let names: Vec<_> = (0..101)
        .map(|number| Name::Event(EventId::parse(format!("evt_{number}")).unwrap()))
        .collect();
    assert!(matches!(table.store.load(&names).await, Err(Fault::Broken { .. })));
}

#[tokio::test]
async fn a_mark_past_its_time_is_a_mark_until_it_is_gone() {
    let table = Table::new().await;
    let expires = Moment::from_millis(1000).unwrap();
    let old = Item::Refused(Mark { expires, ..mark(&alice(), 1, "old") });
    put(&table, &old).await;
    assert_eq!(table.store.load(&[old.name()]).await.unwrap(), [Some(old)]);
}

#[tokio::test]
async fn an_item_of_another_shape_is_broken() {
    let table = Table::new().await;
    let item = Item::Account(account(&alice(), 1, 0));
    let one = |field: &str, value| {
        let mut attributes = items::write(&item).unwrap();
        attributes.insert(field.to_owned(), value);
        attributes
    };
    for (field, value) in [
        ("v", AttributeValue::N("2".to_owned())),
        ("body", AttributeValue::S("{}".to_owned())),
        ("version", AttributeValue::N("-1".to_owned())),
    ] {
        let put = table.client.put_item().table_name(NAME).set_item(Some(one(field, value)));
        put.send().await.unwrap();
        match table.store.load(&[item.name()]).await {
            Err(fault @ Fault::Broken { .. }) => {
                let told = fault.to_string();
                assert!(told.contains(&format!("no proper `{field}`")), "{told}");
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn an_api_key_is_put_once_and_found_by_its_hash() {
    let table = Table::new().await;
    let key = api_key(Some(1_800_000_000));
    assert_eq!(table.store.api_key(&key.hash).await.unwrap(), None);
    assert!(table.store.put_api_key(&key).await.unwrap());
    assert!(!table.store.put_api_key(&api_key(None)).await.unwrap());
    assert_eq!(table.store.api_key(&key.hash).await.unwrap(), Some(key));
    assert_eq!(table.store.api_key(&Hash::of(b"another")).await.unwrap(), None);
}

/// A handler's future moves between threads, and so must what it waits for.
#[tokio::test]
async fn what_the_store_waits_for_may_move_between_threads() {
    fn moves<T: Send>(_: &T) {}
    let table = Table::new().await;
    moves(&table.store.load(&[]));
    moves(&table.store.commit(&[]));
    moves(&table.store.history(&alice(), 1));
}

#[tokio::test]
async fn warming_up_reads_what_is_not_there() {
    Table::new().await.store.prewarm().await.unwrap();
}
