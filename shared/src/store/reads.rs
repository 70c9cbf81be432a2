//! Reads items by name, always strongly; pages and histories are in the files below.

pub mod api_keys;
pub mod due;
pub mod failed;
pub mod history;
pub mod members;
pub mod pages;
pub mod recent;
pub mod sweep;

use std::collections::{BTreeSet, HashMap};

use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};

use crate::domain::world::{Item, Name};
use crate::perform::port::Fault;
use crate::store::Store;
use crate::store::failure::{broken, fault};
use crate::store::items::{self, Attributes};
use crate::store::keys::Key;

/// The most items that one read names.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html>
pub const MAX_NAMES: usize = 100;

const DOING: &str = "reading items";

impl Store {
    /// Reads items in the order of their names; a name may stand there twice.
    pub(super) async fn read(&self, names: &[Name]) -> Result<Vec<Option<Item>>, Fault> {
        match names {
            [] => Ok(Vec::new()),
            [name] => {
                let item = self.get(&Key::of(name)).await?;
                Ok(vec![item.as_ref().map(understood).transpose()?])
            }
            names => self.batch(names).await,
        }
    }

    /// Reads what stands at one key.
    pub(super) async fn get(&self, key: &Key) -> Result<Option<Attributes>, Fault> {
        let answer = self
            .client
            .get_item()
            .table_name(&self.table)
            .set_key(Some(key.attributes()))
            .consistent_read(true)
            .send()
            .await
            .map_err(|error| fault(DOING, error))?;
        Ok(answer.item)
    }

    async fn batch(&self, names: &[Name]) -> Result<Vec<Option<Item>>, Fault> {
        let distinct: BTreeSet<_> = names.iter().collect();
        if distinct.len() > MAX_NAMES {
            let why = format!("{} names are more than {MAX_NAMES}", distinct.len());
            return Err(broken(DOING, &why));
        }
        let keys = distinct.into_iter().map(|name| Key::of(name).attributes());
        let request = KeysAndAttributes::builder()
            .set_keys(Some(keys.collect()))
            .consistent_read(true)
            .build()
            .map_err(|error| broken(DOING, &error))?;
        let answer = self
            .client
            .batch_get_item()
            .request_items(&self.table, request)
            .send()
            .await
            .map_err(|error| fault(DOING, error))?;
        // Half an answer is none; whoever asked knows how long there is to ask again.
        let left = answer.unprocessed_keys.unwrap_or_default();
        if left.values().any(|left| !left.keys().is_empty()) {
            let cause = None;
            return Err(Fault::Busy { doing: DOING, cause });
        }
        let mut found = HashMap::new();
        for attributes in answer.responses.unwrap_or_default().values().flatten() {
            let item = understood(attributes)?;
            found.insert(item.name(), item);
        }
        Ok(names.iter().map(|name| found.get(name).cloned()).collect())
    }
}

fn understood(attributes: &Attributes) -> Result<Item, Fault> {
    items::read(attributes).map_err(|error| broken(DOING, &error))
}

/// A text as a value in an expression.
fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

/// A number as a value in an expression.
fn number(value: impl std::fmt::Display) -> AttributeValue {
    AttributeValue::N(value.to_string())
}
