//! Events that failed: listed newest first, each once, and only while they are failed.

use aws_sdk_dynamodb::types::AttributeValue;
use shared::domain::event::{EventRecord, EventState};
use shared::domain::moment::Moment;
use shared::domain::world::{Expect, Item};
use shared::perform::port::{Port, Write};
use shared::store::reads::pages::Cursor;

use crate::samples::{event, label, now};
use crate::table::{NAME, Table};

fn at(seconds: i64) -> Moment {
    Moment::from_millis(now().millis() + seconds * 1000).unwrap()
}

fn number(at: Moment) -> AttributeValue {
    AttributeValue::N(at.millis().to_string())
}

fn failed(id: &str, seconds: i64) -> EventRecord {
    EventRecord { at: at(seconds), ..event(id, EventState::Failed { why: label("unclear") }) }
}

async fn put(table: &Table, events: &[EventRecord]) {
    let write =
        |event: &EventRecord| Write { item: Item::Event(event.clone()), expect: Expect::Absent };
    let writes: Vec<_> = events.iter().map(write).collect();
    table.store.commit(&writes).await.unwrap();
}

/// The ids of each page of so many.
async fn pages(table: &Table, limit: u16) -> Vec<Vec<String>> {
    let (mut pages, mut after) = (Vec::new(), None);
    loop {
        let page = table.store.failed_events(after.as_ref(), limit).await.unwrap();
        pages.push(page.items.iter().map(|event| event.id.to_string()).collect());
        // The cursor goes out to the caller and comes back.
        after = page.next.map(|next| Cursor::parse(&next.to_string()).unwrap());
        if after.is_none() {
            return pages;
        }
    }
}

#[tokio::test]
async fn failed_events_of_any_day_are_listed_newest_first() {
    let table = Table::new().await;
    assert_eq!(pages(&table, 2).await, [Vec::<String>::new()]);
    let day = 86_400;
    let all = [failed("evt_a", 0), failed("evt_c", 0), failed("evt_b", day), failed("evt_d", -day)];
    put(&table, &all).await;
    put(&table, &[event("evt_done", EventState::Done), event("evt_not", EventState::Ignored)])
        .await;
    assert_eq!(pages(&table, 2).await, [["evt_b", "evt_c"], ["evt_a", "evt_d"]]);
    assert_eq!(pages(&table, 3).await, [vec!["evt_b", "evt_c", "evt_a"], vec!["evt_d"]]);
    assert_eq!(pages(&table, 100).await, [["evt_b", "evt_c", "evt_a", "evt_d"]]);
}

/// The index may still name an event that was seen to: what stands in the table counts.
#[tokio::test]
async fn what_was_seen_to_is_not_told_though_the_index_has_it() {
    let table = Table::new().await;
    put(&table, &[failed("evt_a", 0), failed("evt_b", 1)]).await;
    let text = |value: &str| AttributeValue::S(value.to_owned());
    let all = table.client.scan().table_name(NAME).send().await.unwrap().items.unwrap();
    let mut late = all.into_iter().find(|item| item["at"] == number(at(1))).unwrap();
    late.insert("state".to_owned(), text("done"));
    late.remove("why");
    table.client.put_item().table_name(NAME).set_item(Some(late)).send().await.unwrap();
    assert_eq!(pages(&table, 1).await, [vec![], vec!["evt_a".to_owned()]]);
}

/// The walk along the days never meets an event.
#[tokio::test]
async fn a_failed_event_is_no_account_that_is_due() {
    let table = Table::new().await;
    put(&table, &[failed("evt_a", 0)]).await;
    for shard in 0..shared::store::reads::due::SHARDS {
        let due = table.store.due_accounts(now(), shard, None, 10).await.unwrap();
        assert_eq!((due.accounts.len(), due.more), (0, false));
    }
}
