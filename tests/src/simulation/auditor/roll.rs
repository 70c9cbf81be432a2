//! Who was what in which organisation, and when: what a member uses must be within the caps that were
//! in force when it was written, and what is refused must have been forbidden while they waited.

use std::collections::BTreeMap;

use shared::domain::amount::Amount;
use shared::domain::command::{Command, Reserve};
use shared::domain::entry::{Entry, EntryKind};
use shared::domain::id::AccountId;
use shared::domain::member::{Member, Standing};
use shared::domain::period::Every;
use shared::domain::refusal::{CapReached, Refusal};

use crate::simulation::asks::Ask;
use crate::simulation::auditor::book::Book;
use crate::simulation::auditor::book::seats::KINDS;
use crate::simulation::auditor::checks::{Check, Judge, Violation};
use crate::simulation::auditor::order::{Order, Span};
use crate::simulation::auditor::receipts::names;
use crate::simulation::calls::Told;

/// An organisation and a person.
type Seat = (AccountId, AccountId);

/// Every record of a member that ever was, with the step at which it was written.
#[derive(Default)]
pub struct Roll {
    records: BTreeMap<Seat, Vec<(u64, Member)>>,
    /// Whose each hold was.
    holders: BTreeMap<(AccountId, String), Option<AccountId>>,
}

/// What a person may use of a feature in a kind of period: by their own cap, or by everybody's.
fn cap(record: Option<&Member>, book: &Book, feature: &str, every: Every) -> Option<u64> {
    let all = record.map(|record| record.caps.as_slice()).unwrap_or_default();
    let own = all.iter().find(|cap| cap.feature.as_str() == feature && cap.every == every);
    match own.map(|cap| cap.amount) {
        Some(Amount::Of(units)) => Some(units),
        Some(Amount::Unlimited) => None,
        None => book.cap(feature, every),
    }
}

fn is_removed(record: Option<&Member>) -> bool {
    record.is_some_and(|record| record.standing == Standing::Removed)
}

/// For whom something is asked.
pub fn member(ask: &Ask) -> Option<&AccountId> {
    match ask {
        Ask::Command(
            Command::Consume(spend) | Command::Record(spend) | Command::Hold(Reserve { spend, .. }),
        ) => spend.note.member.as_ref(),
        _ => None,
    }
}

impl Roll {
    fn record(&self, seat: &Seat) -> Option<&Member> {
        self.records.get(seat).and_then(|all| all.last()).map(|(_, record)| record)
    }

    /// I16: an entry is written for a member; by what stood before it they may use that.
    pub fn may(&self, entry: &Entry, book: &Book, judge: Judge) -> Result<(), Violation> {
        let Some(user) = &entry.note.member else { return Ok(()) };
        let record = self.record(&(entry.account.clone(), user.clone()));
        let begins = match entry.kind {
            EntryKind::Consume | EntryKind::Hold => true,
            EntryKind::Record => false,
            _ => return Ok(()),
        };
        let removed = is_removed(record);
        judge.must(Check::Member, !removed, || format!("removed and uses: {entry:?}"))?;
        for (feature, moved) in book.moved_by(entry).iter().filter(|_| begins) {
            for every in KINDS {
                let Some(cap) = cap(record, book, feature, every) else { continue };
                let before = book.against(user.as_str(), feature, every, entry.at.millis());
                judge.must(Check::Cap, before + moved.all <= cap, || {
                    format!("{before} of {cap} {feature} a {} before: {entry:?}", every.as_str())
                })?;
            }
        }
        Ok(())
    }

    /// A hold is made for somebody, and ends for the same.
    pub fn holds(&mut self, entry: &Entry, judge: Judge) -> Result<(), Violation> {
        let id = match entry.kind {
            EntryKind::Hold => {
                let id = format!("hold_{}", entry.operation.key());
                self.holders.insert((entry.account.clone(), id), entry.note.member.clone());
                return Ok(());
            }
            EntryKind::Settle | EntryKind::Release => {
                entry.operation.name.rsplit('/').find(|part| part.starts_with("hold_"))
            }
            _ => return Ok(()),
        };
        let holder = self.holders.get(&(entry.account.clone(), id.unwrap_or_default().to_owned()));
        let same = holder == Some(&entry.note.member);
        judge.must(Check::Member, same, || format!("not for {holder:?}: {entry:?}"))
    }

    /// A member's record is written: with an entry it counts what the ledger does, and nothing else is
    /// new; without one what they are is as it was asked for, and what they used is as it was.
    pub fn writes(
        &mut self,
        (step, record): (u64, &Member),
        ask: Option<&Ask>,
        entry: Option<&Entry>,
        book: &Book,
        judge: Judge,
    ) -> Result<(), Violation> {
        let seat = (record.account.clone(), record.user.clone());
        let unseen = || Member::unseen(seat.0.clone(), seat.1.clone());
        let before = self.record(&seat).cloned().unwrap_or_else(unseen);
        let (mut standing, mut caps) = (before.standing, before.caps.clone());
        let mut counted = before.counted;
        match (ask, entry) {
            (_, Some(entry)) => {
                let own = entry.note.member.as_ref() == Some(&seat.1);
                judge.must(Check::Member, own, || format!("not for {record:?}: {entry:?}"))?;
                counted = entry.seq;
            }
            (Some(Ask::Command(Command::Enrol(enrol))), None) => {
                let own = (&enrol.account, &enrol.user) == (&seat.0, &seat.1);
                judge.must(Check::Reach, own, || format!("{enrol:?} wrote {record:?}"))?;
                standing = enrol.standing.unwrap_or(standing);
                caps = enrol.caps.clone().unwrap_or(caps);
            }
            (ask, None) => {
                judge.must(Check::Reach, false, || format!("{ask:?} wrote {record:?}"))?;
            }
        }
        let same = (record.standing, &record.caps) == (standing, &caps);
        judge.must(Check::Member, same, || format!("not {standing:?} {caps:?}: {record:?}"))?;
        let counts = record.counted == counted && tallies_same(record, book);
        judge.must(Check::Tally, counts, || {
            format!("not {counted} {:?}: {record:?}", book.tallies(seat.1.as_str()))
        })?;
        self.records.entry(seat).or_default().push((step, record.clone()));
        Ok(())
    }

