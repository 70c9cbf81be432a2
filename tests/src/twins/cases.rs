//! Single requests at the edges: what the store would send if its own limits did not hold, and
//! what the databases are known to see differently.

pub mod edges;
pub mod keys;
pub mod known;
pub mod limits;
pub mod sizes;

use serde_json::{Value, json};

use crate::twins::exchange::Answer;

/// One request after the other to both databases; every answer is compared.
pub struct Case {
    /// What it is about.
    pub name: &'static str,
    /// The operations with their requests; the table is called `TABLE`.
    pub steps: Vec<(&'static str, Value)>,
    /// How the last answers differ, where they do.
    pub known: Option<Known>,
}

/// A difference that is known, and who is right.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    /// What the embedded database answers, in short.
    pub embedded: &'static str,
    /// What `DynamoDB` Local answers, in short.
    pub local: &'static str,
    /// Who is right and why.
    pub right: &'static str,
    /// Where AWS says so.
    pub source: &'static str,
}

/// Every case.
pub fn all() -> Vec<Case> {
    let parts = [limits::cases(), keys::cases(), edges::cases(), sizes::cases(), known::cases()];
    parts.into_iter().flatten().collect()
}

/// A case whose answers are the same.
fn case(name: &'static str, steps: Vec<(&'static str, Value)>) -> Case {
    Case { name, steps, known: None }
}

/// An answer in short: the status or the error, the reasons, the units.
pub fn short(answer: &Answer) -> String {
    if answer.status != 200 {
        let mut told = answer.body["error"].as_str().unwrap_or_default().to_owned();
        for reason in answer.body["reasons"].as_array().into_iter().flatten() {
            told += " ";
            told += reason["code"].as_str().unwrap_or("-");
        }
        return told;
    }
    let units = match answer.units() {
        Some((table, index)) => format!("{table} + {index} units"),
        None => "200".to_owned(),
    };
    match answer.body["Items"].as_array() {
        Some(items) => format!("{units}, {} items", items.len()),
        None => units,
    }
}

/// An item with this partition key and these attributes.
fn item(pk: &str, attributes: &Value) -> Value {
    let mut item = json!({ "pk": { "S": pk }, "sk": { "S": "s" } });
    for (name, value) in attributes.as_object().into_iter().flatten() {
        item[name] = value.clone();
    }
    item
}

/// An item of so many bytes.
fn sized(pk: &str, bytes: usize) -> Value {
    let names = "pk".len() + "sk".len() + "s".len() + "b".len();
    item(pk, &json!({ "b": { "S": "x".repeat(bytes - names - pk.len()) } }))
}

fn put(item: &Value) -> (&'static str, Value) {
    ("PutItem", json!({ "TableName": "TABLE", "Item": item }))
}

fn get(pk: &str) -> (&'static str, Value) {
    let key = json!({ "pk": { "S": pk }, "sk": { "S": "s" } });
    ("GetItem", json!({ "TableName": "TABLE", "Key": key, "ConsistentRead": true }))
}

/// A transaction of puts where nothing stands.
fn transact(items: &[Value]) -> (&'static str, Value) {
    let puts: Vec<_> = items.iter().map(|item| put_if(item, "attribute_not_exists(pk)")).collect();
    ("TransactWriteItems", json!({ "TransactItems": puts }))
}

/// A put under a condition, as a transaction has it.
fn put_if(item: &Value, condition: &str) -> Value {
    json!({ "Put": {
        "TableName": "TABLE",
        "Item": item,
        "ConditionExpression": condition,
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    } })
}

/// A batch of reads.
fn batch(keys: &[&str]) -> (&'static str, Value) {
    let key = |pk: &&str| json!({ "pk": { "S": pk }, "sk": { "S": "s" } });
    let keys: Vec<_> = keys.iter().map(key).collect();
    let tables = json!({ "TABLE": { "Keys": keys, "ConsistentRead": true } });
    ("BatchGetItem", json!({ "RequestItems": tables }))
}

/// A query of the account index.
fn query(part: &str, more: &Value) -> (&'static str, Value) {
    let mut query = json!({
        "TableName": "TABLE",
        "IndexName": "GSI1",
        "KeyConditionExpression": "gsi1pk = :part",
        "ExpressionAttributeValues": { ":part": { "S": part } },
    });
    for (name, value) in more.as_object().into_iter().flatten() {
        query[name] = value.clone();
    }
    ("Query", query)
}
