//! Chance that can be repeated, and shared by everybody of a story.

use std::cell::RefCell;

use crate::dice::Dice;

/// The dice of a story, thrown by whoever holds them.
#[derive(Debug)]
pub struct Chance(RefCell<Dice>);

impl Chance {
    /// The numbers of this seed.
    pub fn of_seed(seed: u64) -> Self {
        Self(RefCell::new(dice(seed)))
    }

    /// From here on the numbers of this seed.
    pub fn restart(&self, seed: u64) {
        *self.0.borrow_mut() = dice(seed);
    }

    /// The next one.
    pub fn next(&self) -> u64 {
        self.0.borrow_mut().number()
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

/// Seeds that follow each other shall not give numbers that do.
fn dice(seed: u64) -> Dice {
    Dice::seeded(seed.wrapping_mul(0x2545_F491_4F6C_DD1D).wrapping_add(1))
}
