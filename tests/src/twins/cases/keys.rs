//! Keys: their types, their sizes, their order.

use serde_json::{Value, json};

use super::{Case, batch, case, get, item, put, query, transact};

/// The cases.
pub fn cases() -> Vec<Case> {
    let text = |length| "k".repeat(length);
    let indexed = |pk: &Value, sk: &Value| item("indexed", &json!({ "gsi1pk": pk, "gsi1sk": sk }));
    let part = json!({ "S": "part" });
    let mut cases = vec![
        case("the longest partition key", vec![put(&item(&text(2048), &json!({})))]),
        case("a partition key too long", vec![put(&item(&text(2049), &json!({})))]),
        case("the longest sort key", vec![put(&sort(&text(1024)))]),
        case("a sort key too long", vec![put(&sort(&text(1025)))]),
        case("a sort key too long in a transaction", vec![transact(&[sort(&text(1025))])]),
        case("an empty partition key", vec![put(&item("", &json!({})))]),
        case("an empty sort key", vec![put(&sort(""))]),
        case("no sort key", vec![put(&json!({ "pk": { "S": "alone" } }))]),
        case("a number as a key", vec![put(&json!({ "pk": { "N": "1" }, "sk": { "S": "s" } }))]),
        case(
            "an empty text",
            vec![put(&item("empty", &json!({ "b": { "S": "" } }))), get("empty")],
        ),
        case("an empty index key", vec![put(&indexed(&json!({ "S": "" }), &json!({ "N": "1" })))]),
        case("a text as an index's number", vec![put(&indexed(&part, &json!({ "S": "1" })))]),
        case("an index key too long", vec![put(&indexed(&json!({ "S": text(2049) }), &part))]),
        case("half an index key", vec![put(&item("half", &json!({ "gsi1pk": part })))]),
        case("half an index key is in no index", vec![query("part", &json!({}))]),
        case("a key with more than a key", vec![key_with_more()]),
        case("a batch key without its sort key", vec![half_a_key()]),
    ];
    cases.extend(order());
    cases
}

fn sort(sk: &str) -> Value {
    json!({ "pk": { "S": "sorted" }, "sk": { "S": sk } })
}

fn key_with_more() -> (&'static str, Value) {
    let key = item("more", &json!({ "b": { "S": "x" } }));
    ("GetItem", json!({ "TableName": "TABLE", "Key": key }))
}

fn half_a_key() -> (&'static str, Value) {
    let (operation, mut request) = batch(&["half"]);
    request["RequestItems"]["TABLE"]["Keys"][0] = json!({ "pk": { "S": "half" } });
    (operation, request)
}

/// Texts are in the order of their UTF-8 bytes, and two ways to write one letter are two keys.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html>
fn order() -> Vec<Case> {
    let texts = ["z", "é", "e\u{301}", "\u{e000}", "\u{ffee}", "🦀", "日", "%", "A", "a", "aa"];
    let puts = texts.map(|sk| put(&json!({ "pk": { "S": "order" }, "sk": { "S": sk } })));
    let all = |forward: bool| {
        let values = json!({ ":pk": { "S": "order" } });
        (
            "Query",
            json!({
                "TableName": "TABLE",
                "KeyConditionExpression": "pk = :pk",
                "ExpressionAttributeValues": values,
                "ScanIndexForward": forward,
            }),
        )
    };
    let numbers = ["0", "-1", "10", "9", "18446744073709551615", "9223372036854775808", "1.5"];
    let numbered = numbers.map(|number| {
        let indexed = json!({ "gsi1pk": { "S": "numbers" }, "gsi1sk": { "N": number } });
        put(&item(&format!("number {number}"), &indexed))
    });
    vec![
        case("the order of texts", puts.into_iter().chain([all(true), all(false)]).collect()),
        case(
            "the order of numbers",
            numbered.into_iter().chain([query("numbers", &json!({}))]).collect(),
        ),
    ]
}
