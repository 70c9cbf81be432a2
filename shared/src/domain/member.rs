//! A member of an organisation: what they are in it, how much of its pool they may use, and how much
//! of it they used.

pub mod capped;

use crate::domain::amount::Amount;
use crate::domain::calendar::Calendar;
use crate::domain::id::{AccountId, FeatureId};
use crate::domain::moment::Moment;
use crate::domain::period::Every;
use crate::domain::planted::{Bug, planted};
use crate::domain::zone::Zone;

/// A person has at most so many caps of their own, and an organisation so many for everybody.
pub const MAX_CAPS: usize = 20;

/// The periods that a cap may be of, and in which use is counted: a day, a month, and in all.
pub const CAPPED: [Every; 3] = [Every::Day, Every::Month, Every::Ever];

/// What an organisation has on record of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The organisation.
    pub account: AccountId,
    /// The person.
    pub user: AccountId,
    /// How often it was written.
    pub version: u64,
    /// What they are in it.
    pub standing: Standing,
    /// Their own caps: each in the place of the organisation's for its feature and period.
    pub caps: Vec<Cap>,
    /// What they used, per feature and kind of period.
    pub used: Vec<Tally>,
    /// The `seq` of the last entry of the organisation that is counted in it; 0 before the first.
    pub counted: u64,
}

/// What a person is in an organisation. A record beats what a token claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// As the token says: the record only counts.
    Claimed,
    /// A member, whatever the token says.
    Member,
    /// May act for it.
    Admin,
    /// Not any more. The record stays, for what was used stays used.
    Removed,
}

impl Standing {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Claimed, Self::Member, Self::Admin, Self::Removed];

    /// The word used in storage and answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Claimed => "claimed",
            Self::Member => "member",
            Self::Admin => "admin",
            Self::Removed => "removed",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.as_str() == word)
    }
}

/// How much of a feature a member may use in each period; unlimited is no cap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cap {
    /// Of what.
    pub feature: FeatureId,
    /// In which kind of period: one of [`CAPPED`].
    pub every: Every,
    /// How much.
    pub amount: Amount,
}

/// What a member used of a feature in the period in which they last used it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// Of what.
    pub feature: FeatureId,
    /// In which kind of period: one of [`CAPPED`].
    pub every: Every,
    /// The number of the period by the organisation's calendar; it never goes back.
    pub index: i64,
    /// The `seq` of the entry with which it began for them.
    pub since: u64,
    /// How much.
    pub used: u64,
}

impl Member {
    /// A person of whom nothing is on record.
    pub fn unseen(account: AccountId, user: AccountId) -> Self {
        Self {
            account,
            user,
            version: 0,
            standing: Standing::Claimed,
            caps: Vec::new(),
            used: Vec::new(),
            counted: 0,
        }
    }

    /// What they used of a feature in all.
    pub fn in_all(&self, feature: &FeatureId) -> u64 {
        self.tally(feature, Every::Ever).map_or(0, |tally| tally.used)
    }

    /// What they used of a feature in the period of this kind that it is.
    pub fn used_in(
        &self,
        calendar: &Calendar,
        feature: &FeatureId,
        every: Every,
        now: Moment,
    ) -> u64 {
        let index = self.period(calendar, feature, every, now);
        self.tally(feature, every).filter(|tally| tally.index == index).map_or(0, |it| it.used)
    }

    /// Counts use of a feature with an entry. What of it was held since before a period began does not
    /// count in that period: it counts in the one in which it was set aside, which is over. Nothing is
    /// counted too, so that a period in which something is set aside never goes back.
    pub fn count(
        &mut self,
        calendar: &Calendar,
        feature: &FeatureId,
        (now, seq): (Moment, u64),
        amount: u64,
        held: Option<(u64, u64)>,
    ) {
        for every in CAPPED {
            let index = self.period(calendar, feature, every, now);
            let same = |tally: &Tally| tally.feature == *feature && tally.every == every;
            if !self.used.iter().any(|tally| same(tally) && tally.index == index) {
                let feature = feature.clone();
                self.used.retain(|tally| !same(tally));
                self.used.push(Tally { feature, every, index, since: seq, used: 0 });
            }
            for tally in self.used.iter_mut().filter(|tally| same(tally)) {
                let older =
                    held.filter(|(since, _)| *since < tally.since && !planted(Bug::OldHoldCounts));
                let amount = amount.saturating_sub(older.map_or(0, |(_, held)| held));
                tally.used = tally.used.saturating_add(amount);
            }
        }
        if !planted(Bug::CountedForgotten) {
            self.counted = seq;
        }
    }

    fn tally(&self, feature: &FeatureId, every: Every) -> Option<&Tally> {
        self.used.iter().find(|tally| tally.feature == *feature && tally.every == every)
    }

    /// The number of the period that it is: by the clock, but never before one already counted in.
    fn period(&self, calendar: &Calendar, feature: &FeatureId, every: Every, now: Moment) -> i64 {
        let wrong = planted(Bug::CapInUtc).then(|| Calendar { zone: Zone::UTC, anchor: None });
        let by_clock = wrong.as_ref().unwrap_or(calendar).index_at(every, now);
        if planted(Bug::CapPeriodBack) {
            return by_clock;
        }
        self.tally(feature, every).map_or(by_clock, |tally| tally.index.max(by_clock))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_standing_is_read_by_its_word() {
        for standing in Standing::ALL {
            assert_eq!(Standing::parse(standing.as_str()), Some(standing));
        }
        assert_eq!(Standing::parse("owner"), None);
    }
}
