//! API keys where they are kept: in the table.

use std::time::Duration;

use shared::domain::hash::Hash;
use shared::perform::pace::wait;
use shared::perform::port::Fault as StoreFault;
use shared::store::Store;
use shared::store::items::api_key::ApiKeyItem;

use crate::api_key::{ApiKey, KeyHash, KeyStore, Scopes};
use crate::refusal::Fault;

/// How long the store is asked: less than the function has, which `template.yaml` says is 5 seconds.
const PATIENCE: Duration = Duration::from_secs(4);

/// The keys of the table.
pub struct StoredKeys(pub Store);

impl KeyStore for StoredKeys {
    async fn find(&self, hash: &KeyHash) -> Result<Option<ApiKey>, Fault> {
        let Some(hash) = Hash::parse(hash.as_str()) else { return Ok(None) };
        let found = self.ask(&hash).await.map_err(|fault| Fault::Keys(Box::new(fault)))?;
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

impl StoredKeys {
    /// Asks until there is an answer or no time. Nobody else asks again: without a decision the
    /// gateway answers 500, and a store that is busy for a moment would refuse everybody.
    async fn ask(&self, hash: &Hash) -> Result<Option<ApiKeyItem>, StoreFault> {
        let mut last = None;
        let asking = async {
            let mut tries = 0_u32;
            loop {
                match self.0.api_key(hash).await {
                    Err(fault @ (StoreFault::Busy { .. } | StoreFault::Unknown { .. })) => {
                        last = Some(fault);
                    }
                    answered => return answered,
                }
                let random = getrandom::u64().unwrap_or_default();
                tokio::time::sleep(wait(tries, random)).await;
                tries = tries.saturating_add(1);
            }
        };
        let asked = tokio::time::timeout(PATIENCE, asking).await;
        let silence = StoreFault::Unknown { doing: "looking up an API key", cause: None };
        asked.unwrap_or_else(|_| Err(last.unwrap_or(silence)))
    }
}
