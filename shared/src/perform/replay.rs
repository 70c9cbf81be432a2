//! Looks for what an operation came to when it was first asked.

use crate::domain::decide::Answer;
use crate::domain::entry::EntryKind;
use crate::domain::operation::Fingerprint;
use crate::domain::planted::{Bug, planted};
use crate::domain::refusal::Refusal;
use crate::domain::world::{Item, Name, World};
use crate::perform::{Failure, Performed};

/// The first answer, if the operation happened before.
pub fn replay(
    world: &World,
    receipts: &[Name],
    asked: Fingerprint,
) -> Result<Option<Performed>, Failure> {
    for receipt in receipts {
        let (found, entry) = match world.get(receipt) {
            Some(Item::Entry(entry)) => (entry.fingerprint, Some(entry)),
            Some(Item::Also(also)) => match world.get(&also.target()) {
                Some(Item::Entry(entry)) => (also.fingerprint, Some(entry)),
                _ => (also.fingerprint, None),
            },
            Some(Item::Refused(mark)) => (mark.fingerprint, None),
            _ => continue,
        };
        if found != asked && !planted(Bug::BlindReplay) {
            return Err(otherwise(entry.map(|entry| entry.kind)).into());
        }
        if let Some(entry) = entry {
            let mut entry = entry.clone();
            if planted(Bug::NewAnswer) {
                entry.answer.clear();
            }
            let answer = Answer::Entry(entry);
            return Ok(Some(Performed { answer, replayed: true }));
        }
    }
    Ok(None)
}

/// The name was used for another request: by its caller, or by whoever ended the hold.
fn otherwise(kind: Option<EntryKind>) -> Refusal {
    match kind {
        Some(kind @ (EntryKind::Settle | EntryKind::Release)) => Refusal::Ended(kind),
        _ => Refusal::Reused,
    }
}
