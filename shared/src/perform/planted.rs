//! The wrong versions of the loop that take more than a line; see [`crate::domain::planted`].

use crate::domain::command::{Command, Operations, Request, Spend};
use crate::domain::entry::Note;
use crate::domain::operation::{OperationId, Scope};
use crate::domain::planted::{Bug, planted};
use crate::domain::world::{Item, Name, World};
use crate::perform::pace::Pace;
use crate::perform::port::{Committed, Fault, Port, Write};
use crate::perform::{Failure, Performer};

impl<P: Port> Performer<P> {
    /// Commits everything at once; a wrong version commits one item first.
    pub(super) async fn send(&self, writes: &[Write]) -> Result<Committed, Fault> {
        let too_early = |write: &Write| match write.item {
            Item::Entry(_) => planted(Bug::MarkFirst),
            Item::Event(_) => planted(Bug::EventFirst),
            _ => false,
        };
        if writes.len() > 1
            && let Some(first) = writes.iter().find(|write| too_early(write))
        {
            match self.port.commit(std::slice::from_ref(first)).await? {
                Committed::Done => {}
                Committed::Lost { seen } => return Ok(Committed::Lost { seen }),
            }
            let others: Vec<_> = writes.iter().filter(|write| *write != first).cloned().collect();
            return self.port.commit(&others).await;
        }
        self.port.commit(writes).await
    }

    /// A wrong version of reading: it writes down what time has brought.
    pub(super) async fn read_and_write(
        &self,
        world: World,
        names: &[Name],
        pace: &impl Pace,
    ) -> Result<World, Failure> {
        for account in names.iter().filter_map(|name| match name {
            Name::Account(id) => world.account(id),
            _ => None,
        }) {
            let first = OperationId {
                scope: Scope::House,
                principal: "read".to_owned(),
                name: account.version.to_string(),
            };
            let command = Command::Record(Spend {
                operations: Operations { first, others: Vec::new() },
                account: account.id.clone(),
                uses: Vec::new(),
                note: Note::default(),
            });
            self.perform(&Request { at: pace.at(), command }, pace).await?;
        }
        Ok(world)
    }
}

/// A wrong version of losing a race: who uses something is told a refusal.
pub(super) fn refuses_conflicts(writes: &[Write]) -> bool {
    let of_a_use = |write: &Write| {
        matches!(write.item, Item::Account(_) | Item::Entry(_) | Item::Also(_) | Item::Refused(_))
    };
    planted(Bug::ConflictRefused) && writes.iter().all(of_a_use)
}
