//! One line of an account's ledger: the only way an account changes, and the receipt of the
//! operation that caused it.

use crate::domain::amount::Amount;
use crate::domain::canonical;
use crate::domain::hash::Hash;
use crate::domain::id::{AccountId, FeatureId, Label};
use crate::domain::moment::Moment;
use crate::domain::operation::{Fingerprint, OperationId};
use crate::domain::posting::Posting;

/// An entry of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Whose ledger.
    pub account: AccountId,
    /// 1 for the first, gapless; equals the account's version after it.
    pub seq: u64,
    /// The hash of the entry before; zeros for the first.
    pub prev: Hash,
    /// When it was decided.
    pub at: Moment,
    /// What caused it.
    pub kind: EntryKind,
    /// Names the effect for ever.
    pub operation: OperationId,
    /// What the request asked for.
    pub fingerprint: Fingerprint,
    /// What the caller wanted remembered with it.
    pub note: Note,
    /// What moved.
    pub postings: Vec<Posting>,
    /// What the caller was told.
    pub answer: Vec<Outcome>,
}

/// What caused an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntryKind {
    /// An account was opened.
    Open,
    /// Features were used, all or nothing.
    Consume,
    /// Use was told after the fact.
    Record,
    /// An amount was set aside.
    Hold,
    /// A hold ended with what was really used.
    Settle,
    /// A hold ended and nothing was used.
    Release,
    /// A payment was fulfilled.
    Fulfil,
    /// A payment came back, in part or whole, or its return failed.
    Reverse,
    /// A correction by a person.
    Adjust,
    /// A subscription began, changed or ended.
    Subscribe,
    /// The account was set up otherwise.
    Settings,
    /// Nothing but time passed, and what it brought was written down.
    Pass,
}

impl EntryKind {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Open,
        Self::Consume,
        Self::Record,
        Self::Hold,
        Self::Settle,
        Self::Release,
        Self::Fulfil,
        Self::Reverse,
        Self::Adjust,
        Self::Subscribe,
        Self::Settings,
        Self::Pass,
    ];

    /// The word used in ledgers and answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Consume => "consume",
            Self::Record => "record",
            Self::Hold => "hold",
            Self::Settle => "settle",
            Self::Release => "release",
            Self::Fulfil => "fulfil",
            Self::Reverse => "reverse",
            Self::Adjust => "adjust",
            Self::Subscribe => "subscribe",
            Self::Settings => "settings",
            Self::Pass => "pass",
        }
    }

    /// Whether something was used by it: what it answers was.
    pub fn is_use(self) -> bool {
        match self {
            Self::Consume | Self::Record | Self::Settle => true,
            Self::Open
            | Self::Hold
            | Self::Release
            | Self::Fulfil
            | Self::Reverse
            | Self::Adjust
            | Self::Subscribe
            | Self::Settings
            | Self::Pass => false,
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// What is remembered with an entry: for whom and why.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Note {
    /// The session that the use belonged to.
    pub session: Option<Label>,
    /// The member of the organisation who used its pool.
    pub member: Option<AccountId>,
    /// The caller's own reference.
    pub reference: Option<Label>,
    /// Why a person corrected.
    pub reason: Option<Label>,
}

/// What an operation did to one feature, as its caller was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Of what.
    pub feature: FeatureId,
    /// How much was used, held, released, given or taken.
    pub amount: Amount,
    /// How much of a use was beyond what was there, or how much of a return is owed.
    pub short: u64,
    /// What could be used right afterwards.
    pub available: Amount,
}

impl Entry {
    /// The hash that the next entry names: over the bytes that are stored.
    pub fn hash(&self) -> Hash {
        Hash::of(canonical::write(self).as_bytes())
    }
}
