//! What the two databases are known to see differently, and who is right. Each is a case of its
//! own: as soon as one of them changes its mind, the run fails, and the line here goes.

use serde_json::{Value, json};

use super::{Case, Known, batch, get, item, put, put_if, query, sized, transact};

/// A page of AWS's documentation.
macro_rules! aws {
    ($page:literal) => {
        concat!("https://docs.aws.amazon.com/amazondynamodb/latest/", $page, ".html")
    };
}

const UNITS: &str = aws!("developerguide/read-write-operations");
const SIZES: &str = aws!("developerguide/CapacityUnitCalculations");
const TRANSACT: &str = aws!("APIReference/API_TransactWriteItems");
const TRANSACTIONS: &str = aws!("developerguide/transaction-apis");
const INDEXES: &str = aws!("developerguide/GSI");
const QUERY: &str = aws!("APIReference/API_Query");

/// The cases.
pub fn cases() -> Vec<Case> {
    let mut cases = of_units();
    cases.extend(of_answers());
    cases
}

fn of_units() -> Vec<Case> {
    let three = |name: &str| [1, 2, 3].map(|n| sized(&format!("{name}-{n}"), 100));
    let indexed = json!({ "gsi1pk": { "S": "once" }, "gsi1sk": { "N": "1" } });
    let number = json!({ "a": { "N": "1767225600000" }, "b": { "S": "x".repeat(1006) } });
    vec![
        Case {
            name: "what a transaction of small items costs",
            steps: vec![transact(&three("three"))],
            known: Some(Known {
                embedded: "6 + 0 units",
                local: "2 + 0 units",
                right: "the embedded one: every item is rounded up to a kilobyte, not their sum",
                source: UNITS,
            }),
        },
        Case {
            name: "what it costs to find nothing in a batch",
            steps: vec![batch(&["nobody-1", "nobody-2", "nobody-3"])],
            known: Some(Known {
                embedded: "3 + 0 units",
                local: "0 + 0 units",
                right: "the embedded one: what is not there costs as much as the smallest item",
                source: UNITS,
            }),
        },
        Case {
            name: "what a transaction costs on an index",
            steps: vec![transact(&[item("once", &indexed)])],
            known: Some(Known {
                embedded: "2 + 1 units",
                local: "2 + 2 units",
                right: "the embedded one, as far as AWS says: the items of a transaction are \
                        written twice, an index is brought up to date afterwards",
                source: TRANSACTIONS,
            }),
        },
        Case {
            name: "what it costs to find nothing in an index",
            steps: vec![query("nobody", &json!({}))],
            known: Some(Known {
                embedded: "0 + 0.5 units, 0 items",
                local: "0 + 0 units, 0 items",
                right: "the embedded one: what is not there costs as much as the smallest item",
                source: UNITS,
            }),
        },
        Case {
            name: "how large a number of an odd number of digits is",
            steps: vec![put(&item("number", &number))],
            known: Some(Known {
                embedded: "1 + 0 units",
                local: "2 + 0 units",
                right: "either: AWS gives the size of a number approximately. The store's own \
                        reckoning is above both",
                source: SIZES,
            }),
        },
    ]
}

fn of_answers() -> Vec<Case> {
    let one = item("both", &json!({ "n": { "N": "1" } }));
    let other = item("both", &json!({ "n": { "N": "2" } }));
    let puts: Vec<_> =
        [one, other].iter().map(|item| put_if(item, "attribute_not_exists(pk)")).collect();
    let items: Vec<_> = (0..11)
        .map(|n| sized(&format!("payload-{n}"), if n < 10 { 400 * 1024 } else { 98_304 }))
        .collect();
    vec![
        Case {
            name: "one item twice in a transaction",
            steps: vec![("TransactWriteItems", json!({ "TransactItems": puts }))],
            known: Some(Known {
                embedded: "ValidationException",
                local: "TransactionCanceledException - ConditionalCheckFailed",
                right: "the embedded one: no two actions can be on the same item, whatever stands \
                        there",
                source: TRANSACT,
            }),
        },
        Case {
            name: "four megabytes of items, and the text of their conditions",
            steps: vec![transact(&items)],
            known: Some(Known {
                embedded: "8192 + 0 units",
                local: "ValidationException",
                right: "the embedded one: the limit is on the items. The store counts the \
                        conditions too and sends neither of them more than both take",
                source: TRANSACT,
            }),
        },
        Case {
            name: "where a page begins among items of one place in an index",
            steps: tie(),
            known: Some(Known {
                embedded: "0 + 0.5 units, 1 items",
                local: "0 + 0 units, 0 items",
                right: "either: the order of items with the same index key is not laid down",
                source: INDEXES,
            }),
        },
        Case {
            name: "where a page of large items ends",
            steps: hoard(),
            known: Some(Known {
                embedded: "0 + 100 units, 2 items",
                local: "0 + 150 units, 3 items",
                right: "DynamoDB Local: reading stops when it exceeds a megabyte, with the item \
                        that does. The store takes a page of any length for what it is",
                source: QUERY,
            }),
        },
    ]
}

/// Four items of 400 KB in one part of the index.
fn hoard() -> Vec<(&'static str, Value)> {
    let large = |n: u32| {
        let mut large = sized(&format!("hoard-{n}"), 409_000);
        large["gsi1pk"] = json!({ "S": "hoard" });
        large["gsi1sk"] = json!({ "N": n.to_string() });
        put(&large)
    };
    (1..=4).map(large).chain([query("hoard", &json!({}))]).collect()
}

/// Two items of one place, the first of which was removed since a page ended with it.
fn tie() -> Vec<(&'static str, Value)> {
    let place = json!({ "gsi1pk": { "S": "tie" }, "gsi1sk": { "N": "2" } });
    let start = json!({
        "pk": { "S": "tie-4" },
        "sk": { "S": "s" },
        "gsi1pk": { "S": "tie" },
        "gsi1sk": { "N": "2" },
    });
    let more = json!({ "ExclusiveStartKey": start, "ScanIndexForward": false });
    vec![put(&item("tie-2", &place)), get("tie-2"), query("tie", &more)]
}
