//! Chance from a seed: the same seed throws the same numbers on every machine.

use std::future::pending;
use std::time::Duration;

use tokio::time::timeout;

/// Numbers by splitmix64.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// Dice that follow from a seed alone.
    pub fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    /// Any number.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number of the range, its end not included.
    pub fn within(&mut self, range: std::ops::Range<u64>) -> u64 {
        range.start + self.number() % (range.end - range.start)
    }

    /// Whether one of so many throws falls this way.
    pub fn one_in(&mut self, throws: u64) -> bool {
        self.number().is_multiple_of(throws)
    }

    /// Lets a time pass of so many milliseconds, for what falls at a random instant.
    pub async fn lapse(&mut self, milliseconds: std::ops::Range<u64>) {
        let duration = Duration::from_millis(self.within(milliseconds));
        drop(timeout(duration, pending::<()>()).await);
    }

    /// Dice for somebody else, that follow from these.
    #[must_use]
    pub fn child(&mut self) -> Self {
        Self(self.number())
    }
}
