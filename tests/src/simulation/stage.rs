//! Where a story is lived: everybody and everything in it, and the scheduler that moves them.

mod end;

use crate::memory::chance::Chance;
use crate::memory::{Memory, Rates};
use crate::simulation::Story;
use crate::simulation::asks::{Ask, Asked, Heard};
use crate::simulation::auditor::Auditor;
use crate::simulation::auditor::checks::{Judge, Violation};
use crate::simulation::calls::Calls;
use crate::simulation::catalog::catalog;
use crate::simulation::plan::Plan;
use crate::simulation::stripe::Stripe;
use crate::simulation::stripe::post::LOST_OF;

/// So many steps follow on one seed at most, for each operation that shall begin.
const STEPS: u64 = 1000;

/// Everything of a story.
pub struct Stage {
    seed: u64,
    memory: Memory,
    stripe: Stripe,
    plan: Plan,
    calls: Calls,
    auditor: Auditor,
    tells: bool,
    /// What happened, if it is told.
    pub diary: Vec<String>,
    /// How many operations were begun.
    pub operations: u64,
    /// How many steps were done.
    pub steps: u64,
}

/// The chance of one step, whatever happened before it.
fn of_step(seed: u64, step: u64) -> Chance {
    let chance = Chance::of_seed(seed ^ step.wrapping_mul(0xA24B_AED4_963E_E407));
    chance.next();
    chance
}

impl Stage {
    /// Nothing happened yet; how often what goes wrong follows from the seed too.
    pub fn of(story: &Story, tells: bool) -> Self {
        let chance = Chance::of_seed(story.seed);
        let memory = Memory::of_seed(0);
        let stripe = Stripe::with(memory.chance());
        {
            let mut state = memory.state.borrow_mut();
            state.coded = chance.below(16) == 0;
            // Now and then everything goes well, or nearly nothing.
            let most = [0, 30, 60, 60, 60, 90, 120, 200][chance.place(8)];
            let often = || chance.below(most + 1);
            state.rates = Rates {
                lost: often(),
                unanswered: often(),
                late: often(),
                busy: often(),
                partly: often(),
            };
            let loses = chance.permille(500).then(|| chance.place(LOST_OF));
            let mut truth = stripe.truth.borrow_mut();
            truth.loses = loses;
            (truth.away, truth.now) = (often(), Plan::default().second());
        }
        let calls = Calls::over(&memory, &stripe, &catalog());
        let mut auditor = Auditor::default();
        auditor.judge = Judge { without: story.without };
        Self {
            seed: story.seed,
            memory,
            stripe,
            plan: Plan::of_seed(story.seed),
            calls,
            auditor,
            tells,
            diary: Vec::new(),
            operations: 0,
            steps: 0,
        }
    }

    /// Lives through the story, and on until everything is told and answered.
    pub fn live(&mut self, story: &Story) -> Result<(), Violation> {
        match &story.only {
            Some(only) => only.iter().try_for_each(|step| self.step(*step))?,
            None => {
                while self.operations < story.operations
                    && self.steps < story.operations.saturating_mul(STEPS)
                {
                    self.step(self.steps)?;
                }
            }
        }
        self.end()
    }

    fn note(&mut self, what: impl FnOnce() -> String) {
        if self.tells {
            self.diary.push(format!("{:>6} {} {}", self.steps, self.plan.moment(), what()));
        }
    }

    fn step(&mut self, step: u64) -> Result<(), Violation> {
        let chance = of_step(self.seed, step);
        self.steps = step + 1;
        self.memory.throw(chance.next());
        self.memory.state.borrow_mut().step += 1;
        match chance.below(100) {
            0 => {
                self.plan.jump(&chance);
                self.stripe.truth.borrow_mut().now = self.plan.second();
                self.note(|| "time passes".to_owned());
            }
            1 => {
                if let Some(number) = self.calls.kill(&chance) {
                    self.note(|| format!("#{number} is killed"));
                }
            }
            2 => {
                self.calls.restart(&chance);
                self.note(|| "a process starts anew".to_owned());
            }
            3..=6 => self.late_write(&chance),
            7..=8 => {
                let before = self.stripe.truth.borrow().letters.len();
                self.stripe.truth.borrow_mut().happen(&chance);
                self.plan.awaits(self.stripe.truth.borrow().sub_ends());
                self.note_letters(before);
            }
            9..=22 if self.calls.has_room() => {
                let asked = self.plan.draw(&chance);
                self.begin(&chance, asked);
            }
            23..=28 if self.calls.has_room() => {
                let bringing = self.stripe.truth.borrow_mut().bring(&chance);
                if let Some(bringing) = bringing {
                    let asked = Asked { at: self.plan.moment(), ask: Ask::Bring(bringing) };
                    self.begin(&chance, asked);
                }
            }
            29 if self.calls.has_room() && chance.permille(200) => {
                let asked = Asked { at: self.plan.moment(), ask: Ask::Sweep };
                self.begin(&chance, asked);
            }
            _ => self.go_on(&chance)?,
        }
        self.look()
    }

    fn note_letters(&mut self, from: usize) {
        if self.tells {
            let told: Vec<_> = self.stripe.truth.borrow().letters[from..]
                .iter()
                .map(|letter| {
                    format!("Stripe writes {} {} {:?}", letter.id, letter.kind, letter.about)
                })
                .collect();
            for one in told {
                self.note(|| one);
            }
        }
    }

    fn begin(&mut self, chance: &Chance, asked: Asked) {
        self.operations += 1;
        let ask = asked.ask.clone();
        let at = asked.at;
        let number = self.calls.begin(chance, asked);
        self.auditor.begins(number, &ask);
        self.note(|| format!("#{number} asks, by its clock at {at}: {ask}"));
    }

    fn go_on(&mut self, chance: &Chance) -> Result<(), Violation> {
        let told = self.calls.go_on(chance);
        self.look()?;
        let Some(told) = told else { return Ok(()) };
        self.note(|| format!("#{} is told {:?}", told.number, told.heard));
        if let Ask::Bring(bringing) = &told.asked.ask
            && matches!(told.heard, Heard::Answered(200))
        {
            self.stripe.truth.borrow_mut().letters[bringing.letter].answered = true;
        }
        self.auditor.hears(&told, &self.memory, &self.stripe.truth.borrow())
    }

    fn late_write(&mut self, chance: &Chance) {
        let count = self.memory.state.borrow().late.len();
        if count > 0 {
            let place = chance.place(count);
            let by = self.memory.state.borrow().late[place].by;
            let changed = self.memory.arrive(place);
            self.note(|| {
                format!("a late write of #{by} arrives, which changes something: {changed}")
            });
        }
    }

    fn look(&mut self) -> Result<(), Violation> {
        let applied = std::mem::take(&mut self.memory.state.borrow_mut().applied);
        let step = self.memory.state.borrow().step;
        for sent in &applied {
            self.note(|| {
                let names: Vec<_> = sent.writes.iter().map(|write| write.item.name()).collect();
                format!("#{} wrote {names:?}", sent.by)
            });
            let truth = self.stripe.truth.borrow();
            self.auditor.sees(sent, step, &self.memory, &truth)?;
        }
        Ok(())
    }
}
