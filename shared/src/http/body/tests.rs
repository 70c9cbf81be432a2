//! Bodies as hostile and as clumsy callers send them.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::extract::{FromRequest, OptionalFromRequest, Request};
use serde::Deserialize;

use super::object::objects;
use super::{Json, Kind, MAX_BODY, Problem, parse};

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Spend {
    #[serde(deserialize_with = "objects")]
    uses: Vec<Use>,
    session: Option<String>,
    #[serde(default)]
    labels: BTreeMap<String, serde_json::Value>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Use {
    feature: String,
    amount: u32,
}

const GOOD: &str = r#"{"uses":[{"feature":"minute","amount":3}],"session":"s1"}"#;

fn refused(body: impl AsRef<[u8]>) -> Problem {
    parse::<Spend>(body.as_ref()).unwrap_err()
}

fn errors(body: &str) -> (String, String) {
    let problem = refused(body);
    assert_eq!(problem.kind(), Kind::InvalidRequest, "{problem:?}");
    let body = problem.body(None);
    let text = |name| body["errors"][0][name].as_str().unwrap().to_owned();
    (text("pointer"), text("detail"))
}

async fn sent(content_type: Option<&str>, body: impl Into<Body>) -> Result<Json<Spend>, Kind> {
    let mut request = Request::post("/");
    if let Some(content_type) = content_type {
        request = request.header("content-type", content_type);
    }
    let request = request.body(body.into()).unwrap();
    let body = <Json<Spend> as FromRequest<()>>::from_request(request, &()).await;
    body.map_err(|problem| problem.kind())
}

#[tokio::test]
async fn a_good_body_is_parsed() {
    for content_type in ["application/json", "Application/JSON; charset=\"UTF-8\""] {
        let Json(spend) = sent(Some(content_type), GOOD).await.unwrap();
        assert_eq!(spend.uses[0].amount, 3);
    }
}

#[tokio::test]
async fn only_json_is_taken() {
    for content_type in [
        None,
        Some("text/plain"),
        Some("application/jsonx"),
        Some("application/json; charset=latin1"),
    ] {
        assert_eq!(sent(content_type, GOOD).await, Err(Kind::UnsupportedMediaType));
    }
}

/// Requests: where none is needed none is fine, and one that is there is held to the same rules.
#[tokio::test]
async fn a_body_that_need_not_be_there_must_hold_where_it_is() {
    let asked = async |content_type: Option<&str>, body: String| {
        let mut request = Request::post("/");
        if let Some(content_type) = content_type {
            request = request.header("content-type", content_type);
        }
        let request = request.body(Body::from(body)).unwrap();
        let body = <Json<Spend> as OptionalFromRequest<()>>::from_request(request, &()).await;
        body.map(|body| body.is_some()).map_err(|problem| problem.kind())
    };
    for content_type in [None, Some("application/json"), Some("text/plain")] {
        assert_eq!(asked(content_type, String::new()).await, Ok(false));
    }
    let json = Some("application/json");
    assert_eq!(asked(json, GOOD.to_owned()).await, Ok(true));
    assert_eq!(asked(None, GOOD.to_owned()).await, Err(Kind::UnsupportedMediaType));
    assert_eq!(asked(json, " ".to_owned()).await, Err(Kind::MalformedJson));
    assert_eq!(asked(json, r#"{"number":"4242"}"#.to_owned()).await, Err(Kind::InvalidRequest));
    assert_eq!(asked(json, " ".repeat(MAX_BODY + 1)).await, Err(Kind::PayloadTooLarge));
}

#[tokio::test]
async fn a_large_body_is_refused_and_the_largest_is_not() {
    let padded = |length: usize| format!("{GOOD}{}", " ".repeat(length - GOOD.len()));
    assert!(sent(Some("application/json"), padded(MAX_BODY)).await.is_ok());
    for length in [MAX_BODY + 1, 6 * 1024 * 1024] {
        let answer = sent(Some("application/json"), padded(length)).await;
        assert_eq!(answer, Err(Kind::PayloadTooLarge));
    }
}

#[test]
fn what_is_not_json_is_refused_with_its_place() {
    let bodies: [&[u8]; 8] =
        [b"", b" \n", b"{", b"[1,]", b"{}{}", b"{'a':1}", b"\xff\xfe{}", b"{\"uses\":[]} x"];
    for body in bodies {
        assert_eq!(refused(body).kind(), Kind::MalformedJson, "{body:?}");
    }
    assert!(refused("{\n  \"uses\": [}").detail().ends_with("at line 2, column 12."));
}

#[test]
fn a_body_nested_ten_thousand_deep_is_refused() {
    let deep = format!("{{\"labels\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
    assert_eq!(refused(deep).kind(), Kind::MalformedJson);
    let objects = format!("{}1{}", "{\"labels\":".repeat(10_000), "}".repeat(10_000));
    assert_eq!(refused(objects).kind(), Kind::MalformedJson);
}

#[test]
fn a_key_may_stand_once_at_every_depth_and_however_it_is_written() {
    for body in [
        r#"{"uses":[],"uses":[]}"#,
        r#"{"uses":[],"labels":{"a":1,"a":2}}"#,
        r#"{"uses":[],"labels":{"x":[{"a":1,"\u0061":2}]}}"#,
        r#"{"uses":[{"feature":"minute","amount":1,"amount":900}]}"#,
    ] {
        let problem = refused(body);
        assert_eq!(problem.kind(), Kind::MalformedJson, "{body}");
        assert!(problem.detail().contains("twice"), "{problem:?}");
    }
}

#[test]
fn what_does_not_fit_is_told_with_its_place() {
    let cases = [
        (r#"{"session":"s"}"#, "", "lacks the member `uses`"),
        (r#"{"uses":[{"feature":"m"}]}"#, "/uses/0", "lacks the member `amount`"),
        (r#"{"uses":[{"feature":"m","amount":"3"}]}"#, "/uses/0/amount", "is not u32"),
        (r#"{"uses":[{"feature":"m","amount":-1}]}"#, "/uses/0/amount", "is not u32"),
        (r#"{"uses":[{"feature":"m","amount":1.5}]}"#, "/uses/0/amount", "is not u32"),
        (r#"{"uses":[{"feature":"m","amount":9007199254740993}]}"#, "/uses/0/amount", "is not u32"),
        (r#"{"uses":7}"#, "/uses", "is not a sequence"),
        // Found by fuzzing: serde reads a struct from the list of its members too.
        (r#"[[{"feature":"m","amount":3}],null,{}]"#, "", "is not an object"),
        (r#"{"uses":[["m",3]]}"#, "/uses/0", "is not an object"),
        (
            r#"{"uses":[],"sesion":"s"}"#,
            "/sesion",
            "is unknown here; use one of `uses`, `session`, `labels`",
        ),
    ];
    for (body, pointer, detail) in cases {
        assert_eq!(errors(body), (pointer.to_owned(), detail.to_owned()), "{body}");
    }
}

#[test]
fn an_error_never_repeats_what_was_sent() {
    for body in [
        r#"{"uses":"sk_live_secret"}"#,
        r#"{"uses":"sk_live_secret, expected x"}"#,
        r#"{"uses":[{"feature":"m","amount":"sk_live_secret"}]}"#,
        r#"{"uses":[],"sk_live_secret and more":1}"#,
        r#"{"uses":[],"a":1,"sk_live_secret, expected`":1}"#,
        r#"{"sk_live_secret""#,
        r#"{"sk_live_secret":1,"sk_live_secret":2}"#,
    ] {
        let told = refused(body).body(None).to_string();
        assert!(!told.contains("sk_live_secret"), "{told}");
    }
}
