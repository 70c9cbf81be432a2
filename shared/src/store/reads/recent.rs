//! The last entries of a ledger, and the account as it was before them: enough to fold any moment
//! among them, however long the ledger is.

use crate::domain::account::Account;
use crate::domain::entry::Entry;
use crate::domain::id::AccountId;
use crate::perform::port::Fault;
use crate::store::Store;
use crate::store::failure::broken;
use crate::store::items::entry::{COPY_EVERY, read_copy};
use crate::store::reads::pages::entry;

const DOING: &str = "reading the last entries";

/// The end of a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recent {
    /// The account as it was before the first of the entries; none where that is the first of all.
    pub before: Option<Account>,
    /// In the order of `seq`, without a gap.
    pub entries: Vec<Entry>,
}

impl Store {
    /// At least the last `count` entries up to `up_to`, which is the account's version by a strong
    /// read, or the whole of a shorter ledger. An index that lags behind is busy; none where an older
    /// build wrote no copy of the account.
    pub async fn recent(
        &self,
        account: &AccountId,
        up_to: u64,
        count: u16,
    ) -> Result<Option<Recent>, Fault> {
        let base = before_the_last(u64::from(count), up_to);
        let found = self.indexed(account, base..=up_to).await?;
        let mut entries = Vec::new();
        let mut before = None;
        for attributes in &found {
            let entry = entry(DOING, attributes)?;
            if entry.seq == base {
                let copy = read_copy(attributes, &entry);
                before = copy.map_err(|error| broken(DOING, &error))?;
            } else {
                entries.push(entry);
            }
        }
        let wanted = base.saturating_add(1)..=up_to;
        if !entries.iter().map(|entry| entry.seq).eq(wanted) {
            return Err(Fault::Busy { doing: DOING, cause: None });
        }
        let is_known = base == 0 || before.is_some();
        Ok(is_known.then_some(Recent { before, entries }))
    }
}

/// The number of the newest entry with a copy that at least `count` entries follow; 0 before all.
fn before_the_last(count: u64, up_to: u64) -> u64 {
    let before = up_to.saturating_sub(count);
    before.saturating_sub(before % COPY_EVERY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enough_entries_follow_the_copy_and_not_a_thousand_too_many() {
        for (up_to, base) in [(0, 0), (999, 0), (1_999, 0), (2_000, 1_000), (2_999, 1_000)] {
            assert_eq!(before_the_last(1_000, up_to), base, "{up_to}");
        }
        assert_eq!(before_the_last(1_000, 1_000_000), 999_000);
    }
}
