//! The personal side of an account as an item.

use crate::domain::id::{AccountId, Label};
use crate::domain::profile::Profile;
use crate::domain::world::Name;
use crate::store::items::Attributes;
use crate::store::items::fields::{Draft, Fields, ItemError};
use crate::store::keys::Key;

/// The attributes of a profile.
pub fn write(profile: &Profile) -> Attributes {
    Draft::of(Key::of(&Name::Profile(profile.account.clone())))
        .number("version", profile.version)
        .text_if("email", profile.email.as_ref().map(Label::as_str))
        .text_if("customer", profile.customer.as_ref().map(Label::as_str))
        .done()
}

/// The profile that an item says.
pub fn read(fields: &Fields<'_>, account: AccountId) -> Result<Profile, ItemError> {
    Ok(Profile {
        account,
        version: fields.number("version")?,
        email: fields.parsed_if("email", |text| Label::parse(text).ok())?,
        customer: fields.parsed_if("customer", |text| Label::parse(text).ok())?,
    })
}
