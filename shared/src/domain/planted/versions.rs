//! Wrong versions that take more than a line.

use crate::domain::account::Account;
use crate::domain::amount::Amount;
use crate::domain::command::Settle;
use crate::domain::command::fact::Fact;
use crate::domain::decide::draft::Draft;
use crate::domain::decide::reverse::target;
use crate::domain::hold::Source;
use crate::domain::id::{FeatureId, GrantId};
use crate::domain::planted::{Bug, planted};
use crate::domain::purchase::Purchase;
use crate::domain::usage::Usage;
use crate::domain::world::World;

/// A wrong version of there being enough: any grant will do, while nothing is set aside.
pub fn overdraws(draft: &Draft<'_>, feature: &FeatureId) -> bool {
    planted(Bug::Overdraw)
        && draft.account.holds.is_empty()
        && !draft.balance(feature).grants.is_empty()
}

/// A wrong version of what counts against a cap: holds that have expired, until an entry says so.
pub fn with_expired<'a>(draft: &'a Draft<'_>) -> &'a Account {
    let before = draft.before.filter(|_| planted(Bug::ExpiredHoldCapped));
    before.unwrap_or(&draft.account)
}

/// A wrong version of a period that is over: what was used in it is forgotten.
pub fn forgets_period(usage: &Usage, feature: &FeatureId, index: i64) -> bool {
    planted(Bug::PeriodBack) && usage.feature == *feature && usage.index != index
}

/// A wrong version of what a hold gives back: it goes to another grant of the same feature.
pub fn other_grant(account: &Account, id: &GrantId) -> Option<GrantId> {
    let from = Source::Grant(id.clone());
    let same = account.feature_of(&from).filter(|_| planted(Bug::ReturnedElsewhere))?;
    let mut others = account.grants.iter().filter(|it| it.id != *id && it.feature == *same);
    others.next().map(|other| other.id.clone())
}

/// A wrong version of what should be gone: what is refunded and what is disputed each take their share,
/// rounded up, however much that is together.
pub fn shares_apart(amount: Amount, parts: [u64; 2], charged: u64) -> Option<Amount> {
    let [refunded, disputed] = parts.map(|part| target(amount, part, charged));
    planted(Bug::SharesApart).then(|| refunded.and(disputed))
}

/// A wrong version of being paid: what is spent is granted again by the next telling.
pub fn pays_again(world: &World, known: &Purchase, settle: &Settle) -> bool {
    let spent =
        |account: &Account| known.lots.iter().all(|lot| account.grant(&lot.grant).is_none());
    planted(Bug::GrantedTwice)
        && known.charged().is_some()
        && matches!(settle.fact, Fact::Paid { .. })
        && world.account(&known.account).is_some_and(spent)
}
