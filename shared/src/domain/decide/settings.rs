//! Sets an account up otherwise.

use crate::domain::catalog::Catalog;
use crate::domain::command::Settings;
use crate::domain::decide::draft::{Draft, Title};
use crate::domain::decide::{Answer, Change};
use crate::domain::entry::{EntryKind, Note};
use crate::domain::moment::Moment;
use crate::domain::operation::{OperationId, Scope};
use crate::domain::posting::Posting;
use crate::domain::refusal::Refusal;
use crate::domain::world::World;

/// Writes what is new. It says how the account shall be, so told again it changes nothing; the entry
/// is named by the version that it follows.
pub fn settings(
    catalog: &Catalog,
    world: &World,
    settings: &Settings,
    at: Moment,
) -> Result<Change, Refusal> {
    let mut draft = Draft::begin(catalog, world, &settings.account, at)?;
    let zone = settings.zone.clone();
    if zone == draft.account.zone {
        return Ok(Change::nothing(Answer::Done));
    }
    let (principal, version) = (settings.account.to_string(), draft.account.version);
    draft.post(Posting::Zoned { zone })?;
    let operation =
        OperationId { scope: Scope::House, principal, name: format!("settings/{version}") };
    draft.finish(Title {
        kind: EntryKind::Settings,
        operation: &operation,
        fingerprint: operation.fingerprint(),
        note: Note::default(),
    })
}
