//! What a name of the payment provider means to us, as an item.

use crate::domain::id::{AccountId, Label, PurchaseId};
use crate::domain::world::{Alias, Name, Target};
use crate::store::items::Attributes;
use crate::store::items::fields::{Draft, Fields, ItemError};
use crate::store::keys::Key;

/// The attributes of an alias.
pub fn write(alias: &Alias) -> Attributes {
    let draft = Draft::of(Key::of(&Name::Alias(alias.name.clone())));
    let draft = match &alias.target {
        Target::Account(id) => draft.text("account", id.as_str()),
        Target::Purchase(id) => draft.text("purchase", id.as_str()),
    };
    draft.done()
}

/// The alias that an item says.
pub fn read(fields: &Fields<'_>, name: Label) -> Result<Alias, ItemError> {
    let account = fields.parsed_if("account", |text| AccountId::parse(text).ok())?;
    let purchase = fields.parsed_if("purchase", |text| PurchaseId::parse(text).ok())?;
    let target = match (account, purchase) {
        (Some(id), None) => Target::Account(id),
        (None, Some(id)) => Target::Purchase(id),
        (None, None) | (Some(_), Some(_)) => return Err(fields.wrong("account")),
    };
    Ok(Alias { name, target })
}
