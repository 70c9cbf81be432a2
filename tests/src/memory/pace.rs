//! The time and chance of a simulated request: no clock on the wall, and waiting takes no time.

use std::cell::Cell;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use shared::domain::moment::Moment;
use shared::perform::pace::Pace;

use crate::memory::chance::Chance;

/// How long a request may try.
pub const ALLOWED: Duration = Duration::from_secs(3);

/// The time of one request: only its own waits pass it.
pub struct OwnTime {
    /// When it was asked.
    pub at: Moment,
    left: Cell<Duration>,
    chance: Chance,
}

impl OwnTime {
    /// A request of this moment with so much time.
    pub fn with(at: Moment, left: Duration, seed: u64) -> Self {
        Self { at, left: Cell::new(left), chance: Chance::of_seed(seed) }
    }
}

impl Pace for OwnTime {
    fn at(&self) -> Moment {
        self.at
    }

    fn left(&self) -> Duration {
        self.left.get()
    }

    async fn pause(&self, duration: Duration) {
        self.left.set(self.left.get().saturating_sub(duration));
        turn().await;
    }

    fn random(&self) -> u64 {
        self.chance.next()
    }
}

/// Lets the others go first, once.
pub async fn turn() {
    let mut waited = false;
    std::future::poll_fn(|_| {
        if std::mem::replace(&mut waited, true) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

/// Goes on with a future until it is done.
pub fn finish<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(done) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return done;
        }
    }
}
