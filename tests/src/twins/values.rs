//! Single values that chance makes up.

use shared::domain::amount::Amount;
use shared::domain::hash::Hash;
use shared::domain::id::{FeatureId, GrantId};
use shared::domain::moment::Moment;

use crate::dice::Dice;
use crate::twins::cast::{odd, place};

/// Any hash.
pub fn hash(dice: &mut Dice) -> Hash {
    Hash::of(&dice.number().to_be_bytes())
}

/// One of few features.
pub fn feature(dice: &mut Dice) -> FeatureId {
    let names = ["credit", "interview_minute", "advanced-analytics"];
    FeatureId::parse(names[place(dice, names.len())]).expect("a feature")
}

/// Any grant.
pub fn grant_id(dice: &mut Dice) -> GrantId {
    GrantId::parse(odd(dice, 100)).expect("a grant")
}

/// Any amount.
pub fn amount(dice: &mut Dice) -> Amount {
    if dice.one_in(4) { Amount::Unlimited } else { Amount::Of(dice.within(0..1_000_000)) }
}

/// A moment: around one noon, or the first or the last there is.
pub fn moment(dice: &mut Dice) -> Moment {
    let millis = match dice.within(0..20) {
        0 => 0,
        1 => 253_402_300_799_999,
        _ => 1_767_225_600_000 + i64::try_from(dice.within(0..5_000)).expect("few"),
    };
    Moment::from_millis(millis).expect("a moment")
}
