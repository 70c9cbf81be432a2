//! Looks at every write and at every answer, and says what must never be. It knows what was asked,
//! what was stored and what is true at Stripe, and shares no rule with the code that it judges.

mod answers;
pub mod book;
pub mod checks;
pub mod disputes;
pub mod lot;
pub mod order;
pub mod payments;
mod reach;
pub mod receipts;
pub mod returns;
pub mod roll;
mod subscriptions;
pub mod time;

use std::collections::BTreeMap;

use shared::domain::command::Command;
use shared::domain::decide::Answer;
use shared::domain::entry::Entry;
use shared::domain::refusal::Refusal;
use shared::domain::world::{Item, Name};
use shared::http::problem::Kind;
use shared::perform::Failure;

use crate::memory::{Memory, Sent};
use crate::simulation::asks::{Ask, Heard};
use crate::simulation::auditor::book::Book;
use crate::simulation::auditor::checks::{Check, Judge, Violation};
use crate::simulation::auditor::disputes::Disputes;
use crate::simulation::auditor::order::Order;
use crate::simulation::auditor::payments::Payments;
use crate::simulation::auditor::reach::told_by;
use crate::simulation::auditor::receipts::{Receipts, names};
use crate::simulation::auditor::returns::Debts;
use crate::simulation::auditor::roll::Roll;
use crate::simulation::auditor::subscriptions::Follows;
use crate::simulation::calls::Told;
use crate::simulation::stripe::Truth;

/// No request may ask the store more often than this, whatever goes wrong.
const MOST_CALLS: u64 = 80;

/// Knows everything that happened.
#[derive(Default)]
pub struct Auditor {
    /// Which checks count.
    pub judge: Judge,
    asked: BTreeMap<usize, Ask>,
    /// When a caller's mark was written.
    marked: BTreeMap<usize, u64>,
    order: Order,
    receipts: Receipts,
    payments: Payments,
    disputes: Disputes,
    follows: Follows,
    roll: Roll,
    step: u64,
}

impl Auditor {
    /// Somebody asks.
    pub fn begins(&mut self, number: usize, ask: &Ask) {
        self.asked.insert(number, ask.clone());
    }

    /// A commit was applied at this step.
    pub fn sees(
        &mut self,
        sent: &Sent,
        step: u64,
        memory: &Memory,
        truth: &Truth,
    ) -> Result<(), Violation> {
        self.step = step;
        let ask = self.asked.get(&sent.by).cloned();
        self.reaches(sent, ask.as_ref(), truth)?;
        let judge = self.judge;
        let items = || sent.writes.iter().map(|write| &write.item);
        let entry = items().find_map(|item| match item {
            Item::Entry(entry) => Some(entry),
            _ => None,
        });
        let account = items().find_map(|item| match item {
            Item::Account(account) => Some(account),
            _ => None,
        });
        let whole = entry.is_some() == account.is_some();
        judge.must(Check::Fold, whole, || format!("an entry without its account: {sent:?}"))?;
        let mut debts = Debts::default();
        if let Some(entry) = entry {
            self.lands(entry, ask.as_ref(), sent, memory, truth)?;
            let mut book = self.order.book(&entry.account);
            debts = book.debts().clone();
            book.forgiving = judge.without == Some(Check::Period);
            self.roll.may(entry, &book, judge)?;
            self.roll.holds(entry, judge)?;
            book.post(entry, judge)?;
            if let Some(account) = account {
                book.agrees(account, judge)?;
                self.order.moves(step, book, account.clone());
            }
        }
        for item in items() {
            match item {
                Item::Refused(_) => {
                    self.receipts.marks(&ask.as_ref().map(names).unwrap_or_default(), judge)?;
                    self.marked.insert(sent.by, step);
                }
                Item::Purchase(purchase) => {
                    let book = self.order.book(self.payments.granted_to(purchase));
                    self.disputes.writes(purchase, truth, judge)?;
                    returns::adds_up(purchase, truth, &book, judge)?;
                    if let Some(entry) = entry {
                        returns::forgives_first(purchase, entry, judge)?;
                        returns::takes_held_first(purchase, entry, &debts, &book, judge)?;
                    }
                }
                Item::Member(record) => {
                    let (ask, entry) = (ask.as_ref(), entry.map(|it| &**it));
                    let book = self.order.book(&record.account);
                    self.roll.writes((step, record), ask, entry, &book, judge)?;
                }
                Item::Subscription(stored) => self.follows.writes(stored, truth, judge)?,
                Item::Event(event) => {
                    if let Some(letter) = told_by(ask.as_ref(), event, truth) {
                        self.payments.is_done(letter, memory, truth, false, judge)?;
                    }
                }
                _ => {}
            }
        }
        entry.map_or(Ok(()), |entry| self.roll.counts(entry, judge))
    }

