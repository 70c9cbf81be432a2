//! What was asked under which name, what happened under it, and what was told.

use std::collections::{BTreeMap, BTreeSet};

use shared::domain::command::{Command, EndHold, Ending, Reserve};
use shared::domain::entry::{Entry, EntryKind};
use shared::domain::id::AccountId;
use shared::domain::operation::{OperationId, Scope};
use shared::domain::posting::Posting;

use crate::simulation::asks::Ask;
use crate::simulation::auditor::checks::{Check, Judge, Violation};
use crate::simulation::auditor::roll::member;

/// An operation by its whole name.
pub type Op = (AccountId, OperationId);

struct Landed {
    entry: Entry,
    sent: u64,
}

struct Refused {
    told: u64,
    marked: Option<u64>,
}

/// Every operation of a story.
#[derive(Default)]
pub struct Receipts {
    landed: BTreeMap<Op, Landed>,
    /// Further names, and the first name that each stands for.
    others: BTreeMap<Op, Op>,
    refused: BTreeMap<Op, Vec<Refused>>,
    /// Names with which something was refused or done, and so may not be used otherwise.
    taken: BTreeSet<Op>,
    /// Every hold that was made, and at which step.
    holds: BTreeMap<(AccountId, String), u64>,
    sessions: BTreeSet<(AccountId, EntryKind, String, String)>,
}

/// The names under which something is asked, the first one first.
pub fn names(ask: &Ask) -> Vec<Op> {
    let Ask::Command(command) = ask else { return Vec::new() };
    let (account, ids): (_, Vec<_>) = match command {
        Command::Open(open) => (&open.account, vec![&open.operation]),
        Command::Adjust(adjust) => (&adjust.account, vec![&adjust.operation]),
        Command::Consume(spend) | Command::Record(spend) | Command::Hold(Reserve { spend, .. }) => {
            let first = std::iter::once(&spend.operations.first);
            (&spend.account, first.chain(&spend.operations.others).collect())
        }
        Command::EndHold(end) => {
            let (principal, name) = ("hold".to_owned(), format!("end/{}", end.hold));
            let operation = OperationId { scope: Scope::House, principal, name };
            return vec![(end.account.clone(), operation)];
        }
        _ => return Vec::new(),
    };
    ids.into_iter().map(|id| (account.clone(), id.clone())).collect()
}

impl Receipts {
    /// An entry was written for whoever asked under these names.
    pub fn lands(
        &mut self,
        names: &[Op],
        entry: &Entry,
        sent: u64,
        judge: Judge,
    ) -> Result<(), Violation> {
        let own = [(entry.account.clone(), entry.operation.clone())];
        let names = if names.is_empty() { &own } else { names };
        // A session's further names are the business of the sessions.
        let new = !self.landed.contains_key(&names[0]);
        judge.must(Check::Receipt, new, || format!("{names:?} happened twice: {entry:?}"))?;
        for name in names {
            // Begun before a refusal was told, and not after that refusal's mark.
            let dead = |refused: &Refused| {
                sent < refused.told && refused.marked.is_none_or(|marked| sent < marked)
            };
            let refused = self.refused.get(name).is_some_and(|all| all.iter().any(dead));
            judge
                .must(Check::Fence, !refused, || format!("{name:?} happened after its refusal"))?;
        }
        self.uses_a_session(entry, judge)?;
        let (first, others) = names.split_first().unwrap();
        self.others.extend(others.iter().map(|other| (other.clone(), first.clone())));
        self.taken.extend(names.iter().cloned());
        self.landed.insert(first.clone(), Landed { entry: entry.clone(), sent });
        Ok(())
    }

    fn uses_a_session(&mut self, entry: &Entry, judge: Judge) -> Result<(), Violation> {
        let Some(session) = &entry.note.session else { return Ok(()) };
        for outcome in &entry.answer {
            let feature = outcome.feature.to_string();
            let name = (entry.account.clone(), entry.kind, feature, session.to_string());
            let new = self.sessions.insert(name);
            judge.must(Check::Session, new, || format!("a session was used twice: {entry:?}"))?;
        }
        Ok(())
    }

    /// The mark of a refusal was written for whoever asked under these names.
    pub fn marks(&mut self, names: &[Op], judge: Judge) -> Result<(), Violation> {
        let Some(first) = names.first() else { return Ok(()) };
        let free = !self.landed.contains_key(first);
        judge.must(Check::Receipt, free, || format!("a mark stands over {first:?}"))?;
        self.taken.insert(first.clone());
        Ok(())
    }

