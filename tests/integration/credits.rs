//! Balances, the check and both ways of using, as the team's backend meets them.

use serde_json::{Value, json};
use tests::house::House;

/// IM-5, IM-6, IM-4: the oldest purchase is drawn first, and each tells what is left of it.
#[tokio::test]
async fn the_oldest_purchase_is_spent_first() {
    let house = House::open().await;
    let backend = house.backend();
    let older = house.person("alice").await.buys("order-1", "pack-popular").await;
    house.move_clock("2026-01-16T12:00:00Z").await;
    let newer = house.person("alice").await.buys("order-2", "pack-starter").await;

    let left = async |purchase: &str| {
        let told = backend.get(&format!("/v1/accounts/user:alice/purchases/{purchase}")).await;
        assert_eq!(told.status, 200, "{}", told.body);
        told.body["grants"][0]["left"].as_i64().expect("a number")
    };
    assert_eq!((left(&older).await, left(&newer).await), (25, 10));
    let shown = backend.get("/v1/accounts/user:alice/balances/interview_credit").await;
    let grants = &shown.body["grants"];
    assert_eq!((&grants[0]["left"], &grants[1]["left"]), (&json!(25), &json!(10)));

    backend.consumes("use-1", "user:alice", "interview_credit", 24).await;
    assert_eq!((left(&older).await, left(&newer).await), (1, 10));
    let used = backend.consumes("use-2", "user:alice", "interview_credit", 2).await;
    assert_eq!(used.body["outcome"], json!([outcome("interview_credit", 2, 0, 9)]));
    assert_eq!((left(&older).await, left(&newer).await), (0, 9));
    backend.verifies("user:alice").await;
}

fn outcome(feature: &str, amount: i64, short: u64, available: i64) -> Value {
    json!({ "feature": feature, "amount": amount, "short": short, "available": available })
}

/// IM-8, IM-18: before anything is used, the check says whether it could be, and what would help.
#[tokio::test]
async fn the_check_says_what_is_missing_and_what_would_help() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    let path = "/v1/accounts/me/balances/interview_credit";

    let none = alice.get(&format!("{path}?amount=3")).await;
    assert_eq!((none.status, &none.body["allowed"]), (200, &json!(false)), "{}", none.body);
    assert_eq!(none.body["reason"], "insufficient");
    assert_eq!((&none.body["requested"], &none.body["available"]), (&json!(3), &json!(0)));
    let starter = json!({
        "pack": "pack-starter", "name": "Starter", "amount": 10,
        "price": { "amount": 400, "currency": "usd" }, "covers": true,
    });
    assert_eq!(none.body["offers"][0], starter, "the cheapest that covers it");
    let many = alice.get(&format!("{path}?amount=26")).await;
    assert_eq!(many.body["offers"][0]["pack"], "pack-pro", "smaller ones would not do");
    assert_eq!(many.body["offers"][1]["amount"], -1, "the unlimited plan would");

    alice.buys("order-1", "pack-starter").await;
    let ten = alice.get(&format!("{path}?amount=10")).await;
    assert_eq!((&ten.body["allowed"], &ten.body["reason"]), (&json!(true), &Value::Null));
    assert_eq!((&ten.body["available"], &ten.body["offers"]), (&json!(10), &json!([])));
    assert_eq!(alice.get(&format!("{path}?amount=11")).await.body["allowed"], false);
    assert_eq!(alice.get(path).await.body["requested"], 1, "one, if not said otherwise");
}

/// IM-2, IM-18: the generator works once, and is refused the second time with what to buy.
#[tokio::test]
async fn a_feature_bought_for_one_use_is_used_once() {
    let house = House::open().await;
    let (alice, backend) = (house.person("alice").await, house.backend());
    let before = backend.consumes("use-0", "user:alice", "qa_generator", 1).await;
    assert_eq!((before.status, before.problem()), (402, "insufficient"));
    alice.buys("order-1", "pack-qa-generator").await;
    assert_eq!(alice.available("me", "qa_generator").await, 1);

    assert_eq!(backend.consumes("use-1", "user:alice", "qa_generator", 1).await.status, 200);
    let again = backend.consumes("use-2", "user:alice", "qa_generator", 1).await;
    assert_eq!((again.status, again.problem()), (402, "insufficient"));
    assert_eq!(again.body["offers"][0]["pack"], "pack-qa-generator");
    alice.verifies("me").await;
}

