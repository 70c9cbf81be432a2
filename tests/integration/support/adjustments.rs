//! Corrections: what they give and take, once, and what is none.

use serde_json::{Value, json};
use tests::house::House;

fn correction(amount: i64) -> Value {
    json!({ "feature": "interview_credit", "amount": amount, "reason": "a session broke off" })
}

/// X-1: what is given is there, what is taken is gone, and never more than was granted.
#[tokio::test]
async fn a_correction_gives_and_takes_once() {
    let house = House::open().await;
    let (alice, admin) = (house.person("alice").await, house.admin());
    let given = admin.adjusts("ticket-1", "user:alice", &correction(10)).await;
    assert_eq!((given.status, given.is_replay()), (200, false), "{}", given.body);
    assert_eq!((given.text("kind"), given.text("account")), ("adjust", "user:alice"));
    assert_eq!((given.text("reason"), given.text("actor")), ("a session broke off", "key:dev"));
    let outcome =
        json!({ "feature": "interview_credit", "amount": 10, "short": 0, "available": 10 });
    assert_eq!(given.body["outcome"], json!([outcome]));
    let taken = admin.adjusts("ticket-2", "user:alice", &correction(-4)).await;
    assert_eq!(taken.body["outcome"][0]["available"], 6, "{}", taken.body);
    let one = admin.adjusts("ticket-3", "user:alice", &correction(-1)).await;
    assert_eq!(one.body["outcome"][0]["available"], 5, "-1 is one, and not everything");

    for (key, first) in [("ticket-1", &given), ("ticket-2", &taken)] {
        let amount = if key == "ticket-1" { 10 } else { -4 };
        let again = admin.adjusts(key, "user:alice", &correction(amount)).await;
        assert_eq!((again.status, again.is_replay()), (200, true));
        assert_eq!(again.body, first.body);
    }
    let mut other = correction(10);
    other["reason"] = json!("another reason");
    for body in [&other, &correction(11), &correction(-10)] {
        let told = admin.adjusts("ticket-1", "user:alice", body).await;
        assert_eq!((told.status, told.problem()), (422, "idempotency-key-reused"), "{body}");
    }
    let much = admin.adjusts("ticket-4", "user:alice", &correction(-6)).await;
    assert_eq!((much.status, much.problem()), (402, "insufficient"), "{}", much.body);
    assert_eq!((&much.body["requested"], &much.body["available"]), (&json!(6), &json!(5)));
    assert_eq!(alice.available("me", "interview_credit").await, 5);
    // What was refused may be asked for again when it is there.
    admin.adjusts("ticket-5", "user:alice", &correction(1)).await;
    assert_eq!(admin.adjusts("ticket-4", "user:alice", &correction(-6)).await.status, 200);
    assert_eq!(alice.available("me", "interview_credit").await, 0);
    alice.verifies("me").await;
}

/// What is given until a moment is gone then; and a repeat after it still gets the first answer.
#[tokio::test]
async fn a_gift_may_have_an_end() {
    let house = House::open().await;
    let admin = house.admin();
    let mut gift = correction(3);
    gift["expires_at"] = json!("2026-01-16T01:00:00+01:00");
    let given = admin.adjusts("gift", "user:alice", &gift).await;
    assert_eq!(given.status, 200, "{}", given.body);
    assert_eq!(admin.available("user:alice", "interview_credit").await, 3);
    house.move_clock("2026-01-16T00:00:00Z").await;
    assert_eq!(admin.available("user:alice", "interview_credit").await, 0);
    let again = admin.adjusts("gift", "user:alice", &gift).await;
    assert_eq!((again.is_replay(), &again.body), (true, &given.body));
    let late = admin.adjusts("late", "user:alice", &gift).await;
    assert_eq!((late.status, late.problem()), (400, "invalid-request"));
    assert_eq!(late.body["errors"][0]["pointer"], "/expires_at");
    gift["amount"] = json!(4);
    let other = admin.adjusts("gift", "user:alice", &gift).await;
    assert_eq!((other.status, other.problem()), (422, "idempotency-key-reused"));
    admin.verifies("user:alice").await;
}

