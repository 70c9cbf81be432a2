//! Chance that can be repeated: a seed gives the same numbers for ever.

use std::cell::Cell;

/// Random numbers of one seed (`SplitMix64`).
#[derive(Debug)]
pub struct Chance(Cell<u64>);

impl Chance {
    /// The numbers of this seed.
    pub fn of_seed(seed: u64) -> Self {
        Self(Cell::new(begin(seed)))
    }

    /// From here on the numbers of this seed.
    pub fn restart(&self, seed: u64) {
        self.0.set(begin(seed));
    }

    /// The next one.
    pub fn next(&self) -> u64 {
        let state = self.0.get().wrapping_add(0x9E37_79B9_7F4A_7C15);
        self.0.set(state);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to `limit`, without `limit`.
    pub fn below(&self, limit: u64) -> u64 {
        self.next() % limit.max(1)
    }

    /// A place in a list of this length.
    pub fn place(&self, length: usize) -> usize {
        usize::try_from(self.below(u64::try_from(length).unwrap())).unwrap()
    }

    /// Whether something happens that happens so often in a thousand.
    pub fn permille(&self, often: u64) -> bool {
        self.below(1000) < often
    }
}

fn begin(seed: u64) -> u64 {
    seed.wrapping_mul(0x2545_F491_4F6C_DD1D).wrapping_add(1)
}
