//! Many stories, on all processors: how many break a promise, or after how many operations one
//! does.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use shared::domain::planted::Bug;

use crate::simulation::auditor::checks::Check;
use crate::simulation::{Failed, PER_STORY, Story};

/// Stories of seeds that follow each other.
#[derive(Debug, Clone, Copy)]
pub struct Hunt {
    /// The first seed.
    pub seed: u64,
    /// How many operations in all.
    pub operations: u64,
    /// How our own code is wrong.
    pub bug: Option<Bug>,
    /// Which check does not count.
    pub without: Option<Check>,
}

/// A story that failed.
#[derive(Debug, Clone)]
pub struct Found {
    /// Which one.
    pub story: Story,
    /// How.
    pub failed: Failed,
    /// After how many operations of the hunt, story by story.
    pub operations: u64,
}

impl Hunt {
    fn stories(&self) -> u64 {
        self.operations.div_ceil(PER_STORY)
    }

    fn story(&self, number: u64) -> Story {
        let done = number * PER_STORY;
        Story {
            seed: self.seed + number,
            operations: PER_STORY.min(self.operations - done),
            bug: self.bug,
            without: self.without,
            only: None,
        }
    }

    /// Lives through all of them; those that failed, in the order of their seeds.
    pub fn all(&self) -> Vec<Found> {
        self.until(false)
    }

    /// The first story that fails, if any does.
    pub fn first(&self) -> Option<Found> {
        self.until(true).into_iter().next()
    }

    fn until(&self, first_alone: bool) -> Vec<Found> {
        let next = AtomicU64::new(0);
        let last = AtomicU64::new(self.stories());
        let found = Mutex::new(Vec::new());
        let work = || {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= last.load(Ordering::Relaxed) {
                    break;
                }
                let story = self.story(number);
                if let Err(failed) = story.live() {
                    if first_alone {
                        last.fetch_min(number, Ordering::Relaxed);
                    }
                    let operations = number * PER_STORY + failed.operations;
                    let one = Found { story, failed, operations };
                    found.lock().unwrap_or_else(PoisonError::into_inner).push(one);
                }
            }
        };
        let processors = thread::available_parallelism().map_or(1, usize::from);
        thread::scope(|scope| {
            for _ in 0..processors {
                scope.spawn(work);
            }
        });
        let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
        found.sort_by_key(|found: &Found| found.story.seed);
        found
    }
}
