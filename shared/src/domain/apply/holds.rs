//! Folds what holds move: aside, into use, or back to where it came from.

use crate::domain::account::Account;
use crate::domain::amount::Amount;
use crate::domain::apply::Broken;
use crate::domain::hold::{Hold, HoldId, Part, Seat, Source};
use crate::domain::moment::Moment;
use crate::domain::planted::versions::other_grant;
use crate::domain::planted::{Bug, planted};

impl Account {
    /// A hold is made by its first part; every further one has the same end and a source of its own.
    pub(super) fn hold_from(
        &mut self,
        id: HoldId,
        seat: Option<Seat>,
        expires: Moment,
        from: &Source,
        amount: u64,
    ) -> Result<(), Broken> {
        match from {
            _ if amount == 0 => return Err(Broken::Amount),
            Source::Grant(grant) => self.draw(grant, Amount::Of(amount))?,
            // It counts by being held; the period is noted, so that it never goes back.
            Source::Allowance { feature, every, index } => {
                self.usage_in(feature, *every, *index)?;
            }
        }
        let part = Part { from: from.clone(), amount };
        match self.holds.iter_mut().find(|hold| hold.id == id) {
            None => self.holds.push(Hold { id, seat, expires, parts: vec![part] }),
            Some(hold) if hold.expires == expires && hold.seat == seat && hold.part(from) == 0 => {
                hold.parts.push(part);
            }
            Some(_) => return Err(Broken::Hold),
        }
        Ok(())
    }

    /// What was held is used. Of an allowance it counts in its own period: when that is over, so is
    /// the counting.
    pub(super) fn settle(&mut self, id: HoldId, from: &Source, amount: u64) -> Result<(), Broken> {
        self.take_from(id, from, amount)?;
        let Source::Allowance { feature, every, index } = from else {
            return Ok(());
        };
        let any = planted(Bug::OldHoldBurdens);
        let mut counts = self.usage.iter_mut().filter(|it| it.index == *index || any);
        if let Some(usage) = counts.find(|it| it.feature == *feature && it.every == *every) {
            usage.used = usage.used.checked_add(amount).ok_or(Broken::Amount)?;
        }
        Ok(())
    }

    /// What was held is back. An allowance counts what is held of it by the hold alone, so nothing
    /// more has to move, and what was held of a period that is over is gone with it.
    pub(super) fn give_back(
        &mut self,
        id: HoldId,
        from: &Source,
        amount: u64,
    ) -> Result<(), Broken> {
        self.take_from(id, from, amount)?;
        match from {
            Source::Grant(id) => {
                let id = other_grant(self, id).unwrap_or_else(|| id.clone());
                let grant = self.grant_mut(&id)?;
                grant.left = grant.with_back(amount);
                if planted(Bug::ReturnedTwice) {
                    grant.left = grant.with_back(amount);
                }
            }
            Source::Allowance { feature, every, .. } if planted(Bug::NewPeriodGains) => {
                let mut usage = self.usage.iter_mut();
                let usage = usage.find(|it| it.feature == *feature && it.every == *every);
                let usage = usage.ok_or(Broken::Period)?;
                usage.used = usage.used.saturating_sub(amount);
            }
            Source::Allowance { .. } => {}
        }
        Ok(())
    }

    /// A part that has nothing left is gone, and a hold without parts too.
    fn take_from(&mut self, id: HoldId, from: &Source, amount: u64) -> Result<(), Broken> {
        let hold = self.holds.iter_mut().find(|hold| hold.id == id).ok_or(Broken::Hold)?;
        let mut parts = hold.parts.iter_mut();
        let part = parts.find(|part| part.from == *from).ok_or(Broken::Hold)?;
        let rest = part.amount.checked_sub(amount).filter(|_| amount > 0);
        part.amount = rest.ok_or(Broken::Hold)?;
        hold.parts.retain(|part| part.amount > 0);
        self.holds.retain(|hold| !hold.parts.is_empty());
        Ok(())
    }
}

#[cfg(test)]
mod tests;
