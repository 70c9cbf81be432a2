//! Bodies of holds and of their ends that do not fit.

use serde_json::json;
use tests::actor::listed;
use tests::house::House;

const CREDIT: &str = "interview_credit";

/// what a hold cannot be is refused at the door, member by member.
#[tokio::test]
async fn a_hold_that_does_not_fit_is_refused() {
    let house = House::open().await;
    house.person("alice").await.buys("order-1", "pack-starter").await;
    let backend = house.backend();
    let path = "/v1/accounts/user:alice/holds";
    let uses = listed(&[(CREDIT, 1)]);
    for (body, pointer) in [
        (json!({ "uses": uses, "expires_in": 0 }), "/expires_in"),
        (json!({ "uses": uses, "expires_in": 604_801 }), "/expires_in"),
        (json!({ "uses": uses, "expires_in": -1 }), "/expires_in"),
        (json!({ "uses": [] }), "/uses"),
        (json!({ "uses": listed(&[(CREDIT, 0)]) }), "/uses/0/amount"),
        (json!({ "uses": uses, "session": "" }), "/session"),
    ] {
        let refused = backend.post_as("hold-1", path, &body).await;
        assert_eq!((refused.status, refused.problem()), (400, "invalid-request"), "{body}");
        assert_eq!(refused.body["errors"][0]["pointer"], pointer, "{body}");
    }
    let nameless = backend.post(path, &json!({ "uses": uses })).await;
    assert_eq!(nameless.problem(), "idempotency-key-missing");
    let week = json!({ "uses": uses, "expires_in": 604_800 });
    assert_eq!(backend.post_as("hold-1", path, &week).await.status, 201);
    let other = json!({ "uses": uses, "expires_in": 604_799 });
    assert_eq!(backend.post_as("hold-1", path, &other).await.problem(), "idempotency-key-reused");
    let hold = backend.post_as("hold-2", path, &json!({ "uses": uses })).await;
    let until = hold.text("expires_at");
    assert!(until.starts_with("2026-01-15T13:0"), "an hour if nothing is said: {until}");
    let path = format!("{path}/{}/settle", hold.text("hold"));
    for amount in [json!(-1), json!(1_000_000_000_001_i64), json!("1"), json!(0.5)] {
        let body = json!({ "uses": [{ "feature": CREDIT, "amount": amount }] });
        assert_eq!(backend.post(&path, &body).await.status, 400, "{body}");
    }
    let nothing = backend.settles("user:alice", hold.text("hold"), &[(CREDIT, 0)]).await;
    assert_eq!((nothing.status, &nothing.body["outcome"][0]["amount"]), (200, &json!(0)));
}
