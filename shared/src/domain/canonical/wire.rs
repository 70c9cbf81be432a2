//! Lines and fields of the canonical text, and their escapes.

use crate::domain::percent::{decode, encode};

/// A text that is no entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the stored entry has no proper `{field}`")]
pub struct CanonicalError {
    /// Which field is missing or wrong.
    pub field: &'static str,
}

/// What stands in a value as it is; no separator is among it.
const PLAIN: &[u8] = b"._~:/+-";

/// Writes a value so that it holds no separator.
pub fn escape(value: &str) -> String {
    encode(value, PLAIN)
}

/// Reads what [`escape`] wrote.
pub fn unescape(text: &str) -> Option<String> {
    decode(text, PLAIN)
}

/// Fields by name, read in their order.
pub struct Fields<'a> {
    parts: std::iter::Peekable<std::str::Split<'a, char>>,
}

impl<'a> Fields<'a> {
    /// The fields of a text, one after each separator.
    pub fn of(text: &'a str, separator: char) -> Self {
        Self { parts: text.split(separator).peekable() }
    }

    /// The value of the next field if it has this name.
    pub fn optional(&mut self, name: &'static str) -> Option<&'a str> {
        let value = self.parts.peek()?.strip_prefix(name)?.strip_prefix('=')?;
        self.parts.next();
        Some(value)
    }

    /// The value of the next field, which must have this name.
    pub fn required(&mut self, name: &'static str) -> Result<&'a str, CanonicalError> {
        self.optional(name).ok_or(CanonicalError { field: name })
    }

    /// The next field, parsed.
    pub fn parsed<T>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, CanonicalError> {
        let value = self.required(name)?;
        unescape(value).and_then(|text| parse(&text)).ok_or(CanonicalError { field: name })
    }

    /// The next field if it has this name, parsed.
    pub fn parsed_if<T>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, CanonicalError> {
        let Some(value) = self.optional(name) else {
            return Ok(None);
        };
        let parsed = unescape(value).and_then(|text| parse(&text));
        parsed.map(Some).ok_or(CanonicalError { field: name })
    }

    /// Nothing but `last` may be left.
    pub fn end(mut self, last: &[&str]) -> Result<(), CanonicalError> {
        let rest: Vec<_> = self.parts.by_ref().collect();
        if rest == last { Ok(()) } else { Err(CanonicalError { field: "end" }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_value_is_read_as_it_was_written(value in any::<String>()) {
            let written = escape(&value);
            prop_assert!(!written.contains(['\n', ' ', '=']));
            prop_assert_eq!(unescape(&written), Some(value));
        }
    }
}
