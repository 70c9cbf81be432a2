//! The time and the chance that a request has: how long it may still try, and how long to wait.

use std::future::Future;
use std::time::Duration;

use crate::domain::moment::Moment;

/// What the loop needs of its surroundings beside the store. A simulation brings its own.
pub trait Pace {
    /// When the request was asked.
    fn at(&self) -> Moment;

    /// How much time is left to answer.
    fn left(&self) -> Duration;

    /// Waits.
    fn pause(&self, duration: Duration) -> impl Future<Output = ()>;

    /// Random bits: for the jitter of waits and for the marks of refusals.
    fn random(&self) -> u64;
}

/// The first wait is drawn from 0 to this.
pub const BASE: Duration = Duration::from_millis(20);

/// No wait is longer than this.
pub const CAP: Duration = Duration::from_millis(500);

/// What must be left after a wait for another attempt to be worth it.
pub const RESERVE: Duration = Duration::from_millis(250);

/// The wait before attempt `n`, with full jitter: from 0 to `min(CAP, BASE × 2^n)`.
/// <https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>
pub fn wait(attempt: u32, random: u64) -> Duration {
    let ceiling = BASE.saturating_mul(2_u32.saturating_pow(attempt.min(16))).min(CAP);
    let micros = u64::try_from(ceiling.as_micros()).unwrap_or(u64::MAX).max(1);
    Duration::from_micros(random.checked_rem(micros).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_up_to_their_cap() {
        assert!(wait(0, u64::MAX) < BASE);
        for attempt in 0..100 {
            assert!(wait(attempt, u64::MAX) <= CAP, "{attempt}");
        }
    }
}
