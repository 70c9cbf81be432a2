//! New ids and chance, from one seed of the operating system's randomness.

use std::io;

use sha2::{Digest, Sha256};

/// Ids of Stripe's are written in these.
const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A source that never gives the same twice.
#[derive(Debug)]
pub(crate) struct Fresh {
    seed: [u8; 32],
    given: u64,
}

impl Fresh {
    pub(crate) fn seeded() -> io::Result<Self> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(|cause| io::Error::other(cause.to_string()))?;
        Ok(Self { seed, given: 0 })
    }

    /// A source whose chances are the same whenever the seed is.
    pub(crate) fn of_seed(seed: u64) -> Self {
        Self { seed: Sha256::digest(seed.to_be_bytes()).into(), given: 0 }
    }

    fn bytes(&mut self) -> [u8; 32] {
        self.given = self.given.wrapping_add(1);
        Sha256::new()
            .chain_update(self.seed)
            .chain_update(self.given.to_be_bytes())
            .finalize()
            .into()
    }

    /// `prefix` and `length` letters.
    pub(crate) fn id(&mut self, prefix: &str, length: usize) -> String {
        let mut id = prefix.to_owned();
        let end = id.len().saturating_add(length);
        while id.len() < end {
            let room = end.saturating_sub(id.len());
            let letters = self.bytes();
            // 62 letters out of 256 values: not quite even, which an id does not need to be.
            let letters = letters.iter().filter_map(|byte| LETTERS.get(usize::from(byte % 62)));
            id.extend(letters.take(room).map(|letter| char::from(*letter)));
        }
        id
    }

    /// A number from 0 up to but not including 1.
    pub(crate) fn chance(&mut self) -> f64 {
        let [a, b, c, d, ..] = self.bytes();
        f64::from(u32::from_be_bytes([a, b, c, d])) / 4_294_967_296.0
    }

    /// A number from 0 up to but not including `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        let [a, b, c, d, ..] = self.bytes();
        u64::from(u32::from_be_bytes([a, b, c, d])).checked_rem(end).unwrap_or_default()
    }
}
