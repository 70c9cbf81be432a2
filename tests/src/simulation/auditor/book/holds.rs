//! Holds as the auditor knows them: what is set aside, until when, and where it must go.

use shared::domain::account::Account;
use shared::domain::entry::{Entry, EntryKind};
use shared::domain::hold::Source;
use shared::domain::moment::Moment;
use shared::domain::posting::Posting;

use crate::simulation::auditor::book::Book;
use crate::simulation::auditor::book::seats::Seated;
use crate::simulation::auditor::checks::{Check, Judge, Violation};
use crate::simulation::auditor::lot::Lot;

/// Where something was drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Whence {
    /// A grant.
    Lot(String),
    /// What is free of a feature in one period.
    Free(String, i64),
}

/// What is set aside, and until when.
#[derive(Debug, Clone)]
pub struct Aside {
    /// By which entry.
    since: u64,
    pub(super) until: i64,
    pub(super) parts: Vec<(Whence, u64)>,
    pub(super) seat: Option<Seated>,
}

pub(super) fn whence(from: &Source) -> Whence {
    match from {
        Source::Grant(grant) => Whence::Lot(grant.to_string()),
        Source::Allowance { feature, index, .. } => Whence::Free(feature.to_string(), *index),
    }
}

impl Aside {
    fn has(&self, whence: &Whence) -> u64 {
        self.parts.iter().filter(|(of, _)| of == whence).map(|(_, amount)| amount).sum()
    }
}

impl Book {
    fn held(&self, whence: &Whence, which: impl Fn(&Aside) -> bool) -> u64 {
        self.holds.values().filter(|hold| which(hold)).map(|hold| hold.has(whence)).sum()
    }

    /// What of a grant is back by the passing of time alone.
    pub(super) fn back(&self, grant: &str, at: i64) -> u64 {
        self.held(&Whence::Lot(grant.to_owned()), |hold| hold.until <= at)
    }

    /// What of a period's free amount is set aside.
    pub(super) fn free_held(&self, feature: &str, index: i64, at: i64) -> u64 {
        self.held(&Whence::Free(feature.to_owned(), index), |hold| hold.until > at)
    }

    /// Something is set aside: under the same rules as if it were used.
    pub(super) fn sets_aside(
        &mut self,
        entry: &Entry,
        (hold, expires, seat): (&str, Moment, Option<Seated>),
        (from, amount): (&Source, u64),
        judge: Judge,
    ) -> Result<(), Violation> {
        let at = entry.at.millis();
        let wrong = || format!("set aside wrongly: {entry:?}");
        judge.must(Check::Grants, entry.kind == EntryKind::Hold && amount > 0, wrong)?;
        match from {
            Source::Grant(grant) => {
                self.may_draw(grant.as_str(), amount, entry, judge)?;
                self.lot(grant.as_str(), judge)?.held += amount;
            }
            Source::Allowance { feature, index, .. } => {
                let feature = feature.as_str();
                let (last, used) = self.used.get(feature).copied().unwrap_or((i64::MIN, 0));
                let current = *index == self.period(feature, at).max(last);
                judge.must(Check::Period, current, || {
                    format!("held in a wrong period: {entry:?}")
                })?;
                let used = if *index == last { used } else { 0 };
                let others = self.free_held(feature, *index, at);
                let within = used + others + amount <= self.limit(feature, at);
                judge
                    .must(Check::Limit, within, || format!("more held than allowed: {entry:?}"))?;
                if *index >= last {
                    self.used.insert(feature.to_owned(), (*index, used));
                }
            }
        }
        let until = expires.millis();
        let fresh = Aside { since: entry.seq, until, parts: Vec::new(), seat };
        let aside = self.holds.entry(hold.to_owned()).or_insert(fresh);
        judge.must(Check::Grants, aside.until == until && until > at, wrong)?;
        aside.parts.push((whence(from), amount));
        Ok(())
    }

