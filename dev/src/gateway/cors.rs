//! Cross-origin requests, which API Gateway answers by itself as the template says.

use axum::body::Body;
use axum::response::Response;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};

use crate::template::http_api::CorsSpec;

/// The API's cross-origin rules.
#[derive(Debug)]
pub struct Cors(CorsSpec);

/// Headers that only the gateway sets.
const OWN: [HeaderName; 6] = [
    header::ACCESS_CONTROL_ALLOW_ORIGIN,
    header::ACCESS_CONTROL_ALLOW_CREDENTIALS,
    header::ACCESS_CONTROL_ALLOW_HEADERS,
    header::ACCESS_CONTROL_ALLOW_METHODS,
    header::ACCESS_CONTROL_EXPOSE_HEADERS,
    header::ACCESS_CONTROL_MAX_AGE,
];

impl Cors {
    /// Rules as the template has them.
    pub fn new(spec: CorsSpec) -> Self {
        Self(spec)
    }

    /// The answer to a preflight request; nothing when it is none.
    pub fn preflight(&self, method: &Method, asked: &HeaderMap) -> Option<Response> {
        let preflight = method == Method::OPTIONS
            && asked.contains_key(header::ORIGIN)
            && asked.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
        if !preflight {
            return None;
        }
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NO_CONTENT;
        let headers = response.headers_mut();
        if self.allow(asked, headers) {
            put(headers, header::ACCESS_CONTROL_ALLOW_METHODS, &self.0.methods.join(","));
            put(headers, header::ACCESS_CONTROL_ALLOW_HEADERS, &self.0.headers.join(","));
            if let Some(age) = self.0.max_age {
                put(headers, header::ACCESS_CONTROL_MAX_AGE, &age.to_string());
            }
        }
        Some(response)
    }

    /// Adds to a response what the asking page needs to read it; the function's own words are lost.
    pub fn decorate(&self, asked: &HeaderMap, headers: &mut HeaderMap) {
        for own in OWN {
            headers.remove(own);
        }
        if self.allow(asked, headers) {
            put(headers, header::ACCESS_CONTROL_EXPOSE_HEADERS, &self.0.exposed.join(","));
        }
    }

    fn allow(&self, asked: &HeaderMap, headers: &mut HeaderMap) -> bool {
        let Some(origin) = asked.get(header::ORIGIN) else {
            return false;
        };
        let named = self.0.origins.iter().any(|allowed| allowed.as_bytes() == origin.as_bytes());
        let any = self.0.origins.iter().any(|allowed| allowed == "*");
        if !named && !any {
            return false;
        }
        let answer = if named { origin.clone() } else { HeaderValue::from_static("*") };
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, answer);
        if named {
            headers.append(header::VARY, HeaderValue::from_static("origin"));
        }
        if self.0.credentials {
            put(headers, header::ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
        }
        true
    }
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let (false, Ok(value)) = (value.is_empty(), HeaderValue::from_str(value)) {
        headers.insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cors() -> Cors {
        Cors::new(CorsSpec {
            origins: vec!["https://a.example".to_owned()],
            methods: vec!["GET".to_owned(), "POST".to_owned()],
            headers: vec!["authorization".to_owned()],
            exposed: vec!["retry-after".to_owned()],
            credentials: false,
            max_age: Some(600),
        })
    }

    fn asks(origin: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::ORIGIN, HeaderValue::from_static(origin));
        let method = HeaderValue::from_static("POST");
        headers.insert(header::ACCESS_CONTROL_REQUEST_METHOD, method);
        headers
    }

    #[test]
    fn a_preflight_of_an_allowed_origin_is_answered_by_the_gateway() {
        let response = cors().preflight(&Method::OPTIONS, &asks("https://a.example")).unwrap();
        assert_eq!(response.status(), StatusCode::NO_CONTENT);
        let headers = response.headers();
        assert_eq!(headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], "https://a.example");
        assert_eq!(headers[header::ACCESS_CONTROL_ALLOW_METHODS], "GET,POST");
        assert_eq!(headers[header::ACCESS_CONTROL_ALLOW_HEADERS], "authorization");
        assert_eq!(headers[header::ACCESS_CONTROL_MAX_AGE], "600");
    }

    #[test]
    fn another_origin_gets_no_permission() {
        let response = cors().preflight(&Method::OPTIONS, &asks("https://b.example")).unwrap();
        assert_eq!(response.status(), StatusCode::NO_CONTENT);
        assert!(response.headers().is_empty());
        assert!(cors().preflight(&Method::GET, &asks("https://a.example")).is_none());
        assert!(cors().preflight(&Method::OPTIONS, &HeaderMap::new()).is_none());
    }

    #[test]
    fn the_functions_own_words_about_origins_are_replaced() {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        cors().decorate(&asks("https://b.example"), &mut headers);
        assert!(headers.is_empty());
        cors().decorate(&asks("https://a.example"), &mut headers);
        assert_eq!(headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], "https://a.example");
        assert_eq!(headers[header::ACCESS_CONTROL_EXPOSE_HEADERS], "retry-after");
        assert_eq!(headers[header::VARY], "origin");
    }

    #[test]
    fn any_origin_may_come_where_the_template_says_so() {
        let spec = CorsSpec { origins: vec!["*".to_owned()], ..CorsSpec::default() };
        let mut headers = HeaderMap::new();
        Cors::new(spec).decorate(&asks("https://b.example"), &mut headers);
        assert_eq!(headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*");
    }
}
