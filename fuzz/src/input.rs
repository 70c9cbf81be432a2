//! An input's bytes taken apart, so that a mutation of one part leaves the others as they are.

/// Never part of a UTF-8 text, so it can stand between two of them.
pub const BETWEEN: u8 = 0xFF;

/// The first `N` bytes as numbers that choose among cases, and what follows them.
pub fn choices<const N: usize>(data: &[u8]) -> Option<([u8; N], &[u8])> {
    let (choices, rest) = data.split_first_chunk::<N>()?;
    Some((*choices, rest))
}

/// The bytes before and after the first [`BETWEEN`]; without one everything is before it.
pub fn halves(data: &[u8]) -> (&[u8], &[u8]) {
    match data.iter().position(|byte| *byte == BETWEEN) {
        Some(at) => (&data[..at], &data[at + 1..]),
        None => (data, &[]),
    }
}
