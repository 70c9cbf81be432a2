//! Notes use after the fact: draws what is there and keeps the rest as `over`.

use crate::domain::amount::Amount;
use crate::domain::catalog::Catalog;
use crate::domain::command::Spend;
use crate::domain::decide::consume::finish;
use crate::domain::decide::draft::Draft;
use crate::domain::decide::draw::{check_features, draw, overrun};
use crate::domain::decide::{Change, seat};
use crate::domain::entry::EntryKind;
use crate::domain::moment::Moment;
use crate::domain::operation::Fingerprint;
use crate::domain::planted::{Bug, planted};
use crate::domain::refusal::Refusal;
use crate::domain::world::World;

/// Draws every use as far as it is covered; never refused for a limit, nor for a member's cap. Who is
/// no member any more draws nothing all the same.
pub fn record(
    catalog: &Catalog,
    world: &World,
    spend: &Spend,
    fingerprint: Fingerprint,
    at: Moment,
) -> Result<Change, Refusal> {
    check_features(catalog, &spend.uses)?;
    let mut member = seat::of(world, spend)?;
    let mut draft = Draft::begin(catalog, world, &spend.account, at)?;
    if let Some(member) = member.as_ref().filter(|_| planted(Bug::RecordCapped)) {
        seat::check(&draft, member, spend)?;
    }

    // From here on this succeeds.
    for one in &spend.uses {
        let over = draw(&mut draft, &one.feature, one.amount.units())?;
        overrun(&mut draft, &one.feature, over)?;
        draft.tell(&one.feature, Amount::from(one.amount), over);
        if let Some(member) = &mut member {
            seat::count(&draft, member, &one.feature, one.amount.units(), None);
        }
    }
    finish(draft, spend, member, EntryKind::Record, fingerprint)
}
