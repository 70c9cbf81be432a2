//! The auditor's own book of an account: kept from what entries say moved, by rules of its own.

mod draws;
mod holds;
mod places;
mod plans;
pub mod seats;

use std::collections::BTreeMap;

use ring::digest;
use shared::domain::account::Account;
use shared::domain::amount::Amount;
use shared::domain::canonical;
use shared::domain::entry::{Entry, EntryKind};
use shared::domain::id::AccountId;
use shared::domain::moment::Moment;
use shared::domain::posting::Posting;

use crate::hex::hex;
use crate::simulation::auditor::book::holds::Aside;
use crate::simulation::auditor::book::places::Place;
use crate::simulation::auditor::book::plans::Gives;
use crate::simulation::auditor::book::seats::Seats;
use crate::simulation::auditor::checks::{Check, Judge, Violation};
use crate::simulation::auditor::lot::{ENDLESS, Lot, units};
use crate::simulation::auditor::returns::Debts;

/// One account as the auditor knows it.
#[derive(Debug, Clone, Default)]
pub struct Book {
    /// The number of the last entry.
    pub seq: u64,
    head: Option<String>,
    lots: BTreeMap<String, Lot>,
    used: BTreeMap<String, (i64, u64)>,
    owed: Debts,
    holds: BTreeMap<String, Aside>,
    subs: BTreeMap<String, Gives>,
    place: Place,
    seats: Seats,
    /// Periods may come back: they are not what is checked.
    pub forgiving: bool,
}

/// SHA-256 of the bytes of an entry as they are stored.
fn hash(entry: &Entry) -> String {
    hex(digest::digest(&digest::SHA256, canonical::write(entry).as_bytes()).as_ref())
}

impl Book {
    /// What can be used at a moment.
    pub fn available(&self, feature: &str, at: i64) -> u64 {
        self.granted(feature, at).saturating_add(self.allowed(feature, at))
    }

    /// What can be taken: what was granted in numbers, without the plan's allowance.
    pub fn takeable(&self, feature: &str, at: i64) -> u64 {
        self.grants(feature, at).filter(|left| *left != ENDLESS).fold(0, u64::saturating_add)
    }

    fn granted(&self, feature: &str, at: i64) -> u64 {
        self.grants(feature, at).fold(0, u64::saturating_add)
    }

    fn grants(&self, feature: &str, at: i64) -> impl Iterator<Item = u64> {
        let lots = self.lots.iter().filter(move |(_, it)| it.feature == feature && it.lives(at));
        lots.map(move |(id, lot)| lot.with_back(self.back(id, at)))
    }

    /// What was taken from a grant and not given back.
    pub fn taken(&self, grant: &str) -> u64 {
        self.lots.get(grant).map_or(0, |lot| lot.taken - lot.restored)
    }

    /// What is left of a grant, and what holds have of it.
    pub fn has(&self, grant: &str) -> (u64, u64) {
        self.lots.get(grant).map_or((0, 0), |lot| (lot.left(), lot.held))
    }

    /// What is owed.
    pub fn debts(&self) -> &Debts {
        &self.owed
    }

    fn allowed(&self, feature: &str, at: i64) -> u64 {
        let now = self.period(feature, at);
        let left = |(index, used): (i64, u64)| {
            self.limit(feature, at).saturating_sub(used + self.free_held(feature, index, at))
        };
        let last = left(self.used_by(feature, |index| index >= now, now, at));
        // Who forgives a period that came back does not know which of the two it is.
        let back = || left(self.used_by(feature, |index| index == now, now, at));
        if self.forgiving { last.min(back()) } else { last }
    }

    /// Takes an entry into the book, or says what is wrong with it.
    pub fn post(&mut self, entry: &Entry, judge: Judge) -> Result<(), Violation> {
        let head = self.head.clone().unwrap_or_else(|| "0".repeat(64));
        let follows = entry.seq == self.seq + 1 && entry.prev.to_string() == head;
        judge.must(Check::Chain, follows, || format!("{entry:?} does not follow {}", self.seq))?;
        self.seq = entry.seq;
        self.head = Some(hash(entry));
        let moved = self.moved_by(entry);
        let seat = self.ended_by(entry).and_then(|aside| aside.seat.clone());
        for posting in &entry.postings {
            self.move_by(entry, posting, judge)?;
        }
        self.counts(entry, &moved, seat.as_ref());
        self.is_tidy(entry, judge)
    }

    fn lot(&mut self, grant: &str, judge: Judge) -> Result<&mut Lot, Violation> {
        let known = self.lots.contains_key(grant);
        judge.must(Check::Grants, known, || format!("there is no grant {grant}"))?;
        Ok(self.lots.entry(grant.to_owned()).or_default())
    }

