//! A hold: what is set aside until it is settled, released or the hold expires.

use std::fmt;

use crate::domain::hash::Hash;
use crate::domain::id::{AccountId, FeatureId, GrantId};
use crate::domain::moment::Moment;
use crate::domain::operation::OperationKey;
use crate::domain::period::Every;
use crate::domain::planted::{Bug, planted};

/// An account has at most so many live holds.
pub const MAX_HOLDS: usize = 100;

/// All of them together are drawn from at most so many sources, so that they fit into the account:
/// a source counts once for each hold.
pub const MAX_PARTS: usize = 1000;

/// The longest life of a hold, in seconds: 7 days.
pub const MAX_SECONDS: u32 = 604_800;

/// Named after the operation that made it, so that its entry is found by its name alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HoldId(pub OperationKey);

impl HoldId {
    /// Reads `hold_` and 64 hexadecimal digits in lower case.
    pub fn parse(text: &str) -> Option<Self> {
        Hash::parse(text.strip_prefix("hold_")?).map(|hash| Self(OperationKey(hash)))
    }
}

impl fmt::Display for HoldId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "hold_{}", self.0)
    }
}

/// What is set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Its name.
    pub id: HoldId,
    /// The member of an organisation who holds.
    pub seat: Option<Seat>,
    /// From this moment on nothing is held any more.
    pub expires: Moment,
    /// What is held, in the order in which it was drawn.
    pub parts: Vec<Part>,
}

/// Who holds of an organisation's pool, and since when: what is settled counts in the period in which
/// it was set aside. An entry's number says when, for clocks and time zones go back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// The member.
    pub member: AccountId,
    /// The `seq` of the entry that set it aside.
    pub since: u64,
}

/// What a hold has of one source; never nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Where it was drawn, and where it goes back to.
    pub from: Source,
    /// How much.
    pub amount: u64,
}

/// What an amount is drawn from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The plan's allowance in one of its periods.
    Allowance {
        /// Of what.
        feature: FeatureId,
        /// In which kind of period.
        every: Every,
        /// The number of the period.
        index: i64,
    },
    /// A grant.
    Grant(GrantId),
}

impl Hold {
    /// Whether it still holds at this moment; at its expiry it does not.
    pub fn is_live(&self, now: Moment) -> bool {
        now < self.expires || planted(Bug::HoldsForEver)
    }

    /// How much of it is from one source.
    pub fn part(&self, from: &Source) -> u64 {
        let same = self.parts.iter().filter(|part| part.from == *from);
        same.fold(0, |sum, part| sum.saturating_add(part.amount))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hold_is_named_by_its_operation() {
        let id = HoldId(OperationKey(Hash::of(b"talk-1")));
        let text = id.to_string();
        assert_eq!(text, format!("hold_{}", Hash::of(b"talk-1")));
        assert_eq!(HoldId::parse(&text), Some(id));
        for wrong in [&text[5..], &text[..68], &text.to_uppercase(), "hold_", ""] {
            assert_eq!(HoldId::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn nothing_is_held_at_the_instant_of_expiry() {
        let at = |millis| Moment::from_millis(millis).unwrap();
        let id = HoldId(OperationKey(Hash::of(b"talk-1")));
        let hold = Hold { id, seat: None, expires: at(10), parts: Vec::new() };
        assert!(hold.is_live(at(9)));
        assert!(!hold.is_live(at(10)));
    }

    #[test]
    fn a_part_is_known_by_its_source() {
        let grant = |id: &str| Source::Grant(GrantId::parse(id).unwrap());
        let parts =
            vec![Part { from: grant("g1"), amount: 2 }, Part { from: grant("g2"), amount: 5 }];
        let id = HoldId(OperationKey(Hash::of(b"talk-1")));
        let hold = Hold { id, seat: None, expires: Moment::from_millis(10).unwrap(), parts };
        assert_eq!(hold.part(&grant("g2")), 5);
        assert_eq!(hold.part(&grant("g3")), 0);
    }
}
