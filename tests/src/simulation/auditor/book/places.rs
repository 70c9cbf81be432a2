//! Where an account is, as the auditor knows it: by the minutes that its zone is ahead of UTC.

use shared::domain::account::Account;
use shared::domain::entry::{Entry, EntryKind};

use crate::simulation::auditor::book::Book;
use crate::simulation::auditor::checks::{Check, Judge, Violation};
use crate::simulation::auditor::time::period;
use crate::simulation::catalog::ZONES;

/// A zone and its minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place(&'static str, i64);

impl Default for Place {
    fn default() -> Self {
        Self("UTC", 0)
    }
}

impl Book {
    /// What clocks show where the account is.
    pub(super) fn local(&self, at: i64) -> i64 {
        at + self.place.1 * 60_000
    }

    /// The number of the period that it is there.
    pub(super) fn period(&self, feature: &str, at: i64) -> i64 {
        period(feature, self.local(at))
    }

    /// The account moves.
    pub(super) fn moves(
        &mut self,
        entry: &Entry,
        zone: &str,
        judge: Judge,
    ) -> Result<(), Violation> {
        let known = ZONES.into_iter().find(|(name, _)| *name == zone);
        let asked = entry.kind == EntryKind::Settings && known.is_some();
        judge.must(Check::Issue, asked, || format!("nobody moves there: {entry:?}"))?;
        self.place = known.map_or(self.place, |(name, minutes)| Place(name, minutes));
        Ok(())
    }

    /// The stored account is there.
    pub(super) fn place_same(&self, account: &Account) -> bool {
        account.zone.name() == self.place.0
    }
}
