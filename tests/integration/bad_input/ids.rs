//! Names that are none: of accounts, features, purchases and sessions.

use serde_json::json;

use super::Unmoved;

/// Requests, F15: what stands in the path is an account or it is not; nothing in it is cut off,
/// split or taken for another.
#[tokio::test]
async fn what_is_no_account_is_refused() {
    let unmoved = Unmoved::open().await;
    let long = |bytes: usize| format!("user:{}", "a".repeat(bytes - 5));
    for id in [
        "alice".to_owned(),
        "user:".to_owned(),
        "org:".to_owned(),
        "User:alice".to_owned(),
        "key:dev".to_owned(),
        "%20user:alice".to_owned(),
        "user:alice%00".to_owned(),
        "user:alice%0A".to_owned(),
        "user:%0D%0Aalice".to_owned(),
        "user:alice%7F".to_owned(),
        "user:alice%C2%85".to_owned(),
        long(256),
        long(300),
        long(2000),
        // As bytes, not as characters.
        format!("user:{}", "%C3%BC".repeat(126)),
        "me".to_owned(),
    ] {
        for route in [
            "balances",
            "balances/interview_credit",
            "explain/interview_credit",
            "ledger",
            "summary",
            "verify",
        ] {
            let told = unmoved.backend.get(&format!("/v1/accounts/{id}/{route}")).await;
            Unmoved::told(&told, 400, "invalid-account", &format!("{route} of {id}"));
        }
        let used = unmoved.backend.consumes("use-1", &id, "interview_credit", 1).await;
        Unmoved::told(&used, 400, "invalid-account", &id);
    }
    unmoved.closes().await;
}

/// Requests: strange but honest ids are accounts of their own, whole: `#`, `/`, `?`, `%`, right to
/// left, emoji, 255 bytes; none of them is alice.
#[tokio::test]
async fn a_strange_account_is_itself_and_nobody_else() {
    let unmoved = Unmoved::open().await;
    let longest = format!("user:{}", "a".repeat(250));
    for (path, id) in [
        ("user:alice%23x", "user:alice#x"),
        ("user:alice%23", "user:alice#"),
        ("user:alice%2Fbalances", "user:alice/balances"),
        ("user:alice%3Fx=1", "user:alice?x=1"),
        ("user:alice%2525", "user:alice%25"),
        ("user:alice%20", "user:alice "),
        ("user:%E2%80%AEecila", "user:\u{202e}ecila"),
        ("user:%D7%A9%D7%9C%D7%95%D7%9D", "user:שלום"),
        ("user:%F0%9F%A6%80", "user:🦀"),
        ("user:..%2F..%2Fuser:alice", "user:../../user:alice"),
        ("user:me", "user:me"),
        ("org:user:alice", "org:user:alice"),
        (&longest, &longest),
    ] {
        let told = unmoved.backend.get(&format!("/v1/accounts/{path}/balances")).await;
        assert_eq!((told.status, &told.body["account"]), (200, &json!(id)), "{path}");
        assert_eq!(told.body["balances"][0]["available"], 0, "{id} is not alice");
        let body = json!({ "id": id });
        let opened = unmoved.backend.post("/v1/accounts", &body).await;
        assert_eq!((opened.status, &opened.body["id"]), (201, &json!(id)), "{id}: {opened:?}");
        let noted = unmoved.backend.records("use-1", path, "interview_credit", 1).await;
        assert_eq!((noted.status, &noted.body["account"]), (200, &json!(id)), "{noted:?}");
        unmoved.backend.verifies(path).await;
    }
    unmoved.closes().await;
}

/// Requests: an account to be opened is named in the body, as strictly as in the path.
#[tokio::test]
async fn what_is_no_account_or_email_is_not_opened() {
    let unmoved = Unmoved::open().await;
    let long = format!("user:{}", "a".repeat(251));
    for body in [
        json!({}),
        json!({ "id": null }),
        json!({ "id": "" }),
        json!({ "id": "alice" }),
        json!({ "id": "me" }),
        json!({ "id": "user:" }),
        json!({ "id": "user:a\u{0}" }),
        json!({ "id": "user:a\nb" }),
        json!({ "id": long }),
        json!({ "id": ["user:alice"] }),
        json!({ "id": "user:zoe", "email": "" }),
        json!({ "id": "user:zoe", "email": "zoe" }),
        json!({ "id": "user:zoe", "email": "zoe@example.com\nBcc: x" }),
        json!({ "id": "user:zoe", "email": format!("{}@example.com", "z".repeat(250)) }),
        json!({ "id": "user:zoe", "email": 1 }),
        json!({ "id": "user:zoe", "plan": "plan-unlimited" }),
    ] {
        let told = unmoved.backend.post("/v1/accounts", &body).await;
        Unmoved::told(&told, 400, "invalid-request", &body.to_string());
    }
    let zoe = unmoved.backend.get("/v1/accounts/user:zoe").await;
    assert_eq!((zoe.status, zoe.problem()), (404, "not-found"));
    unmoved.closes().await;
}

/// Requests: things that are not there, whatever their name.
#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let unmoved = Unmoved::open().await;
    let long = "a".repeat(300);
    let account = "/v1/accounts/user:alice";
    for (path, problem) in [
        (format!("{account}/balances/gold"), "unknown-feature"),
        (format!("{account}/balances/Interview_Credit"), "unknown-feature"),
        (format!("{account}/balances/interview_credit%20"), "unknown-feature"),
        (format!("{account}/balances/interview_credit%23"), "unknown-feature"),
        (format!("{account}/balances/%E2%80%AE"), "unknown-feature"),
        (format!("{account}/explain/Interview_Credit"), "unknown-feature"),
        (format!("{account}/explain/interview_credit%23"), "unknown-feature"),
        (format!("{account}/purchases/pur_none"), "not-found"),
        (format!("{account}/purchases/%23"), "not-found"),
        ("/v1/checkout/cs_test_none".to_owned(), "not-found"),
        ("/v1/checkout/%2F".to_owned(), "not-found"),
    ] {
        let told = unmoved.backend.get(&path).await;
        Unmoved::told(&told, 404, problem, &path);
    }
    for name in [long.as_str(), "a%00", "a%0Ab"] {
        for path in [format!("{account}/balances/{name}"), format!("{account}/purchases/{name}")] {
            let told = unmoved.backend.get(&path).await;
            assert!((400..=404).contains(&told.status), "{path}: {told:?}");
            let checkout = unmoved.backend.get(&format!("/v1/checkout/{name}")).await;
            Unmoved::told(&checkout, 404, "not-found", name);
        }
    }
    unmoved.closes().await;
}
