//! The one clock of the dev stack, which can be moved; the only file here that reads real time.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};

/// The time that the gateway, the schedules, the issuer and the fake Stripe go by.
///
/// It runs on in real time from wherever it was put, forwards or backwards, unless it is frozen.
#[derive(Debug)]
pub struct Clock(Mutex<Setting>);

#[derive(Debug, Clone, Copy)]
enum Setting {
    Running { ahead: SignedDuration },
    Frozen { at: Timestamp },
}

impl Clock {
    /// A running clock that shows `now`, or the real time.
    pub fn showing(now: Option<Timestamp>) -> Arc<Self> {
        let clock = Self(Mutex::new(Setting::Running { ahead: SignedDuration::ZERO }));
        if let Some(now) = now {
            clock.set(now, false);
        }
        Arc::new(clock)
    }

    /// What the clock shows.
    pub fn now(&self) -> Timestamp {
        match *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            Setting::Frozen { at } => at,
            Setting::Running { ahead } => {
                let real = real_now();
                real.checked_add(ahead).unwrap_or(real)
            }
        }
    }

    /// Whether the clock stands still.
    pub fn frozen(&self) -> bool {
        let setting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        matches!(*setting, Setting::Frozen { .. })
    }

    /// Puts the clock to `now`, standing still or running on from there.
    pub fn set(&self, now: Timestamp, frozen: bool) {
        let setting = if frozen {
            Setting::Frozen { at: now }
        } else {
            Setting::Running { ahead: now.duration_since(real_now()) }
        };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = setting;
    }
}

/// The real time, for what is a matter of this machine: a process's deadline, a signature's date.
pub fn real_now() -> Timestamp {
    Timestamp::now()
}

/// The real time as milliseconds since 1970, `later` from now: Lambda's deadline header.
pub fn real_deadline_ms(later: Duration) -> i64 {
    let later = i64::try_from(later.as_millis()).unwrap_or(i64::MAX);
    real_now().as_millisecond().saturating_add(later)
}

/// A monotonic instant, for rates.
#[allow(clippy::disallowed_methods, reason = "the gateway's throttle measures real rates")]
pub fn monotonic() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frozen_clock_stands_still_and_a_running_one_runs_on_from_where_it_was_put() {
        let march: Timestamp = "2026-03-01T00:00:00Z".parse().unwrap();
        let clock = Clock::showing(Some(march));
        assert!(clock.now() >= march);
        assert!(clock.now().duration_since(march) < SignedDuration::from_secs(60));

        clock.set(march, true);
        assert_eq!(clock.now(), march);
        assert!(clock.frozen());

        let before: Timestamp = "1999-12-31T23:59:59Z".parse().unwrap();
        clock.set(before, false);
        assert!(clock.now() >= before);
        assert!(clock.now() < march);
        assert!(!clock.frozen());
    }
}
