//! Items as the table holds them: attributes by name. Wire shapes live and die here.

pub mod account;
pub mod alias;
pub mod api_key;
pub mod document;
pub mod entry;
pub mod event;
pub mod fields;
mod hold;
pub mod member;
pub mod profile;
pub mod purchase;
mod returned;
pub mod subscription;
pub mod sweep_mark;
pub mod watermark;

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use crate::domain::world::{Item, Name};
use crate::store::items::fields::{Fields, ItemError};
use crate::store::keys::Key;

/// An item of the table.
pub type Attributes = HashMap<String, AttributeValue>;

/// The shape of the items we write; a reader refuses what it does not know.
pub const SHAPE: u64 = 1;

/// The attributes that an item is stored as.
pub fn write(item: &Item) -> Result<Attributes, ItemError> {
    match item {
        Item::Account(account) => account::write(account),
        Item::Profile(profile) => Ok(profile::write(profile)),
        Item::Member(member) => member::write(member),
        Item::Entry(entry) => Ok(entry::write(entry)),
        Item::Also(also) => Ok(entry::write_also(also)),
        Item::Refused(mark) => Ok(entry::write_mark(mark)),
        Item::Purchase(purchase) => purchase::write(purchase),
        Item::Alias(alias) => Ok(alias::write(alias)),
        Item::Subscription(subscription) => subscription::write(subscription),
        Item::Event(event) => Ok(event::write(event)),
    }
}

/// The item that some attributes say; its key tells which kind it is.
pub fn read(attributes: &Attributes) -> Result<Item, ItemError> {
    let key =
        Key { pk: fields::key_part(attributes, "pk"), sk: fields::key_part(attributes, "sk") };
    let name = key.name();
    let fields = Fields::open(key, attributes)?;
    match name {
        Some(Name::Account(id)) => account::read(&fields, id).map(Item::Account),
        Some(Name::Profile(id)) => profile::read(&fields, id).map(Item::Profile),
        Some(Name::Member(account, user)) => member::read(&fields, account, user).map(Item::Member),
        Some(Name::Receipt(account, key)) => entry::read(&fields, account, key),
        Some(Name::Purchase(id)) => {
            purchase::read(&fields, id).map(|purchase| Item::Purchase(Box::new(purchase)))
        }
        Some(Name::Alias(name)) => alias::read(&fields, name).map(Item::Alias),
        Some(Name::Subscription(id)) => subscription::read(&fields, id)
            .map(|subscription| Item::Subscription(Box::new(subscription))),
        Some(Name::Event(id)) => event::read(&fields, id).map(Item::Event),
        None => Err(fields.wrong("pk")),
    }
}
