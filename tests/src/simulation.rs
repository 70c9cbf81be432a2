//! Stories of many callers over one store: a seed says who asks what, who goes first, and what
//! goes wrong; an auditor looks at every step.

pub mod auditor;
pub mod calls;
pub mod kept;
pub mod ledger;
pub mod plan;

use crate::memory::chance::Chance;
use crate::memory::{Memory, Rates};
use crate::simulation::auditor::Auditor;
use crate::simulation::calls::Calls;
use crate::simulation::plan::Plan;

/// How many operations one story has.
pub const PER_STORY: u64 = 500;

/// The most that are under way at once.
const TOGETHER: usize = 5;

/// No request may ask the store more often than this, whatever goes wrong.
const MOST_CALLS: u64 = 80;

/// One seed's story.
pub struct Story {
    memory: Memory,
    chance: Chance,
    plan: Plan,
    calls: Calls,
    auditor: Auditor,
}

impl Story {
    /// The story of a seed: how often what goes wrong is drawn from it too.
    pub fn of_seed(seed: u64) -> Self {
        let chance = Chance::of_seed(seed);
        let memory = Memory::of_seed(seed ^ 0x5eed);
        memory.state.borrow_mut().rates = Rates {
            lost: chance.below(60),
            unanswered: chance.below(60),
            late: chance.below(80),
            busy: chance.below(100),
            partly: chance.below(200),
        };
        let (plan, calls) = (Plan::default(), Calls::over(&memory));
        Self { memory, chance, plan, calls, auditor: Auditor::default() }
    }

    /// Lives through so many operations; the first thing that must not be, if anything.
    pub fn live(mut self, operations: u64) -> Result<(), String> {
        let mut begun = 0;
        while begun < operations || !self.calls.is_idle() {
            self.memory.state.borrow_mut().step += 1;
            match self.chance.below(100) {
                0 => self.plan.jump(&self.chance),
                1 => self.calls.drop_one(&self.chance),
                2 => self.calls.restart_one(&self.chance, &self.memory),
                3..=7 => self.late_write(),
                8..=29 if begun < operations && self.calls.under_way() < TOGETHER => {
                    begun += 1;
                    let asked = self.plan.draw(&self.chance);
                    self.calls.begin(&self.chance, &self.memory, asked);
                }
                _ => {
                    if let Some(told) = self.calls.go_on(&self.chance, &self.memory) {
                        if told.store_calls > MOST_CALLS {
                            return Err(format!("{} calls for one request", told.store_calls));
                        }
                        self.look()?;
                        self.auditor.hears(&told, &self.memory)?;
                    }
                }
            }
            self.look()?;
        }
        while !self.memory.state.borrow().late.is_empty() {
            self.late_write();
            self.look()?;
        }
        self.auditor.closes(&self.memory)
    }

    fn late_write(&mut self) {
        let count = self.memory.state.borrow().late.len();
        if count > 0 {
            self.memory.arrive(self.chance.place(count));
        }
    }

    fn look(&mut self) -> Result<(), String> {
        let applied = std::mem::take(&mut self.memory.state.borrow_mut().applied);
        let step = self.memory.state.borrow().step;
        for sent in &applied {
            self.auditor.sees(sent, step)?;
        }
        Ok(())
    }
}
