//! Opens an account; one that is open stays as it is.

use crate::domain::catalog::Catalog;
use crate::domain::command::Open;
use crate::domain::decide::draft::{Draft, Title};
use crate::domain::decide::{Answer, Change};
use crate::domain::entry::{EntryKind, Note};
use crate::domain::moment::Moment;
use crate::domain::operation::Fingerprint;
use crate::domain::refusal::Refusal;
use crate::domain::world::World;

/// The first entry of an account.
pub fn open(
    catalog: &Catalog,
    world: &World,
    open: &Open,
    fingerprint: Fingerprint,
    at: Moment,
) -> Result<Change, Refusal> {
    if world.account(&open.account).is_some() {
        return Ok(Change::nothing(Answer::Done));
    }
    let draft = Draft::begin(catalog, world, &open.account, at)?;
    let (operation, note) = (&open.operation, Note::default());
    draft.finish(Title { kind: EntryKind::Open, operation, fingerprint, note })
}
