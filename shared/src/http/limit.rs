//! How fast one caller may ask: a bucket each (GCRA), for a bounded number of callers.

use std::num::{NonZeroU32, NonZeroUsize};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::middleware::NoOpMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use lru::LruCache;

/// The most callers remembered at once. Past it the one who has not asked for longest is forgotten,
/// and with that gets a full bucket again: memory is bounded, a limit is never more strict for it.
pub const MAX_CALLERS: NonZeroUsize = NonZeroUsize::new(4096).unwrap();

/// How fast one caller may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Requests a second, in the long run.
    pub per_second: NonZeroU32,
    /// Requests at once, after a pause.
    pub burst: NonZeroU32,
}

impl Rate {
    /// A rate with a burst of twice as much.
    pub fn per_second(per_second: NonZeroU32) -> Self {
        Self { per_second, burst: per_second.saturating_add(per_second.get()) }
    }
}

type Bucket<C> = RateLimiter<NotKeyed, InMemoryState, C, NoOpMiddleware<<C as Clock>::Instant>>;

/// The buckets of one function process. Limits hold per process: the gateway has the outer one.
pub struct Limiter<C: Clock = DefaultClock> {
    rate: Rate,
    clock: C,
    buckets: Mutex<LruCache<String, Bucket<C>>>,
}

impl Limiter<DefaultClock> {
    /// A limiter by the machine's own clock: a rate is about real time, whatever the request says.
    pub fn new(rate: Rate) -> Self {
        Self::with_clock(rate, MAX_CALLERS, DefaultClock::default())
    }
}

impl<C: Clock + Clone> Limiter<C> {
    fn with_clock(rate: Rate, callers: NonZeroUsize, clock: C) -> Self {
        Self { rate, clock, buckets: Mutex::new(LruCache::new(callers)) }
    }

    /// Takes one request from this caller's bucket, or says how long to wait.
    pub fn check(&self, caller: &str) -> Result<(), Duration> {
        // A panic while the lock was held cannot leave a bucket half-changed.
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let bucket = buckets.get_or_insert_ref(caller, || {
            let quota = Quota::per_second(self.rate.per_second).allow_burst(self.rate.burst);
            Bucket::direct_with_clock(quota, self.clock.clone())
        });
        bucket.check().map_err(|not_until| not_until.wait_time_from(self.clock.now()))
    }

    /// The `RateLimit-Policy` header's value.
    pub fn policy(&self) -> String {
        let Rate { per_second, burst } = self.rate;
        let window = burst.get().div_ceil(per_second.get());
        format!("\"caller\";q={burst};w={window}")
    }
}

/// Whole seconds to wait, at least one: what `Retry-After` can say.
pub fn seconds_up(wait: Duration) -> u64 {
    let whole = wait.as_secs();
    if wait.subsec_nanos() == 0 { whole.max(1) } else { whole.saturating_add(1) }
}

#[cfg(test)]
mod tests {
    use std::num::{NonZeroU32, NonZeroUsize};
    use std::time::Duration;

    use governor::clock::FakeRelativeClock;

    use super::{Limiter, Rate, seconds_up};

    fn limiter(callers: usize) -> (Limiter<FakeRelativeClock>, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        let rate = Rate::per_second(NonZeroU32::new(2).unwrap());
        let callers = NonZeroUsize::new(callers).unwrap();
        (Limiter::with_clock(rate, callers, clock.clone()), clock)
    }

    #[test]
    fn a_caller_who_asks_too_fast_waits_until_the_bucket_has_one_again() {
        let (limiter, clock) = limiter(8);
        for _ in 0..4 {
            assert_eq!(limiter.check("user:alice"), Ok(()));
        }
        assert_eq!(limiter.check("user:alice"), Err(Duration::from_millis(500)));
        clock.advance(Duration::from_millis(499));
        assert_eq!(limiter.check("user:alice"), Err(Duration::from_millis(1)));
        clock.advance(Duration::from_millis(1));
        assert_eq!(limiter.check("user:alice"), Ok(()));
    }

    #[test]
    fn one_caller_never_uses_up_anothers_bucket() {
        let (limiter, _) = limiter(8);
        while limiter.check("user:alice").is_ok() {}
        assert_eq!(limiter.check("user:bob"), Ok(()));
    }

    #[test]
    fn a_crowd_of_callers_does_not_grow_the_memory() {
        let (limiter, _) = limiter(8);
        for caller in 0..1000 {
            assert_eq!(limiter.check(&format!("user:{caller}")), Ok(()));
        }
        assert_eq!(limiter.buckets.lock().unwrap().len(), 8);
    }

    #[test]
    fn waits_are_told_in_whole_seconds_rounded_up() {
        assert_eq!(seconds_up(Duration::ZERO), 1);
        assert_eq!(seconds_up(Duration::from_millis(1)), 1);
        assert_eq!(seconds_up(Duration::from_secs(2)), 2);
        assert_eq!(seconds_up(Duration::from_millis(2001)), 3);
    }
}
