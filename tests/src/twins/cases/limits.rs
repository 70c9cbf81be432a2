//! How many and how large: the limits of items, transactions and batches.
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html>

use serde_json::{Value, json};

use super::{Case, batch, case, get, put, sized, transact};

const ITEM: usize = 400 * 1024;
const TRANSACTION: usize = 4 * 1024 * 1024;

/// The cases.
pub fn cases() -> Vec<Case> {
    vec![
        case(
            "a transaction of a hundred",
            vec![transact(&small("hundred", 100)), get("hundred-99")],
        ),
        case("a transaction of 101", vec![transact(&small("more", 101)), get("more-0")]),
        case("a transaction of nothing", vec![transact(&[])]),
        case("the largest item", vec![put(&sized("largest", ITEM)), get("largest")]),
        case("an item too large", vec![put(&sized("larger", ITEM + 1)), get("larger")]),
        case(
            "a large transaction",
            vec![transact(&of_size("sum", TRANSACTION - 500)), get("sum-3")],
        ),
        case(
            "a transaction too large",
            vec![transact(&of_size("over", TRANSACTION + 1)), get("over-3")],
        ),
        case("a batch of a hundred keys", vec![numbered(100)]),
        case("a batch of 101 keys", vec![numbered(101)]),
        case("a batch of more than an answer holds", too_much()),
        case("a batch of nothing", vec![batch(&[])]),
        case("a batch with one key twice", vec![batch(&["twice", "twice"])]),
        case("a token too long", vec![tokened("t", &"x".repeat(37))]),
        case("a token again", vec![tokened("t", "TOKEN-one"), tokened("t", "TOKEN-one"), get("t")]),
        case(
            "a token for something else",
            vec![tokened("u", "TOKEN-two"), tokened("v", "TOKEN-two")],
        ),
        case(
            "a token after a cancellation",
            vec![tokened("u", "TOKEN-three"), tokened("u", "TOKEN-three")],
        ),
    ]
}

fn small(name: &str, count: usize) -> Vec<Value> {
    (0..count).map(|number| sized(&format!("{name}-{number}"), 60)).collect()
}

/// Items of so many bytes in all.
fn of_size(name: &str, bytes: usize) -> Vec<Value> {
    let mut left = bytes;
    let mut items = Vec::new();
    while left > 0 {
        let size = left.min(ITEM);
        items.push(sized(&format!("{name}-{}", items.len()), size));
        left -= size;
    }
    items
}

fn numbered(count: usize) -> (&'static str, Value) {
    let keys: Vec<_> = (0..count).map(|number| format!("hundred-{number}")).collect();
    batch(&keys.iter().map(String::as_str).collect::<Vec<_>>())
}

/// 42 items of 400 KB, where an answer holds 16 MB.
fn too_much() -> Vec<(&'static str, Value)> {
    let names: Vec<_> = (0..42).map(|number| format!("much-{number:02}")).collect();
    let puts = names.iter().map(|name| put(&sized(name, ITEM)));
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    puts.chain([batch(&names)]).collect()
}

/// A transaction of one put where nothing stands, under a token.
fn tokened(pk: &str, token: &str) -> (&'static str, Value) {
    let (operation, mut request) = transact(&[sized(pk, 60)]);
    request["ClientRequestToken"] = json!(token);
    (operation, request)
}
