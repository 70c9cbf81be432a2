//! What was asked before, asked again: the same, or under the same name something else.

use shared::domain::amount::Quantity;
use shared::domain::command::{Command, Reserve};

use crate::memory::chance::Chance;
use crate::simulation::asks::{Ask, Asked};
use crate::simulation::plan::Plan;
use crate::simulation::plan::holds::otherwise;
use crate::simulation::plan::members::of_another;

impl Plan {
    /// A request that was asked before, told by the clock that is right.
    pub fn again(&self, chance: &Chance) -> Option<Asked> {
        let ask = self.asked.get(chance.place(self.asked.len().max(1)))?.clone();
        Some(Asked { at: self.moment(), ask })
    }
}

/// The same name with another request.
pub(super) fn other_body(ask: &Ask) -> Ask {
    let mut ask = ask.clone();
    if let Ask::Command(Command::EndHold(end)) = &mut ask {
        otherwise(end);
    }
    if let Ask::Command(
        Command::Consume(spend) | Command::Record(spend) | Command::Hold(Reserve { spend, .. }),
    ) = &mut ask
    {
        let units = spend.uses[0].amount.units();
        if spend.note.member.is_some() && units.is_multiple_of(2) {
            of_another(spend);
        } else {
            spend.uses[0].amount = Quantity::new(units + 1).unwrap();
        }
    }
    ask
}
