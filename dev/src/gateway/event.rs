//! The events that API Gateway and function URLs make of a request (payload format 2.0).
//!
//! Written after "Create AWS Lambda proxy integrations for HTTP APIs" of AWS's developer guide. What
//! the page does not say was taken from captures of the real thing: an HTTP API hands the path on
//! decoded (a function URL does not), and a body is text only for a few types (`is_text`).

use std::collections::BTreeMap;

use axum::body::Bytes;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::request::Parts;
use http::{HeaderMap, Version, header};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::joined;
use crate::lambda::variables::route_arn;
use crate::template::resolve::AWS_ACCOUNT;

/// The id of the HTTP API.
const API: &str = "devstack00";

/// A request that the gateway took.
#[derive(Debug)]
pub struct Asked {
    /// Method, path, headers.
    pub parts: Parts,
    /// The body.
    pub body: Bytes,
    /// The gateway's id for it.
    pub id: String,
    /// When it came in, by the movable clock.
    pub at: Timestamp,
}

/// The event for a function behind a route; `context` is what the authorizer said.
pub fn http_api(
    asked: &Asked,
    key: &str,
    parameters: &BTreeMap<String, String>,
    context: Option<&Map<String, Value>>,
) -> Value {
    let mut event = request(asked, key, &path_of_http_api(asked));
    let mut about = request_context(asked, key, &path_of_http_api(asked), API, AWS_ACCOUNT);
    if let Some(context) = context {
        about.insert("authorizer".to_owned(), json!({ "lambda": context }));
    }
    event.insert("requestContext".to_owned(), Value::Object(about));
    if !parameters.is_empty() {
        event.insert("pathParameters".to_owned(), json!(parameters));
    }
    put_body(asked, &mut event);
    Value::Object(event)
}

/// The event for an authorizer; it never sees the body.
pub fn authorizer(
    asked: &Asked,
    key: &str,
    parameters: &BTreeMap<String, String>,
    identity: &[String],
) -> Value {
    let path = path_of_http_api(asked);
    let mut event = request(asked, key, &path);
    let about = request_context(asked, key, &path, API, AWS_ACCOUNT);
    event.insert("type".to_owned(), json!("REQUEST"));
    event.insert("routeArn".to_owned(), json!(route_arn(API, asked.parts.method.as_str(), &path)));
    event.insert("identitySource".to_owned(), json!(identity));
    event.insert("requestContext".to_owned(), Value::Object(about));
    if !parameters.is_empty() {
        event.insert("pathParameters".to_owned(), json!(parameters));
    }
    Value::Object(event)
}

/// The event for a function behind its own URL, asked for `path` (as it stood, not decoded).
pub fn function_url(asked: &Asked, path: &str) -> Value {
    let mut event = request(asked, "$default", path);
    let about = request_context(asked, "$default", path, "devstackurl", "anonymous");
    event.insert("requestContext".to_owned(), Value::Object(about));
    put_body(asked, &mut event);
    Value::Object(event)
}

/// A part of a path or query with its percent-encoding undone.
pub fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let code = match (first, after.split_at_checked(2)) {
            (b'%', Some((digits, behind))) => {
                let digits = std::str::from_utf8(digits).ok();
                let code = digits.filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
                code.and_then(|d| u8::from_str_radix(d, 16).ok()).map(|byte| (byte, behind))
            }
            _ => None,
        };
        let (byte, behind) = code.unwrap_or((first, after));
        bytes.push(byte);
        rest = behind;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn request(asked: &Asked, key: &str, path: &str) -> Map<String, Value> {
    let query = asked.parts.uri.query().unwrap_or_default();
    let mut event = Map::new();
    event.insert("version".to_owned(), json!("2.0"));
    event.insert("routeKey".to_owned(), json!(key));
    event.insert("rawPath".to_owned(), json!(path));
    event.insert("rawQueryString".to_owned(), json!(query));
    event.insert("headers".to_owned(), Value::Object(headers(asked)));
    let cookies = cookies(&asked.parts.headers);
    if !cookies.is_empty() {
        event.insert("cookies".to_owned(), json!(cookies));
    }
    let query = parameters(query);
    if !query.is_empty() {
        event.insert("queryStringParameters".to_owned(), json!(query));
    }
    event
}

