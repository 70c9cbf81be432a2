//! The documented limits of what callers may name, written down a second time.

/// An identifier: 1 to 255 bytes, no control character (Unicode's category Cc).
pub fn is_id(text: &str) -> bool {
    let is_control = |c: char| matches!(u32::from(c), 0..=0x1f | 0x7f..=0x9f);
    !text.is_empty() && text.len() <= 255 && !text.chars().any(is_control)
}

/// An account: `user:` or `org:` and at least one character.
pub fn is_account(text: &str) -> bool {
    let named = text.strip_prefix("user:").or_else(|| text.strip_prefix("org:"));
    is_id(text) && named.is_some_and(|name| !name.is_empty())
}

/// A name of the catalog: `[a-z][a-z0-9_-]*`, at most 255 bytes.
pub fn is_name(text: &str) -> bool {
    let bytes = text.as_bytes();
    let tail = |byte: &u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-');
    matches!(bytes.first(), Some(b'a'..=b'z')) && bytes.len() <= 255 && bytes.iter().all(tail)
}

/// A currency: three letters in lower case.
pub fn is_currency(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_lowercase())
}
