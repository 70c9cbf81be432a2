//! Why an answer was what it was: now, and as it was then.

use std::path::PathBuf;

use dev::options::Options;
use serde_json::{Value, json};
use tests::actor::Actor;
use tests::house::House;

/// Puts the clock to a moment at which it stands still.
async fn freeze(house: &House, now: &str) {
    let body = json!({ "now": now, "frozen": true });
    let told = house.nobody().put("/dev/clock", &body).await;
    assert_eq!(told.status, 200, "{}", told.body);
}

async fn explained(actor: &Actor, account: &str, feature: &str, rest: &str) -> Value {
    let path = format!("/v1/accounts/{account}/explain/{feature}{rest}");
    let told = actor.get(&path).await;
    assert_eq!(told.status, 200, "{}", told.body);
    told.body
}

/// The parts and what is missing make the request.
fn adds_up(told: &Value) {
    let sources = told["sources"].as_array().unwrap();
    let given: u64 = sources.iter().map(|source| source["gives"].as_u64().unwrap()).sum();
    let whole = given.checked_add(told["missing"].as_u64().unwrap());
    assert_eq!(whole, told["requested"].as_u64(), "{told}");
}

/// a refusal is explained with what is missing, what would help, when it is allowed by itself,
/// and the entries behind it; and later the day is explained as it was.
#[tokio::test]
async fn a_refusal_is_explained_also_when_it_is_past() {
    let house = House::selling("tiers").await;
    let backend = house.backend();
    freeze(&house, "2026-01-15T12:00:00Z").await;
    assert_eq!(backend.consumes("use-1", "user:bob", "credit", 4).await.status, 200);
    freeze(&house, "2026-01-15T13:00:00Z").await;
    let refused = backend.consumes("use-2", "user:bob", "credit", 3).await;
    assert_eq!((refused.status, &refused.body["available"]), (402, &json!(1)));

    let now = explained(&backend, "user:bob", "credit", "?amount=3").await;
    for (name, expected) in [
        ("allowed", json!(false)),
        ("reason", json!("insufficient")),
        ("missing", json!(2)),
        ("at", json!("2026-01-15T13:00:00Z")),
        ("changes_at", json!("2026-01-16T00:00:00Z")),
        ("available_then", json!(5)),
        ("allowed_from", json!("2026-01-16T00:00:00Z")),
        ("changes", json!([{ "what": "allowance_renews", "grant": null, "amount": 5 }])),
        ("offers", refused.body["offers"].clone()),
    ] {
        assert_eq!(now[name], expected, "{name} of {now}");
    }
    let source = &now["sources"][0];
    for (name, expected) in [
        ("source", json!("allowance")),
        ("plan", json!("plan-free")),
        ("limit", json!(5)),
        ("used", json!(4)),
        ("left", json!(1)),
        ("gives", json!(1)),
        ("period", json!("day")),
        ("resets_at", json!("2026-01-16T00:00:00Z")),
    ] {
        assert_eq!(source[name], expected, "{name} of {source}");
    }
    let entry = &now["entries"][0];
    assert_eq!((&entry["seq"], &entry["kind"]), (&json!(1), &json!("consume")));
    assert_eq!((&entry["amount"], &entry["available"]), (&json!(4), &json!(1)));
    adds_up(&now);

    freeze(&house, "2026-01-17T09:00:00Z").await;
    assert_eq!(backend.consumes("use-2", "user:bob", "credit", 3).await.status, 200);
    let later = explained(&backend, "user:bob", "credit", "?amount=3").await;
    assert_eq!((&later["allowed"], &later["missing"]), (&json!(false), &json!(1)));
    assert_eq!(later["entries"][0]["available"], 2);
    let then = explained(&backend, "user:bob", "credit", "?amount=3&at=2026-01-15T13:00:00Z").await;
    assert_eq!(then, now, "as it was then");
    // Between two entries time passes without any: the day after is new.
    let path = "?amount=5&at=2026-01-16T00:00:00Z&entries=1";
    let between = explained(&backend, "user:bob", "credit", path).await;
    assert_eq!((&between["allowed"], &between["entries"][0]["seq"]), (&json!(true), &json!(1)));
    adds_up(&between);
    backend.verifies("user:bob").await;
}

/// grants stand in burn order with their cause, and what was spent since is there again in the
/// past.
#[tokio::test]
async fn grants_are_explained_in_burn_order_with_their_cause() {
    let house = House::open().await;
    let (alice, backend) = (house.person("alice").await, house.backend());
    let first = alice.buys("order-1", "pack-starter").await;
    freeze(&house, "2026-01-15T13:00:00Z").await;
    let second = alice.buys("order-2", "pack-popular").await;
    let both = explained(&alice, "me", "interview_credit", "?amount=12").await;
    let told = |all: &Value| {
        let of = |one: &Value| json!([one["cause"], one["purchase"], one["left"], one["gives"]]);
        all["sources"].as_array().unwrap().iter().map(of).collect::<Vec<_>>()
    };
    let expected = [json!(["purchase", first, 10, 10]), json!(["purchase", second, 25, 2])];
    assert_eq!((told(&both), &both["allowed"]), (expected.to_vec(), &json!(true)));
    assert_eq!((&both["entries"][0]["reference"], &both["offers"]), (&json!(second), &json!([])));

    freeze(&house, "2026-01-15T14:00:00Z").await;
    assert_eq!(backend.consumes("use-1", "user:alice", "interview_credit", 12).await.status, 200);
    let after = explained(&backend, "user:alice", "interview_credit", "?amount=12").await;
    assert_eq!(told(&after), [json!(["purchase", second, 23, 12])]);
    let path = "?amount=12&at=2026-01-15T13:59:59.999Z";
    let before = explained(&backend, "user:alice", "interview_credit", path).await;
    assert_eq!(told(&before), expected);
    let switch = explained(&backend, "user:alice", "qa_management", "").await;
    assert_eq!((&switch["reason"], &switch["missing"]), (&json!("not_included"), &json!(1)));
    assert_eq!(switch["offers"][0]["pack"], "pack-qa-management");
    adds_up(&after);
}

