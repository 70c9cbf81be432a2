//! What is drawn, and that it is drawn where and when it may be.

use shared::domain::entry::Entry;

use crate::simulation::auditor::book::Book;
use crate::simulation::auditor::checks::{Check, Judge, Violation};
use crate::simulation::auditor::lot::Lot;

impl Book {
    /// Of a plan's allowance: in the period that it is, and within what is left of it.
    pub(super) fn use_up(
        &mut self,
        feature: &str,
        index: i64,
        amount: u64,
        entry: &Entry,
        judge: Judge,
    ) -> Result<(), Violation> {
        let (last, used) = self.used.get(feature).copied().unwrap_or((i64::MIN, 0));
        let current = index == self.period(feature, entry.at.millis()).max(last);
        judge.must(Check::Period, current, || format!("counted in a wrong period: {entry:?}"))?;
        self.held_first(feature, entry, judge)?;
        let used = amount + if index == last { used } else { 0 };
        let held = self.free_held(feature, index, entry.at.millis());
        let within = used + held <= self.limit(feature, entry.at.millis());
        judge.must(Check::Limit, within, || format!("more used than allowed: {entry:?}"))?;
        self.used.insert(feature.to_owned(), (index, used));
        Ok(())
    }

    /// Of a grant: after the allowance, and of the one whose turn it is.
    pub(super) fn draw(
        &mut self,
        grant: &str,
        amount: u64,
        entry: &Entry,
        judge: Judge,
    ) -> Result<(), Violation> {
        self.may_draw(grant, amount, entry, judge)?;
        let lot = self.lot(grant, judge)?;
        lot.uses(amount.min(lot.left()));
        Ok(())
    }

    /// Whether that is so; for what is set aside too.
    pub(super) fn may_draw(
        &mut self,
        grant: &str,
        amount: u64,
        entry: &Entry,
        judge: Judge,
    ) -> Result<(), Violation> {
        let at = entry.at.millis();
        let lot = self.lot(grant, judge)?.clone();
        self.held_first(&lot.feature, entry, judge)?;
        judge
            .must(Check::Negative, amount <= lot.left(), || format!("below nothing: {entry:?}"))?;
        judge.must(Check::Expiry, lot.lives(at), || format!("drawn when expired: {entry:?}"))?;
        let used_up = self.allowed(&lot.feature, at) == 0;
        judge.must(Check::Burn, used_up, || format!("the allowance comes first: {entry:?}"))?;
        let sooner = |(id, other): (&String, &Lot)| {
            let same = other.feature == lot.feature && other.left() > 0 && other.lives(at);
            same && other.turn(id) < lot.turn(grant)
        };
        let first = !self.lots.iter().any(sooner);
        judge.must(Check::Burn, first, || format!("drawn out of turn: {entry:?}"))
    }
}
