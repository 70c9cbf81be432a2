//! Sets an account up otherwise.

use crate::domain::amount::Amount;
use crate::domain::catalog::Catalog;
use crate::domain::command::setup::Settings;
use crate::domain::decide::draft::{Draft, Title};
use crate::domain::decide::{Answer, Change};
use crate::domain::entry::{EntryKind, Note};
use crate::domain::member::Cap;
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
    let zone = settings.zone.clone().filter(|zone| *zone != draft.account.zone);
    let caps = settings.caps.as_ref().map(|caps| changed(&draft.account.caps, caps));
    let caps = caps.unwrap_or_default();
    if zone.is_none() && caps.is_empty() {
        return Ok(Change::nothing(Answer::Done));
    }
    let (principal, version) = (settings.account.to_string(), draft.account.version);
    if let Some(zone) = zone {
        draft.post(Posting::Zoned { zone })?;
    }
    for Cap { feature, every, amount } in caps {
        draft.post(Posting::Capped { feature, every, amount })?;
    }
    let operation =
        OperationId { scope: Scope::House, principal, name: format!("settings/{version}") };
    draft.finish(Title {
        kind: EntryKind::Settings,
        operation: &operation,
        fingerprint: operation.fingerprint(),
        note: Note::default(),
    })
}

/// What makes some caps to others: what is there no more becomes unlimited.
fn changed(before: &[Cap], after: &[Cap]) -> Vec<Cap> {
    let same = |one: &Cap, other: &Cap| (&one.feature, one.every) == (&other.feature, other.every);
    let gone = before.iter().filter(|old| !after.iter().any(|new| same(old, new)));
    let gone = gone.map(|old| Cap { amount: Amount::Unlimited, ..old.clone() });
    let was = |cap: &Cap| before.contains(cap);
    let is_none =
        |cap: &Cap| cap.amount == Amount::Unlimited && !before.iter().any(|old| same(old, cap));
    let new = after.iter().filter(|cap| !was(cap) && !is_none(cap)).cloned();
    gone.chain(new).collect()
}