    fn move_by(&mut self, entry: &Entry, posting: &Posting, judge: Judge) -> Result<(), Violation> {
        let at = entry.at.millis();
        match posting {
            Posting::Opened { .. } => {
                judge.must(Check::Money, entry.seq == 1, || format!("opened twice: {entry:?}"))
            }
            Posting::Lapsed { feature, index, .. } => {
                let known = self.used.insert(feature.to_string(), (*index, 0));
                let forward = known.is_none_or(|(last, _)| *index > last);
                judge.must(Check::Period, forward, || format!("{entry:?} went back"))
            }
            Posting::Capped { feature, every, amount } => {
                self.caps(feature.as_str(), *every, *amount);
                let asked = entry.kind == EntryKind::Settings;
                judge.must(Check::Issue, asked, || format!("nobody caps that: {entry:?}"))
            }
            Posting::Zoned { zone } => self.moves(entry, zone.name(), judge),
            Posting::Subscribed { .. } | Posting::Unsubscribed { .. } => {
                self.subscribes(entry, posting, judge)
            }
            Posting::Over { .. } => {
                let told = matches!(entry.kind, EntryKind::Record | EntryKind::Settle);
                judge.must(Check::Limit, told, || format!("over the limit: {entry:?}"))
            }
            Posting::Owes { purchase, feature, total } => {
                let key = (purchase.to_string(), feature.to_string());
                if *total == 0 {
                    self.owed.remove(&key)
                } else {
                    self.owed.insert(key, *total)
                };
                Ok(())
            }
            Posting::Granted { .. } => self.give(entry, posting, judge),
            Posting::Used { feature, index, amount, .. } => {
                self.use_up(feature.as_str(), *index, *amount, entry, judge)
            }
            Posting::Drew { grant, amount } => self.draw(grant.as_str(), *amount, entry, judge),
            Posting::Held { hold, member, expires, from, amount } => {
                let seat = self.seated(entry, member.as_ref().map(AccountId::as_str));
                let what = (hold.to_string(), *expires);
                self.sets_aside(entry, (&what.0, what.1, seat), (from, *amount), judge)
            }
            Posting::Settled { .. } | Posting::Released { .. } | Posting::Freed { .. } => {
                self.ends(entry, posting, judge)
            }
            Posting::Expired { grant, amount } => {
                let lot = self.lot(grant.as_str(), judge)?;
                let whole = !lot.lives(at) && units(*amount) == lot.left();
                judge.must(Check::Grants, whole, || {
                    format!("lost too soon or in part: {entry:?}")
                })?;
                lot.goes(*amount);
                Ok(())
            }
            Posting::Took { grant, amount } => {
                // What a person takes is no return of a payment.
                let by_hand = entry.kind == EntryKind::Adjust;
                let lot = self.lot(grant.as_str(), judge)?;
                let there = *amount == Amount::Unlimited || units(*amount) <= lot.left();
                judge.must(Check::Negative, there, || format!("below nothing: {entry:?}"))?;
                if by_hand {
                    lot.goes(*amount);
                } else {
                    lot.take(*amount);
                }
                Ok(())
            }
            Posting::Restored { grant, amount } => {
                self.lot(grant.as_str(), judge)?.restore(*amount, true, judge)
            }
        }
    }

    fn give(&mut self, entry: &Entry, posting: &Posting, judge: Judge) -> Result<(), Violation> {
        let Posting::Granted { grant, feature, amount, granted, expires, priority } = posting
        else {
            return Ok(());
        };
        if let Some(lot) = self.lots.get_mut(grant.as_str()) {
            let back = entry.kind == EntryKind::Reverse;
            judge.must(Check::Money, back, || format!("given twice: {entry:?}"))?;
            if !back {
                (lot.age, lot.until) = (granted.millis(), expires.map(Moment::millis));
            }
            return lot.restore(*amount, back, judge);
        }
        let mut lot = Lot::of(*amount);
        (lot.feature, lot.priority) = (feature.to_string(), *priority);
        (lot.age, lot.until) = (granted.millis(), expires.map(Moment::millis));
        self.lots.insert(grant.to_string(), lot);
        Ok(())
    }

    /// The stored account says the same.
    pub fn agrees(&self, account: &Account, judge: Judge) -> Result<(), Violation> {
        let chained = Some(account.head.to_string()) == self.head;
        judge.must(Check::Chain, chained, || format!("{account:?} names another entry"))?;
        let left = self.lots.iter().filter(|(_, lot)| lot.left() > 0 || lot.held > 0);
        let left: Vec<_> = left.map(|(id, lot)| (id.clone(), lot.stands())).collect();
        let mut stored: Vec<_> =
            account.grants.iter().map(|grant| (grant.id.to_string(), Lot::stored(grant))).collect();
        stored.sort();
        // Who forgives a period that came back does not know what was used in which of the two.
        let forgives = judge.without == Some(Check::Period);
        let counted = forgives
            || account.usage.iter().filter(|usage| usage.used > 0).all(|usage| {
                self.used.get(usage.feature.as_str()) == Some(&(usage.index, usage.used))
            });
        let owes = account
            .owed
            .iter()
            .map(|owed| ((owed.purchase.to_string(), owed.feature.to_string()), owed.amount));
        let same_debts = owes.collect::<Debts>() == self.owed;
        let same = account.version == self.seq && counted && same_debts && stored == left;
        let same = same && self.holds_same(account) && self.subs_same(account);
        let same = same && self.place_same(account) && self.caps_same(account);
        judge.must(Check::Fold, same, || format!("{account:?} is not {self:?}"))
    }
}
