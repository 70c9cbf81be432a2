//! What one item costs around each step of a kilobyte, for every type of value that we store.
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html>

use serde_json::{Value, json};

use super::{Case, case, get, item, put, sized, transact};

/// The cases.
pub fn cases() -> Vec<Case> {
    let mut steps = Vec::new();
    for bytes in [100, 1023, 1024, 1025, 2048, 2049, 4096, 4097, 409_600] {
        steps.push(put(&sized("size", bytes)));
        steps.push(get("size"));
    }
    let mut transactions = Vec::new();
    for bytes in [100, 1023, 1024, 1025, 2048, 2049, 4096, 4097] {
        transactions.push(transact(&[sized(&format!("transaction {bytes}"), bytes)]));
    }
    vec![
        case("a put and a get cost by the kilobyte", steps),
        case("a transaction of one costs twice that", transactions),
        case(
            "a smaller item in place of a larger one",
            vec![
                put(&sized("shrunk", 3000)),
                put(&sized("shrunk", 100)),
                put(&sized("shrunk", 9000)),
            ],
        ),
        case("where a number ends the kilobyte", around(&json!({ "N": "176722560000" }))),
        case("where a long number does", around(&json!({ "N": "18446744073709551615" }))),
        case("where a round number does", around(&json!({ "N": "1000000000000" }))),
        case("where a yes does", around(&json!({ "BOOL": true }))),
        case("where a list does", around(&json!({ "L": [{ "S": "service" }, { "S": "é" }] }))),
    ]
}

/// Items around a kilobyte that have one value of another type.
fn around(value: &Value) -> Vec<(&'static str, Value)> {
    let of_length =
        |length: usize| item("around", &json!({ "a": value, "b": { "S": "x".repeat(length) } }));
    (970..1012).map(|length| put(&of_length(length))).collect()
}
