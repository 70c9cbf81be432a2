//! Writes down what time brought: periods that ended, grants that expired, subscriptions that are
//! over. No answer depends on it, because every answer goes by the moment at which it is asked for.

use crate::domain::catalog::Catalog;
use crate::domain::decide::draft::{Draft, Title};
use crate::domain::decide::{Answer, Change};
use crate::domain::entry::{EntryKind, Note};
use crate::domain::id::AccountId;
use crate::domain::moment::Moment;
use crate::domain::operation::{OperationId, Scope};
use crate::domain::refusal::Refusal;
use crate::domain::world::World;

/// Posts what time brought to an account that is there, and nothing where it brought nothing: a
/// period in which nothing was used may end unnoticed. The entry is named by the version that it
/// follows, so that of many at once one is written.
pub fn pass(
    catalog: &Catalog,
    world: &World,
    id: &AccountId,
    at: Moment,
) -> Result<Change, Refusal> {
    let Some(version) = world.account(id).map(|account| account.version) else {
        return Ok(Change::nothing(Answer::Done));
    };
    let draft = Draft::begin(catalog, world, id, at)?;
    if draft.is_idle() {
        return Ok(Change::nothing(Answer::Done));
    }
    let (principal, name) = (id.to_string(), format!("pass/{version}"));
    let operation = OperationId { scope: Scope::House, principal, name };
    draft.finish(Title {
        kind: EntryKind::Pass,
        operation: &operation,
        fingerprint: operation.fingerprint(),
        note: Note::default(),
    })
}
