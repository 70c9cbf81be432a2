//! What members used of an organisation's pool, as the auditor knows it: by what entries moved, in the
//! days and months of the place where the organisation was.

use std::collections::{BTreeMap, BTreeSet};

use shared::domain::amount::Amount;
use shared::domain::entry::{Entry, EntryKind};
use shared::domain::hold::Source;
use shared::domain::member::Member;
use shared::domain::period::Every;
use shared::domain::posting::Posting;

use crate::simulation::auditor::book::Book;
use crate::simulation::auditor::book::holds::{Aside, Whence, whence};
use crate::simulation::auditor::lot::units;
use crate::simulation::auditor::time::number;

/// In which periods there are caps.
pub const KINDS: [Every; 3] = [Every::Day, Every::Month, Every::Ever];

/// A member, a feature and a kind of period.
type Slot = (String, String, Every);

/// What every member used.
#[derive(Debug, Clone, Default)]
pub struct Seats {
    /// The last period of each, and what was used in it.
    used: BTreeMap<Slot, (i64, u64)>,
    /// What everybody may use who has no cap of their own.
    caps: BTreeMap<(String, Every), u64>,
    /// What entries with a member moved of each feature.
    moved: BTreeMap<String, u64>,
}

/// Whose a hold is, and in which periods it was made, per feature.
#[derive(Debug, Clone)]
pub struct Seated {
    member: String,
    periods: BTreeMap<(String, Every), i64>,
}

/// What an entry moved of a feature.
#[derive(Debug, Clone, Copy, Default)]
pub struct Moved {
    /// In all.
    pub all: u64,
    /// Of that, what a hold had.
    pub held: u64,
}

impl Seated {
    /// Whose.
    pub(super) fn member(&self) -> &str {
        &self.member
    }
}

impl Book {
    fn feature_of(&self, whence: &Whence) -> String {
        match whence {
            Whence::Lot(grant) => {
                self.lots.get(grant).map(|lot| lot.feature.clone()).unwrap_or_default()
            }
            Whence::Free(feature, _) => feature.clone(),
        }
    }

    /// What an entry uses or sets aside, feature by feature.
    pub fn moved_by(&self, entry: &Entry) -> BTreeMap<String, Moved> {
        let mut moved: BTreeMap<String, Moved> = BTreeMap::new();
        let mut add = |feature: String, amount: u64, held: u64| {
            let one = moved.entry(feature).or_default();
            (one.all, one.held) = (one.all + amount, one.held + held);
        };
        let of = |from: &Source| self.feature_of(&whence(from));
        for posting in &entry.postings {
            match posting {
                Posting::Used { feature, amount, .. } | Posting::Over { feature, amount, .. } => {
                    add(feature.to_string(), *amount, 0);
                }
                Posting::Drew { grant, amount } => {
                    add(of(&Source::Grant(grant.clone())), *amount, 0);
                }
                Posting::Held { from, amount, .. } => add(of(from), *amount, 0),
                Posting::Settled { from, amount, .. } => add(of(from), *amount, *amount),
                _ => {}
            }
        }
        moved
    }

    /// The number of a member's period: as the clock says, but never before one that they were in.
    fn seat_period(&self, slot: &Slot, at: i64) -> i64 {
        let clock = number(slot.2, self.local(at));
        self.seats.used.get(slot).map_or(clock, |(last, _)| clock.max(*last))
    }

    /// What counts against a cap of a member, at a moment: what was used, and what is held.
    pub fn against(&self, member: &str, feature: &str, every: Every, at: i64) -> u64 {
        let slot = (member.to_owned(), feature.to_owned(), every);
        let period = self.seat_period(&slot, at);
        let last = self.seats.used.get(&slot).filter(|(index, _)| *index == period);
        let used = last.map_or(0, |(_, used)| *used);
        let mut sum = used;
        for aside in self.holds.values().filter(|aside| aside.until > at) {
            let Some(seat) = aside.seat.as_ref().filter(|seat| seat.member == member) else {
                continue;
            };
            if seat.periods.get(&(feature.to_owned(), every)) != Some(&period) {
                continue;
            }
            let own = aside.parts.iter().filter(|(whence, _)| self.feature_of(whence) == feature);
            sum += own.map(|(_, amount)| amount).sum::<u64>();
        }
        sum
    }

