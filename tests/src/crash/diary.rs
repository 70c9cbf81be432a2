//! The client's own memory of what it asked and what it was told, which no kill reaches.

use std::sync::{Mutex, PoisonError};

use crate::answer::Answer;
use crate::crash::deed::Deed;

/// A deed, and what became of it.
#[derive(Debug, Clone)]
pub struct Page {
    /// What was asked.
    pub deed: Deed,
    /// The answer, once there was one.
    pub told: Option<Answer>,
    /// The life of the stack in which it was answered.
    pub life: usize,
}

/// All deeds in the order of their beginning.
#[derive(Debug, Default)]
pub struct Diary(Mutex<Vec<Page>>);

impl Diary {
    /// Notes a deed before it is asked for; gives its number.
    pub fn begin(&self, deed: Deed) -> usize {
        self.change(|pages| {
            pages.push(Page { deed, told: None, life: 0 });
            pages.len() - 1
        })
    }

    /// Notes the answer.
    pub fn end(&self, number: usize, life: usize, told: Answer) {
        self.change(|pages| {
            pages[number].told = Some(told);
            pages[number].life = life;
        });
    }

    /// Everything so far.
    pub fn pages(&self) -> Vec<Page> {
        self.change(|pages| pages.clone())
    }

    /// Reads or writes, undisturbed.
    pub fn change<T>(&self, change: impl FnOnce(&mut Vec<Page>) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
