//! API keys where they are kept: in the table.

use shared::domain::hash::Hash;
use shared::store::Store;

use crate::api_key::{ApiKey, KeyHash, KeyStore, Scopes};
use crate::refusal::Fault;

/// The keys of the table.
pub struct StoredKeys(pub Store);

impl KeyStore for StoredKeys {
    async fn find(&self, hash: &KeyHash) -> Result<Option<ApiKey>, Fault> {
        let Some(hash) = Hash::parse(hash.as_str()) else { return Ok(None) };
        let found = self.0.api_key(&hash).await.map_err(|fault| Fault::Keys(Box::new(fault)))?;
        // Scopes that we do not know give no rights at all.
        Ok(found.and_then(|item| {
            Some(ApiKey {
                id: item.id,
                scopes: Scopes::parse(&item.scopes.join(" "))?,
                account: None,
                revoked: item.revoked,
                expires: item.expires_at,
            })
        }))
    }
}
