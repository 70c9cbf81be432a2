//! The table of the template as a `CreateTable` request.

use serde_json::{Map, Value};

use super::text;

/// What `CreateTable` takes of a table's properties; backups and protection mean nothing here.
const TAKEN: [&str; 5] = [
    "KeySchema",
    "AttributeDefinitions",
    "BillingMode",
    "GlobalSecondaryIndexes",
    "LocalSecondaryIndexes",
];

/// One table.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// The attribute by which items expire.
    pub ttl: Option<String>,
    /// The `CreateTable` request, without the name.
    pub create: Map<String, Value>,
}

/// Reads the table's properties.
pub fn read(name: &str, properties: &Value) -> Table {
    let create =
        TAKEN.iter().filter_map(|&taken| Some((taken.to_owned(), properties.get(taken)?.clone())));
    let ttl = properties.get("TimeToLiveSpecification");
    let enabled = ttl.and_then(|ttl| text(ttl.get("Enabled")?)).is_some_and(|on| on == "true");
    let attribute = ttl.and_then(|ttl| text(ttl.get("AttributeName")?));
    Table { name: name.to_owned(), ttl: attribute.filter(|_| enabled), create: create.collect() }
}
