//! The query string of a request, parsed as strictly as its body.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::problem::Problem;

/// The longest query string taken.
pub const MAX_QUERY: usize = 4096;

/// A query string of type `T`. Types say `deny_unknown_fields`; a parameter may stand once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        if parts.uri.query().is_some_and(|query| query.len() > MAX_QUERY) {
            return Err(Problem::invalid("", "is longer than 4,096 bytes"));
        }
        match axum::extract::Query::try_from_uri(&parts.uri) {
            Ok(axum::extract::Query(value)) => Ok(Self(value)),
            Err(error) => Err(does_not_fit(&error.body_text())),
        }
    }
}

/// Which page of a list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
pub struct PageQuery {
    /// The `next` of the page before.
    pub cursor: Option<String>,
    /// How many on a page, 1 to 100; 20 if not given.
    pub limit: Option<u16>,
}

impl PageQuery {
    /// After what the page begins.
    pub fn after<T>(&self, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Problem> {
        after(self.cursor.as_deref(), parse)
    }

    /// How many at most.
    pub fn limit(&self) -> Result<u16, Problem> {
        at_most(self.limit, "limit")
    }
}

/// After what a page begins; what was never given out as a cursor is none.
pub fn after<T>(
    cursor: Option<&str>,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, Problem> {
    cursor.map(|text| parse(text).ok_or_else(wrong_cursor)).transpose()
}

/// The cursor is none that was given out for this list.
pub fn wrong_cursor() -> Problem {
    Problem::invalid("cursor", "must be the `next` of a page before")
}

/// How many are listed at most: 1 to 100, and 20 where the query does not say.
pub fn at_most(number: Option<u16>, name: &'static str) -> Result<u16, Problem> {
    let number = number.unwrap_or(20);
    let wrong = || Problem::invalid(name, "must be 1 to 100");
    Some(number).filter(|it| (1..=100).contains(it)).ok_or_else(wrong)
}

/// The framework says `…: name: what`; what was sent is not repeated.
fn does_not_fit(text: &str) -> Problem {
    let text = text.split_once(": ").map_or(text, |(_, rest)| rest);
    // The name of a parameter we do not know is the sender's own word, and not repeated either.
    let (name, message) = match (text.find("unknown field"), text.split_once(": ")) {
        (Some(start), _) => ("", text.get(start..).unwrap_or_default()),
        (None, Some((name, message))) if is_name(name) => (name, message),
        (None, _) => ("", text),
    };
    Problem::invalid(name, super::body::reason(message).replace("member", "parameter"))
}

fn is_name(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    (1..=64).contains(&name.len()) && name.bytes().all(is_plain)
}

#[cfg(test)]
mod tests {
    use axum::extract::FromRequestParts;
    use axum::http::Request;
    use serde::Deserialize;

    use super::{Problem, Query};
    use crate::http::problem::Kind;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Page {
        limit: Option<u8>,
        cursor: Option<String>,
    }

    async fn parse(query: &str) -> Result<Page, Problem> {
        let request = Request::get(format!("/v1/x?{query}")).body(()).unwrap();
        let (mut parts, ()) = request.into_parts();
        Query::from_request_parts(&mut parts, &()).await.map(|Query(page)| page)
    }

    async fn errors(query: &str) -> (String, String) {
        let problem = parse(query).await.unwrap_err();
        assert_eq!(problem.kind(), Kind::InvalidRequest);
        let body = problem.body(None);
        let text = |name| body["errors"][0][name].as_str().unwrap().to_owned();
        (text("pointer"), text("detail"))
    }

    #[tokio::test]
    async fn a_good_query_is_parsed() {
        assert_eq!(parse("").await, Ok(Page { limit: None, cursor: None }));
        let page = Page { limit: Some(20), cursor: Some("a b/ü".to_owned()) };
        assert_eq!(parse("limit=20&cursor=a+b%2F%C3%BC").await, Ok(page));
    }

    #[tokio::test]
    async fn a_bad_query_is_told_by_parameter() {
        assert_eq!(errors("limit=x").await, ("limit".into(), "is not acceptable".into()));
        assert_eq!(errors("limit=300").await, ("limit".into(), "is not acceptable".into()));
        let (name, detail) = errors("limit=1&limit=2").await;
        assert_eq!((name.as_str(), detail.as_str()), ("", "has the parameter `limit` twice"));
        let (_, detail) = errors("offset=2").await;
        assert_eq!(detail, "is unknown here; use `limit` or `cursor`");
        assert_eq!(errors(&"a".repeat(4097)).await.1, "is longer than 4,096 bytes");
    }

    #[tokio::test]
    async fn an_error_never_repeats_what_was_sent() {
        for query in ["limit=sk_live_secret", "sk_live_secret%20=1", "limit=1&sk_live_secret:+=2"] {
            let told = parse(query).await.unwrap_err().body(None).to_string();
            assert!(!told.contains("sk_live_secret"), "{told}");
        }
    }
}
