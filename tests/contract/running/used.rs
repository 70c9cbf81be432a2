//! What each function asks of the table in a whole story is what its role in the template allows.

use std::collections::{BTreeMap, BTreeSet};

use dev::counting::Exchange;
use dev::dynamodb::DynamoDb;
use dev::options::Options;
use serde_json::{Value, json};
use tests::house::House;

use crate::rights::RIGHTS;

type Used = BTreeMap<String, BTreeSet<(String, String)>>;

/// The actions that a request needs, each with its resource as the table of rights names it. A
/// transaction needs those of its parts.
fn actions(exchange: &Exchange) -> Vec<(String, String)> {
    let table = "Table".to_owned();
    let needs = |action: &str, on: String| (format!("dynamodb:{action}"), on);
    match exchange.operation.as_str() {
        "TransactWriteItems" => {
            let parts = exchange.request["TransactItems"].as_array().expect("its parts");
            let parts = parts.iter().flat_map(|part| part.as_object().unwrap().keys());
            let action = |part: &String| match part.as_str() {
                "ConditionCheck" => "ConditionCheckItem".to_owned(),
                part => format!("{part}Item"),
            };
            parts.map(|part| needs(&action(part), table.clone())).collect()
        }
        "TransactGetItems" => vec![needs("GetItem", table)],
        operation => match exchange.request["IndexName"].as_str() {
            Some(index) => vec![needs(operation, format!("{table}/index/{index}"))],
            None => vec![needs(operation, table)],
        },
    }
}

fn used(exchanges: &[Exchange]) -> Used {
    let mut used = Used::new();
    for exchange in exchanges {
        assert!(!exchange.function.is_empty(), "{exchange:?} is told by its function");
        used.entry(exchange.function.clone()).or_default().extend(actions(exchange));
    }
    used
}

/// Everything that asks the table: every route, a purchase and its refund, the schedule, a ledger
/// with a hole.
async fn story(house: &House) {
    let (alice, backend) = (house.person("alice").await, house.backend());
    let opening = json!({"id": "user:alice", "email": "a@b.c"});
    assert_eq!(backend.post("/v1/accounts", &opening).await.status, 201);
    let purchase = alice.buys("order-1", "pack-popular").await;
    assert_eq!(alice.orders("order-2", "pack-starter").await.status, 201);
    for (key, amount, status) in [("use", 2, 200), ("use", 2, 200), ("more", 24, 402)] {
        let used = backend.consumes(key, "user:alice", "interview_credit", amount).await;
        assert_eq!(used.status, status, "{}", used.body);
    }
    assert_eq!(backend.records("r", "user:alice", "interview_credit", 1).await.status, 200);
    for rest in ["", "/summary", "/ledger", "/purchases", "/balances", "/verify"] {
        let told = alice.get(&format!("/v1/accounts/me{rest}")).await;
        assert_eq!(told.status, 200, "{rest}: {}", told.body);
    }
    let one = alice.get(&format!("/v1/accounts/me/purchases/{purchase}")).await;
    assert_eq!(one.status, 200, "{}", one.body);
    assert_eq!(alice.pays_with("me").await, []);
    let saved = house.person("bob").await.begins_to_save("save-1", "me").await;
    assert_eq!(saved.status, 201, "{}", saved.body);
    manages(house).await;
    corrects(house).await;
    let reset = house.nobody().post("/dev/schedule/reset", &json!({})).await;
    assert_eq!((reset.status, &reset.body["finished"]), (200, &json!(true)), "{}", reset.body);
    house.settled().await;
    house.move_clock("2026-01-15T12:15:00Z").await;
    let sweep = house.nobody().post("/dev/schedule/Sweep", &json!({})).await;
    assert_eq!((sweep.status, &sweep.body["finished"]), (200, &json!(true)), "{}", sweep.body);
    a_hole_in_the_ledger(house).await;
    let told = alice.get("/v1/accounts/me/verify").await;
    assert_eq!((told.status, &told.body["ok"]), (200, &json!(false)), "{}", told.body);
}

/// What an admin of an organisation does with its people.
async fn manages(house: &House) {
    let admin = house.member("ada", "acme", "admin").await;
    let set = admin.enrols("org:acme", "user:sam", &json!({"role": "member"})).await;
    assert_eq!(set.status, 200, "{}", set.body);
    let listed = admin.get("/v1/accounts/org:acme/members").await;
    assert_eq!(listed.body["members"].as_array().map(Vec::len), Some(1), "{}", listed.body);
}

/// What a key with the scope `admin` does besides: two events fail, are listed and tried again, and
/// a balance is corrected.
async fn corrects(house: &House) {
    let admin = house.admin();
    let dropped = house.nobody().put("/dev/stripe/chaos", &json!({"drop": 1.0})).await;
    assert_eq!(dropped.status, 200, "{}", dropped.body);
    for id in ["evt_lost1", "evt_lost2"] {
        let failed = admin.retry_of_a_lost_order(id).await;
        assert_eq!(failed.status, 500, "{}", failed.body);
    }
    let listed = admin.get("/v1/events").await;
    assert_eq!(listed.body["events"].as_array().map(Vec::len), Some(2), "{}", listed.body);
    let given = json!({"feature": "interview_credit", "amount": 1, "reason": "support"});
    let given = admin.adjusts("fix", "user:alice", &given).await;
    assert_eq!(given.status, 200, "{}", given.body);
}

/// Takes an entry away behind the product's back, so that the index does not have all of them.
pub async fn a_hole_in_the_ledger(house: &House) {
    let table = &house.stack.table;
    let database = DynamoDb::at(&house.stack.dynamodb);
    let all = database.call("Scan", &json!({"TableName": table})).await.unwrap();
    let is_entry = |item: &&Value| item["gsi1sk"]["N"] == "2" && item["seq"]["N"] == "2";
    let items = all["Items"].as_array().unwrap();
    let entry = items.iter().find(is_entry).expect("the second entry of a ledger");
    let key = json!({"pk": entry["pk"], "sk": entry["sk"]});
    database.call("DeleteItem", &json!({"TableName": table, "Key": key})).await.unwrap();
}

/// X-7: no function asks the table for what AWS would deny, and none has a right that it never uses.
#[tokio::test]
async fn every_function_uses_exactly_the_rights_it_has() {
    let house = House::with(Options { count_dynamodb: true, ..Options::in_memory() }).await;
    story(&house).await;
    let used = used(&house.stack.dynamodb_requests());
    for rights in RIGHTS {
        let may = rights.may.iter().filter(|(action, _)| action.starts_with("dynamodb:"));
        let may: BTreeSet<_> = may.map(|(a, on)| ((*a).to_owned(), (*on).to_owned())).collect();
        assert_eq!(used[&rights.function.to_lowercase()], may, "{}", rights.function);
    }
}
