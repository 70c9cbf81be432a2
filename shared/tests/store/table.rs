//! A table of its own for every test, in memory.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Credentials, Region};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, ScalarAttributeType,
};
use aws_smithy_http_client::Builder;
use dynoxide::Database;
use shared::store::{ATTEMPT_TIMEOUT, CONNECT_TIMEOUT, Store, StoreSettings};
use tokio::net::TcpListener;

/// The table's name.
pub const NAME: &str = "tally";

/// A table and two ways to it.
pub struct Table {
    /// Ours.
    pub store: Store,
    /// The bare client, for what the store does not do.
    pub client: Client,
}

impl Table {
    /// An empty table with its indexes.
    pub async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let database = Database::memory().unwrap();
        tokio::spawn(dynoxide::server::serve_on(listener, database));
        let client = bare(&endpoint);
        create(&client).await;
        Self { store: Store::connect(settings(&endpoint)), client }
    }
}

/// How to reach a table at this address.
pub fn settings(endpoint: &str) -> StoreSettings {
    StoreSettings {
        table: NAME.to_owned(),
        region: "eu-central-1".to_owned(),
        endpoint: Some(endpoint.to_owned()),
        access_key_id: "test".to_owned(),
        secret_access_key: "test".to_owned(),
        session_token: None,
        connect_timeout: CONNECT_TIMEOUT,
        attempt_timeout: ATTEMPT_TIMEOUT,
    }
}

fn bare(endpoint: &str) -> Client {
    let config = Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new("eu-central-1"))
        .credentials_provider(Credentials::from_keys("test", "test", None))
        .http_client(Builder::new().build_http())
        .endpoint_url(endpoint)
        .build();
    Client::from_conf(config)
}

async fn create(client: &Client) {
    client
        .create_table()
        .table_name(NAME)
        .billing_mode(BillingMode::PayPerRequest)
        .set_attribute_definitions(Some(vec![
            attribute("pk", ScalarAttributeType::S),
            attribute("sk", ScalarAttributeType::S),
            attribute("gsi1pk", ScalarAttributeType::S),
            attribute("gsi1sk", ScalarAttributeType::N),
            attribute("gsi2pk", ScalarAttributeType::S),
            attribute("gsi2sk", ScalarAttributeType::S),
        ]))
        .set_key_schema(Some(keys("pk", "sk")))
        .global_secondary_indexes(index("GSI1", "gsi1pk", "gsi1sk", ProjectionType::All))
        .global_secondary_indexes(index("GSI2", "gsi2pk", "gsi2sk", ProjectionType::KeysOnly))
        .send()
        .await
        .unwrap();
}

fn attribute(name: &str, kind: ScalarAttributeType) -> AttributeDefinition {
    AttributeDefinition::builder().attribute_name(name).attribute_type(kind).build().unwrap()
}

fn keys(hash: &str, range: &str) -> Vec<KeySchemaElement> {
    [(hash, KeyType::Hash), (range, KeyType::Range)]
        .map(|(name, kind)| {
            KeySchemaElement::builder().attribute_name(name).key_type(kind).build().unwrap()
        })
        .to_vec()
}

fn index(name: &str, hash: &str, range: &str, projected: ProjectionType) -> GlobalSecondaryIndex {
    GlobalSecondaryIndex::builder()
        .index_name(name)
        .set_key_schema(Some(keys(hash, range)))
        .projection(Projection::builder().projection_type(projected).build())
        .build()
        .unwrap()
}