/// what cannot be explained is said, with the earliest moment that can be.
#[tokio::test]
async fn what_cannot_be_explained_is_said() {
    let house = House::selling("tiers").await;
    let backend = house.backend();
    let path = "/v1/accounts/user:bob/explain/credit";
    freeze(&house, "2026-01-15T12:00:00Z").await;
    let fresh = explained(&backend, "user:bob", "credit", "").await;
    assert_eq!((&fresh["allowed"], &fresh["entries"]), (&json!(true), &json!([])));
    let unopened = backend.get(&format!("{path}?at=2026-01-15T11:00:00Z")).await;
    assert_eq!((unopened.status, unopened.problem()), (400, "invalid-request"));

    assert_eq!(backend.consumes("use-1", "user:bob", "credit", 1).await.status, 200);
    freeze(&house, "2026-01-15T13:00:00Z").await;
    let early = backend.get(&format!("{path}?at=2026-01-15T11:59:59.999Z")).await;
    assert_eq!((early.status, early.problem()), (400, "invalid-request"));
    assert_eq!(early.body["earliest_at"], "2026-01-15T12:00:00Z");
    let detail = early.body["errors"][0]["detail"].as_str().unwrap();
    assert!(detail.contains("before the account was opened"), "{detail}");
    for wrong in [
        "at=2026-01-15T13:00:00.001Z",
        "at=yesterday",
        "at=",
        "amount=0",
        "amount=1.5",
        "amount=9999999999999",
        "entries=0",
        "entries=101",
        "from=2026-01-15T12:00:00Z",
    ] {
        let told = backend.get(&format!("{path}?{wrong}")).await;
        assert_eq!((told.status, told.problem()), (400, "invalid-request"), "{wrong}");
    }
    let strange = explained(&backend, "user:bob", "gold", "").await;
    assert_eq!((&strange["reason"], &strange["name"]), (&json!("unknown_feature"), &Value::Null));
    let none = backend.get("/v1/accounts/user:bob/explain/Gold").await;
    assert_eq!((none.status, none.problem()), (404, "unknown-feature"));
}

/// What was asked of the database since this was last called.
fn asked(house: &House) -> Vec<String> {
    house.stack.dynamodb_requests().into_iter().map(|one| one.operation).collect()
}

/// of a ledger, however long, the last thousand entries are explained, each by the account as it
/// was, with few reads and no write; before them it is said from when on.
#[tokio::test]
async fn a_long_ledger_is_explained_a_thousand_entries_back() {
    let options = Options { count_dynamodb: true, most_processes: 1, ..Options::in_memory() };
    let limits = options.template.with_file_name("shared/catalogs/limits.toml");
    // As many minutes as nobody here uses up.
    let roomy = std::fs::read_to_string(limits).unwrap().replace("amount = 300", "amount = 3000");
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("roomy.toml");
    std::fs::write(&path, roomy).unwrap();
    let house = House::with(Options { catalog: Some(path), ..options }).await;
    let backend = house.backend();
    // The clock stands still but between these entries, so that it says which of them there were.
    for seq in 1..=2_103_u64 {
        if let Some(minute) = [1, 1_104, 1_500, 2_001, 2_103].iter().position(|at| *at == seq) {
            freeze(&house, &format!("2026-01-15T12:{minute:02}:00Z")).await;
        }
        let told = backend.records(&format!("use-{seq}"), "user:bob", "interview_minute", 1).await;
        assert_eq!(told.status, 200, "{}", told.body);
    }
    // The function asks for its table once when it starts.
    backend.verifies("user:bob").await;
    asked(&house);
    let now = explained(&backend, "user:bob", "interview_minute", "?entries=100").await;
    assert_eq!(
        (&now["entries"][0]["seq"], &now["entries"][99]["seq"]),
        (&json!(2_103), &json!(2_004))
    );
    assert_eq!(asked(&house), ["GetItem", "Query"]);
    let other = explained(&backend, "user:bob", "gold", "").await;
    assert_eq!(other["entries"], json!([]));
    assert_eq!(asked(&house), ["GetItem", "Query", "Query", "Query", "Query", "Query"]);

    for (minute, last) in [(1, 1_499), (2, 2_000), (3, 2_102)] {
        let path = format!("?at=2026-01-15T12:{minute:02}:59Z");
        let then = explained(&backend, "user:bob", "interview_minute", &path).await;
        assert_eq!(
            (&then["entries"][0]["seq"], &then["sources"][0]["used"]),
            (&json!(last), &json!(last))
        );
        let reads = asked(&house);
        assert!(
            reads.len() <= 5 && reads.iter().all(|it| it == "GetItem" || it == "Query"),
            "{reads:?}"
        );
    }
    let path = "?at=2026-01-15T12:04:00Z";
    let since = explained(&backend, "user:bob", "interview_minute", path).await;
    assert_eq!(since["entries"][0]["seq"], 2_103);
    assert_eq!(asked(&house), ["GetItem", "Query", "Query"], "nothing is folded");
    let path = "/v1/accounts/user:bob/explain/interview_minute?at=2026-01-15T12:00:59Z";
    let early = backend.get(path).await;
    assert_eq!((early.status, &early.body["earliest_at"]), (400, &json!("2026-01-15T12:01:00Z")));
}
