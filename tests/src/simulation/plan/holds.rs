//! What callers set aside, and how they end it: the same hold from many sides, late, or never.

use shared::domain::command::{Actual, Command, EndHold, Ending, Reserve, Spend};
use shared::domain::hold::HoldId;
use shared::domain::id::AccountId;
use shared::domain::moment::Moment;

use crate::memory::chance::Chance;
use crate::simulation::plan::{Plan, account, feature};

/// How many of the last holds are ended most often.
const RECENT: usize = 3;

/// How long holds last, in seconds.
const LASTS: [u32; 6] = [600, 4 * 3600, 86_400, 86_400, 3 * 86_400, 7 * 86_400];

impl Plan {
    /// Sets aside what is named.
    pub(super) fn hold(&mut self, chance: &Chance, at: Moment, spend: Spend) -> Command {
        let seconds = LASTS[chance.place(LASTS.len())];
        self.ends.push(at.plus_seconds(seconds).millis());
        self.held.push((spend.account.clone(), HoldId(spend.operations.first.key())));
        Command::Hold(Reserve { spend, seconds })
    }

    /// Ends a hold that somebody asked for, whether or not they got it.
    pub(super) fn end_hold(&self, chance: &Chance) -> Option<Command> {
        let all = self.held.len();
        let known = if chance.permille(800) { all.saturating_sub(RECENT) } else { 0 };
        let (owner, hold) = self.held.get(known + chance.place((all - known).max(1)))?.clone();
        let owner: AccountId = if chance.permille(30) { account(chance) } else { owner };
        let actual = |id: &str| Actual { feature: feature(id), amount: chance.below(8) };
        let how = match chance.below(10) {
            0..=2 => Ending::Release,
            3 => Ending::Settle(vec![actual("minute"), actual("credit")]),
            4 | 5 => Ending::Settle(vec![actual("minute")]),
            _ => Ending::Settle(vec![actual("credit")]),
        };
        Some(Command::EndHold(EndHold { account: owner, hold, how }))
    }
}

/// The same hold ended otherwise.
pub(super) fn otherwise(end: &mut EndHold) {
    end.how = match &end.how {
        Ending::Release => Ending::Settle(vec![Actual { feature: feature("credit"), amount: 1 }]),
        Ending::Settle(actuals) if actuals.len() > 1 => Ending::Release,
        Ending::Settle(actuals) => {
            let more = |one: &Actual| Actual { amount: one.amount + 1, ..one.clone() };
            Ending::Settle(actuals.iter().map(more).collect())
        }
    };
}
