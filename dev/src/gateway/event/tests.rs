//! What a request looks like to a function.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::*;

fn asked(method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Asked {
    let mut request = http::Request::builder().method(method).uri(target);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let (parts, ()) = request.body(()).unwrap().into_parts();
    Asked {
        parts,
        body: Bytes::copy_from_slice(body),
        id: "id-1".to_owned(),
        at: "2026-03-01T09:05:07.123Z".parse().unwrap(),
    }
}

#[test]
fn a_request_becomes_the_event_that_api_gateway_sends() {
    let asked = asked(
        "POST",
        "/v1/accounts/user%3Aa/consume?a=1&b=x%20y&a=2+3",
        &[
            ("Host", "127.0.0.1:4242"),
            ("User-Agent", "curl/8"),
            ("Content-Type", "application/json; charset=utf-8"),
            ("X-Twice", "one"),
            ("x-twice", "two"),
            ("Cookie", "c=1; d=2"),
            ("Cookie", "e=3"),
        ],
        b"{}",
    );
    let parameters = BTreeMap::from([("account".to_owned(), "user:a".to_owned())]);
    let context = json!({ "kind": "user" });
    let event =
        http_api(&asked, "POST /v1/accounts/{account}/consume", &parameters, context.as_object());
    let expected = json!({
        "version": "2.0",
        "routeKey": "POST /v1/accounts/{account}/consume",
        "rawPath": "/v1/accounts/user:a/consume",
        "rawQueryString": "a=1&b=x%20y&a=2+3",
        "cookies": ["c=1", "d=2", "e=3"],
        "headers": {
            "content-type": "application/json; charset=utf-8",
            "host": "127.0.0.1:4242",
            "user-agent": "curl/8",
            "x-forwarded-for": "127.0.0.1",
            "x-forwarded-port": "4242",
            "x-forwarded-proto": "http",
            "x-twice": "one,two",
        },
        "queryStringParameters": { "a": "1,2 3", "b": "x y" },
        "pathParameters": { "account": "user:a" },
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "devstack00",
            "authorizer": { "lambda": { "kind": "user" } },
            "domainName": "127.0.0.1:4242",
            "domainPrefix": "127",
            "http": {
                "method": "POST",
                "path": "/v1/accounts/user:a/consume",
                "protocol": "HTTP/1.1",
                "sourceIp": "127.0.0.1",
                "userAgent": "curl/8",
            },
            "requestId": "id-1",
            "routeKey": "POST /v1/accounts/{account}/consume",
            "stage": "$default",
            "time": "01/Mar/2026:09:05:07 +0000",
            "timeEpoch": 1_772_355_907_123_i64,
        },
        "body": "{}",
        "isBase64Encoded": false,
    });
    assert_eq!(event, expected);
}

#[test]
fn an_authorizer_sees_who_asks_and_never_the_body() {
    let asked = asked("GET", "/v1/catalog", &[("authorization", "Bearer x")], b"secret");
    let identity = ["Bearer x".to_owned()];
    let event = authorizer(&asked, "GET /v1/catalog", &BTreeMap::new(), &identity);
    assert_eq!(event["type"], "REQUEST");
    assert_eq!(
        event["routeArn"],
        "arn:aws:execute-api:us-east-1:123456789012:devstack00/$default/GET/v1/catalog"
    );
    assert_eq!(event["identitySource"], json!(["Bearer x"]));
    assert_eq!(event["requestContext"]["timeEpoch"], 1_772_355_907_123_i64);
    assert!(event.get("body").is_none());
    assert!(event.get("pathParameters").is_none());
}

#[test]
fn a_function_url_keeps_the_path_as_it_stood() {
    let asked = asked("POST", "/webhook", &[("content-type", "application/json")], b"{}");
    let event = function_url(&asked, "/a%20b");
    assert_eq!(event["rawPath"], "/a%20b");
    assert_eq!(event["routeKey"], "$default");
    assert_eq!(event["requestContext"]["accountId"], "anonymous");
    assert_eq!(event["body"], "{}");
}

#[test]
fn only_bodies_of_text_types_are_text() {
    for (kind, body, text) in [
        ("application/json", "{}".as_bytes(), true),
        ("TEXT/plain; charset=utf-8", b"a", true),
        ("application/xml", b"<a/>", true),
        ("application/javascript", b"1", true),
        ("application/x-www-form-urlencoded", b"a=1", false),
        ("application/problem+json", b"{}", false),
        ("", b"a", false),
        ("application/json", b"\xff", false),
    ] {
        let event = function_url(&asked("POST", "/", &[("content-type", kind)], body), "/");
        assert_eq!(event["isBase64Encoded"], !text, "{kind}");
        let sent = event["body"].as_str().unwrap();
        let sent = if text { sent.as_bytes().to_vec() } else { STANDARD.decode(sent).unwrap() };
        assert_eq!(sent, body, "{kind}");
    }
    let event = function_url(&asked("GET", "/", &[], b""), "/");
    assert!(event.get("body").is_none());
    assert_eq!(event["isBase64Encoded"], false);
}

#[test]
fn percent_encoding_is_undone_and_what_is_none_stays() {
    for (encoded, plain) in [
        ("user%3Aalice", "user:alice"),
        ("a+b", "a+b"),
        ("%e2%82%ac", "€"),
        ("100%", "100%"),
        ("%zz%4", "%zz%4"),
        ("%+1", "%+1"),
        ("%00", "\0"),
    ] {
        assert_eq!(decoded(encoded), plain);
    }
}
