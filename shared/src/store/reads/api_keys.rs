//! API keys: found by their hash, put there once.

use crate::domain::hash::Hash;
use crate::perform::port::Fault;
use crate::store::Store;
use crate::store::commit::Attempt;
use crate::store::failure::broken;
use crate::store::items::api_key::{self, ApiKeyItem};
use crate::store::keys::Key;
use crate::store::writes::{ABSENT, Prepared};

impl Store {
    /// The API key with this hash, read strongly: a key that was taken back is back at once.
    pub async fn api_key(&self, hash: &Hash) -> Result<Option<ApiKeyItem>, Fault> {
        let found = self.get(&Key::api_key(hash)).await?;
        found
            .map(|attributes| api_key::read(&attributes, hash))
            .transpose()
            .map_err(|error| broken("reading an API key", &error))
    }

    /// Puts an API key where none is; says whether it did.
    pub async fn put_api_key(&self, key: &ApiKeyItem) -> Result<bool, Fault> {
        let put = Prepared { item: api_key::write(key), condition: ABSENT, values: None };
        match self.put(put).await? {
            Attempt::Done => Ok(true),
            Attempt::Lost(_) => Ok(false),
        }
    }
}
