//! Proves an account from its ledger: folds every entry from nothing and compares.

use crate::domain::account::Account;
use crate::domain::apply::{Broken, apply};
use crate::domain::entry::Entry;

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
