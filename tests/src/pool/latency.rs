//! How long the calls to a table take: drawn around a median, with the long tail that real ones have.
//!
//! Measured from a function in the same region, milliseconds: one put 7.6 at the median and 16 at the
//! 99th percentile, a transaction of five items 25 and 93, one of 25 items 32 and 98, and one that is
//! cancelled no less than one that is not.
//! <https://github.com/alexdebrie/dynamodb-performance-testing>

use std::f64::consts::TAU;
use std::time::Duration;

use crate::memory::chance::Chance;

/// How far half of the calls are from the median: the standard deviation of the logarithm.
const SPREAD: f64 = 0.25;

/// So many in a thousand calls are slow,
const SLOW: u64 = 15;

/// and take so many times as long.
const SLOWER: f64 = 3.0;

/// By so much each further item of a transaction makes it longer.
const EACH_ITEM: f64 = 0.0135;

/// The time that calls take.
pub struct Latency {
    /// The median of the time for which a transaction of two items holds them.
    pub flight: Duration,
    chance: Chance,
}

impl Latency {
    /// Drawn from a seed.
    pub fn of_seed(flight: Duration, seed: u64) -> Self {
        Self { flight, chance: Chance::of_seed(seed) }
    }

    /// From the caller to the items.
    pub fn way_in(&self) -> Duration {
        self.drawn(0.001 + 0.3 * self.flight.as_secs_f64())
    }

    /// From the items to the caller.
    pub fn way_out(&self) -> Duration {
        self.drawn(0.001 + 0.2 * self.flight.as_secs_f64())
    }

    /// For which a transaction of so many items holds them.
    pub fn held(&self, items: usize) -> Duration {
        let further = f64::from(u32::try_from(items.saturating_sub(2)).unwrap());
        self.drawn(self.flight.as_secs_f64() * (1.0 + EACH_ITEM * further))
    }

    /// Of half a plain write.
    pub fn half_a_put(&self) -> Duration {
        self.drawn(0.001 + 0.2 * self.flight.as_secs_f64())
    }

    /// Of half a read.
    pub fn half_a_read(&self) -> Duration {
        self.drawn(0.001 + 0.1 * self.flight.as_secs_f64())
    }

    /// Whether something happens that happens so often in a thousand.
    pub fn permille(&self, often: u64) -> bool {
        often > 0 && self.chance.permille(often)
    }

    fn drawn(&self, median: f64) -> Duration {
        let factor = (SPREAD * self.normal()).exp();
        let slow = if self.chance.permille(SLOW) { SLOWER } else { 1.0 };
        Duration::from_secs_f64(median * factor * slow)
    }

    /// By Box and Muller.
    fn normal(&self) -> f64 {
        (-2.0 * self.unit().ln()).sqrt() * (TAU * self.unit()).cos()
    }

    /// A number above 0, up to 1.
    fn unit(&self) -> f64 {
        let drawn = u32::try_from(self.chance.next() >> 32).unwrap();
        (f64::from(drawn) + 1.0) / (f64::from(u32::MAX) + 1.0)
    }
}