    /// What somebody was from a step on: each record with the steps between which it stood.
    fn spans(&self, seat: &Seat, begun: u64) -> Vec<Span<Option<&Member>>> {
        let all = self.records.get(seat).map(Vec::as_slice).unwrap_or_default();
        let ends = all.iter().skip(1).map(|(since, _)| *since).chain([u64::MAX]);
        let known = all.iter().zip(ends);
        let known = known.map(|((since, it), until)| Span { since: *since, until, it: Some(it) });
        let first = all.first().map_or(u64::MAX, |(since, _)| *since);
        let unseen = Span { since: 0, until: first, it: None };
        std::iter::once(unseen).chain(known).filter(|span| span.until >= begun).collect()
    }

    /// It was told that somebody is what they should be: so they were while that was waited for.
    pub fn says(&self, told: &Told, judge: Judge) -> Result<(), Violation> {
        let Ask::Command(Command::Enrol(enrol)) = &told.asked.ask else { return Ok(()) };
        let spans = self.spans(&(enrol.account.clone(), enrol.user.clone()), told.begun);
        let so = |record: &Member| {
            enrol.standing.is_none_or(|standing| standing == record.standing)
                && enrol.caps.as_ref().is_none_or(|caps| *caps == record.caps)
        };
        let unseen = Member::unseen(enrol.account.clone(), enrol.user.clone());
        let was = spans.iter().any(|span| so(span.it.unwrap_or(&unseen)));
        judge.must(Check::Order, was, || format!("it was never so: {enrol:?}"))
    }

    /// A member's use was refused: somebody was removed, or a cap reached, exactly so while they waited.
    pub fn refuses(
        &self,
        told: &Told,
        refusal: &Refusal,
        order: &Order,
        judge: Judge,
    ) -> Result<(), Violation> {
        let (ask, begun) = (&told.asked.ask, told.begun);
        let (Some(user), Some((account, _))) = (member(ask), names(ask).into_iter().next()) else {
            return judge.must(Check::Answer, false, || format!("{refusal}: {ask}"));
        };
        let records = self.spans(&(account.clone(), user.clone()), begun);
        let Refusal::Capped(told_of) = refusal else {
            let was = records.iter().any(|span| is_removed(span.it));
            let never = || format!("{user} was not removed from {account}");
            return judge.must(Check::Order, was, never);
        };
        let begins = !matches!(ask, Ask::Command(Command::Record(_)));
        let own = begins && told_of.member == *user;
        judge.must(Check::Answer, own, || format!("{refusal}: {ask}"))?;
        let (books, known) = order.spans(&account, begun);
        let at = told.asked.at.millis();
        let was = books.iter().any(|book| {
            let meets = |span: &&Span<_>| book.since < span.until && span.since < book.until;
            let mut records = records.iter().filter(meets);
            records.any(|span| forbids(told_of, &book.it, span.it, at))
        });
        judge.must(Check::Order, was || !known, || format!("no cap forbade it: {told_of:?}"))
    }

    /// A use of a member's is counted in their record, and so is what they set aside.
    pub fn counts(&self, entry: &Entry, judge: Judge) -> Result<(), Violation> {
        let Some(user) = &entry.note.member else { return Ok(()) };
        if entry.kind == EntryKind::Release {
            return Ok(());
        }
        let record = self.record(&(entry.account.clone(), user.clone()));
        let counted = record.is_some_and(|record| record.counted == entry.seq);
        judge.must(Check::Tally, counted, || format!("not counted in {record:?}: {entry:?}"))
    }

    /// At the end every record says what the ledger does, and together what members used of the pool.
    pub fn closes(&self, order: &Order, judge: Judge) -> Result<(), Violation> {
        let mut all: BTreeMap<&AccountId, Vec<&Member>> = BTreeMap::new();
        for (account, user) in self.records.keys() {
            all.entry(account).or_default().extend(self.record(&(account.clone(), user.clone())));
        }
        for (account, records) in all {
            let wrong = order.book(account).unbalanced(&records);
            judge.must(Check::Tally, wrong.is_empty(), || {
                format!("{wrong:?}: not what members used: {records:?}")
            })?;
        }
        Ok(())
    }
}

/// Whether a cap was as it was told, and left less than what was asked for.
fn forbids(told: &CapReached, book: &Book, record: Option<&Member>, at: i64) -> bool {
    let (feature, every) = (told.capped.cap.feature.as_str(), told.capped.cap.every);
    let Some(cap) = cap(record, book, feature, every) else { return false };
    let left = cap.saturating_sub(book.against(told.member.as_str(), feature, every, at));
    let said = told.capped.cap.amount == Amount::Of(cap) && told.available == Amount::Of(left);
    said && left < told.requested
}

fn tallies_same(record: &Member, book: &Book) -> bool {
    let used = record.used.iter();
    let used = used.map(|it| ((it.feature.to_string(), it.every), (it.index, it.used)));
    used.collect::<BTreeMap<_, _>>() == book.tallies(record.user.as_str())
}
