//! Looks at every write and at every answer, and says what must never be. It knows what was asked
//! and what was stored, and shares no rule with the code that it judges.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use shared::domain::command::{Command, Spend};
use shared::domain::decide::Answer;
use shared::domain::entry::{Entry, EntryKind};
use shared::domain::id::AccountId;
use shared::domain::posting::Posting;
use shared::domain::purchase::{Purchase, PurchaseState, RefundState};
use shared::domain::refusal::Refusal;
use shared::domain::world::{Item, Name};
use shared::perform::Failure;

use crate::memory::{Memory, Sent};
use crate::simulation::calls::Told;
use crate::simulation::kept::{is_stored, stands};
use crate::simulation::ledger::Book;

/// So many past states of an account are kept, to judge refusals told late.
const PAST: usize = 64;

struct Landed {
    entry: Entry,
    sent: u64,
}

/// Knows everything that happened.
#[derive(Default)]
pub struct Auditor {
    books: BTreeMap<AccountId, VecDeque<(u64, Book)>>,
    landed: BTreeMap<Name, Landed>,
    pointers: BTreeMap<Name, Name>,
    /// When a caller's mark under a name was written.
    marks: BTreeMap<(Name, usize), u64>,
    /// When refusals were told, and when their marks were written.
    refused: BTreeMap<Name, Vec<(u64, Option<u64>)>>,
    fulfilled: BTreeSet<String>,
    step: u64,
}

impl Auditor {
    /// A commit was applied at this step.
    pub fn sees(&mut self, sent: &Sent, step: u64) -> Result<(), String> {
        self.step = step;
        let items = || sent.writes.iter().map(|write| &write.item);
        let entries = items().filter(|item| matches!(item, Item::Entry(_))).count();
        let accounts = items().filter(|item| matches!(item, Item::Account(_))).count();
        if entries != accounts || entries > 1 {
            return Err(format!("F3: {entries} entries and {accounts} accounts in one write"));
        }
        for item in items() {
            if let Item::Entry(entry) = item {
                self.lands(entry, sent.at)?;
            }
        }
        for item in items() {
            match item {
                Item::Account(account) => self.book(&account.id).agrees(account)?,
                Item::Also(also) => {
                    let name = item.name();
                    if self.landed.contains_key(&name) || self.pointers.contains_key(&name) {
                        return Err(format!("I6: {name:?} stands twice"));
                    }
                    let entry = Name::Receipt(also.account.clone(), also.entry);
                    self.pointers.insert(name, entry);
                }
                Item::Refused(_) => {
                    if self.landed.contains_key(&item.name()) {
                        return Err("I6: a mark over an entry".into());
                    }
                    self.marks.insert((item.name(), sent.by), step);
                }
                Item::Purchase(purchase) => self.adds_up(purchase)?,
                Item::Entry(_) | Item::Alias(_) | Item::Event(_) | Item::Profile(_) => {}
            }
        }
        Ok(())
    }

    fn book(&self, account: &AccountId) -> Book {
        let past = self.books.get(account).and_then(VecDeque::back);
        past.map(|(_, book)| book.clone()).unwrap_or_default()
    }

    fn lands(&mut self, entry: &Entry, sent: u64) -> Result<(), String> {
        let name = Name::Receipt(entry.account.clone(), entry.operation.key());
        if self.pointers.contains_key(&name) {
            return Err(format!("I6: {name:?} stands twice"));
        }
        // Begun before a refusal was told, and not after that refusal's mark.
        let dead =
            |(told, mark): &(u64, Option<u64>)| sent < *told && mark.is_none_or(|mark| sent < mark);
        if self.refused.get(&name).is_some_and(|refused| refused.iter().any(dead)) {
            return Err(format!("I6: {name:?} landed after its refusal was told"));
        }
        if entry.kind == EntryKind::Fulfil
            && !self.fulfilled.insert(entry.operation.principal.clone())
        {
            return Err(format!("I10: {} was fulfilled twice", entry.operation.principal));
        }
        let mut book = self.book(&entry.account);
        book.post(entry)?;
        let past = self.books.entry(entry.account.clone()).or_default();
        past.push_back((self.step, book));
        if past.len() > PAST {
            past.pop_front();
        }
        let landed = Landed { entry: entry.clone(), sent };
        if self.landed.insert(name.clone(), landed).is_some() {
            return Err(format!("I6: {name:?} happened twice"));
        }
        Ok(())
    }