/// BD-11: without a limit is said in words; so a switch is turned on.
#[tokio::test]
async fn what_has_no_limit_is_given_in_words() {
    let house = House::open().await;
    let admin = house.admin();
    for feature in ["interview_credit", "qa_management"] {
        let body = json!({ "feature": feature, "unlimited": true, "reason": "a partner" });
        let given = admin.adjusts(feature, "org:acme", &body).await;
        assert_eq!(given.status, 200, "{}", given.body);
        assert_eq!(given.body["outcome"][0]["amount"], -1);
        assert_eq!(admin.available("org:acme", feature).await, -1);
    }
    let body = json!({ "feature": "qa_management", "amount": 1, "reason": "a partner" });
    let counted = admin.adjusts("counted", "org:acme", &body).await;
    assert_eq!((counted.status, counted.problem()), (409, "not-counted"));
    admin.verifies("org:acme").await;
}

/// Requests: what contradicts itself or is out of range changes nothing.
#[tokio::test]
async fn a_correction_that_is_none_is_refused() {
    let house = House::open().await;
    let admin = house.admin();
    let base = correction(5);
    let with = |name: &str, value: Value| {
        let mut body = base.clone();
        body[name] = value;
        body
    };
    let mut taking = correction(-5);
    taking["expires_at"] = json!("2026-02-01T00:00:00Z");
    let nothing = json!({ "feature": "interview_credit", "reason": "r" });
    let off = json!({ "feature": "interview_credit", "unlimited": false, "reason": "r" });
    let silent = json!({ "feature": "interview_credit", "amount": 1 });
    for (body, pointer) in [
        (with("amount", json!(0)), "/amount"),
        (with("amount", json!(1_000_000_000_001_i64)), "/amount"),
        (with("amount", json!(-1_000_000_000_001_i64)), "/amount"),
        (with("amount", json!(i64::MIN)), "/amount"),
        (with("amount", json!(1.5)), "/amount"),
        (with("amount", json!("5")), "/amount"),
        (with("unlimited", json!(true)), "/unlimited"),
        (nothing, "/amount"),
        (off, "/amount"),
        (with("reason", json!("")), "/reason"),
        (with("reason", json!("r".repeat(256))), "/reason"),
        (with("reason", json!("a\nb")), "/reason"),
        (with("expires_at", json!("tomorrow")), "/expires_at"),
        (with("expires_at", json!("2026-01-15T12:00:00Z")), "/expires_at"),
        (taking, "/expires_at"),
        (with("feature", json!("No Feature")), "/feature"),
        (silent, ""),
        (with("actor", json!("me")), ""),
    ] {
        let told = admin.adjusts("ticket", "user:alice", &body).await;
        assert_eq!((told.status, told.problem()), (400, "invalid-request"), "{body}");
        if !pointer.is_empty() {
            assert_eq!(told.body["errors"][0]["pointer"], pointer, "{body}: {}", told.body);
        }
    }
    let path = "/v1/accounts/user:alice/adjustments";
    let keyless = admin.post(path, &base).await;
    assert_eq!((keyless.status, keyless.problem()), (400, "idempotency-key-missing"));
    let unknown = admin.adjusts("gold", "user:alice", &with("feature", json!("gold"))).await;
    assert_eq!((unknown.status, unknown.problem()), (404, "unknown-feature"));
    let me = admin.adjusts("ticket", "me", &base).await;
    assert_eq!((me.status, me.problem()), (400, "invalid-account"));
    let ledger = admin.get("/v1/accounts/user:alice/ledger").await;
    assert_eq!(ledger.body["entries"], json!([]));
    // The key was never used, so it is free.
    assert_eq!(admin.adjusts("ticket", "user:alice", &base).await.status, 200);
    admin.verifies("user:alice").await;
}
