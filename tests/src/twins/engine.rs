//! One of the two databases: a table there, the shipped store on it, and a listener in between.

use std::time::Duration;

use dev::counting::{Counting, Exchange};
use dev::dynamodb::DynamoDb;
use dev::template::table::Table;
use serde_json::{Value, json};
use shared::domain::hash::Hash;
use shared::store::{Store, StoreSettings};

use crate::twins::exchange::Answer;

/// A slow machine is no difference.
const PATIENCE: Duration = Duration::from_mins(1);

/// A table in one of the databases.
pub struct Engine {
    /// The shipped store.
    pub store: Store,
    table: String,
    counting: Counting,
    bare: DynamoDb,
}

impl Engine {
    /// Makes the table as the template has it.
    pub async fn open(endpoint: &str, table: &Table, name: &str) -> Self {
        let made = DynamoDb::at(endpoint).create(table, name).await;
        made.unwrap_or_else(|fault| panic!("{endpoint}: {}", fault.told()));
        let counting = Counting::serve(endpoint).await.expect("a proxy");
        let store = Store::connect(StoreSettings {
            table: name.to_owned(),
            region: "eu-central-1".to_owned(),
            endpoint: Some(counting.endpoint.clone()),
            access_key_id: "twins".to_owned(),
            secret_access_key: "twins".to_owned(),
            session_token: None,
            connect_timeout: PATIENCE,
            attempt_timeout: PATIENCE,
        });
        let bare = DynamoDb::at(&counting.endpoint);
        Self { store, table: name.to_owned(), counting, bare }
    }

    /// What was asked since this was called last.
    pub fn heard(&self) -> Vec<Exchange> {
        self.counting.take()
    }

    /// Sends a request as it is and gives the whole answer. The table is named where the request
    /// says `TABLE`; `TOKEN` becomes a text of this table's own, for a token holds for all tables.
    pub async fn ask(&self, operation: &str, request: &Value) -> Answer {
        let own: String = Hash::of(self.table.as_bytes()).to_string().chars().take(16).collect();
        let named = format!("\"{}\"", self.table);
        let text = request.to_string().replace("\"TABLE\"", &named).replace("TOKEN", &own);
        let request: Value = serde_json::from_str(&text).expect("the same request");
        // The proxy has what was answered, whatever this makes of it.
        drop(self.bare.call(operation, &request).await);
        let mut heard = self.counting.take();
        Answer::of(heard.pop().expect("an exchange"))
    }

    /// Every item of the table or of an index.
    pub async fn everything(&self, index: Option<&str>) -> Vec<Value> {
        let mut items = Vec::new();
        let mut start = Value::Null;
        loop {
            let mut scan = json!({ "TableName": "TABLE" });
            if let Some(index) = index {
                scan["IndexName"] = json!(index);
            } else {
                scan["ConsistentRead"] = json!(true);
            }
            if !start.is_null() {
                scan["ExclusiveStartKey"] = start;
            }
            let mut answer = self.ask("Scan", &scan).await;
            assert_eq!(answer.status, 200, "{answer:?}");
            match answer.body["Items"].take() {
                Value::Array(page) => items.extend(page),
                other => panic!("no items: {other}"),
            }
            start = answer.body["LastEvaluatedKey"].take();
            if start.is_null() {
                return items;
            }
        }
    }

    /// Removes the table.
    pub async fn close(self) {
        let answer = self.ask("DeleteTable", &json!({ "TableName": "TABLE" })).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
}
