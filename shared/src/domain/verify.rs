//! Proves an account from its ledger: folds every entry from nothing and compares.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::account::Account;
use crate::domain::apply::{Broken, apply};
use crate::domain::entry::Entry;
use crate::domain::id::{AccountId, FeatureId};
use crate::domain::member::Member;
use crate::domain::period::Every;

/// What is wrong with a ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// An entry is missing.
    #[error("entry {seq} is missing")]
    Gap {
        /// Its number.
        seq: u64,
    },
    /// An entry does not fit the ones before it.
    #[error("entry {seq} does not fit: {why}")]
    Entry {
        /// Its number.
        seq: u64,
        /// Why not.
        #[source]
        why: Broken,
    },
    /// The ledger folds to another account than the one that is stored.
    #[error("the ledger's {entries} entries give another account than the stored one")]
    Account {
        /// How many entries were folded.
        entries: u64,
    },
}

/// What is wrong with what an organisation has on record of its members.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MemberFlaw {
    /// An entry is not counted in the record of its member.
    #[error("the use of `{member}` in entry {seq} is not counted in their record")]
    Uncounted {
        /// Whose.
        member: AccountId,
        /// The entry's number.
        seq: u64,
    },
    /// The entries of a member give another sum than their record.
    #[error("the entries of `{member}` give {entries} of `{feature}`, their record says {record}")]
    Sum {
        /// Whose.
        member: AccountId,
        /// Of what.
        feature: FeatureId,
        /// By the ledger.
        entries: u64,
        /// By the record.
        record: u64,
    },
}

/// What members used by the ledger, up to an entry each: with its number the sum per feature.
pub fn used_by_members(entries: &[Entry]) -> BTreeMap<AccountId, Vec<(u64, FeatureId, u64)>> {
    let mut used: BTreeMap<AccountId, Vec<_>> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| entry.kind.is_use()) {
        let Some(member) = &entry.note.member else { continue };
        let lines = used.entry(member.clone()).or_default();
        for told in &entry.answer {
            let amount = told.amount.covers(u64::MAX);
            lines.push((entry.seq, told.feature.clone(), amount));
        }
    }
    used
}

/// Compares the record of a member with what the ledger says they used. The record must be as new as
/// the ledger or newer; what came after the ledger's last entry is not judged.
pub fn verify_member(
    record: &Member,
    used: &[(u64, FeatureId, u64)],
    version: u64,
) -> Result<(), MemberFlaw> {
    let member = || record.user.clone();
    if let Some((seq, ..)) = used.iter().find(|(seq, ..)| *seq > record.counted) {
        return Err(MemberFlaw::Uncounted { member: member(), seq: *seq });
    }
    if record.counted > version {
        return Ok(());
    }
    let of_record = record.used.iter().filter(|it| it.every == Every::Ever).map(|it| &it.feature);
    let features: BTreeSet<_> =
        used.iter().map(|(_, feature, _)| feature).chain(of_record).collect();
    for feature in features {
        let own = used.iter().filter(|(_, of, _)| of == feature);
        let entries = own.map(|(.., amount)| *amount).fold(0, u64::saturating_add);
        let record = record.in_all(feature);
        if entries != record {
            let (member, feature) = (member(), feature.clone());
            return Err(MemberFlaw::Sum { member, feature, entries, record });
        }
    }
    Ok(())
}

/// Folds the entries, in the order of their numbers, from nothing.
pub fn fold(entries: &[Entry]) -> Result<Option<Account>, Flaw> {
    fold_onto(None, entries)
}

/// Folds the entries, in the order of their numbers, onto the account as the ones before left it.
pub fn fold_onto(before: Option<Account>, entries: &[Entry]) -> Result<Option<Account>, Flaw> {
    let mut folded = before.as_ref().map_or(0, |account| account.version);
    let mut account = before;
    for entry in entries {
        let seq = folded.saturating_add(1);
        if entry.seq > seq {
            return Err(Flaw::Gap { seq });
        }
        let after = apply(account.as_ref(), entry).map_err(|why| Flaw::Entry { seq, why })?;
        account = Some(after);
        folded = seq;
    }
    Ok(account)
}

/// Folds the entries, in the order of their numbers, and compares with the stored account.
pub fn verify(stored: Option<&Account>, entries: &[Entry]) -> Result<u64, Flaw> {
    let account = fold(entries)?;
    let folded = account.as_ref().map_or(0, |account| account.version);
    let expected = stored.map_or(0, |stored| stored.version);
    if folded < expected {
        return Err(Flaw::Gap { seq: folded.saturating_add(1) });
    }
    if account.as_ref() == stored { Ok(folded) } else { Err(Flaw::Account { entries: folded }) }
}

#[cfg(test)]
mod tests;
