//! What the auditor checks, by name, and how it says that something is not so.

use std::fmt;

/// One check; each finds at least one planted error that no other finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Check {
    /// I1: nothing is below zero.
    Negative,
    /// I2: what was given is left, used, lost or taken, to the unit.
    Grants,
    /// I3: what is given is what its cause says.
    Issue,
    /// I4: entries follow each other without a gap, each naming the bytes of the one before.
    Chain,
    /// I5: the entries make the account.
    Fold,
    /// I6: an operation happens once, and what was told happened.
    Receipt,
    /// I6: nothing that was begun before a refusal happens after it.
    Fence,
    /// IM-6: a session uses a feature once.
    Session,
    /// I7: the answer is the first one, to what was asked.
    Answer,
    /// I8: what is taken and owed of a payment is its share of what was given back.
    Target,
    /// W9: what is held of a payment that went back is taken before anything is owed, the newest
    /// hold first.
    Held,
    /// W11: a dispute is known as it is or was at Stripe, and never less than before.
    Disputed,
    /// I9: in the end a payment is what the facts say.
    Facts,
    /// I10: nothing is granted without money, and nothing twice.
    Money,
    /// I11: what burns first is drawn first.
    Burn,
    /// I12: nothing is drawn at or after its expiry.
    Expiry,
    /// I15: an allowance is not exceeded.
    Limit,
    /// I16: no member begins what a cap in force forbids.
    Cap,
    /// who was removed uses nothing; what somebody is and may is as it was asked for, and a hold
    /// ends for who made it.
    Member,
    /// I16: a member's record counts what the ledger does, and all of them together what members used of
    /// the pool.
    Tally,
    /// F12: a period does not come back.
    Period,
    /// I17: an event is done when its effects are, and not before.
    Done,
    /// OB-4: an account is one customer at Stripe.
    Customer,
    /// I18: nobody touches what is not theirs.
    Reach,
    /// I19: reading changes nothing.
    Reads,
    /// I20: everybody is told of a state that was there while they waited.
    Order,
    /// F10: where nothing is wrong there is an answer, and soon.
    Alive,
}

impl Check {
    /// All of them.
    pub const ALL: [Self; 27] = [
        Self::Negative,
        Self::Grants,
        Self::Issue,
        Self::Chain,
        Self::Fold,
        Self::Receipt,
        Self::Fence,
        Self::Session,
        Self::Answer,
        Self::Target,
        Self::Held,
        Self::Disputed,
        Self::Facts,
        Self::Money,
        Self::Burn,
        Self::Expiry,
        Self::Limit,
        Self::Cap,
        Self::Member,
        Self::Tally,
        Self::Period,
        Self::Done,
        Self::Customer,
        Self::Reach,
        Self::Reads,
        Self::Order,
        Self::Alive,
    ];
}

/// Something that must never be.
#[derive(Debug, Clone)]
pub struct Violation {
    /// Which check found it.
    pub check: Check,
    /// What it saw.
    pub why: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.check, self.why)
    }
}

/// Which checks count.
#[derive(Debug, Clone, Copy, Default)]
pub struct Judge {
    /// This one does not: to see what escapes then.
    pub without: Option<Check>,
}

impl Judge {
    /// It must be so.
    pub fn must(
        self,
        check: Check,
        is_so: bool,
        why: impl FnOnce() -> String,
    ) -> Result<(), Violation> {
        if is_so || self.without == Some(check) {
            return Ok(());
        }
        Err(Violation { check, why: why() })
    }
}
