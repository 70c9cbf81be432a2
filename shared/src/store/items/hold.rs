//! A hold as it stands in its account's document.

use serde::{Deserialize, Serialize};

use crate::domain::hold::{Hold, HoldId, Part, Seat, Source};
use crate::domain::id::{AccountId, FeatureId, GrantId};
use crate::domain::period::Every;
use crate::store::items::document::{Millis, text};

/// A hold.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HoldDocument {
    #[serde(with = "text")]
    id: HoldId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seat: Option<SeatDocument>,
    expires: Millis,
    parts: Vec<PartDocument>,
}

/// Who holds.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SeatDocument {
    #[serde(with = "text")]
    member: AccountId,
    since: u64,
}

/// What it has of one source, each with its own members.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum PartDocument {
    Grant(OfGrant),
    Allowance(OfAllowance),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OfGrant {
    #[serde(with = "text")]
    grant: GrantId,
    amount: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OfAllowance {
    #[serde(with = "text")]
    feature: FeatureId,
    #[serde(with = "text")]
    every: Every,
    index: i64,
    amount: u64,
}

impl HoldDocument {
    /// A hold, to be written.
    pub(super) fn of(hold: &Hold) -> Self {
        let (id, expires) = (hold.id, Millis(hold.expires));
        let seat = |Seat { member, since }| SeatDocument { member, since };
        let seat = hold.seat.clone().map(seat);
        Self { id, seat, expires, parts: hold.parts.iter().map(PartDocument::of).collect() }
    }

    /// The hold that was written.
    pub(super) fn read(self) -> Hold {
        let parts = self.parts.into_iter().map(PartDocument::read).collect();
        let seat = |SeatDocument { member, since }| Seat { member, since };
        Hold { id: self.id, seat: self.seat.map(seat), expires: self.expires.0, parts }
    }
}

impl PartDocument {
    fn of(part: &Part) -> Self {
        let amount = part.amount;
        match part.from.clone() {
            Source::Grant(grant) => Self::Grant(OfGrant { grant, amount }),
            Source::Allowance { feature, every, index } => {
                Self::Allowance(OfAllowance { feature, every, index, amount })
            }
        }
    }

    fn read(self) -> Part {
        match self {
            Self::Grant(OfGrant { grant, amount }) => Part { from: Source::Grant(grant), amount },
            Self::Allowance(OfAllowance { feature, every, index, amount }) => {
                Part { from: Source::Allowance { feature, every, index }, amount }
            }
        }
    }
}
