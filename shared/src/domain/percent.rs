//! Percent-encoding: how a text is kept from meaning more than itself in a key or a line.

use std::fmt::Write as _;

/// Writes letters, digits and `plain` as they are, every other byte as `%` and two digits.
pub fn encode(text: &str, plain: &[u8]) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || plain.contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// Reads what [`encode`] wrote with the same `plain`; a text that it would have written otherwise
/// is none.
pub fn decode(text: &str, plain: &[u8]) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        let (before, coded) = rest.split_at_checked(at)?;
        bytes.extend_from_slice(before.as_bytes());
        bytes.push(u8::from_str_radix(coded.get(1..3)?, 16).ok()?);
        rest = coded.get(3..)?;
    }
    bytes.extend_from_slice(rest.as_bytes());
    let decoded = String::from_utf8(bytes).ok()?;
    (encode(&decoded, plain) == text).then_some(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PLAIN: &[u8] = b"._~:-";

    proptest! {
        #[test]
        fn a_text_is_read_as_it_was_written(text in any::<String>()) {
            let written = encode(&text, PLAIN);
            prop_assert!(!written.contains(['\n', ' ', '=', '#', '/']));
            prop_assert_eq!(decode(&written, PLAIN), Some(text));
        }
    }

    #[test]
    fn a_second_spelling_of_a_text_is_none() {
        for text in ["%41", "%2f", "%+5", "%", "%4", "%ZZ", "a b", "%FF"] {
            assert_eq!(decode(text, PLAIN), None, "{text}");
        }
    }
}
