//! Reads JSON of Stripe's into a narrow shape, and names the field that does not fit.

use serde::de::DeserializeOwned;
use serde_json::error::Category;

/// The largest text, in bytes, that is read. How deep it may nest is limited by `serde_json`, to
/// 128.
pub const MAX_JSON_BYTES: usize = 1024 * 1024;

/// Why something of Stripe's cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It is larger than [`MAX_JSON_BYTES`].
    #[error("it has {bytes} bytes, more than {MAX_JSON_BYTES}")]
    TooLarge {
        /// How large it is.
        bytes: usize,
    },
    /// It is no JSON, or nests too deeply.
    #[error("it is not JSON")]
    NotJson(#[source] serde_json::Error),
    /// A field is missing, or is not what we know it as.
    #[error("its field `{field}` is missing or not what we expect")]
    Field {
        /// Where it is: `data.object.amount`.
        field: String,
        /// What is wrong with it.
        #[source]
        source: serde_json::Error,
    },
}

impl ReadError {
    /// The field that does not fit, where it is one.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Field { field, .. } => Some(field),
            Self::TooLarge { .. } | Self::NotJson(_) => None,
        }
    }
}

/// Reads a whole text.
pub(super) fn read<T: DeserializeOwned>(json: &[u8]) -> Result<T, ReadError> {
    read_up_to(MAX_JSON_BYTES, json)
}

/// Reads a whole text of at most so many bytes.
pub(super) fn read_up_to<T: DeserializeOwned>(most: usize, json: &[u8]) -> Result<T, ReadError> {
    if json.len() > most {
        return Err(ReadError::TooLarge { bytes: json.len() });
    }
    let mut from = serde_json::Deserializer::from_slice(json);
    let value = serde_path_to_error::deserialize(&mut from).map_err(|error| named("", error))?;
    from.end().map_err(ReadError::NotJson)?;
    Ok(value)
}

/// Reads a part that is already JSON; `place` is where it stood.
pub(super) fn read_part<T: DeserializeOwned>(
    place: &str,
    part: serde_json::Value,
) -> Result<T, ReadError> {
    serde_path_to_error::deserialize(part).map_err(|error| named(place, error))
}

fn named(place: &str, error: serde_path_to_error::Error<serde_json::Error>) -> ReadError {
    let path = error.path().to_string();
    let source = error.into_inner();
    if source.classify() != Category::Data {
        return ReadError::NotJson(source);
    }
    // A missing field has no path of its own: only the message names it.
    let message = source.to_string();
    let missing = message.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
    let parts = [Some(place), Some(path.as_str()).filter(|path| *path != "."), missing];
    let parts: Vec<&str> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    ReadError::Field { field: parts.join("."), source }
}

#[cfg(test)]
mod tests {
    use std::error::Error;

    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, Deserialize)]
    struct Outer {
        #[serde(rename = "inner")]
        _inner: Vec<Inner>,
    }

    #[derive(Debug, Deserialize)]
    struct Inner {
        #[serde(rename = "amount")]
        _amount: i64,
    }

    fn field_of(json: &str) -> Option<String> {
        read::<Outer>(json.as_bytes()).unwrap_err().field().map(str::to_owned)
    }

    #[test]
    fn the_field_that_does_not_fit_is_named() {
        assert_eq!(field_of("{}").as_deref(), Some("inner"));
        assert_eq!(field_of(r#"{"inner": 5}"#).as_deref(), Some("inner"));
        assert_eq!(field_of(r#"{"inner": [{}]}"#).as_deref(), Some("inner[0].amount"));
        assert_eq!(
            field_of(r#"{"inner": [{"amount": 1}, {"amount": 1.5}]}"#).as_deref(),
            Some("inner[1].amount")
        );
        let error = read_part::<Inner>("data.object", json!({"amount": "1"})).unwrap_err();
        assert_eq!(error.field(), Some("data.object.amount"));
        assert!(error.source().is_some());
    }

    #[test]
    fn what_is_no_json_is_said_to_be_none() {
        for json in ["", "{", "[1] x", "{\"inner\": [}", "\u{feff}{}"] {
            let error = read::<serde_json::Value>(json.as_bytes()).unwrap_err();
            assert!(matches!(error, ReadError::NotJson(_)), "{json}: {error}");
        }
        assert!(matches!(read::<Outer>(b"{\"inner\": \"\xff\"}"), Err(ReadError::NotJson(_))));
    }

    #[test]
    fn what_is_too_large_or_too_deep_is_refused() {
        let large = vec![b' '; MAX_JSON_BYTES + 1];
        assert!(matches!(read::<Outer>(&large), Err(ReadError::TooLarge { bytes: 1_048_577 })));
        let deep = "[".repeat(10_000);
        assert!(matches!(read::<serde_json::Value>(deep.as_bytes()), Err(ReadError::NotJson(_))));
    }
}
