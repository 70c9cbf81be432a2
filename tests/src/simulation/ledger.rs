//! The auditor's own book of an account: kept from what the entries say moved, by rules of its
//! own.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use shared::domain::account::Account;
use shared::domain::amount::Amount;
use shared::domain::canonical;
use shared::domain::entry::{Entry, EntryKind};
use shared::domain::hash::Hash;
use shared::domain::moment::Moment;
use shared::domain::posting::Posting;

#[derive(Debug, Clone)]
struct Lot {
    feature: String,
    given: u64,
    restored: u64,
    gone: u64,
    taken: u64,
    age: i64,
    until: Option<i64>,
    priority: u32,
}

/// One account as the auditor knows it.
#[derive(Debug, Clone, Default)]
pub struct Book {
    seq: u64,
    head: Option<Hash>,
    lots: BTreeMap<String, Lot>,
    used: BTreeMap<String, (i64, u64)>,
}

impl Lot {
    fn left(&self) -> u64 {
        (self.given + self.restored).checked_sub(self.gone + self.taken).unwrap_or(u64::MAX)
    }

    fn lives(&self, at: i64) -> bool {
        self.until.is_none_or(|until| at < until)
    }
}

fn units(amount: Amount) -> u64 {
    match amount {
        Amount::Of(units) => units,
        Amount::Unlimited => panic!("nothing in these stories is unlimited"),
    }
}

/// How much of a feature is free in each of its periods.
fn free(feature: &str) -> u64 {
    if feature == "credit" { 3 } else { 20 }
}

fn period(feature: &str, at: i64) -> i64 {
    if feature == "credit" {
        return at / 86_400_000;
    }
    let stamp = jiff::Timestamp::from_millisecond(at).unwrap();
    let date = stamp.to_zoned(TimeZone::UTC).date();
    i64::from(date.year()) * 12 + i64::from(date.month()) - 1
}

impl Book {
    /// What can be used at a moment.
    pub fn available(&self, feature: &str, at: i64) -> u64 {
        let lots = self.lots.values().filter(|lot| lot.feature == feature && lot.lives(at));
        self.allowed(feature, at) + lots.map(Lot::left).sum::<u64>()
    }

    /// What was taken from a grant and not given back.
    pub fn taken(&self, grant: &str) -> u64 {
        self.lots.get(grant).map_or(0, |lot| lot.taken - lot.restored)
    }

    fn allowed(&self, feature: &str, at: i64) -> u64 {
        let now = period(feature, at);
        let used = self.used.get(feature).filter(|(index, _)| *index >= now);
        free(feature).saturating_sub(used.map_or(0, |(_, used)| *used))
    }

    /// Takes an entry into the book, or says what is wrong with it (I1, I2, I4, I11, I12, I15).
    pub fn post(&mut self, entry: &Entry) -> Result<(), String> {
        if entry.seq != self.seq + 1 || entry.prev != self.head.unwrap_or(Hash::ZERO) {
            return Err(format!("I4: entry {} does not follow {}", entry.seq, self.seq));
        }
        self.seq = entry.seq;
        self.head = Some(Hash::of(canonical::write(entry).as_bytes()));
        for posting in &entry.postings {
            self.move_by(entry, posting).map_err(|why| format!("{why} in {entry:?}"))?;
            if self.lots.values().any(|lot| lot.left() == u64::MAX) {
                return Err(format!("I1: below nothing in {entry:?}"));
            }
        }
        Ok(())
    }

