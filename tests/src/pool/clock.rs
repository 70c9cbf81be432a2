//! A clock that jumps from one thing that happens to the next: no time passes on the wall, and the
//! same tasks happen in the same order every time.

use std::cell::{Cell, RefCell};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// Somebody who does something from some moment on.
pub type Task<'a> = Pin<Box<dyn Future<Output = ()> + 'a>>;

/// When something happens, which of several at that moment, and to which task.
type Due = Reverse<(Duration, u64, usize)>;

/// The one clock of a crowd.
#[derive(Default)]
pub struct Clock {
    now: Cell<Duration>,
    count: Cell<u64>,
    current: Cell<usize>,
    due: RefCell<BinaryHeap<Due>>,
}

impl Clock {
    /// How long it has been running.
    pub fn now(&self) -> Duration {
        self.now.get()
    }

    /// Lets so much time pass for whoever asks.
    pub async fn passes(&self, duration: Duration) {
        let until = self.now() + duration;
        self.wake(until, self.current.get());
        std::future::poll_fn(|_| if self.now() < until { Poll::Pending } else { Poll::Ready(()) })
            .await;
    }

    /// Runs every task from its moment on, until all are done.
    pub fn run(&self, tasks: Vec<(Duration, Task<'_>)>) {
        let mut live = Vec::with_capacity(tasks.len());
        for (place, (at, task)) in tasks.into_iter().enumerate() {
            self.wake(at, place);
            live.push(Some(task));
        }
        loop {
            let next = self.due.borrow_mut().pop();
            let Some(Reverse((at, _, place))) = next else { return };
            self.now.set(at);
            self.current.set(place);
            let Some(task) = &mut live[place] else { continue };
            if task.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready() {
                live[place] = None;
            }
        }
    }

    fn wake(&self, at: Duration, place: usize) {
        self.count.set(self.count.get() + 1);
        self.due.borrow_mut().push(Reverse((at, self.count.get(), place)));
    }
}
