//! Single values that chance makes up.

use shared::domain::amount::Amount;
use shared::domain::hash::Hash;
use shared::domain::hold::{Hold, HoldId, Part, Seat, Source};
use shared::domain::id::{AccountId, FeatureId, GrantId};
use shared::domain::member::Cap;
use shared::domain::moment::Moment;
use shared::domain::operation::OperationKey;
use shared::domain::period::Every;

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

/// What an amount is drawn from.
pub fn source(dice: &mut Dice) -> Source {
    if dice.one_in(2) {
        return Source::Grant(grant_id(dice));
    }
    Source::Allowance { feature: feature(dice), every: Every::Day, index: 20_454 }
}

/// A person.
pub fn person(dice: &mut Dice) -> AccountId {
    AccountId::parse(format!("user:{}", odd(dice, 40))).expect("a person")
}

/// A cap of any feature.
pub fn cap(dice: &mut Dice) -> Cap {
    Cap { feature: feature(dice), every: Every::Month, amount: amount(dice) }
}

/// The name of a hold.
pub fn hold_id(dice: &mut Dice) -> HoldId {
    HoldId(OperationKey(hash(dice)))
}

/// A hold of up to three parts.
pub fn hold(dice: &mut Dice) -> Hold {
    let part = |dice: &mut Dice| Part { from: source(dice), amount: dice.within(1..1_000) };
    let (id, expires) = (hold_id(dice), moment(dice));
    let seat = dice.one_in(3).then(|| Seat { member: person(dice), since: dice.within(1..1_000) });
    Hold { id, seat, expires, parts: (0..dice.within(1..4)).map(|_| part(dice)).collect() }
}