    fn move_by(&mut self, entry: &Entry, posting: &Posting) -> Result<(), String> {
        let at = entry.at.millis();
        match posting {
            Posting::Opened { .. } if entry.seq != 1 => return Err("I10: opened twice".into()),
            Posting::Lapsed { feature, index, .. } => {
                let known = self.used.get(feature.as_str()).map_or(i64::MIN, |(last, _)| *last);
                if *index <= known {
                    return Err("F12: a period went back".into());
                }
                self.used.insert(feature.to_string(), (*index, 0));
            }
            Posting::Over { .. } if entry.kind != EntryKind::Record => {
                return Err("I15: over the limit".into());
            }
            Posting::Opened { .. } | Posting::Owes { .. } | Posting::Over { .. } => {}
            Posting::Granted { grant, feature, amount, granted, expires, priority } => {
                let known = self.lots.get_mut(grant.as_str());
                if let Some(lot) = known {
                    lot.restored += units(*amount);
                    let back = entry.kind == EntryKind::Reverse && lot.restored <= lot.taken;
                    return if back { Ok(()) } else { Err("I10: given twice".into()) };
                }
                let (age, until) = (granted.millis(), expires.map(Moment::millis));
                let lot = Lot {
                    feature: feature.to_string(),
                    given: units(*amount),
                    restored: 0,
                    gone: 0,
                    taken: 0,
                    age,
                    until,
                    priority: *priority,
                };
                self.lots.insert(grant.to_string(), lot);
            }
            Posting::Used { feature, index, amount, .. } => {
                self.use_up(feature.as_str(), *index, *amount, at)?;
            }
            Posting::Drew { grant, amount } => self.draw(grant.as_str(), *amount, at)?,
            Posting::Expired { grant, amount } => {
                let lot = self.lots.get_mut(grant.as_str()).ok_or("I2: no such grant")?;
                if lot.lives(at) || units(*amount) != lot.left() {
                    return Err("I2: lost before its time, or not in whole".into());
                }
                lot.gone += units(*amount);
            }
            Posting::Took { grant, amount } => {
                let lot = self.lots.get_mut(grant.as_str()).ok_or("I2: no such grant")?;
                // What a person takes is no return of a payment.
                if entry.kind == EntryKind::Adjust {
                    lot.gone += units(*amount);
                } else {
                    lot.taken += units(*amount);
                }
            }
            Posting::Restored { grant, amount } => {
                let lot = self.lots.get_mut(grant.as_str()).ok_or("I2: no such grant")?;
                lot.restored += units(*amount);
                if lot.restored > lot.taken {
                    return Err("I2: more given back than taken".into());
                }
            }
        }
        Ok(())
    }

    fn use_up(&mut self, feature: &str, index: i64, amount: u64, at: i64) -> Result<(), String> {
        let (last, used) = self.used.get(feature).copied().unwrap_or((i64::MIN, 0));
        if index != period(feature, at).max(last) {
            return Err("F12: counted in a wrong period".into());
        }
        let used = amount + if index == last { used } else { 0 };
        if used > free(feature) {
            return Err("I15: more used than allowed".into());
        }
        self.used.insert(feature.to_owned(), (index, used));
        Ok(())
    }

    fn draw(&mut self, grant: &str, amount: u64, at: i64) -> Result<(), String> {
        let turn = |id: &str, lot: &Lot| {
            let until = lot.until.unwrap_or(i64::MAX);
            (lot.priority, until, lot.age, id.to_owned())
        };
        let lot = self.lots.get(grant).ok_or("I2: no such grant")?;
        if !lot.lives(at) {
            return Err("I12: drawn from what had expired".into());
        }
        if self.allowed(&lot.feature, at) > 0 {
            return Err("I11: drawn before the allowance was used".into());
        }
        let first = |(id, other): (&String, &Lot)| {
            let same = other.feature == lot.feature && other.left() > 0 && other.lives(at);
            same && turn(id, other) < turn(grant, lot)
        };
        if self.lots.iter().any(first) {
            return Err("I11: drawn out of order".into());
        }
        self.lots.get_mut(grant).unwrap().gone += amount;
        Ok(())
    }

    /// The stored account says the same (I5).
    pub fn agrees(&self, account: &Account) -> Result<(), String> {
        let left = self.lots.iter().filter(|(_, lot)| lot.left() > 0);
        let left: BTreeMap<_, _> = left.map(|(id, lot)| (id.clone(), lot.left())).collect();
        let stored = account.grants.iter().map(|grant| (grant.id.to_string(), units(grant.left)));
        let counted =
            account.usage.iter().filter(|usage| usage.used > 0).all(|usage| {
                self.used.get(usage.feature.as_str()) == Some(&(usage.index, usage.used))
            });
        let chained = account.version == self.seq && Some(account.head) == self.head;
        if chained && counted && stored.collect::<BTreeMap<_, _>>() == left {
            Ok(())
        } else {
            Err(format!("I5: {account:?} is not {self:?}"))
        }
    }
}
