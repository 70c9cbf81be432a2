//! Single values, each in its one spelling.

use std::fmt::Display;
use std::str::FromStr;

use crate::domain::amount::Amount;
use crate::domain::id::{AccountId, FeatureId, GrantId, Label};
use crate::domain::moment::Moment;
use crate::domain::zone::Zone;

/// A whole number in its one spelling: `+1`, `01` and `-0` are none.
pub(super) fn number<T: FromStr + Display>(text: &str) -> Option<T> {
    let number: T = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

pub(super) fn moment(text: &str) -> Option<Moment> {
    Moment::from_millis(number(text)?)
}

pub(super) fn amount(text: &str) -> Option<Amount> {
    if text == "unlimited" { Some(Amount::Unlimited) } else { number(text).map(Amount::Of) }
}

pub(super) fn account(text: &str) -> Option<AccountId> {
    AccountId::parse(text).ok()
}

pub(super) fn feature(text: &str) -> Option<FeatureId> {
    FeatureId::parse(text).ok()
}

pub(super) fn grant(text: &str) -> Option<GrantId> {
    GrantId::parse(text).ok()
}

/// A zone in the database's own spelling; any other would be a second text of the same entry.
pub(super) fn zone(text: &str) -> Option<Zone> {
    Zone::parse(text).ok().filter(|zone| zone.name() == text)
}

pub(super) fn label(text: &str) -> Option<Label> {
    Label::parse(text).ok()
}
