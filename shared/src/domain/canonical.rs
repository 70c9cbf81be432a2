//! The canonical text of an entry: what is stored, what is hashed, and how it is read back.
//!
//! One line a field, `name=value`; one line a posting or an outcome with its fields separated by
//! spaces. Every byte but `A-Z a-z 0-9 . _ ~ : / + -` is percent-encoded, so that a value never
//! holds a separator. The order is fixed and the last line ends with a newline: the same entry
//! has one text, and its SHA-256 is the entry's hash.

pub mod read;
pub mod wire;
pub mod write;

use crate::domain::entry::Entry;

/// The version of the text's form; a reader refuses what it does not know.
pub const VERSION: &str = "1";

/// The canonical text of an entry.
pub fn write(entry: &Entry) -> String {
    write::entry(entry)
}

/// Reads a canonical text; says which field is wrong.
pub fn read(text: &str) -> Result<Entry, wire::CanonicalError> {
    read::entry(text)
}

#[cfg(test)]
mod tests;
