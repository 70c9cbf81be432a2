//! What an operation asks of the database, counted at the database's own door.

use dev::counting::Exchange;
use dev::options::Options;
use serde_json::Value;
use tests::actor::Actor;
use tests::house::{DYNAMODB, House};

/// A house that counts, one process for each function, and alice with ten credits; everything warm.
async fn counting() -> (House, Actor) {
    let options = Options { count_dynamodb: true, most_processes: 1, ..Options::in_memory() };
    let house = House::with(options).await;
    house.person("alice").await.buys("order-1", "pack-starter").await;
    let backend = house.backend();
    backend.consumes("warm", "user:alice", "interview_credit", 1).await;
    house.stack.dynamodb_requests();
    (house, backend)
}

/// Units on the table itself and on its indexes that an exchange cost.
fn units(exchange: &Exchange) -> (f64, f64) {
    let consumed = match &exchange.response["ConsumedCapacity"] {
        Value::Array(tables) => &tables[0],
        one => one,
    };
    let table = consumed["Table"]["CapacityUnits"].as_f64();
    let indexes = consumed["GlobalSecondaryIndexes"].as_object().into_iter().flatten();
    let indexes = indexes.filter_map(|(_, index)| index["CapacityUnits"].as_f64()).sum();
    (table.unwrap_or_else(|| panic!("{exchange:?}")), indexes)
}

/// What an entry costs on the index. `DynamoDB` Local doubles that in a transaction, as it does on
/// the table; `tests/src/twins/cases/known.rs` says who is right.
fn one_on_the_index() -> f64 {
    let elsewhere = std::env::var(DYNAMODB).is_ok_and(|url| !url.is_empty());
    if elsewhere { 2.0 } else { 1.0 }
}

fn operations(exchanges: &[Exchange]) -> Vec<&str> {
    exchanges.iter().map(|exchange| exchange.operation.as_str()).collect()
}

/// a warm consume that nobody contends is one request: 4 units on the table, 1 on the index.
#[tokio::test]
async fn a_warm_consume_is_one_request_of_four_units() {
    let (house, backend) = counting().await;
    let used = backend.consumes("use-1", "user:alice", "interview_credit", 1).await;
    assert_eq!(used.status, 200, "{}", used.body);
    let asked = house.stack.dynamodb_requests();
    assert_eq!(operations(&asked), ["TransactWriteItems"]);
    assert_eq!(units(&asked[0]), (4.0, one_on_the_index()), "{}", asked[0].response);
}

/// a warm hold that nobody contends costs what a consume does; so does its end, while the
/// account still has it.
#[tokio::test]
async fn a_warm_hold_is_one_request_of_four_units_and_its_end_too() {
    let (house, backend) = counting().await;
    let held = backend.holds("hold-1", "user:alice", &[("interview_credit", 1)], 60).await;
    assert_eq!(held.status, 201, "{}", held.body);
    let asked = house.stack.dynamodb_requests();
    assert_eq!(operations(&asked), ["TransactWriteItems"]);
    assert_eq!(units(&asked[0]), (4.0, one_on_the_index()), "{}", asked[0].response);
    let uses = [("interview_credit", 1)];
    let settled = backend.settles("user:alice", held.text("hold"), &uses).await;
    assert_eq!(settled.status, 200, "{}", settled.body);
    let asked = house.stack.dynamodb_requests();
    assert_eq!(operations(&asked), ["TransactWriteItems"]);
    assert_eq!(units(&asked[0]), (4.0, one_on_the_index()), "{}", asked[0].response);
    let again = backend.settles("user:alice", held.text("hold"), &uses).await;
    assert!(again.is_replay(), "{}", again.body);
    assert_eq!(operations(&house.stack.dynamodb_requests()), ["BatchGetItem"]);
}

/// a duplicate is one request and writes nothing.
#[tokio::test]
async fn a_duplicate_is_one_request() {
    let (house, backend) = counting().await;
    let again = backend.consumes("warm", "user:alice", "interview_credit", 1).await;
    assert!(again.is_replay(), "{}", again.body);
    let asked = house.stack.dynamodb_requests();
    assert_eq!(operations(&asked), ["TransactWriteItems"]);
    assert_eq!(asked[0].status, 400, "cancelled, with the entry as the reason");
}

/// IM-8: a check is one read.
#[tokio::test]
async fn a_check_is_one_request() {
    let (house, backend) = counting().await;
    assert_eq!(backend.available("user:alice", "interview_credit").await, 9);
    let asked = house.stack.dynamodb_requests();
    assert_eq!(asked.len(), 1, "{:?}", operations(&asked));
    assert_eq!(asked[0].operation, "GetItem");
    assert_eq!(asked[0].request["ConsistentRead"], true);
}

/// IM-6: a refusal is told after a strong read and leaves its mark: three requests at most, one
/// write unit.
#[tokio::test]
async fn a_refusal_is_at_most_three_requests_and_one_write() {
    let (house, backend) = counting().await;
    let refused = backend.consumes("use-1", "user:alice", "interview_credit", 11).await;
    assert_eq!(refused.status, 402, "{}", refused.body);
    let asked = house.stack.dynamodb_requests();
    assert!(asked.len() <= 3, "{:?}", operations(&asked));
    let writes: Vec<_> = asked.iter().filter(|one| one.operation.contains("Put")).collect();
    assert_eq!(writes.len(), 1, "{:?}", operations(&asked));
    assert_eq!(units(writes[0]), (1.0, 0.0), "{}", writes[0].response);
    assert!(!operations(&asked).contains(&"TransactWriteItems"));
}

/// after a thousand consumes the next one costs what the first did.
#[tokio::test]
async fn a_consume_costs_the_same_after_a_thousand() {
    let text = "currency = \"usd\"\n\
        [[feature]]\nid = \"scan\"\nname = \"Scans\"\nkind = \"counted\"\n\
        [[plan]]\nid = \"plan-all\"\nname = \"All\"\ndefault = true\n\
        [[plan.allowance]]\nfeature = \"scan\"\namount = 1000000\nevery = \"month\"\n";
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("thousand.toml");
    std::fs::write(&path, text).expect("a file of the test's own");
    let options = Options { catalog: Some(path), count_dynamodb: true, ..Options::in_memory() };
    let house = House::with(Options { most_processes: 1, ..options }).await;
    let backend = house.backend();
    for n in 0..1000 {
        let used = backend.consumes(&format!("use-{n}"), "user:bob", "scan", 1).await;
        assert_eq!(used.status, 200, "{}", used.body);
    }
    let mut asked = house.stack.dynamodb_requests();
    asked.retain(|one| one.operation == "TransactWriteItems");
    assert_eq!(asked.len(), 1000);
    // The first opened the account, too.
    for one in &asked[1..] {
        assert_eq!(units(one), (4.0, one_on_the_index()), "{}", one.response);
    }
    backend.verifies("user:bob").await;
}
