//! Stories of many callers over one store and one Stripe: a seed says who asks what, who goes
//! first, and what goes wrong; an auditor looks at every step.

pub mod asks;
pub mod auditor;
pub mod calls;
pub mod catalog;
pub mod hunt;
pub mod plan;
pub mod report;
pub mod shrink;
pub mod stage;
pub mod stripe;

use std::collections::BTreeSet;

use shared::domain::planted::{Bug, plant};

use crate::simulation::auditor::checks::{Check, Violation};
use crate::simulation::stage::Stage;

/// How many operations one story has.
pub const PER_STORY: u64 = 500;

/// Which story is lived, and with what in it.
#[derive(Debug, Clone, Default)]
pub struct Story {
    /// Everything follows from it.
    pub seed: u64,
    /// How many operations are begun.
    pub operations: u64,
    /// How our own code is wrong.
    pub bug: Option<Bug>,
    /// Which check does not count.
    pub without: Option<Check>,
    /// Only these of its steps happen.
    pub only: Option<BTreeSet<u64>>,
}

/// A story in which something happened that must not.
#[derive(Debug, Clone)]
pub struct Failed {
    /// What.
    pub violation: Violation,
    /// After how many operations.
    pub operations: u64,
    /// After how many steps.
    pub steps: u64,
}

impl Story {
    /// Lives through it; the first thing that must not be, if anything.
    pub fn live(&self) -> Result<(), Failed> {
        self.act(false).0
    }

    /// The same, and what happened, step by step.
    pub fn tell(&self) -> (Result<(), Failed>, Vec<String>) {
        self.act(true)
    }

    fn act(&self, tells: bool) -> (Result<(), Failed>, Vec<String>) {
        plant(self.bug);
        let mut stage = Stage::of(self, tells);
        let lived = stage.live(self);
        plant(None);
        let failed =
            |violation| Failed { violation, operations: stage.operations, steps: stage.steps };
        (lived.map_err(failed), stage.diary)
    }
}