    /// A success was told: it is what stands there, and what was asked.
    pub fn succeeds(&self, ask: &Ask, told: &Entry, judge: Judge) -> Result<(), Violation> {
        let names = names(ask);
        let first = names.first().map_or((told.account.clone(), told.operation.clone()), Op::clone);
        let other = || self.landed.get(self.others.get(&first)?);
        let landed = self.landed.get(&first).or_else(other);
        let there = landed.is_some_and(|landed| landed.entry.seq == told.seq);
        judge.must(Check::Receipt, there, || format!("told {told:?}, which is not there"))?;
        let same = landed.is_none_or(|landed| landed.entry == *told);
        judge.must(Check::Answer, same, || format!("told {told:?} instead of the first answer"))?;
        let own = member(ask).is_none_or(|asked| Some(asked) == told.note.member.as_ref());
        judge.must(Check::Answer, own, || format!("for another member: {told:?}"))?;
        let Some(wanted) = amounts(ask) else { return Ok(()) };
        let mut moved = BTreeMap::new();
        for outcome in told.answer.iter().filter(|outcome| !outcome.amount.is_none()) {
            *moved.entry(outcome.feature.to_string()).or_insert(0) +=
                outcome.amount.covers(u64::MAX);
        }
        let draws = told.postings.iter().map(|posting| match posting {
            Posting::Used { amount, .. }
            | Posting::Drew { amount, .. }
            | Posting::Held { amount, .. }
            | Posting::Settled { amount, .. }
            | Posting::Over { amount, .. } => *amount,
            _ => 0,
        });
        let sum = draws.sum::<u64>();
        let fits = wanted == moved && wanted.values().sum::<u64>() == sum;
        judge.must(Check::Answer, fits, || format!("asked {wanted:?}, told {told:?}"))
    }

    /// A hold was made at this step.
    pub fn holds(&mut self, entry: &Entry, step: u64) {
        if entry.kind == EntryKind::Hold {
            let name = (entry.account.clone(), format!("hold_{}", entry.operation.key()));
            self.holds.insert(name, step);
        }
    }

    /// It was told that there is no such hold: there was none when that was asked.
    pub fn unknown(&self, end: &EndHold, begun: u64, judge: Judge) -> Result<(), Violation> {
        let made = self.holds.get(&(end.account.clone(), end.hold.to_string()));
        let unknown = made.is_none_or(|made| *made >= begun);
        judge.must(Check::Order, unknown, || format!("told to be unknown: {end:?}"))
    }

    /// A refusal was told at this step, with a mark that was written at that one.
    pub fn refuses(
        &mut self,
        ask: &Ask,
        marked: Option<u64>,
        told: u64,
        judge: Judge,
    ) -> Result<(), Violation> {
        let names = names(ask);
        let Some(first) = names.first() else { return Ok(()) };
        if let Some(landed) = self.landed.get(first) {
            let later = marked.is_some_and(|marked| landed.sent >= marked);
            judge.must(Check::Fence, later, || format!("refused, although {first:?} happened"))?;
        }
        self.refused.entry(first.clone()).or_default().push(Refused { told, marked });
        Ok(())
    }

    /// It was told that the name was used for something else.
    pub fn reused(&self, ask: &Ask, judge: Judge) -> Result<(), Violation> {
        let names = names(ask);
        let used = names.is_empty() || names.iter().any(|name| self.taken.contains(name));
        judge.must(Check::Receipt, used, || format!("used before, but not by anybody: {ask}"))
    }
}

/// How much was asked for of each feature, where an answer must say so much.
fn amounts(ask: &Ask) -> Option<BTreeMap<String, u64>> {
    let Ask::Command(command) = ask else { return None };
    match command {
        Command::Consume(spend) | Command::Hold(Reserve { spend, .. }) => {
            let uses = spend.uses.iter().map(|one| (one.feature.to_string(), one.amount.units()));
            Some(uses.collect())
        }
        Command::EndHold(EndHold { how: Ending::Settle(actuals), .. }) => {
            let named = actuals.iter().filter(|one| one.amount > 0);
            Some(named.map(|one| (one.feature.to_string(), one.amount)).collect())
        }
        _ => None,
    }
}
