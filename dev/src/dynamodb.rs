//! The little of `DynamoDB`'s protocol that the dev stack speaks itself.

use std::time::Duration;

use http::header;
use serde_json::Value;
use shared::store::{ATTEMPT_TIMEOUT, CONNECT_TIMEOUT, Store, StoreSettings};

use crate::clock;
use crate::fault::Fault;
use crate::template::resolve::REGION;
use crate::template::table::Table;

/// A client for one endpoint.
#[derive(Debug, Clone)]
pub struct DynamoDb {
    client: reqwest::Client,
    endpoint: String,
}

impl DynamoDb {
    /// A client for the endpoint at this URL.
    pub fn at(endpoint: &str) -> Self {
        Self { client: reqwest::Client::new(), endpoint: endpoint.to_owned() }
    }

    /// The shipped store on a table here, with the time limits that it has in AWS.
    pub fn store(&self, table: &str) -> Store {
        Store::connect(StoreSettings {
            table: table.to_owned(),
            region: REGION.to_owned(),
            endpoint: Some(self.endpoint.clone()),
            access_key_id: "dev".to_owned(),
            secret_access_key: "dev".to_owned(),
            session_token: None,
            connect_timeout: CONNECT_TIMEOUT,
            attempt_timeout: ATTEMPT_TIMEOUT,
        })
    }

    /// Calls an operation.
    ///
    /// The signature has the shape of one and signs nothing: neither the embedded database nor
    /// `DynamoDB` Local checks it, but both want to see it.
    pub async fn call(&self, operation: &str, request: &Value) -> Result<Value, Fault> {
        let unreachable = |source| Fault::Unreachable { operation: operation.to_owned(), source };
        let now = clock::real_now();
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential=dev/{}/{REGION}/dynamodb/aws4_request, \
             SignedHeaders=host;x-amz-date, Signature={}",
            now.strftime("%Y%m%d"),
            "0".repeat(64),
        );
        let response = self
            .client
            .post(&self.endpoint)
            .header(header::CONTENT_TYPE, "application/x-amz-json-1.0")
            .header("X-Amz-Target", format!("DynamoDB_20120810.{operation}"))
            .header("X-Amz-Date", now.strftime("%Y%m%dT%H%M%SZ").to_string())
            .header(header::AUTHORIZATION, authorization)
            .body(request.to_string())
            .send()
            .await
            .map_err(unreachable)?;
        let succeeded = response.status().is_success();
        let answer: Value = response.json().await.map_err(unreachable)?;
        if succeeded {
            return Ok(answer);
        }
        let said = |names: &[&str]| {
            let text = names.iter().find_map(|name| answer.get(name)?.as_str());
            text.unwrap_or_default().to_owned()
        };
        let kind = said(&["__type"]);
        Err(Fault::Database {
            operation: operation.to_owned(),
            kind: kind.rsplit('#').next().unwrap_or_default().to_owned(),
            message: said(&["Message", "message"]),
        })
    }

    /// Creates the table as the template has it, unless it is there, and waits until it can be
    /// used.
    pub async fn create(&self, table: &Table, name: &str) -> Result<(), Fault> {
        let mut request = table.create.clone();
        request.insert("TableName".to_owned(), Value::String(name.to_owned()));
        match self.call("CreateTable", &Value::Object(request)).await {
            Ok(_) => {}
            Err(Fault::Database { kind, .. }) if kind == "ResourceInUseException" => {}
            Err(fault) => return Err(fault),
        }
        let named = serde_json::json!({ "TableName": name });
        loop {
            let told = self.call("DescribeTable", &named).await?;
            if told.pointer("/Table/TableStatus").and_then(Value::as_str) == Some("ACTIVE") {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let Some(attribute) = &table.ttl else {
            return Ok(());
        };
        let request = serde_json::json!({
            "TableName": name,
            "TimeToLiveSpecification": { "AttributeName": attribute, "Enabled": true },
        });
        match self.call("UpdateTimeToLive", &request).await {
            // It is refused where it is on already.
            Ok(_) => Ok(()),
            Err(Fault::Database { kind, .. }) if kind == "ValidationException" => Ok(()),
            Err(fault) => Err(fault),
        }
    }
}
