//! The one item that the dev stack writes itself: the service key, as the authorizer looks it up.

use serde_json::json;
use sha2::{Digest, Sha256};

use crate::dynamodb::DynamoDb;
use crate::fault::Fault;
use crate::kept::hex;

/// Stores the hash of the service key, so that the authorizer knows it.
pub async fn service_key(database: &DynamoDb, table: &str, key: &str) -> Result<(), Fault> {
    let hash = hex(&Sha256::digest(key.as_bytes()));
    // The shape of the item is the store's; this is the only place outside it that spells it.
    let item = json!({
        "pk": { "S": format!("KEY#{hash}") },
        "sk": { "S": "KEY" },
        "v": { "N": "1" },
        "id": { "S": "dev" },
        "scopes": { "S": "service admin" },
    });
    let request = json!({ "TableName": table, "Item": item });
    database.call("PutItem", &request).await.map(drop)
}
