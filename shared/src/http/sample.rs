//! Events as the gateway sends them, for the tests of this folder.

use axum::http::Extensions;
use lambda_http::request::LambdaRequest;
use serde_json::{Value, json};

/// 2026-03-01T00:00:00Z.
pub(super) const NOW_MS: i64 = 1_772_323_200_000;

/// An event of an HTTP API. `context` is what the authorizer said, or null.
pub(super) fn event(method: &str, path: &str, context: &Value) -> Value {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": {"host": "api.example.com", "x-forwarded-proto": "https"},
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "api",
            "authorizer": if context.is_null() { Value::Null } else { json!({"lambda": context}) },
            "domainName": "api.example.com",
            "domainPrefix": "api",
            "http": {
                "method": method, "path": path, "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.1", "userAgent": "test"
            },
            "requestId": "request-1",
            "routeKey": "$default",
            "stage": "$default",
            "time": "01/Mar/2026:00:00:00 +0000",
            "timeEpoch": NOW_MS
        },
        "isBase64Encoded": false
    })
}

/// The same, as matched by a route with the names in its path.
pub(super) fn routed(route: &str, names: &Value, context: &Value) -> Value {
    let (method, path) = route.split_once(' ').unwrap();
    let decoded = names.as_object().unwrap().iter().fold(path.to_owned(), |path, (name, value)| {
        path.replace(&format!("{{{name}}}"), value.as_str().unwrap())
    });
    let mut event = event(method, &decoded, context);
    event["rawPath"] = decoded.into();
    event["rawQueryString"] = "".into();
    event["routeKey"] = route.into();
    event["requestContext"]["routeKey"] = route.into();
    event["pathParameters"] = names.clone();
    event
}

/// An event through the decoder that runs in Lambda.
pub(super) fn decoded(event: &Value) -> LambdaRequest {
    serde_json::from_str(&event.to_string()).unwrap()
}

/// What extractors see of a request with this authorizer's context.
pub(super) fn extensions(context: &Value) -> Extensions {
    let request = lambda_http::Request::from(decoded(&event("GET", "/", context)));
    request.into_parts().0.extensions
}

/// The context of a person who is in no organisation.
pub(super) fn alice() -> Value {
    json!({"kind": "user", "subject": "user:alice", "expires": "1772323201"})
}

/// The context of a person who is in one.
pub(super) fn alice_in(organisation: &str, role: &str) -> Value {
    let mut context = alice();
    context["organisation"] = organisation.into();
    context["role"] = role.into();
    context
}

/// The context of a service key.
pub(super) fn service(scopes: &str) -> Value {
    json!({"kind": "service", "subject": "key:k1", "scopes": scopes})
}
