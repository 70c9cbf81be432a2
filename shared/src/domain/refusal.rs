//! A refusal: the rule of the ledger that a command broke. Not bad luck, and not the caller's
//! syntax.

use crate::domain::amount::Amount;
use crate::domain::entry::EntryKind;
use crate::domain::hold::MAX_HOLDS;
use crate::domain::id::{AccountId, FeatureId, PackId, PlanId};
use crate::domain::member::capped::Capped;
use crate::domain::moment::Moment;
use crate::domain::plan::Interval;

/// The first rule that was broken, in the order in which they are checked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The same name was used for another request.
    #[error("this key or session was already used with another request")]
    Reused,
    /// The catalog has no such feature.
    #[error("there is no feature `{0}` in the catalog")]
    UnknownFeature(FeatureId),
    /// A switch is on or off; there is nothing to draw or give in numbers.
    #[error("`{0}` is a switch: it is checked, not counted")]
    NotCounted(FeatureId),
    /// The catalog has no such pack.
    #[error("there is no pack `{0}` in the catalog")]
    UnknownPack(PackId),
    /// The catalog has no such plan, or it is not paid this often.
    #[error("there is no plan `{0}` in the catalog that is paid every {word}", word = .1.as_str())]
    UnknownPlan(PlanId, Interval),
    /// Another plan is chosen in the subscription that there is, not beside it.
    #[error("the account has a subscription already; it is changed in the customer portal")]
    Subscribed,
    /// Another writer was first since the provider was asked; it is to be asked again.
    #[error("the subscription was written since it was asked for")]
    Outdated,
    /// This pack cannot be bought in this number.
    #[error("this pack is sold in quantities of {min} to {max}")]
    Quantity {
        /// At least so many.
        min: u64,
        /// At most so many.
        max: u64,
    },
    /// There is not enough, and nothing was drawn of anything.
    #[error("{} of `{}` were asked for, {} are available", .0.requested, .0.feature, shown(.0.available))]
    Insufficient(Box<Shortage>),
    /// The person was a member of the organisation and is not any more.
    #[error("`{0}` is not a member of the organisation any more")]
    Removed(AccountId),
    /// A member would use more than the organisation lets them, and nothing was drawn of anything.
    #[error("{} of `{}` were asked for, {} are left of the member's cap", .0.requested, .0.capped.cap.feature, shown(.0.available))]
    Capped(Box<CapReached>),
    /// The account has as many holds as it may have.
    #[error("the account has {MAX_HOLDS} holds already, or as much in them as it can keep")]
    TooManyHolds,
    /// Nobody holds this.
    #[error("there is no such hold in this account")]
    UnknownHold,
    /// A hold ends once, and this one did.
    #[error("the hold was already {}", if *.0 == EntryKind::Settle { "settled with other amounts" } else { "released" })]
    Ended(EntryKind),
    /// What was paid is not what was ordered.
    #[error("the payment does not match the order: {0}")]
    Mismatch(&'static str),
    /// Nobody ordered this.
    #[error("there is no such order")]
    UnknownPurchase,
    /// The ledger and its account do not fit; nothing was written.
    #[error("the ledger cannot take this entry: {0}")]
    Broken(&'static str),
}

/// What is missing, and when that changes by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortage {
    /// Of what.
    pub feature: FeatureId,
    /// How much was asked for.
    pub requested: u64,
    /// How much there is.
    pub available: Amount,
    /// When the plan's allowance is new, if it has one.
    pub resets: Option<Moment>,
}

/// A cap that a use would pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CapReached {
    /// Whose.
    pub member: AccountId,
    /// How much was asked for.
    pub requested: u64,
    /// How much of the cap is left.
    pub available: Amount,
    /// The cap, with what counts against it.
    pub capped: Capped,
}

fn shown(amount: Amount) -> String {
    match amount {
        Amount::Of(units) => units.to_string(),
        Amount::Unlimited => "unlimited".to_owned(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails loudly")]
mod tests {
    use super::*;

    #[test]
    fn a_shortage_says_what_is_there() {
        let feature = FeatureId::parse("credit").unwrap();
        let available = Amount::Of(3);
        let shortage = Shortage { feature, requested: 5, available, resets: None };
        let refusal = Refusal::Insufficient(Box::new(shortage));
        assert_eq!(refusal.to_string(), "5 of `credit` were asked for, 3 are available");
    }
}
