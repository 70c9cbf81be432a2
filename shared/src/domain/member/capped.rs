//! The caps that hold for a member, with what counts against each: what they used, and what their live
//! holds have set aside.

use crate::domain::account::Account;
use crate::domain::amount::Amount;
use crate::domain::calendar::Calendar;
use crate::domain::hold::Hold;
use crate::domain::id::FeatureId;
use crate::domain::member::{CAPPED, Cap, Member};
use crate::domain::moment::Moment;
use crate::domain::period::Every;
use crate::domain::planted::{Bug, planted};

/// A cap with what counts against it at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capped {
    /// The cap.
    pub cap: Cap,
    /// What was used in the current period.
    pub used: u64,
    /// What live holds have set aside that were begun in it.
    pub held: u64,
    /// When the next period begins.
    pub resets: Option<Moment>,
}

impl Capped {
    /// What the member may still use.
    pub fn left(&self) -> Amount {
        self.cap.amount.less(self.used.saturating_add(self.held))
    }
}

impl Member {
    /// The caps that hold for them of a feature, with what counts against each.
    pub fn capped(
        &self,
        account: &Account,
        calendar: &Calendar,
        feature: &FeatureId,
        now: Moment,
    ) -> Vec<Capped> {
        let cap = |every: Every| {
            let of = |caps: &[Cap]| {
                caps.iter().find(|cap| cap.feature == *feature && cap.every == every).cloned()
            };
            let (mut first, mut then) = (&self.caps, &account.caps);
            if planted(Bug::OwnCapSecond) {
                std::mem::swap(&mut first, &mut then);
            }
            of(first).or_else(|| of(then)).filter(|it| it.amount != Amount::Unlimited)
        };
        let capped = |cap: Cap| {
            let index = self.period(calendar, feature, cap.every, now);
            Capped {
                used: self.used_in(calendar, feature, cap.every, now),
                held: self.held_in(account, &cap, index, now),
                resets: calendar.ends(cap.every, index),
                cap,
            }
        };
        CAPPED.into_iter().filter_map(cap).map(capped).collect()
    }

    /// What live holds of theirs have of a feature, that will count in the period that it is.
    fn held_in(&self, account: &Account, cap: &Cap, index: i64, now: Moment) -> u64 {
        let current = self.tally(&cap.feature, cap.every).filter(|tally| tally.index == index);
        let Some(tally) = current.filter(|_| !planted(Bug::HeldNotCapped)) else { return 0 };
        let begun = |hold: &&Hold| {
            let own = hold.seat.as_ref().filter(|seat| seat.member == self.user);
            own.is_some_and(|seat| seat.since >= tally.since)
        };
        let mut held = 0_u64;
        let counts = |hold: &&Hold| hold.is_live(now) || planted(Bug::ExpiredHoldCapped);
        for hold in account.holds.iter().filter(counts).filter(begun) {
            let parts = hold.parts.iter();
            let own = parts.filter(|part| account.feature_of(&part.from) == Some(&cap.feature));
            held = own.map(|part| part.amount).fold(held, u64::saturating_add);
        }
        held
    }
}
