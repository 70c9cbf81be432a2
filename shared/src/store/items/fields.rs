//! Attributes by name: put together for writing, taken apart for reading.

use std::fmt::Display;
use std::str::FromStr;

use aws_sdk_dynamodb::types::AttributeValue;

use crate::store::items::{Attributes, SHAPE};
use crate::store::keys::Key;

/// A stored item that cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the item {pk} {sk} has no proper `{field}`{why}")]
pub struct ItemError {
    pk: String,
    sk: String,
    field: &'static str,
    why: String,
}

/// An item on its way into the table.
#[must_use]
pub struct Draft {
    key: Key,
    attributes: Attributes,
}

impl Draft {
    /// The key and the version of the shape; the rest is to come.
    pub fn of(key: Key) -> Self {
        let attributes = key.attributes();
        Self { key, attributes }.number("v", SHAPE)
    }

    /// A text.
    pub fn text(mut self, field: &str, value: impl Into<String>) -> Self {
        let value = AttributeValue::S(value.into());
        self.attributes.insert(field.to_owned(), value);
        self
    }

    /// A text where there is one.
    pub fn text_if(self, field: &str, value: Option<impl Into<String>>) -> Self {
        match value {
            Some(value) => self.text(field, value),
            None => self,
        }
    }

    /// A whole number.
    pub fn number(mut self, field: &str, value: impl Display) -> Self {
        let value = AttributeValue::N(value.to_string());
        self.attributes.insert(field.to_owned(), value);
        self
    }

    /// Yes or no.
    pub fn flag(mut self, field: &str, value: bool) -> Self {
        let value = AttributeValue::Bool(value);
        self.attributes.insert(field.to_owned(), value);
        self
    }

    /// A list of texts.
    pub fn texts(mut self, field: &str, values: &[String]) -> Self {
        let values = values.iter().cloned().map(AttributeValue::S).collect();
        let value = AttributeValue::L(values);
        self.attributes.insert(field.to_owned(), value);
        self
    }

    /// A whole document as one compact JSON text.
    pub fn document(
        self,
        field: &'static str,
        document: &impl serde::Serialize,
    ) -> Result<Self, ItemError> {
        match serde_json::to_string(document) {
            Ok(json) => Ok(self.text(field, json)),
            Err(error) => Err(ItemError {
                pk: self.key.pk,
                sk: self.key.sk,
                field,
                why: format!(": {error}"),
            }),
        }
    }

    /// A place in the account index.
    pub fn in_account_index(self, part: String, place: impl Display) -> Self {
        self.text("gsi1pk", part).number("gsi1sk", place)
    }

    /// A place in the index of what is due.
    pub fn in_due_index(self, place: Option<(String, String)>) -> Self {
        match place {
            Some((part, place)) => self.text("gsi2pk", part).text("gsi2sk", place),
            None => self,
        }
    }

    /// The attributes as they go into the table.
    pub fn done(self) -> Attributes {
        self.attributes
    }
}

/// An item that came out of the table.
pub struct Fields<'a> {
    key: Key,
    attributes: &'a Attributes,
}

impl<'a> Fields<'a> {
    /// Looks at an item, if it is of a shape we know.
    pub fn open(key: Key, attributes: &'a Attributes) -> Result<Self, ItemError> {
        let fields = Self { key, attributes };
        if fields.number::<u64>("v")? == SHAPE { Ok(fields) } else { Err(fields.wrong("v")) }
    }

    /// Whether there is an attribute of this name.
    pub fn has(&self, field: &str) -> bool {
        self.attributes.contains_key(field)
    }

    /// A text.
    pub fn text(&self, field: &'static str) -> Result<&'a str, ItemError> {
        match self.attributes.get(field) {
            Some(AttributeValue::S(text)) => Ok(text),
            _ => Err(self.wrong(field)),
        }
    }

    /// A text, parsed.
    pub fn parsed<T>(
        &self,
        field: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, ItemError> {
        parse(self.text(field)?).ok_or_else(|| self.wrong(field))
    }

    /// A text where there is one, parsed.
    pub fn parsed_if<T>(
        &self,
        field: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, ItemError> {
        if self.has(field) { self.parsed(field, parse).map(Some) } else { Ok(None) }
    }

    /// A whole number.
    pub fn number<T: FromStr>(&self, field: &'static str) -> Result<T, ItemError> {
        match self.attributes.get(field) {
            Some(AttributeValue::N(number)) => number.parse().map_err(|_| self.wrong(field)),
            _ => Err(self.wrong(field)),
        }
    }

    /// Yes or no.
    pub fn flag(&self, field: &'static str) -> Result<bool, ItemError> {
        match self.attributes.get(field) {
            Some(AttributeValue::Bool(value)) => Ok(*value),
            _ => Err(self.wrong(field)),
        }
    }

    /// A list of texts.
    pub fn texts(&self, field: &'static str) -> Result<Vec<String>, ItemError> {
        let Some(AttributeValue::L(values)) = self.attributes.get(field) else {
            return Err(self.wrong(field));
        };
        let texts = values.iter().map(|value| value.as_s().ok().cloned());
        let texts: Option<Vec<_>> = texts.collect();
        texts.ok_or_else(|| self.wrong(field))
    }

    /// A whole document from one JSON text.
    pub fn document<T: serde::de::DeserializeOwned>(
        &self,
        field: &'static str,
    ) -> Result<T, ItemError> {
        serde_json::from_str(self.text(field)?).map_err(|error| self.because(field, error))
    }

    /// Says that a field is missing or wrong.
    pub fn wrong(&self, field: &'static str) -> ItemError {
        ItemError { pk: self.key.pk.clone(), sk: self.key.sk.clone(), field, why: String::new() }
    }

    /// Says that a field is wrong, and why.
    pub fn because(&self, field: &'static str, why: impl Display) -> ItemError {
        ItemError { why: format!(": {why}"), ..self.wrong(field) }
    }
}

/// One half of an item's key; empty where it is missing, which is no key of ours.
pub fn key_part(attributes: &Attributes, half: &str) -> String {
    match attributes.get(half) {
        Some(AttributeValue::S(text)) => text.clone(),
        _ => String::new(),
    }
}