    /// I8: what is taken and what is owed make what came back.
    fn adds_up(&self, purchase: &Purchase) -> Result<(), String> {
        let book = self.book(&purchase.account);
        let PurchaseState::Paid { charged, .. } = purchase.state else {
            let clean = purchase.lots.iter().all(|lot| lot.taken.is_none() && lot.owed == 0);
            return if clean { Ok(()) } else { Err("I8: taken before it was paid".into()) };
        };
        let counted = purchase.refunds.iter().filter(|told| told.state != RefundState::Failed);
        let back = counted.map(|told| told.amount).sum::<u64>().min(charged);
        for lot in &purchase.lots {
            let given = if charged == 900 { 12 } else { 10 };
            let taken = book.taken(lot.grant.as_str());
            if taken + lot.owed != (given * back).div_ceil(charged) {
                return Err(format!("I8: {taken} taken and {} owed of {purchase:?}", lot.owed));
            }
        }
        Ok(())
    }

    /// A caller was told something.
    pub fn hears(&mut self, told: &Told, memory: &Memory) -> Result<(), String> {
        let command = &told.asked.command;
        let names = command.receipts();
        match &told.outcome {
            Ok(done) => match (&done.answer, names.first()) {
                (Answer::Entry(entry), Some(name)) => self.succeeded(command, entry, name),
                (Answer::Done | Answer::Purchase(_), _) => is_stored(command, memory),
                (Answer::Entry(entry), None) => {
                    stands(entry, memory)?;
                    is_stored(command, memory)
                }
            },
            Err(Failure::Refused(Refusal::Reused)) => {
                let state = memory.state.borrow();
                let stands = names.iter().any(|name| state.items.contains_key(name));
                if stands { Ok(()) } else { Err("reused, but nothing stands there".into()) }
            }
            Err(Failure::Refused(refusal)) => match names.first() {
                Some(name) => self.refuses(told, refusal, name),
                None => Ok(()),
            },
            Err(Failure::OutOfTime(_)) => Ok(()),
            Err(broken @ Failure::Broken(_)) => Err(format!("{broken}: {command:?}")),
        }
    }

    /// I6, I7: what was told is what stands in the ledger, and it is what was asked.
    fn succeeded(&self, command: &Command, entry: &Entry, name: &Name) -> Result<(), String> {
        let name = self.pointers.get(name).unwrap_or(name);
        match self.landed.get(name) {
            Some(landed) if landed.entry == *entry => {}
            _ => return Err(format!("I6: told {entry:?}, which is not in the ledger")),
        }
        let asked = match command {
            Command::Consume(spend) => amounts(spend),
            _ => return Ok(()),
        };
        let mut moved = BTreeMap::new();
        for outcome in &entry.answer {
            *moved.entry(outcome.feature.to_string()).or_insert(0) +=
                outcome.amount.covers(u64::MAX);
        }
        let draws = entry.postings.iter().map(|posting| match posting {
            Posting::Used { amount, .. } | Posting::Drew { amount, .. } => *amount,
            _ => 0,
        });
        if asked != moved || asked.values().sum::<u64>() != draws.sum::<u64>() {
            return Err(format!("I7: asked {asked:?}, told {entry:?}"));
        }
        Ok(())
    }

    fn refuses(&mut self, told: &Told, refusal: &Refusal, name: &Name) -> Result<(), String> {
        let mark = self.marks.get(&(name.clone(), told.number)).copied();
        if let Some(landed) = self.landed.get(name)
            && mark.is_none_or(|mark| landed.sent < mark)
        {
            return Err(format!("I6: refused, although {name:?} had happened: {refusal}"));
        }
        self.refused.entry(name.clone()).or_default().push((self.step, mark));
        let (Command::Consume(spend), Refusal::Insufficient(shortage)) =
            (&told.asked.command, refusal)
        else {
            return Ok(());
        };
        let at = told.asked.at.millis();
        let feature = shortage.feature.as_str();
        let short = |book: &Book| book.available(feature, at) < shortage.requested;
        let past = self.books.get(&spend.account);
        let mut states = past.into_iter().flatten().rev();
        let mut fits = past.is_none_or(|past| past.len() == PAST || past[0].0 > told.begun);
        while let Some((since, book)) = states.next().filter(|_| !fits) {
            fits = short(book);
            if *since <= told.begun {
                break;
            }
        }
        if fits { Ok(()) } else { Err(format!("I20: refused while there was enough: {refusal}")) }
    }

    /// At the end everything that was paid for is there.
    pub fn closes(&self, memory: &Memory) -> Result<(), String> {
        for item in memory.state.borrow().items.values() {
            match item {
                Item::Account(account) => self.book(&account.id).agrees(account)?,
                Item::Purchase(purchase) => {
                    let granted = self.fulfilled.contains(purchase.id.as_str());
                    if granted != purchase.charged().is_some() {
                        return Err(format!("I10: paid and granted differ: {purchase:?}"));
                    }
                    self.adds_up(purchase)?;
                }
                _ => {}
            }
        }
        Ok(())
    }
}

fn amounts(spend: &Spend) -> BTreeMap<String, u64> {
    spend.uses.iter().map(|one| (one.feature.to_string(), one.amount.units())).collect()
}
