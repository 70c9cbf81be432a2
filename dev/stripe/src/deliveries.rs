//! The record of every attempt to deliver an event, for tests and people to look at.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

/// Older attempts are forgotten.
const KEPT: usize = 10_000;

/// One attempt.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Delivery {
    pub(crate) event: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// 0 for the delivery itself, more for the extra copies that chaos makes.
    pub(crate) copy: u16,
    /// 1 for the first; 0 for what chaos lost before any attempt.
    pub(crate) attempt: u32,
    /// What the webhook answered; none when it did not answer.
    pub(crate) status: Option<u16>,
    /// Why there is no answer.
    pub(crate) error: Option<String>,
    /// When, in Unix seconds of the shared clock.
    pub(crate) at: i64,
}

/// The attempts since the start, in order.
#[derive(Debug, Default)]
pub(crate) struct Deliveries(Mutex<VecDeque<Delivery>>);

impl Deliveries {
    pub(crate) fn record(&self, attempt: Delivery) {
        let mut attempts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if attempts.len() >= KEPT {
            attempts.pop_front();
        }
        attempts.push_back(attempt);
    }

    pub(crate) fn all(&self) -> Vec<Delivery> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}
