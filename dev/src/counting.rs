//! A proxy between the functions and the database that counts, for tests of how much is asked.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::fault::Fault;
use crate::lambda::variables::function_of;

/// So many exchanges are kept.
const MOST_KEPT: usize = 10_000;

/// One request of a function to the database, and its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Exchange {
    /// The function that asked, by its session token; empty for anybody else.
    pub function: String,
    /// The operation, as `TransactWriteItems`.
    pub operation: String,
    /// What was asked, as the function sent it.
    pub request: Value,
    /// The status of the answer.
    pub status: u16,
    /// What was answered, with `ConsumedCapacity`: the proxy asks for it where the function does
    /// not.
    pub response: Value,
}

/// A running proxy; it stops when this is dropped.
#[derive(Debug)]
pub struct Counting {
    /// Its URL.
    pub endpoint: String,
    shared: Arc<Shared>,
    server: JoinHandle<()>,
}

#[derive(Debug)]
struct Shared {
    behind: String,
    client: reqwest::Client,
    exchanges: Mutex<VecDeque<Exchange>>,
}

/// Operations that tell their cost when asked.
const TELL_CAPACITY: [&str; 10] = [
    "BatchGetItem",
    "BatchWriteItem",
    "DeleteItem",
    "GetItem",
    "PutItem",
    "Query",
    "Scan",
    "TransactGetItems",
    "TransactWriteItems",
    "UpdateItem",
];

impl Counting {
    /// Serves a proxy to the database at `behind`.
    pub async fn serve(behind: &str) -> Result<Self, Fault> {
        let listening = Fault::io("listening for the counting proxy");
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(listening)?;
        let listening = Fault::io("listening for the counting proxy");
        let address = listener.local_addr().map_err(listening)?;
        let shared = Arc::new(Shared {
            behind: behind.to_owned(),
            client: reqwest::Client::new(),
            exchanges: Mutex::new(VecDeque::new()),
        });
        let router = Router::new()
            .fallback(pass)
            .layer(DefaultBodyLimit::max(16 * 1024 * 1024))
            .with_state(Arc::clone(&shared));
        let server = tokio::spawn(async move {
            drop(axum::serve(listener, router).await);
        });
        Ok(Self { endpoint: format!("http://{address}"), shared, server })
    }

    /// What was asked so far, oldest first, and forgets it.
    pub fn take(&self) -> Vec<Exchange> {
        let mut exchanges = self.shared.exchanges.lock().unwrap_or_else(PoisonError::into_inner);
        exchanges.drain(..).collect()
    }
}

impl Drop for Counting {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn pass(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok());
    let operation = target.and_then(|target| target.rsplit('.').next()).unwrap_or_default();
    let request: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let sent = asking_for_capacity(operation, &request).map_or(body, Bytes::from);

    let mut forward = shared.client.post(&shared.behind).body(sent);
    for (name, value) in &headers {
        if name != header::HOST && name != header::CONTENT_LENGTH {
            forward = forward.header(name, value);
        }
    }
    let answered = async {
        let response = forward.send().await?;
        let status = response.status();
        let headers = response.headers().clone();
        Ok::<_, reqwest::Error>((status, headers, response.bytes().await?))
    };
    let Ok((status, answered_headers, answer)) = answered.await else {
        return StatusCode::BAD_GATEWAY.into_response();
    };
    let token = headers.get("x-amz-security-token").and_then(|token| token.to_str().ok());
    let exchange = Exchange {
        function: token.and_then(function_of).unwrap_or_default().to_owned(),
        operation: operation.to_owned(),
        request,
        status: status.as_u16(),
        response: serde_json::from_slice(&answer).unwrap_or(Value::Null),
    };
    let mut exchanges = shared.exchanges.lock().unwrap_or_else(PoisonError::into_inner);
    if exchanges.len() >= MOST_KEPT {
        exchanges.pop_front();
    }
    exchanges.push_back(exchange);
    drop(exchanges);

    let mut response = Response::new(Body::from(answer));
    *response.status_mut() = status;
    for (name, value) in &answered_headers {
        // The length and the encoding are this server's own business.
        if name != header::CONTENT_LENGTH && name != header::TRANSFER_ENCODING {
            response.headers_mut().insert(name, value.clone());
        }
    }
    response
}

fn asking_for_capacity(operation: &str, request: &Value) -> Option<String> {
    let mut request = request.as_object()?.clone();
    let asks = request.contains_key("ReturnConsumedCapacity");
    if asks || !TELL_CAPACITY.contains(&operation) {
        return None;
    }
    request.insert("ReturnConsumedCapacity".to_owned(), Value::String("INDEXES".to_owned()));
    Some(Value::Object(request).to_string())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::database::Embedded;
    use crate::dynamodb::DynamoDb;
    use crate::template::Template;
    use crate::template::tests::FIXTURE;

    #[tokio::test]
    async fn requests_are_counted_with_what_they_cost() {
        let table = Template::parse(FIXTURE, &BTreeMap::new()).unwrap().table;
        let embedded = Embedded::serve(None).await.unwrap();
        DynamoDb::at(&embedded.endpoint).create(&table, &table.name).await.unwrap();
        let counting = Counting::serve(&embedded.endpoint).await.unwrap();
        let through = DynamoDb::at(&counting.endpoint);

        let item = serde_json::json!({ "pk": { "S": "a" }, "sk": { "S": "b" } });
        let put = serde_json::json!({ "Put": { "TableName": table.name, "Item": item } });
        let request = serde_json::json!({ "TransactItems": [put] });
        through.call("TransactWriteItems", &request).await.unwrap();
        let refused = through.call("GetItem", &serde_json::json!({ "TableName": "none" })).await;

        assert!(refused.is_err());
        let exchanges = counting.take();
        let told: Vec<_> = exchanges.iter().map(|e| (e.operation.as_str(), e.status)).collect();
        assert_eq!(told, [("TransactWriteItems", 200), ("GetItem", 400)]);
        assert_eq!(exchanges[0].request, request);
        let units = &exchanges[0].response["ConsumedCapacity"][0]["CapacityUnits"];
        assert_eq!(units.as_f64(), Some(2.0));
        assert!(counting.take().is_empty());
    }
}
