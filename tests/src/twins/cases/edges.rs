//! Requests that are not right, and values that are written in several ways.

use serde_json::{Value, json};

use super::{Case, batch, case, get, item, put, put_if, query, transact};

/// The cases.
pub fn cases() -> Vec<Case> {
    let mut cases = nowhere();
    cases.extend(conditions());
    cases.extend(numbers());
    cases.extend(pages());
    cases
}

/// A table that is not there.
fn nowhere() -> Vec<Case> {
    let named = |name: &'static str, (operation, request): (&'static str, Value)| {
        let text = request.to_string().replace("\"TABLE\"", "\"no-such-table\"");
        case(name, vec![(operation, serde_json::from_str(&text).expect("a request"))])
    };
    let one = item("nowhere", &json!({}));
    vec![
        named("a put nowhere", put(&one)),
        named("a get nowhere", get("nowhere")),
        named("a batch nowhere", batch(&["nowhere", "neither"])),
        named("a transaction nowhere", transact(&[one])),
        named("a query nowhere", query("nowhere", &json!({}))),
        case("an index that is not there", vec![query("nowhere", &json!({ "IndexName": "GSI9" }))]),
    ]
}

fn conditions() -> Vec<Case> {
    let under = |condition: &str, more: &Value| {
        let (operation, mut request) = put(&item("under", &json!({ "version": { "N": "2" } })));
        request["ConditionExpression"] = json!(condition);
        request["ReturnValuesOnConditionCheckFailure"] = json!("ALL_OLD");
        for (name, value) in more.as_object().into_iter().flatten() {
            request[name] = value.clone();
        }
        (operation, request)
    };
    let value = |value: Value| json!({ "ExpressionAttributeValues": { ":v": value } });
    let first = put(&item("under", &json!({ "version": { "N": "1" }, "nonce": { "S": "n" } })));
    let silent = json!({ "ReturnValuesOnConditionCheckFailure": "NONE" });
    let here = |name, step| case(name, vec![first.clone(), step, get("under")]);
    let two = [item("under", &json!({})), item("beside", &json!({}))];
    let (first_item, second_item) = (&two[0], &two[1]);
    let mixed = json!({ "TransactItems": [
        put_if(first_item, "attribute_not_exists(pk)"),
        put_if(second_item, "attribute_not_exists(pk)"),
    ] });
    vec![
        here("a condition that holds", under("version = :v", &value(json!({ "N": "1" })))),
        here("a condition that does not", under("version = :v", &value(json!({ "N": "7" })))),
        here("the same number otherwise", under("version = :v", &value(json!({ "N": "1.0" })))),
        here("a text for a number", under("version = :v", &value(json!({ "S": "1" })))),
        here("a missing attribute", under("absent = :v", &value(json!({ "S": "1" })))),
        here("a refusal without the item", under("attribute_not_exists(pk)", &silent)),
        here("a value that is not given", under("version = :v", &json!({}))),
        here(
            "a value that is not used",
            under("attribute_exists(pk)", &value(json!({ "N": "1" }))),
        ),
        here("no condition at all", under("", &json!({}))),
        here(
            "a condition that cannot be read",
            under("version = = :v", &value(json!({ "N": "1" }))),
        ),
        here("one write of two that loses", ("TransactWriteItems", mixed)),
    ]
}

fn numbers() -> Vec<Case> {
    let stored = |name, number: &str| {
        let put = put(&item("number", &json!({ "n": { "N": number } })));
        case(name, vec![put, get("number")])
    };
    vec![
        stored("a number with zeros", "007"),
        stored("a number with a fraction of nothing", "1.00"),
        stored("a number with an exponent", "1e2"),
        stored("nothing below zero", "-0"),
        stored("the largest number of a version", "18446744073709551615"),
        stored("38 digits", &"9".repeat(38)),
        stored("39 digits", &"9".repeat(39)),
        stored("a number too large", "1e126"),
        stored("a number that is none", "one"),
        stored("an empty number", ""),
    ]
}

fn pages() -> Vec<Case> {
    let in_index = |pk: &str, place: u32| {
        let indexed = json!({ "gsi1pk": { "S": "pages" }, "gsi1sk": { "N": place.to_string() } });
        item(pk, &indexed)
    };
    let start = |pk: &str, part: &str, place: &str| {
        let mut start = json!({ "pk": { "S": pk }, "sk": { "S": "s" } });
        start["gsi1pk"] = json!({ "S": part });
        start["gsi1sk"] = json!({ "N": place });
        query("pages", &json!({ "ExclusiveStartKey": start, "ScanIndexForward": false }))
    };
    let half = json!({ "pk": { "S": "page-1" }, "sk": { "S": "s" } });
    let mut puts: Vec<_> = (0..4).map(|n| put(&in_index(&format!("page-{n}"), n))).collect();
    puts.push(query("pages", &json!({})));
    vec![
        case("all of an index's part", puts),
        case("one of them", vec![query("pages", &json!({ "Limit": 1 }))]),
        case("as many as there are", vec![query("pages", &json!({ "Limit": 4 }))]),
        case("a page of nothing", vec![query("pages", &json!({ "Limit": 0 }))]),
        case("from an item that is there", vec![start("page-2", "pages", "2")]),
        case("from a place between", vec![start("page-9", "pages", "1.5")]),
        case("from a place beyond all", vec![start("page-9", "pages", "99")]),
        case("from another part", vec![start("page-2", "other", "2")]),
        case("from half a key", vec![query("pages", &json!({ "ExclusiveStartKey": half }))]),
        case("an index read strongly", vec![query("pages", &json!({ "ConsistentRead": true }))]),
    ]
}