/// IM-2, IM-18, BD-11: management is on for good once it is bought, and cannot be drawn.
#[tokio::test]
async fn a_switch_is_off_until_it_is_bought_and_then_on_for_good() {
    let house = House::open().await;
    let (alice, backend) = (house.person("alice").await, house.backend());
    let path = "/v1/accounts/user:alice/balances/qa_management";
    let off = backend.get(path).await;
    assert_eq!(
        (&off.body["allowed"], &off.body["reason"]),
        (&json!(false), &json!("not_included"))
    );
    assert_eq!(off.body["offers"][0]["pack"], "pack-qa-management");

    alice.buys("order-1", "pack-qa-management").await;
    house.move_clock("2031-01-15T12:00:00Z").await;
    let on = backend.get(path).await;
    assert_eq!((&on.body["allowed"], &on.body["available"]), (&json!(true), &json!(-1)));
    assert_eq!((&on.body["kind"], &on.body["percent"]), (&json!("switch"), &Value::Null));
    let drawn = backend.consumes("use-1", "user:alice", "qa_management", 1).await;
    assert_eq!((drawn.status, drawn.problem()), (409, "not-counted"));
}

/// IM-5, BD-8: all balances stand in the catalog's order, also of an account never seen.
#[tokio::test]
async fn every_feature_has_a_balance_before_anything_happened() {
    let house = House::open().await;
    let told = house.backend().get("/v1/accounts/user:nobody/balances").await;
    assert_eq!((told.status, &told.body["account"]), (200, &json!("user:nobody")));
    let of = |one: &Value| (one["feature"].clone(), one["available"].clone());
    let balances: Vec<_> = told.body["balances"].as_array().unwrap().iter().map(of).collect();
    let none = |feature: &str| (json!(feature), json!(0));
    assert_eq!(balances, ["interview_credit", "qa_generator", "qa_management"].map(none));
    let looked = house.backend().get("/v1/accounts/user:nobody").await;
    assert_eq!((looked.status, looked.problem()), (404, "not-found"), "looking opens nothing");
}

/// BD-6: use told after the fact is never refused; what was not there is told as `short` and kept
/// as `over`.
#[tokio::test]
async fn use_after_the_fact_is_noted_beyond_what_is_there() {
    let house = House::open().await;
    let (alice, backend) = (house.person("alice").await, house.backend());
    alice.buys("order-1", "pack-starter").await;
    let told = backend.records("use-1", "user:alice", "interview_credit", 12).await;
    assert_eq!((told.status, &told.body["kind"]), (200, &json!("record")), "{}", told.body);
    assert_eq!(told.body["outcome"], json!([outcome("interview_credit", 12, 2, 0)]));
    let balance = backend.get("/v1/accounts/user:alice/balances/interview_credit").await;
    assert_eq!((&balance.body["available"], &balance.body["over"]), (&json!(0), &json!(2)));

    let again = backend.records("use-1", "user:alice", "interview_credit", 12).await;
    assert!(again.is_replay() && again.body == told.body, "{}", again.body);
    alice.verifies("me").await;
}

/// BD-7, X-1: several features are used all or none.
#[tokio::test]
async fn a_use_of_several_features_draws_all_or_nothing() {
    let house = House::open().await;
    let (alice, backend) = (house.person("alice").await, house.backend());
    alice.buys("order-1", "pack-starter").await;
    let both = json!({ "uses": [
        { "feature": "interview_credit", "amount": 1 },
        { "feature": "qa_generator", "amount": 1 },
    ], "reference": "invoice 7" });
    let path = "/v1/accounts/user:alice/consume";
    let short = backend.post_as("use-1", path, &both).await;
    assert_eq!((short.status, &short.body["feature"]), (402, &json!("qa_generator")));
    assert_eq!(alice.available("me", "interview_credit").await, 10);

    alice.buys("order-2", "pack-qa-generator").await;
    let used = backend.post_as("use-1", path, &both).await;
    assert_eq!((used.status, used.is_replay()), (200, false), "{}", used.body);
    assert_eq!(used.body["reference"], "invoice 7");
    assert_eq!(alice.available("me", "interview_credit").await, 9);
    assert_eq!(alice.available("me", "qa_generator").await, 0);
    alice.verifies("me").await;
}
