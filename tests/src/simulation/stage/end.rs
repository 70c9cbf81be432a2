//! The end of a story: everybody gets an answer, every letter arrives, the books are compared.

use shared::domain::event::EventState;
use shared::domain::id::EventId;
use shared::domain::world::{Item, Name};

use crate::memory::Rates;
use crate::memory::chance::Chance;
use crate::simulation::asks::{Ask, Asked};
use crate::simulation::auditor::checks::{Check, Violation};
use crate::simulation::stage::{Stage, of_step};
use crate::simulation::stripe::post::{About, Letter};

/// At the end so much of what was asked is asked again.
const ASKED_AGAIN: u64 = 12;

/// At the end there are so many sweeps: one that was under way may have kept an older mark.
const SWEPT_LAST: u64 = 2;

/// At the end a letter is brought so often at most.
const BROUGHT_LAST: u64 = 3;

impl Stage {
    /// From here on nothing goes wrong any more: everybody gets an answer, every letter arrives,
    /// and what was asked is asked again.
    pub(super) fn end(&mut self) -> Result<(), Violation> {
        let chance = of_step(self.seed, u64::MAX);
        self.memory.state.borrow_mut().rates = Rates::default();
        self.stripe.truth.borrow_mut().away = 0;
        self.finish(&chance)?;
        while !self.memory.state.borrow().late.is_empty() {
            self.late_write(&chance);
            self.look()?;
        }
        for _ in 0..BROUGHT_LAST {
            let count = self.stripe.truth.borrow().letters.len();
            for letter in 0..count {
                let (answered, lost) = {
                    let truth = self.stripe.truth.borrow();
                    (truth.letters[letter].answered, truth.letters[letter].lost)
                };
                if answered || lost {
                    continue;
                }
                let bringing = self.stripe.truth.borrow_mut().sign(letter, false);
                let asked = Asked { at: self.plan.moment(), ask: Ask::Bring(bringing) };
                self.begin(&chance, asked);
                self.finish(&chance)?;
            }
        }
        self.sweep(&chance)?;
        for _ in 0..ASKED_AGAIN {
            if let Some(asked) = self.plan.again(&chance) {
                self.begin(&chance, asked);
                self.finish(&chance)?;
            }
        }
        let truth = self.stripe.truth.borrow();
        let mut unheard = truth
            .letters
            .iter()
            .enumerate()
            .filter(|(place, letter)| !letter.answered && !truth.is_for_a_person(*place));
        let unheard = unheard.next().map(|(_, letter)| letter);
        let judge = self.auditor.judge;
        judge.must(Check::Alive, unheard.is_none(), || format!("never answered: {unheard:?}"))?;
        self.auditor.closes(&self.memory, &truth)
    }

    /// An hour later the sweep looks at what was lost, and at what could not be processed without it; what
    /// it has seen to counts as heard.
    fn sweep(&mut self, chance: &Chance) -> Result<(), Violation> {
        self.plan.waits();
        let later = self.plan.moment();
        self.stripe.truth.borrow_mut().now = later.seconds();
        for _ in 0..SWEPT_LAST {
            self.begin(chance, Asked { at: later, ask: Ask::Sweep });
            self.finish(chance)?;
        }
        // What an earlier sweep could not process, a person has tried again.
        let failed = |state: &EventState| matches!(state, EventState::Failed { .. });
        for letter in self.unanswered(failed) {
            let bringing = self.stripe.truth.borrow_mut().sign(letter, false);
            self.begin(chance, Asked { at: later, ask: Ask::Bring(bringing) });
            self.finish(chance)?;
        }
        for letter in self.unanswered(|state| !failed(state)) {
            self.stripe.truth.borrow_mut().letters[letter].answered = true;
        }
        // What is of no kind that anybody handles is passed over.
        let mut truth = self.stripe.truth.borrow_mut();
        for letter in truth.letters.iter_mut().filter(|it| it.lost && it.about == About::Nothing) {
            letter.answered = true;
        }
        Ok(())
    }

    /// The letters without an answer whose events are stored, and so.
    fn unanswered(&self, so: impl Fn(&EventState) -> bool) -> Vec<usize> {
        let state = self.memory.state.borrow();
        let truth = self.stripe.truth.borrow();
        let stands = |letter: &Letter| {
            let name = Name::Event(EventId::parse(letter.id.as_str()).unwrap());
            matches!(state.items.get(&name), Some(Item::Event(event)) if so(&event.state))
        };
        let all = truth.letters.iter().enumerate();
        all.filter(|(_, letter)| !letter.answered && stands(letter))
            .map(|(place, _)| place)
            .collect()
    }

    fn finish(&mut self, chance: &Chance) -> Result<(), Violation> {
        while !self.calls.is_idle() {
            self.memory.state.borrow_mut().step += 1;
            self.go_on(chance)?;
        }
        Ok(())
    }
}
