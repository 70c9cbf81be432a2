//! The `Idempotency-Key` header of draft-ietf-httpapi-idempotency-key-header-07.

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;

use super::problem::{Kind, Problem};

/// The header's name.
pub const HEADER: &str = "idempotency-key";

/// The most characters a key may have.
pub const MAX_KEY: usize = 255;

/// A caller's name for one operation: 1 to 255 visible ASCII characters.
///
/// The draft wants an RFC 8941 string, in double quotes; most clients send it bare. Both name the
/// same key: `"abc"` and `abc` are one. `Option<IdempotencyKey>` is for routes that may also be
/// named otherwise; a key that is there must hold in either case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// The key without its quotes.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads one header value.
    pub fn parse(value: &str) -> Result<Self, Problem> {
        let value = value.trim_matches([' ', '\t']);
        let key = match value.strip_prefix('"') {
            Some(rest) => unquoted(rest),
            None => Some(value.to_owned()).filter(|key| !key.contains(['"', ',', ';'])),
        };
        key.filter(|key| (1..=MAX_KEY).contains(&key.len()))
            .filter(|key| key.bytes().all(|byte| byte.is_ascii_graphic()))
            .map(Self)
            .ok_or_else(|| Problem::new(Kind::IdempotencyKeyInvalid))
    }

    fn find(headers: &HeaderMap) -> Result<Option<Self>, Problem> {
        let mut values = headers.get_all(HEADER).iter();
        let invalid = || Problem::new(Kind::IdempotencyKeyInvalid);
        match (values.next(), values.next()) {
            (None, _) => Ok(None),
            (Some(value), None) => {
                value.to_str().map_err(|_| invalid()).and_then(Self::parse).map(Some)
            }
            (Some(_), Some(_)) => Err(invalid()),
        }
    }
}

/// What stands between the quotes, when nothing follows them. The gateway joins repeated headers
/// with a comma, so what follows may be a second key: refused, like the bare comma above.
fn unquoted(rest: &str) -> Option<String> {
    let mut key = String::with_capacity(rest.len());
    let mut chars = rest.chars();
    loop {
        match chars.next()? {
            '"' => return chars.as_str().is_empty().then_some(key),
            '\\' => key.push(chars.next().filter(|next| matches!(next, '"' | '\\'))?),
            plain => key.push(plain),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Self::find(&parts.headers)?.ok_or_else(|| Problem::new(Kind::IdempotencyKeyMissing))
    }
}

impl<S: Sync> OptionalFromRequestParts<S> for IdempotencyKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Problem> {
        Self::find(&parts.headers)
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue};

    use super::{HEADER, IdempotencyKey, Kind, Problem};

    fn parse(value: &str) -> Option<String> {
        IdempotencyKey::parse(value).ok().map(|key| key.as_str().to_owned())
    }

    fn headers(values: &[&[u8]]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(HEADER, HeaderValue::from_bytes(value).unwrap());
        }
        headers
    }

    fn kind_of(values: &[&[u8]]) -> Kind {
        IdempotencyKey::find(&headers(values)).unwrap_err().kind()
    }

    #[test]
    fn quoted_and_bare_are_the_same_key() {
        let uuid = "8e03978e-40d5-43e8-bc93-6894a57f9324";
        assert_eq!(parse(uuid).as_deref(), Some(uuid));
        assert_eq!(parse(&format!("\"{uuid}\"")).as_deref(), Some(uuid));
        assert_eq!(parse(r#" "a\"b\\c" "#).as_deref(), Some(r#"a"b\c"#));
        assert_eq!(parse(r#""a,b;c""#).as_deref(), Some("a,b;c"));
    }

    #[test]
    fn what_is_not_one_visible_key_is_refused() {
        for value in [
            "",
            " ",
            "\"\"",
            "\"open",
            "close\"",
            "\"",
            "a b",
            "\"a b\"",
            "a,b",
            "a;b",
            "\"a\",\"b\"",
            "\"a\" , \"b\"",
            "\"a\";p=1",
            r#""bad\escape""#,
            r#""a\"#,
            "clé",
            "a\u{7f}",
            "a\tb",
        ] {
            assert_eq!(parse(value), None, "{value:?}");
        }
    }

    #[test]
    fn a_key_has_at_most_255_characters() {
        let long = "k".repeat(255);
        assert!(parse(&long).is_some() && parse(&format!("\"{long}\"")).is_some());
        assert!(parse(&format!("{long}k")).is_none());
    }

    #[test]
    fn a_key_stands_exactly_once() {
        assert_eq!(IdempotencyKey::find(&headers(&[])), Ok::<_, Problem>(None));
        assert_eq!(kind_of(&[b"a", b"a"]), Kind::IdempotencyKeyInvalid);
        assert_eq!(kind_of(&[b"\xff"]), Kind::IdempotencyKeyInvalid);
        assert_eq!(kind_of(&[b""]), Kind::IdempotencyKeyInvalid);
    }

    #[tokio::test]
    async fn a_missing_key_is_told_apart_from_a_bad_one() {
        use axum::extract::{FromRequestParts, OptionalFromRequestParts};
        let (mut parts, ()) = axum::http::Request::new(()).into_parts();
        let missing =
            <IdempotencyKey as FromRequestParts<()>>::from_request_parts(&mut parts, &()).await;
        assert_eq!(missing.unwrap_err().kind(), Kind::IdempotencyKeyMissing);
        let none =
            <IdempotencyKey as OptionalFromRequestParts<()>>::from_request_parts(&mut parts, &())
                .await;
        assert_eq!(none, Ok(None));
    }
}