fn request_context(
    asked: &Asked,
    key: &str,
    path: &str,
    api: &str,
    account: &str,
) -> Map<String, Value> {
    let host = joined(&asked.parts.headers, &header::HOST);
    let protocol = match asked.parts.version {
        Version::HTTP_10 => "HTTP/1.0",
        _ => "HTTP/1.1",
    };
    let about = json!({
        "accountId": account,
        "apiId": api,
        "domainName": host,
        "domainPrefix": host.split(['.', ':']).next().unwrap_or_default(),
        "http": {
            "method": asked.parts.method.as_str(),
            "path": path,
            "protocol": protocol,
            "sourceIp": "127.0.0.1",
            "userAgent": joined(&asked.parts.headers, &header::USER_AGENT),
        },
        "requestId": asked.id,
        "routeKey": key,
        "stage": "$default",
        "time": asked.at.strftime("%d/%b/%Y:%H:%M:%S +0000").to_string(),
        "timeEpoch": asked.at.as_millisecond(),
    });
    match about {
        Value::Object(about) => about,
        _ => Map::new(),
    }
}

/// An HTTP API decodes the path, and what it then takes for a query is lost.
fn path_of_http_api(asked: &Asked) -> String {
    let path = decoded(asked.parts.uri.path());
    path.split('?').next().unwrap_or_default().to_owned()
}

fn headers(asked: &Asked) -> Map<String, Value> {
    let own = &asked.parts.headers;
    let names = own.keys().filter(|&name| name != header::COOKIE);
    let mut headers: Map<_, _> =
        names.map(|name| (name.as_str().to_owned(), json!(joined(own, name)))).collect();
    let host = joined(own, &header::HOST);
    let port = host.rsplit_once(':').map_or("80", |(_, port)| port);
    for (name, value) in [
        ("x-forwarded-for", "127.0.0.1"),
        ("x-forwarded-port", port),
        ("x-forwarded-proto", "http"),
    ] {
        headers.insert(name.to_owned(), json!(value));
    }
    headers
}

fn cookies(headers: &HeaderMap) -> Vec<String> {
    let lines = headers.get_all(header::COOKIE).iter();
    let lines = lines.map(|line| String::from_utf8_lossy(line.as_bytes()).into_owned());
    lines.flat_map(|line| line.split("; ").map(str::to_owned).collect::<Vec<_>>()).collect()
}

fn parameters(query: &str) -> BTreeMap<String, String> {
    let mut parameters: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        parameters
            .entry(name.into_owned())
            .and_modify(|all| {
                all.push(',');
                all.push_str(&value);
            })
            .or_insert_with(|| value.clone().into_owned());
    }
    parameters
}

fn put_body(asked: &Asked, event: &mut Map<String, Value>) {
    let kind = joined(&asked.parts.headers, &header::CONTENT_TYPE);
    let text = std::str::from_utf8(&asked.body).ok().filter(|_| is_text(&kind));
    if !asked.body.is_empty() {
        let body = text.map_or_else(|| STANDARD.encode(&asked.body), str::to_owned);
        event.insert("body".to_owned(), json!(body));
    }
    let encoded = text.is_none() && !asked.body.is_empty();
    event.insert("isBase64Encoded".to_owned(), json!(encoded));
}

/// Everything else, a form and a body without a type too, is sent as base64.
fn is_text(kind: &str) -> bool {
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let texts = ["application/json", "application/xml", "application/javascript"];
    kind.starts_with("text/") || texts.contains(&kind.as_str())
}

#[cfg(test)]
mod tests;
