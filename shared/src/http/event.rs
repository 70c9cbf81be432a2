//! Lambda's event becomes the request that the router sees: the same route and names the gateway
//! saw.
//!
//! An HTTP API decodes `rawPath`: `user:a%2Fb` arrives as `user:a/b`, and `%23` and `%3F` as `#`
//! and `?`, which a URL parser would cut the path at. But the gateway also says which route it
//! matched and what each name in it was. From those two the path is written again, every name
//! encoded, so that gateway and router never disagree on whose account is meant. A function URL has
//! no route and leaves the path encoded: there it is taken as it came.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::task::{Context, Poll};

use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use lambda_http::lambda_runtime::{LambdaEvent, Service};
use lambda_http::request::LambdaRequest;

/// The longest path and query together. The gateway's own limit is 10,240 bytes for line and
/// headers.
const MAX_TARGET: usize = 16 * 1024;

/// Puts an event in order before `lambda_http` makes a request of it, which panics on what is no
/// URI.
#[derive(Clone, Debug)]
pub struct Door<S>(pub S);

impl<S: Service<LambdaEvent<LambdaRequest>>> Service<LambdaEvent<LambdaRequest>> for Door<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, mut event: LambdaEvent<LambdaRequest>) -> S::Future {
        if let LambdaRequest::ApiGatewayV2(request) = &mut event.payload {
            put_in_order(request);
        }
        self.0.call(event)
    }
}

/// Rewrites path, query, stage and host, so that whatever was sent makes a URI.
fn put_in_order(event: &mut ApiGatewayV2httpRequest) {
    let raw_path = event.raw_path.take().unwrap_or_default();
    let route = event.request_context.route_key.as_deref().unwrap_or("$default");
    let path = routed(route, &event.path_parameters).unwrap_or_else(|| escaped(&raw_path));
    let query = event.raw_query_string.take().map(|query| escaped(&query)).unwrap_or_default();
    let too_long = path.len().saturating_add(query.len()) > MAX_TARGET;
    // No route has this name: what is too long is not found.
    event.raw_path = Some(if too_long { "/too-long".to_owned() } else { path });
    event.raw_query_string = (!too_long && !query.is_empty()).then_some(query);
    // The stage is no part of our routes, and nothing of ours depends on the host.
    event.request_context.stage = None;
    event.request_context.domain_name = None;
    event.headers.remove(axum::http::header::HOST);
}

/// `GET /v1/accounts/{account}` with each name encoded; nothing when a name is missing.
fn routed(route: &str, names: &HashMap<String, String>) -> Option<String> {
    let (_, template) = route.split_once(' ')?;
    let mut path = String::new();
    for segment in template.strip_prefix('/')?.split('/') {
        path.push('/');
        match segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            Some(name) if name.ends_with('+') => return None,
            Some(name) => encode(&mut path, names.get(name)?, is_unreserved),
            None => path.push_str(segment),
        }
    }
    Some(path)
}

/// Encodes what may not stand in a URI and leaves the rest, escapes too, as it is.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    encode(&mut escaped, text, |byte| {
        is_unreserved(byte) || b"!$&'()*+,;=:@/?%[]|".contains(&byte)
    });
    escaped
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

fn encode(into: &mut String, text: &str, keep: impl Fn(u8) -> bool) {
    for byte in text.bytes() {
        if keep(byte) {
            into.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(into, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::{escaped, routed};

    fn routed_account(account: &str) -> Option<String> {
        let names = HashMap::from([("account".to_owned(), account.to_owned())]);
        routed("GET /v1/accounts/{account}/balances", &names)
    }

    #[test]
    fn the_names_the_gateway_found_are_encoded_again() {
        for (account, path) in [
            ("user:alice", "user%3Aalice"),
            ("user:a/b", "user%3Aa%2Fb"),
            ("user:a#b?c", "user%3Aa%23b%3Fc"),
            ("user:100%25", "user%3A100%2525"),
            ("user:../..", "user%3A..%2F.."),
            ("user:\0\n", "user%3A%00%0A"),
            ("user:ü", "user%3A%C3%BC"),
        ] {
            assert_eq!(routed_account(account), Some(format!("/v1/accounts/{path}/balances")));
        }
    }

    #[test]
    fn without_a_route_the_path_is_taken_as_it_came() {
        assert_eq!(routed("$default", &HashMap::new()), None);
        assert_eq!(routed("GET /v1/accounts/{account}", &HashMap::new()), None);
        assert_eq!(routed("ANY /{proxy+}", &HashMap::new()), None);
        assert_eq!(routed("GET /v1/catalog", &HashMap::new()).as_deref(), Some("/v1/catalog"));
    }

    #[test]
    fn what_no_uri_may_hold_is_escaped_and_escapes_stay() {
        assert_eq!(escaped("/a%2Fb/é <>\"#{}\\^`"), "/a%2Fb/%C3%A9%20%3C%3E%22%23%7B%7D%5C%5E%60");
        assert_eq!(escaped("a=1&b=x%20y+z"), "a=1&b=x%20y+z");
    }
}
