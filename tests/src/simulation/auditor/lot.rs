//! A grant as the auditor knows it.

use shared::domain::amount::Amount;
use shared::domain::grant::Grant;
use shared::domain::moment::Moment;

use crate::simulation::auditor::checks::{Check, Judge, Violation};

/// What is meant by no limit.
pub const ENDLESS: u64 = u64::MAX;

/// What was given once, and what became of it.
#[derive(Debug, Clone, Default)]
pub struct Lot {
    /// Of what.
    pub feature: String,
    given: u64,
    gone: u64,
    /// What is set aside.
    pub held: u64,
    /// What was taken because its payment went back.
    pub taken: u64,
    /// What of that came back.
    pub restored: u64,
    /// There is no limit to it.
    endless: bool,
    ended: bool,
    /// Since when.
    pub age: i64,
    /// Until when.
    pub until: Option<i64>,
    /// Lower goes first.
    pub priority: u32,
}

/// The number of an amount.
pub fn units(amount: Amount) -> u64 {
    match amount {
        Amount::Of(units) => units,
        Amount::Unlimited => ENDLESS,
    }
}

impl Lot {
    /// A new one.
    pub fn of(amount: Amount) -> Self {
        let endless = amount == Amount::Unlimited;
        Self { given: if endless { 0 } else { units(amount) }, endless, ..Self::default() }
    }

    /// What is left.
    pub fn left(&self) -> u64 {
        match (self.endless, self.ended) {
            (true, false) => ENDLESS,
            (true, true) => 0,
            (false, _) => {
                let away = self.gone + self.held + self.taken;
                (self.given + self.restored).saturating_sub(away)
            }
        }
    }

    /// What is left when so much that was set aside comes back; what has no limit gave nothing away.
    pub fn with_back(&self, amount: u64) -> u64 {
        if self.endless { self.left() } else { self.left().saturating_add(amount) }
    }

    /// Whether it can be drawn at a moment.
    pub fn lives(&self, at: i64) -> bool {
        self.until.is_none_or(|until| at < until)
    }

    /// Less goes first.
    pub fn turn(&self, id: &str) -> (bool, u32, i64, i64, String) {
        let until = self.until.unwrap_or(i64::MAX);
        (!self.endless, self.priority, until, self.age, id.to_owned())
    }

    /// So much is used.
    pub fn uses(&mut self, amount: u64) {
        if !self.endless {
            self.gone += amount;
        }
    }

    /// So much is lost.
    pub fn goes(&mut self, amount: Amount) {
        match amount {
            Amount::Of(units) => self.gone += units,
            Amount::Unlimited => self.ended = true,
        }
    }

    /// So much is taken for a payment that went back.
    pub fn take(&mut self, amount: Amount) {
        match amount {
            Amount::Of(units) => self.taken += units,
            Amount::Unlimited => self.ended = true,
        }
    }

    /// So much comes back, which must have been taken; or it is given anew, which must not be.
    pub fn restore(&mut self, amount: Amount, back: bool, judge: Judge) -> Result<(), Violation> {
        match amount {
            Amount::Unlimited => self.ended = false,
            Amount::Of(units) if back => self.restored += units,
            Amount::Of(units) => self.given += units,
        }
        let was_taken = self.restored <= self.taken;
        judge.must(Check::Grants, was_taken, || format!("more came back than was taken: {self:?}"))
    }

    /// As it must be stored.
    pub fn stands(&self) -> (String, u64, i64, Option<i64>, u32) {
        (self.feature.clone(), self.left(), self.age, self.until, self.priority)
    }

    /// As it is stored.
    pub fn stored(grant: &Grant) -> (String, u64, i64, Option<i64>, u32) {
        let until = grant.expires.map(Moment::millis);
        let left = units(grant.left);
        (grant.feature.to_string(), left, grant.granted.millis(), until, grant.priority)
    }
}
