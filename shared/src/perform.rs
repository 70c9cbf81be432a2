//! THE loop: look, decide, commit; ask again only when told no.

mod attempt;
mod look;
pub mod memory;
pub mod pace;
mod planted;
pub mod port;
mod replay;
mod rest;

use crate::domain::catalog::Catalog;
use crate::domain::command::Request;
use crate::domain::decide::{Answer, Change, decide};
use crate::domain::hash::Hash;
use crate::domain::moment::Moment;
use crate::domain::planted::{Bug, planted};
use crate::domain::refusal::Refusal;
use crate::domain::world::{Item, Mark, Name, World};
use crate::perform::attempt::{Attempt, View, expect};
use crate::perform::memory::Memory;
use crate::perform::pace::Pace;
use crate::perform::planted::refuses_conflicts;
use crate::perform::port::{Committed, Fault, Port, Write};
use crate::perform::replay::replay;
use crate::perform::rest::rest;

/// How long the mark of a refusal is kept, in days: longer than any attempt can be under way.
const MARK_DAYS: u32 = 7;

/// What a command came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Performed {
    /// What the caller is told.
    pub answer: Answer,
    /// Whether it had happened before and this is the first answer again.
    pub replayed: bool,
}

/// Why a command did not happen.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A rule forbids it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store failed for as long as there was time; the same request may be sent again.
    #[error("gave up for lack of time")]
    OutOfTime(#[source] Fault),
    /// Trying again will not help.
    #[error("the store cannot do this")]
    Broken(#[source] Fault),
}

/// Performs commands on a store.
pub struct Performer<P> {
    /// The store.
    pub port: P,
    /// The rules of the moment.
    pub catalog: Catalog,
    memory: Memory,
}

impl<P: Port> Performer<P> {
    /// A loop that remembers nothing yet.
    pub fn new(port: P, catalog: Catalog) -> Self {
        Self { port, catalog, memory: Memory::default() }
    }

    /// Does what is asked, once for ever, or says which rule forbids it.
    pub async fn perform(&self, request: &Request, pace: &impl Pace) -> Result<Performed, Failure> {
        let names = request.command.touches();
        let receipts = request.command.receipts();
        let leads_to = |world: &World| request.command.leads_to(world);
        let mut view = self.recall(&names, leads_to);
        let names = [names, request.command.looks_at()].concat();
        let mut tries = 0_u32;
        loop {
            let attempt = match view {
                Some(view) => {
                    let attempt = self.attempt(request, &receipts, view, pace, tries).await?;
                    tries = tries.saturating_add(1);
                    attempt
                }
                None => Attempt::Later(None),
            };
            view = match attempt {
                Attempt::Told(performed) => return Ok(performed),
                Attempt::Again(view) => Some(view),
                Attempt::Later(fault) => {
                    if let Some(fault) = fault {
                        rest(pace, tries, fault).await?;
                    }
                    match self.look(&names, &receipts, leads_to).await {
                        Ok(world) => Some(View { world, strong: true }),
                        Err(fault) => {
                            rest(pace, tries, fault).await?;
                            tries = tries.saturating_add(1);
                            None
                        }
                    }
                }
            };
        }
    }

    async fn attempt(
        &self,
        request: &Request,
        receipts: &[Name],
        view: View,
        pace: &impl Pace,
        tries: u32,
    ) -> Result<Attempt, Failure> {
        let fingerprint = request.command.fingerprint();
        if let Some(performed) = replay(&view.world, receipts, fingerprint)? {
            return Ok(Attempt::Told(performed));
        }
        match decide(&self.catalog, &view.world, request) {
            Ok(Change { items, answer }) if items.is_empty() => Ok(if view.strong {
                Attempt::Told(Performed { answer, replayed: true })
            } else {
                Attempt::Later(None)
            }),
            Ok(Change { items, answer }) => {
                let expecting = |item| expect(&view.world, item);
                let writes: Vec<_> = items.into_iter().map(expecting).collect();
                let told = Performed { answer, replayed: false };
                Ok(self.commit(writes, view, tries).await?.unwrap_or(Attempt::Told(told)))
            }
            Err(_) if !view.strong && !planted(Bug::WeakRefusal) => Ok(Attempt::Later(None)),
            // Several items are not read at one moment: what was just settled must not count twice.
            Err(_) if view.world.is_torn() => {
                let fault = Fault::Busy { doing: "reading what belongs together", cause: None };
                Ok(Attempt::Later(Some(fault)))
            }
            Err(refusal) => {
                let marks = request.command.marks_refusal();
                let first = receipts.first().filter(|_| marks).cloned();
                let Some(Name::Receipt(account, key)) = first else {
                    return Err(refusal.into());
                };
                if planted(Bug::UnmarkedRefusal) {
                    return Err(refusal.into());
                }
                let nonce = Hash::of_parts(&[&key.to_string(), &pace.random().to_string()]);
                let expires = expires(request.at);
                let mark = Item::Refused(Mark { account, key, nonce, fingerprint, expires });
                let write = expect(&view.world, mark);
                match self.commit(vec![write], view, tries).await? {
                    None => Err(refusal.into()),
                    Some(Attempt::Later(fault)) => Ok(Attempt::Later(fault)),
                    Some(_) => Ok(Attempt::Later(None)),
                }
            }
        }
    }

    /// Writes; nothing more to say when it is written.
    async fn commit(
        &self,
        writes: Vec<Write>,
        view: View,
        tries: u32,
    ) -> Result<Option<Attempt>, Failure> {
        match self.send(&writes).await {
            Ok(Committed::Done) => {
                for write in &writes {
                    self.memory.note(&write.item);
                }
                Ok(None)
            }
            Ok(Committed::Lost { .. }) if refuses_conflicts(&writes) => Err(Refusal::Reused.into()),
            Err(Fault::Unknown { .. }) if planted(Bug::SilenceIsSuccess) => Ok(None),
            Ok(Committed::Lost { seen }) => {
                let found: Vec<_> = seen.into_iter().flatten().collect();
                let busy = Fault::Busy { doing: "committing", cause: None };
                if found.is_empty() || tries > 0 {
                    self.forget(&writes);
                    return Ok(Some(Attempt::Later((tries > 0).then_some(busy))));
                }
                let mut world = view.world;
                for item in found {
                    self.memory.note(&item);
                    world.put(item);
                }
                Ok(Some(Attempt::Again(View { world, strong: false })))
            }
            Err(broken @ Fault::Broken { .. }) => Err(Failure::Broken(broken)),
            Err(fault) => {
                self.forget(&writes);
                Ok(Some(Attempt::Later(Some(fault))))
            }
        }
    }

    fn forget(&self, writes: &[Write]) {
        for write in writes {
            self.memory.forget(&write.item.name());
        }
    }
}

fn expires(at: Moment) -> Moment {
    at.plus_days(MARK_DAYS)
}

#[cfg(test)]
mod tests;