    /// Something that was set aside is used, or goes back to exactly where it came from.
    pub(super) fn ends(
        &mut self,
        entry: &Entry,
        posting: &Posting,
        judge: Judge,
    ) -> Result<(), Violation> {
        let at = entry.at.millis();
        let (hold, from, amount, used) = match posting {
            Posting::Settled { hold, from, amount } => (hold, from, *amount, true),
            Posting::Released { hold, from, amount } | Posting::Freed { hold, from, amount } => {
                (hold, from, *amount, false)
            }
            _ => return Ok(()),
        };
        let wrong = || format!("not what was set aside: {entry:?}");
        let id = hold.to_string();
        let Some(aside) = self.holds.get_mut(&id) else {
            return judge.must(Check::Grants, false, wrong);
        };
        let by_time = matches!(posting, Posting::Freed { .. });
        judge.must(Check::Grants, by_time == (aside.until <= at), wrong)?;
        let named = entry.operation.name.contains(&id)
            && match entry.kind {
                EntryKind::Settle => true,
                EntryKind::Release => !used,
                _ => false,
            };
        let whence = whence(from);
        // A payment that went back takes what holds have of its grants.
        let returns = entry.kind == EntryKind::Reverse && !used && matches!(whence, Whence::Lot(_));
        judge.must(Check::Grants, by_time || named || returns, wrong)?;
        judge.must(Check::Negative, amount > 0 && amount <= aside.has(&whence), wrong)?;
        let since = aside.since;
        for (of, part) in &mut aside.parts {
            if *of == whence {
                *part -= amount.min(*part);
            }
        }
        aside.parts.retain(|(_, part)| *part > 0);
        let newer = self.holds.values().any(|it| it.since > since && it.has(&whence) > 0);
        let in_turn = by_time || named || !newer;
        judge.must(Check::Held, in_turn, || format!("a newer hold has of it: {entry:?}"))?;
        self.holds.retain(|_, aside| !aside.parts.is_empty());
        match whence {
            Whence::Lot(grant) => {
                let lot = self.lot(&grant, judge)?;
                lot.held -= amount.min(lot.held);
                if used {
                    lot.uses(amount);
                }
            }
            Whence::Free(feature, index) => {
                if let Some((last, sum)) = self.used.get_mut(&feature)
                    && *last == index
                    && used
                {
                    *sum += amount;
                }
            }
        }
        Ok(())
    }

    /// What is held of a feature is used before anything else of it.
    pub(super) fn held_first(
        &self,
        feature: &str,
        entry: &Entry,
        judge: Judge,
    ) -> Result<(), Violation> {
        let named = self.holds.iter().filter(|(id, _)| entry.operation.name.contains(*id));
        let of_it = |(whence, _): &(Whence, u64)| match whence {
            Whence::Lot(grant) => self.lots.get(grant).is_some_and(|lot| lot.feature == feature),
            Whence::Free(of, _) => of == feature,
        };
        let first = !named.flat_map(|(_, aside)| &aside.parts).any(of_it);
        judge.must(Check::Burn, first, || format!("what is held comes first: {entry:?}"))
    }

    /// After an entry there is no hold that it ended, none whose time is over, and nothing left of a
    /// grant whose time is.
    pub(super) fn is_tidy(&self, entry: &Entry, judge: Judge) -> Result<(), Violation> {
        let at = entry.at.millis();
        let ended = |id: &String| {
            let ends = matches!(entry.kind, EntryKind::Settle | EntryKind::Release);
            ends && entry.operation.name.contains(id)
        };
        let open = self.holds.iter().find(|(id, aside)| aside.until <= at || ended(id));
        judge.must(Check::Grants, open.is_none(), || format!("{open:?} goes on: {entry:?}"))?;
        // What is given when its time is over already is lost with the next entry.
        let gives = entry.postings.iter().any(|it| matches!(it, Posting::Granted { .. }));
        let dead = |lot: &&Lot| !gives && !lot.lives(at) && lot.left() > 0;
        let dead = self.lots.values().find(dead);
        judge.must(Check::Expiry, dead.is_none(), || format!("{dead:?} is kept: {entry:?}"))
    }

    /// The account holds the same.
    pub(super) fn holds_same(&self, account: &Account) -> bool {
        let part = |part: &shared::domain::hold::Part| (whence(&part.from), part.amount);
        account.holds.len() == self.holds.len()
            && account.holds.iter().all(|hold| {
                let parts: Vec<_> = hold.parts.iter().map(part).collect();
                let (until, known) = (hold.expires.millis(), self.holds.get(&hold.id.to_string()));
                known.is_some_and(|known| {
                    let seat = known.seat.as_ref().map(|seat| (seat.member(), known.since));
                    let stored = hold.seat.as_ref().map(|it| (it.member.as_str(), it.since));
                    (known.until, &known.parts, seat) == (until, &parts, stored)
                })
            })
    }
}
