//! What a commit costs, by the store's own account of it.

use aws_sdk_dynamodb::types::{Put, ReturnConsumedCapacity, TransactWriteItem};
use shared::domain::world::{Expect, Item};
use shared::perform::port::Write;
use shared::store::writes::prepared;

use shared::domain::account::Account;
use shared::domain::moment::Moment;

use crate::samples::{account, alice, entry_item, mark, now};
use crate::table::{NAME, Table};

/// Write units of the table and of its indexes.
async fn transacted(table: &Table, writes: &[Write]) -> (f64, f64) {
    let puts = prepared(writes).unwrap().into_iter().map(|put| {
        let put = Put::builder()
            .table_name(NAME)
            .set_item(Some(put.item))
            .condition_expression(put.condition)
            .set_expression_attribute_values(put.values)
            .build()
            .unwrap();
        TransactWriteItem::builder().put(put).build()
    });
    let answer = table
        .client
        .transact_write_items()
        .set_transact_items(Some(puts.collect()))
        .return_consumed_capacity(ReturnConsumedCapacity::Indexes)
        .send()
        .await
        .unwrap();
    let used = &answer.consumed_capacity.unwrap()[0];
    let indexes = used.global_secondary_indexes.iter().flat_map(|indexes| indexes.values());
    let index = indexes.filter_map(|used| used.capacity_units).sum();
    (used.table.as_ref().unwrap().capacity_units.unwrap(), index)
}

#[tokio::test]
async fn a_consume_costs_four_units_on_the_table() {
    let table = Table::new().await;
    let version = |version| Item::Account(account(&alice(), version, 4));
    let opened = Write { item: version(1), expect: Expect::Absent };
    let first = Write { item: entry_item(&alice(), 1), expect: Expect::Absent };
    transacted(&table, &[opened, first]).await;

    let consumed = Write { item: version(2), expect: Expect::Version(1) };
    let entry = Write { item: entry_item(&alice(), 2), expect: Expect::Absent };
    let (units, index) = transacted(&table, &[consumed, entry]).await;
    println!("a consume: {units} write units on the table, {index} on the index");
    assert!((units - 4.0).abs() < 0.01, "{units}");
}

/// SP-5: what is due is kept by the day, so it costs when the day changes and not when the account
/// does.
#[tokio::test]
async fn a_place_among_what_is_due_costs_when_its_day_changes() {
    let table = Table::new().await;
    let due = |version, due: Option<Moment>| {
        let mut account: Account = account(&alice(), version, 1);
        account.grants[0].expires = due;
        Item::Account(account)
    };
    let later = |hours: i64| Moment::from_millis(now().millis() + hours * 3_600_000);
    let mut version = 0;
    for (expires, expected) in [
        (None, 0.0),
        // It comes into the index, stays in its place through the day, moves, and leaves.
        (later(20), 1.0),
        (later(21), 0.0),
        (later(24), 0.0),
        (later(25), 2.0),
        (None, 1.0),
        (None, 0.0),
    ] {
        let expect = if version == 0 { Expect::Absent } else { Expect::Version(version) };
        version += 1;
        let (units, index) =
            transacted(&table, &[Write { item: due(version, expires), expect }]).await;
        assert!((index - expected).abs() < 0.01, "{expires:?}: {index} on the index");
        assert!((units - 2.0).abs() < 0.01, "{units}");
    }
}

#[tokio::test]
async fn a_refusal_costs_one_unit() {
    let table = Table::new().await;
    let refused = Item::Refused(mark(&alice(), 1, "no"));
    let write = Write { item: refused, expect: Expect::Absent };
    let put = prepared(&[write]).unwrap().remove(0);
    let answer = table
        .client
        .put_item()
        .table_name(NAME)
        .set_item(Some(put.item))
        .condition_expression(put.condition)
        .return_consumed_capacity(ReturnConsumedCapacity::Total)
        .send()
        .await
        .unwrap();
    let units = answer.consumed_capacity.unwrap().capacity_units.unwrap();
    assert!((units - 1.0).abs() < 0.01, "{units}");
}
