//! Bodies that are no JSON, too large, or say something else than the route takes.

use serde_json::{Value, json};
use tests::actor::Actor;
use tests::answer::Answer;

use super::{CHECKOUT, CONSUME, Unmoved, good};

async fn sends(actor: &Actor, path: &str, kind: Option<&str>, body: Vec<u8>) -> Answer {
    let mut request = actor.request("POST", path).header("Idempotency-Key", "use-1").body(body);
    if let Some(kind) = kind {
        request = request.header("Content-Type", kind);
    }
    Answer::of(request).await
}

const USE: &str = r#"{"feature":"interview_credit","amount":1}"#;

/// Requests: a body that is not one JSON value in UTF-8 of at most 256 KiB.
#[tokio::test]
async fn a_body_that_is_no_json_is_refused() {
    let unmoved = Unmoved::open().await;
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(10_000), close.repeat(10_000));
    let padded = |bytes: usize| format!("{}{}", good(), " ".repeat(bytes)).into_bytes();
    let invalid =
        [br#"{"uses":[],"session":""#.to_vec(), vec![0xff, 0xfe], b"\"}".to_vec()].concat();
    let utf16: Vec<u8> = good().to_string().encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (what, body, status, problem) in [
        ("empty", Vec::new(), 400, "malformed-json"),
        ("white", b" \n\t".to_vec(), 400, "malformed-json"),
        ("no JSON", b"uses=1".to_vec(), 400, "malformed-json"),
        ("cut off", br#"{"uses":["#.to_vec(), 400, "malformed-json"),
        ("trailing", format!("{} x", good()).into_bytes(), 400, "malformed-json"),
        ("two", format!("{}{}", good(), good()).into_bytes(), 400, "malformed-json"),
        ("deep arrays", deep("[", "]").into_bytes(), 400, "malformed-json"),
        ("deep objects", deep(r#"{"a":"#, "}").into_bytes(), 400, "malformed-json"),
        ("half deep", "[".repeat(100_000).into_bytes(), 400, "malformed-json"),
        ("not UTF-8", invalid, 400, "malformed-json"),
        ("UTF-16", utf16, 400, "malformed-json"),
        ("lone surrogate", br#"{"uses":[],"session":"\ud800"}"#.to_vec(), 400, "malformed-json"),
        (
            "NaN",
            br#"{"uses":[{"feature":"interview_credit","amount":NaN}]}"#.to_vec(),
            400,
            "malformed-json",
        ),
        (
            "twice",
            format!(r#"{{"uses":[{USE}],"uses":[{USE}]}}"#).into_bytes(),
            400,
            "malformed-json",
        ),
        (
            "twice below",
            br#"{"uses":[{"feature":"interview_credit","amount":1,"amount":2}]}"#.to_vec(),
            400,
            "malformed-json",
        ),
        ("300 KB", padded(300_000), 413, "payload-too-large"),
        ("6 MB", padded(6_000_000), 413, "payload-too-large"),
    ] {
        let told = sends(&unmoved.backend, CONSUME, Some("application/json"), body.clone()).await;
        Unmoved::told(&told, status, problem, what);
        let told = sends(&unmoved.alice, CHECKOUT, Some("application/json"), body.clone()).await;
        Unmoved::told(&told, status, problem, what);
        let told = sends(&unmoved.backend, "/v1/accounts", Some("application/json"), body).await;
        Unmoved::told(&told, status, problem, what);
    }
    unmoved.closes().await;
}

/// Requests: the body is declared as JSON in UTF-8.
#[tokio::test]
async fn a_body_of_another_type_is_refused() {
    let unmoved = Unmoved::open().await;
    for kind in [
        None,
        Some("text/plain"),
        Some("application/x-www-form-urlencoded"),
        Some("multipart/form-data; boundary=x"),
        Some("application/json; charset=utf-16"),
        Some("application/jsonp"),
        Some("application/json, text/plain"),
        Some(""),
    ] {
        let told = sends(&unmoved.backend, CONSUME, kind, good().to_string().into_bytes()).await;
        Unmoved::told(&told, 415, "unsupported-media-type", &format!("{kind:?}"));
    }
    unmoved.closes().await;
}

/// Requests: members that are missing, unknown or of another kind; uses that are none, too many or
/// twice.
#[tokio::test]
async fn a_body_that_says_something_else_is_refused() {
    let unmoved = Unmoved::open().await;
    let one = json!({ "feature": "interview_credit", "amount": 1 });
    let many: Vec<Value> =
        (0..21).map(|n| json!({ "feature": format!("f{n}"), "amount": 1 })).collect();
    let long = "s".repeat(256);
    for (body, pointer) in [
        (json!([]), ""),
        (json!("x"), ""),
        (Value::Null, ""),
        (json!({}), ""),
        (json!({ "uses": [] }), "/uses"),
        (json!({ "uses": many }), "/uses"),
        (json!({ "uses": null }), "/uses"),
        (json!({ "uses": one }), "/uses"),
        (json!({ "uses": [one, one] }), "/uses/1/feature"),
        (json!({ "uses": [one], "member": "user:bob" }), ""),
        (json!({ "uses": [one], "price": 0 }), ""),
        (json!({ "uses": [{ "feature": "interview_credit" }] }), "/uses/0"),
        (json!({ "uses": [{ "amount": 1 }] }), "/uses/0"),
        (json!({ "uses": [{ "feature": "", "amount": 1 }] }), "/uses/0/feature"),
        (json!({ "uses": [{ "feature": "Gold", "amount": 1 }] }), "/uses/0/feature"),
        (json!({ "uses": [{ "feature": "a\u{0}", "amount": 1 }] }), "/uses/0/feature"),
        (json!({ "uses": [{ "feature": "a".repeat(256), "amount": 1 }] }), "/uses/0/feature"),
        (json!({ "uses": [one], "session": "" }), "/session"),
        (json!({ "uses": [one], "session": "a\nb" }), "/session"),
        (json!({ "uses": [one], "session": long }), "/session"),
        (json!({ "uses": [one], "session": 7 }), "/session"),
        (json!({ "uses": [one], "reference": "" }), "/reference"),
        (json!({ "uses": [one], "reference": "\u{0}" }), "/reference"),
        (json!({ "uses": [one], "reference": long }), "/reference"),
    ] {
        for route in ["consume", "record"] {
            let path = format!("/v1/accounts/user:alice/{route}");
            let told = unmoved.backend.post_as("use-1", &path, &body).await;
            Unmoved::told(&told, 400, "invalid-request", &body.to_string());
            let at = told.body["errors"][0]["pointer"].as_str().unwrap();
            assert!(at.starts_with(pointer), "{body}: {}", told.body);
        }
    }
    unmoved.closes().await;
}

/// Requests: an error never repeats what was sent.
#[tokio::test]
async fn an_error_never_repeats_what_was_sent() {
    let unmoved = Unmoved::open().await;
    for body in [
        json!({ "sk_live_secret!": 1 }),
        json!({ "uses": "sk_live_secret" }),
        json!({ "uses": [{ "feature": "Sk_live_secret!", "amount": 1 }] }),
        json!({ "uses": [], "session": "sk_live_secret\u{0}" }),
    ] {
        let told = unmoved.backend.post_as("use-1", CONSUME, &body).await;
        Unmoved::told(&told, 400, "invalid-request", &body.to_string());
        assert!(!told.body.to_string().to_lowercase().contains("sk_live_secret"), "{}", told.body);
    }
    unmoved.closes().await;
}
