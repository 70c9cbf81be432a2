//! Roles: by the token, by the record that beats it, and never by oneself alone.

use serde_json::json;

use super::{ACME, SESSION, with_pool};

/// who is removed is refused from that moment on, whatever their token says, and may come back.
#[tokio::test]
async fn a_removed_member_is_refused_at_once() {
    let (house, admin, backend) = with_pool(10).await;
    let sam = house.member("sam", "acme", "admin").await;
    let balances = format!("/v1/accounts/{ACME}/balances");
    assert_eq!(sam.get(&balances).await.status, 200);
    assert_eq!(backend.uses_for("user:sam", "use-1", ACME, SESSION, 1).await.status, 200);
    for _ in 0..2 {
        assert_eq!(admin.expels(ACME, "user:sam").await.status, 204);
    }
    assert_eq!(sam.get(&balances).await.problem(), "forbidden");
    let members = format!("/v1/accounts/{ACME}/members");
    assert_eq!(sam.get(&members).await.problem(), "forbidden");
    let used = backend.uses_for("user:sam", "use-2", ACME, SESSION, 1).await;
    assert_eq!((used.status, used.problem()), (403, "member-removed"));
    let held = backend.holds_for("user:sam", "hold-1", ACME, SESSION, 1).await;
    assert_eq!(held.problem(), "member-removed");
    let body = json!({ "uses": [{ "feature": SESSION, "amount": 1 }], "member": "user:sam" });
    let recorded = backend.post_as("rec-1", &format!("/v1/accounts/{ACME}/record"), &body).await;
    assert_eq!(recorded.problem(), "member-removed");
    let checked = backend.get(&format!("{balances}/{SESSION}?member=user:sam")).await;
    assert_eq!(checked.problem(), "member-removed");
    assert_eq!(
        backend.uses_for("user:sam", "use-1", ACME, SESSION, 1).await.status,
        200,
        "a repeat"
    );

    let unnamed = admin.enrols(ACME, "user:sam", &json!({ "caps": [] })).await;
    assert_eq!((unnamed.status, unnamed.problem()), (409, "conflict"));
    let back = admin.enrols(ACME, "user:sam", &json!({ "role": "member" })).await;
    assert_eq!((back.status, &back.body["used"][0]["ever"]), (200, &json!(1)));
    assert_eq!(backend.uses_for("user:sam", "use-2", ACME, SESSION, 1).await.status, 200);
    assert_eq!(sam.get(&members).await.problem(), "forbidden", "an admin by token alone");
    admin.verifies(ACME).await;
}

/// a record makes an admin of somebody whose token names no organisation, and unmakes one.
#[tokio::test]
async fn a_record_beats_the_token() {
    let (house, admin, _backend) = with_pool(10).await;
    let (eve, members) = (house.person("eve").await, format!("/v1/accounts/{ACME}/members"));
    assert_eq!(eve.get(&members).await.status, 403);
    assert_eq!(admin.enrols(ACME, "user:eve", &json!({ "role": "admin" })).await.status, 200);
    assert_eq!(eve.get(&members).await.status, 200);
    assert_eq!(eve.enrols(ACME, "user:ada", &json!({ "role": "member" })).await.status, 200);
    assert_eq!(admin.get(&members).await.status, 403, "ada's token still says admin");
    let back = eve.enrols(ACME, "user:ada", &json!({ "role": "claimed" })).await;
    assert_eq!((back.status, back.text("role")), (200, "claimed"));
    assert_eq!(admin.get(&members).await.status, 200);
}

/// nobody takes their own rights away: somebody must be left to give them back.
#[tokio::test]
async fn nobody_removes_themselves() {
    let (_house, admin, backend) = with_pool(1).await;
    for answer in [
        admin.expels(ACME, "user:ada").await,
        admin.enrols(ACME, "user:ada", &json!({ "role": "member" })).await,
    ] {
        assert_eq!((answer.status, answer.problem()), (409, "conflict"), "{}", answer.body);
    }
    let own = admin.enrols(ACME, "user:ada", &json!({ "caps": [] })).await;
    assert_eq!(own.status, 200, "{}", own.body);
    assert_eq!(backend.expels(ACME, "user:ada").await.status, 204, "the team's backend may");
}