    /// The cap of everybody, if there is one.
    pub fn cap(&self, feature: &str, every: Every) -> Option<u64> {
        self.seats.caps.get(&(feature.to_owned(), every)).copied()
    }

    /// Everybody's cap becomes another one.
    pub(super) fn caps(&mut self, feature: &str, every: Every, amount: Amount) {
        let key = (feature.to_owned(), every);
        match amount {
            Amount::Of(units) => self.seats.caps.insert(key, units),
            Amount::Unlimited => self.seats.caps.remove(&key),
        };
    }

    /// The stored account has the same caps for everybody.
    pub(super) fn caps_same(&self, account: &shared::domain::account::Account) -> bool {
        let stored = account.caps.iter();
        let stored = stored.map(|cap| ((cap.feature.to_string(), cap.every), units(cap.amount)));
        stored.collect::<BTreeMap<_, _>>() == self.seats.caps
    }

    /// Whose a new hold is: it counts in the periods that it is for them now.
    pub(super) fn seated(&self, entry: &Entry, member: Option<&str>) -> Option<Seated> {
        let member = member?.to_owned();
        let mut periods = BTreeMap::new();
        for outcome in &entry.answer {
            for every in KINDS {
                let feature = outcome.feature.to_string();
                let slot = (member.clone(), feature.clone(), every);
                periods.insert((feature, every), self.seat_period(&slot, entry.at.millis()));
            }
        }
        Some(Seated { member, periods })
    }

    /// The hold that an entry ends.
    pub(super) fn ended_by(&self, entry: &Entry) -> Option<&Aside> {
        let ends = matches!(entry.kind, EntryKind::Settle | EntryKind::Release);
        let mut all = self.holds.iter().filter(|_| ends);
        all.find(|(id, _)| entry.operation.name.contains(*id)).map(|(_, aside)| aside)
    }

    /// Counts for its member what an entry moved; `held` says whose the hold was that it ends. What was
    /// held since an earlier period counts there, which is over.
    pub(super) fn counts(
        &mut self,
        entry: &Entry,
        moved: &BTreeMap<String, Moved>,
        held: Option<&Seated>,
    ) {
        let Some(member) = entry.note.member.as_ref().map(ToString::to_string) else { return };
        let uses = match entry.kind {
            EntryKind::Consume | EntryKind::Record | EntryKind::Settle => true,
            EntryKind::Hold => false,
            _ => return,
        };
        let told: BTreeSet<_> = entry.answer.iter().map(|one| one.feature.to_string()).collect();
        for feature in told {
            let moved = moved.get(&feature).copied().filter(|_| uses).unwrap_or_default();
            *self.seats.moved.entry(feature.clone()).or_default() += moved.all;
            for every in KINDS {
                let slot = (member.clone(), feature.clone(), every);
                let period = self.seat_period(&slot, entry.at.millis());
                let begun = held.and_then(|seat| seat.periods.get(&(feature.clone(), every)));
                let older = begun.is_some_and(|begun| *begun < period);
                let amount = if older { moved.all - moved.held } else { moved.all };
                let known = self.seats.used.get(&slot).filter(|(last, _)| *last == period);
                let before = known.map_or(0, |(_, sum)| *sum);
                self.seats.used.insert(slot, (period, before + amount));
            }
        }
    }

    /// What a member's record must say.
    pub fn tallies(&self, member: &str) -> BTreeMap<(String, Every), (i64, u64)> {
        let own = self.seats.used.iter().filter(|((of, ..), _)| of == member);
        own.map(|((_, feature, every), last)| ((feature.clone(), *every), *last)).collect()
    }

    /// Of which features the members' records together say more or less than members used of the pool.
    pub fn unbalanced(&self, records: &[&Member]) -> Vec<String> {
        let sum = |feature: &str| {
            let all = records.iter().flat_map(|record| &record.used);
            let ever = all.filter(|it| it.every == Every::Ever && it.feature.as_str() == feature);
            ever.map(|tally| tally.used).sum::<u64>()
        };
        let moved = self.seats.moved.iter();
        moved.filter(|(of, all)| sum(of) != **all).map(|(of, _)| of.clone()).collect()
    }
}
