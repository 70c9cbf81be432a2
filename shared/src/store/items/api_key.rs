//! An API key as an item: never the key, only its hash.

use crate::domain::hash::Hash;
use crate::store::items::Attributes;
use crate::store::items::fields::{Draft, Fields, ItemError};
use crate::store::keys::Key;

/// What is known of an API key of the team's own backend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKeyItem {
    /// The SHA-256 of the key.
    pub hash: Hash,
    /// Its name, by which it appears in ledgers.
    pub id: String,
    /// What it may do.
    pub scopes: Vec<String>,
    /// Whether it was taken back.
    pub revoked: bool,
    /// From when on it does not hold, in seconds since 1970.
    pub expires_at: Option<i64>,
}

/// The attributes of an API key.
pub fn write(key: &ApiKeyItem) -> Attributes {
    let draft = Draft::of(Key::api_key(&key.hash))
        .text("id", &key.id)
        .texts("scopes", &key.scopes)
        .flag("revoked", key.revoked);
    // Not the attribute by which the table forgets: a key that ran out stays known.
    let draft = match key.expires_at {
        Some(seconds) => draft.number("expires_at", seconds),
        None => draft,
    };
    draft.done()
}

/// The API key that an item says.
pub fn read(attributes: &Attributes, hash: &Hash) -> Result<ApiKeyItem, ItemError> {
    let fields = Fields::open(Key::api_key(hash), attributes)?;
    let expires_at =
        if fields.has("expires_at") { Some(fields.number("expires_at")?) } else { None };
    Ok(ApiKeyItem {
        hash: *hash,
        id: fields.text("id")?.to_owned(),
        scopes: fields.texts("scopes")?,
        revoked: fields.flag("revoked")?,
        expires_at,
    })
}