    fn lands(
        &mut self,
        entry: &Entry,
        ask: Option<&Ask>,
        sent: &Sent,
        memory: &Memory,
        truth: &Truth,
    ) -> Result<(), Violation> {
        let names = ask.map(names).unwrap_or_default();
        self.receipts.lands(&names, entry, sent.at, self.judge)?;
        self.receipts.holds(entry, self.step);
        subscriptions::follows(entry, truth, self.judge)?;
        self.payments.gives(entry, ask, memory, truth, self.judge)
    }

    /// A caller was told something.
    pub fn hears(&mut self, told: &Told, memory: &Memory, truth: &Truth) -> Result<(), Violation> {
        let judge = self.judge;
        let sweeps = matches!(told.asked.ask, Ask::Sweep);
        let soon = told.store_calls <= MOST_CALLS || sweeps;
        judge.must(Check::Alive, soon, || format!("{} calls for one request", told.store_calls))?;
        let marked = self.marked.remove(&told.number);
        match &told.heard {
            Heard::Performed(Ok(done)) => match &done.answer {
                Answer::Entry(entry) => self.receipts.succeeds(&told.asked.ask, entry, judge),
                Answer::Done | Answer::Purchase(_) => self.roll.says(told, judge),
            },
            Heard::Performed(Err(failure)) => self.fails(told, failure, marked),
            Heard::Read(Ok(account)) => {
                let Ask::Read(asked) = &told.asked.ask else { return Ok(()) };
                self.order.reads(asked, account.as_ref(), told.begun, judge)
            }
            Heard::Sold(Err(Kind::Conflict)) => self.is_over(told, truth),
            Heard::Sold(Err(Kind::IdempotencyKeyReused)) => self.was_otherwise(told),
            Heard::Read(Err(_)) | Heard::Sold(Err(_)) | Heard::Swept(false) => self.gave_up(told),
            Heard::Sold(Ok(purchase)) => {
                let name = Name::Purchase(purchase.id.clone());
                let there = memory.state.borrow().items.contains_key(&name);
                judge.must(Check::Receipt, there, || format!("sold, not stored: {purchase:?}"))
            }
            Heard::Answered(status) => self.answered(told, *status, memory, truth),
            Heard::Swept(true) => Ok(()),
        }
    }

    fn fails(
        &mut self,
        told: &Told,
        failure: &Failure,
        marked: Option<u64>,
    ) -> Result<(), Violation> {
        let (ask, judge) = (&told.asked.ask, self.judge);
        match failure {
            Failure::Refused(Refusal::Reused | Refusal::Ended(_)) => {
                self.receipts.reused(ask, judge)
            }
            Failure::Refused(refusal) => {
                // It has no mark and needs none: whoever ends a hold has seen it before they write,
                // and what was seen once is never unknown again.
                if let Ask::Command(Command::EndHold(end)) = ask {
                    let unknown = *refusal == Refusal::UnknownHold;
                    judge.must(Check::Answer, unknown, || format!("{refusal}: {end:?}"))?;
                    return self.receipts.unknown(end, told.begun, judge);
                }
                self.receipts.refuses(ask, marked, self.step, judge)?;
                let names = names(ask);
                match (refusal, names.first()) {
                    (Refusal::Insufficient(shortage), Some((account, _))) => {
                        let (feature, at) = (shortage.feature.as_str(), told.asked.at.millis());
                        let adjusts = matches!(ask, Ask::Command(Command::Adjust(_)));
                        let short = |book: &Book| {
                            let taken = || book.takeable(feature, at);
                            let used = || book.available(feature, at);
                            (if adjusts { taken() } else { used() }) < shortage.requested
                        };
                        self.order.refuses(account, short, shortage, told.begun, judge)
                    }
                    (Refusal::Removed(_) | Refusal::Capped(_), _) => {
                        self.roll.refuses(told, refusal, &self.order, judge)
                    }
                    _ => Ok(()),
                }
            }
            Failure::OutOfTime(_) => self.gave_up(told),
            broken @ Failure::Broken(_) => {
                judge.must(Check::Alive, false, || format!("{broken}: {ask}"))
            }
        }
    }

    /// At the end everything that was paid for is there.
    pub fn closes(&self, memory: &Memory, truth: &Truth) -> Result<(), Violation> {
        for item in memory.state.borrow().items.values() {
            if let Item::Account(account) = item {
                self.order.book(&account.id).agrees(account, self.judge)?;
            }
        }
        let twice = truth.twice_a_customer();
        let once = twice.is_none();
        self.judge.must(Check::Customer, once, || format!("two customers: {twice:?}"))?;
        self.roll.closes(&self.order, self.judge)?;
        subscriptions::closes(memory, truth, self.judge)?;
        self.payments.closes(memory, truth, self.judge)
    }
}
