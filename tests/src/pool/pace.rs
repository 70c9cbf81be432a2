//! The time of one start, by the crowd's clock, and how it waits.

use std::rc::Rc;
use std::time::Duration;

use shared::domain::moment::Moment;
use shared::perform::pace::Pace;

use crate::memory::chance::Chance;
use crate::pool::clock::Clock;

/// What the template and the answer leave of a request's time.
pub const ALLOWED: Duration = Duration::from_millis(10_000 - 300);

/// How a start waits between its attempts.
#[derive(Debug, Clone, Copy)]
pub enum Waits {
    /// As it is shipped.
    Shipped,
    /// Anything up to this, every time.
    UpTo(Duration),
}

/// The time of one start.
pub struct StartTime {
    /// When it was asked.
    pub at: Moment,
    /// By when it must be answered.
    until: Duration,
    waits: Waits,
    clock: Rc<Clock>,
    chance: Chance,
}

impl StartTime {
    /// Of a start at this moment of the clock.
    pub fn begin(at: Moment, waits: Waits, clock: &Rc<Clock>, seed: u64) -> Self {
        let until = clock.now() + ALLOWED;
        Self { at, until, waits, clock: Rc::clone(clock), chance: Chance::of_seed(seed) }
    }

    /// Waits for anything up to this.
    pub async fn rest(&self, most: Duration) {
        let micros = u64::try_from(most.as_micros()).unwrap();
        self.clock.passes(Duration::from_micros(self.chance.below(micros))).await;
    }
}

impl Pace for StartTime {
    fn at(&self) -> Moment {
        self.at
    }

    fn left(&self) -> Duration {
        self.until.saturating_sub(self.clock.now())
    }

    async fn pause(&self, duration: Duration) {
        match self.waits {
            Waits::Shipped => self.clock.passes(duration).await,
            Waits::UpTo(most) => self.rest(most).await,
        }
    }

    fn random(&self) -> u64 {
        self.chance.next()
    }
}
