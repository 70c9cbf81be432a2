//! The dev gateway makes of a request what AWS made of it in the sample.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Bytes;
use axum::http::Request;
use dev::gateway::event::{self, Asked};
use serde_json::Value;

use crate::samples;

/// Members whose values are AWS's own or the network's: only that they are there is compared.
const OWN: [&str; 8] = [
    "headers",
    "accountId",
    "apiId",
    "domainName",
    "domainPrefix",
    "sourceIp",
    "routeArn",
    "requestId",
];

/// The request that the sample was made of.
fn asked(sample: &Value) -> Asked {
    let text = |pointer: &str| sample.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let (path, query) = (text("/rawPath"), text("/rawQueryString"));
    let target = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
    let mut request = Request::builder().method(text("/requestContext/http/method")).uri(target);
    for (name, value) in sample["headers"].as_object().unwrap() {
        request = request.header(name, value.as_str().unwrap());
    }
    let at = sample["requestContext"]["timeEpoch"].as_i64().unwrap();
    Asked {
        parts: request.body(()).unwrap().into_parts().0,
        body: Bytes::from(text("/body").to_owned()),
        id: text("/requestContext/requestId").to_owned(),
        at: jiff::Timestamp::from_millisecond(at).unwrap(),
    }
}

/// Equal in every member, and in its value where that is not somebody's own.
fn same(name: &str, place: &str, made: &Value, sample: &Value) {
    let (Value::Object(ours), Value::Object(theirs)) = (made, sample) else {
        assert_eq!(made, sample, "{name}: {place}");
        return;
    };
    let keys = |object: &serde_json::Map<String, Value>| -> BTreeSet<String> {
        object.keys().cloned().collect()
    };
    assert_eq!(keys(ours), keys(theirs), "{name}: members of {place}");
    for (key, value) in ours {
        if !OWN.contains(&key.as_str()) {
            same(name, &format!("{place}/{key}"), value, &theirs[key]);
        }
    }
}

fn parameters(sample: &Value) -> BTreeMap<String, String> {
    serde_json::from_value(sample["pathParameters"].clone()).unwrap_or_default()
}

/// what runs on a laptop sees what runs in AWS.
#[test]
fn the_dev_gateway_makes_the_event_that_aws_makes() {
    for (name, sample) in samples("http-api") {
        let key = sample["routeKey"].as_str().unwrap();
        let context = sample["requestContext"]["authorizer"]["lambda"].as_object();
        let made = event::http_api(&asked(&sample), key, &parameters(&sample), context);
        same(&name, "", &made, &sample);
    }
    for (name, sample) in samples("authorizer") {
        let key = sample["routeKey"].as_str().unwrap();
        let identity = [sample["identitySource"][0].as_str().unwrap().to_owned()];
        let made = event::authorizer(&asked(&sample), key, &parameters(&sample), &identity);
        same(&name, "", &made, &sample);
    }
    for (name, sample) in samples("function-url") {
        let made = event::function_url(&asked(&sample), sample["rawPath"].as_str().unwrap());
        same(&name, "", &made, &sample);
    }
}

/// The headers that AWS adds to every request are in the dev gateway's too.
#[test]
fn the_dev_gateway_adds_the_headers_of_a_proxy() {
    for (name, sample) in samples("http-api") {
        let made = event::http_api(&asked(&sample), "GET /", &parameters(&sample), None);
        for header in ["x-forwarded-for", "x-forwarded-port", "x-forwarded-proto", "host"] {
            assert!(made["headers"][header].is_string(), "{name}: {header}");
            assert!(sample["headers"][header].is_string(), "{name}: {header}");
        }
    }
}
