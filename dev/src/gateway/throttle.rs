//! How often a route may be called: API Gateway's token buckets, by real time.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::clock;
use crate::template::http_api::{HttpApi, ThrottleSpec};

/// One bucket for each route.
#[derive(Debug)]
pub struct Throttle {
    default: Option<ThrottleSpec>,
    own: BTreeMap<String, ThrottleSpec>,
    buckets: Mutex<BTreeMap<String, Bucket>>,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    tokens: f64,
    filled: Instant,
}

impl Throttle {
    /// The limits of the template, or none.
    pub fn new(api: &HttpApi, throttled: bool) -> Self {
        Self {
            default: api.throttle.filter(|_| throttled),
            own: if throttled { api.route_throttles.clone() } else { BTreeMap::new() },
            buckets: Mutex::new(BTreeMap::new()),
        }
    }

    /// Whether the route takes one more request now.
    pub fn admits(&self, route: &str) -> bool {
        let Some(limit) = self.own.get(route).or(self.default.as_ref()) else {
            return true;
        };
        let now = clock::monotonic();
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let full = Bucket { tokens: f64::from(limit.burst), filled: now };
        buckets.entry(route.to_owned()).or_insert(full).take(limit, now)
    }
}

impl Bucket {
    fn take(&mut self, limit: &ThrottleSpec, now: Instant) -> bool {
        let passed: Duration = now.saturating_duration_since(self.filled);
        let filled = self.tokens + passed.as_secs_f64() * limit.rate;
        self.tokens = filled.min(f64::from(limit.burst));
        self.filled = now;
        if self.tokens < 1.0 {
            return false;
        }
        self.tokens -= 1.0;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_gives_its_burst_and_then_its_rate() {
        let limit = ThrottleSpec { rate: 10.0, burst: 3 };
        let start = clock::monotonic();
        let mut bucket = Bucket { tokens: 3.0, filled: start };
        let taken: Vec<_> = (0..4).map(|_| bucket.take(&limit, start)).collect();
        assert_eq!(taken, [true, true, true, false]);
        let later = start.checked_add(Duration::from_millis(150)).unwrap();
        assert!(bucket.take(&limit, later));
        assert!(!bucket.take(&limit, later));
        let much_later = start.checked_add(Duration::from_mins(1)).unwrap();
        let taken = (0..10).filter(|_| bucket.take(&limit, much_later)).count();
        assert_eq!(taken, 3);
    }

    #[test]
    fn each_route_has_its_own_bucket_and_its_own_limit() {
        let api = HttpApi {
            throttle: Some(ThrottleSpec { rate: 0.001, burst: 2 }),
            route_throttles: BTreeMap::from([(
                "GET /a".to_owned(),
                ThrottleSpec { rate: 0.001, burst: 1 },
            )]),
            ..HttpApi::default()
        };
        let throttle = Throttle::new(&api, true);
        assert_eq!([throttle.admits("GET /a"), throttle.admits("GET /a")], [true, false]);
        let b: Vec<_> = (0..3).map(|_| throttle.admits("GET /b")).collect();
        assert_eq!(b, [true, true, false]);
        let off = Throttle::new(&api, false);
        assert!((0..10).all(|_| off.admits("GET /a")));
    }
}
