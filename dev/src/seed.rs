//! The one item that the dev stack writes itself: the service key, as the authorizer looks it up.

use shared::domain::hash::Hash;
use shared::store::items::api_key::ApiKeyItem;

use crate::dynamodb::DynamoDb;
use crate::fault::Fault;

/// Stores the hash of the service key, so that the authorizer knows it; once.
pub async fn service_key(endpoint: &str, table: &str, key: &str) -> Result<(), Fault> {
    let store = DynamoDb::at(endpoint).store(table);
    let item = ApiKeyItem {
        hash: Hash::of(key.as_bytes()),
        id: "dev".to_owned(),
        scopes: vec!["service".to_owned(), "admin".to_owned()],
        revoked: false,
        expires_at: None,
    };
    let stored = store.put_api_key(&item).await;
    stored.map(drop).map_err(|fault| Fault::Refused(format!("storing the service key: {fault}")))
}
