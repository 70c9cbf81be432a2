//! Refuses requests whose `Host` is not this machine, so that no web page can reach the stack by a
//! name that resolves to it (DNS rebinding).

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};

use crate::problem::Problem;

/// Lets a request pass that is addressed to a loopback name, whatever its port.
pub async fn only_loopback(request: Request, next: Next) -> Response {
    if addressed_here(request.headers()) {
        return next.run(request).await;
    }
    Problem {
        status: StatusCode::FORBIDDEN,
        kind: "foreign-host",
        detail: "The dev stack answers only requests addressed to 127.0.0.1 or localhost."
            .to_owned(),
    }
    .into_response()
}

fn addressed_here(headers: &HeaderMap) -> bool {
    let mut hosts = headers.get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return false;
    };
    let Ok(host) = host.to_str() else {
        return false;
    };
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    ["127.0.0.1", "localhost", "[::1]"].iter().any(|here| name.eq_ignore_ascii_case(here))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn only_requests_addressed_to_this_machine_pass() {
        for (host, passes) in [
            ("127.0.0.1", true),
            ("127.0.0.1:4242", true),
            ("localhost:80", true),
            ("LOCALHOST", true),
            ("[::1]:4242", true),
            ("example.com", false),
            ("localhost.example.com:4242", false),
            ("127.0.0.1.nip.io", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, HeaderValue::from_static(host));
            assert_eq!(addressed_here(&headers), passes, "{host:?}");
        }
        assert!(!addressed_here(&HeaderMap::new()));
    }

    #[test]
    fn two_hosts_do_not_pass() {
        let mut headers = HeaderMap::new();
        headers.append(header::HOST, HeaderValue::from_static("localhost"));
        headers.append(header::HOST, HeaderValue::from_static("example.com"));
        assert!(!addressed_here(&headers));
    }
}
