//! The embedded `DynamoDB`: in memory or a file of the data directory, on its own loopback port.

use std::path::Path;

use dynoxide::Database;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::fault::Fault;

/// A running embedded database; it stops when this is dropped.
#[derive(Debug)]
pub struct Embedded {
    /// Its URL.
    pub endpoint: String,
    stop: oneshot::Sender<()>,
    server: JoinHandle<()>,
}

impl Embedded {
    /// Opens the file, or memory, and serves it.
    pub async fn serve(file: Option<&Path>) -> Result<Self, Fault> {
        let failed = |error: dynoxide::DynoxideError| {
            Fault::io("opening the database")(std::io::Error::other(error.to_string()))
        };
        let database = match file {
            Some(file) => Database::new(&file.to_string_lossy()).map_err(failed)?,
            None => Database::memory().map_err(failed)?,
        };
        let listening = Fault::io("listening for the database");
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(listening)?;
        let listening = Fault::io("listening for the database");
        let address = listener.local_addr().map_err(listening)?;
        let (stop, stopped) = oneshot::channel::<()>();
        let server = tokio::spawn(async move {
            let stopped = async {
                // A dropped sender stops it as well as a word.
                drop(stopped.await);
            };
            drop(dynoxide::server::serve_with_shutdown(listener, database, stopped).await);
        });
        Ok(Self { endpoint: format!("http://{address}"), stop, server })
    }

    /// Lets running requests finish and closes the file.
    pub async fn stop(self) {
        drop(self.stop);
        drop(self.server.await);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::dynamodb::DynamoDb;
    use crate::template::Template;
    use crate::template::tests::FIXTURE;

    #[tokio::test]
    async fn a_file_keeps_its_table_and_its_items_over_a_restart() {
        let directory = std::env::temp_dir().join(crate::kept::random_hex(8).unwrap());
        std::fs::create_dir_all(&directory).unwrap();
        let file = directory.join("dynamodb.sqlite");
        let table = Template::parse(FIXTURE, &BTreeMap::new()).unwrap().table;
        let key = serde_json::json!({ "pk": { "S": "a" }, "sk": { "S": "b" } });

        let first = Embedded::serve(Some(&file)).await.unwrap();
        let database = DynamoDb::at(&first.endpoint);
        database.create(&table, "kept").await.unwrap();
        let put = serde_json::json!({ "TableName": "kept", "Item": key });
        database.call("PutItem", &put).await.unwrap();
        drop(database);
        first.stop().await;

        let second = Embedded::serve(Some(&file)).await.unwrap();
        let database = DynamoDb::at(&second.endpoint);
        database.create(&table, "kept").await.unwrap();
        let get = serde_json::json!({ "TableName": "kept", "Key": key });
        let found = database.call("GetItem", &get).await.unwrap();
        assert_eq!(found["Item"], key);
        let told = serde_json::json!({ "TableName": "kept" });
        let told = database.call("DescribeTimeToLive", &told).await.unwrap();
        assert_eq!(told["TimeToLiveDescription"]["AttributeName"], "ttl");
        std::fs::remove_dir_all(directory).unwrap();
    }
}
