//! A TOML table whose keys are taken one by one, each with its line.

use std::collections::BTreeMap;

use toml::de::{DeTable, DeValue};

use crate::catalog_file::CatalogError;

/// A table; what is taken is gone, so that what is left over at the end is unknown.
pub struct Table {
    /// The line on which it begins.
    pub line: usize,
    entries: BTreeMap<String, (usize, Value)>,
}

enum Value {
    Text(String),
    Number(Option<i64>),
    Switch(bool),
    Tables(Vec<Table>),
    Other,
}

impl Table {
    /// Reads a whole document.
    pub fn parse(text: &str) -> Result<Self, CatalogError> {
        let line_of = |offset: usize| {
            let before = text.as_bytes().iter().take(offset);
            before.filter(|byte| **byte == b'\n').count().saturating_add(1)
        };
        match DeTable::parse(text) {
            Ok(document) => Ok(Self::of(document.get_ref(), 1, &line_of)),
            Err(error) => Err(CatalogError {
                line: error.span().map_or(1, |span| line_of(span.start)),
                what: error.message().to_owned(),
            }),
        }
    }

    fn of(table: &DeTable<'_>, line: usize, line_of: &impl Fn(usize) -> usize) -> Self {
        let entry = |(key, value): (&toml::Spanned<_>, &toml::Spanned<DeValue<'_>>)| {
            let line = line_of(key.span().start);
            let key: &std::borrow::Cow<'_, str> = key.get_ref();
            (key.to_string(), (line, Value::of(value.get_ref(), line_of)))
        };
        Self { line, entries: table.iter().map(entry).collect() }
    }

    fn take(&mut self, key: &str) -> Option<(usize, Value)> {
        self.entries.remove(key)
    }

    fn missing(&self, key: &str) -> CatalogError {
        CatalogError { line: self.line, what: format!("`{key}` is missing") }
    }

    /// A text, if the key is there.
    pub fn text_if(&mut self, key: &str) -> Result<Option<(usize, String)>, CatalogError> {
        match self.take(key) {
            None => Ok(None),
            Some((line, Value::Text(text))) => Ok(Some((line, text))),
            Some((line, _)) => Err(wrong(line, key, "a text")),
        }
    }

    /// A text.
    pub fn text(&mut self, key: &str) -> Result<(usize, String), CatalogError> {
        self.text_if(key)?.ok_or_else(|| self.missing(key))
    }

    /// A whole number, if the key is there.
    pub fn number_if(&mut self, key: &str) -> Result<Option<(usize, i64)>, CatalogError> {
        match self.take(key) {
            None => Ok(None),
            Some((line, Value::Number(Some(number)))) => Ok(Some((line, number))),
            Some((line, _)) => Err(wrong(line, key, "a whole number")),
        }
    }

    /// A whole number.
    pub fn number(&mut self, key: &str) -> Result<(usize, i64), CatalogError> {
        self.number_if(key)?.ok_or_else(|| self.missing(key))
    }

    /// `true` or `false`; absent is `false`.
    pub fn switch(&mut self, key: &str) -> Result<(usize, bool), CatalogError> {
        match self.take(key) {
            None => Ok((self.line, false)),
            Some((line, Value::Switch(on))) => Ok((line, on)),
            Some((line, _)) => Err(wrong(line, key, "`true` or `false`")),
        }
    }

    /// A list of tables; absent is empty.
    pub fn tables(&mut self, key: &str) -> Result<Vec<Table>, CatalogError> {
        match self.take(key) {
            None => Ok(Vec::new()),
            Some((_, Value::Tables(tables))) => Ok(tables),
            Some((line, _)) => Err(wrong(line, key, "a list of tables")),
        }
    }

    /// Every key must have been taken.
    pub fn end(self) -> Result<(), CatalogError> {
        let unknown = self.entries.into_iter().map(|(key, (line, _))| (line, key)).min();
        match unknown {
            Some((line, key)) => Err(CatalogError { line, what: format!("unknown key `{key}`") }),
            None => Ok(()),
        }
    }
}

impl Value {
    fn of(value: &DeValue<'_>, line_of: &impl Fn(usize) -> usize) -> Self {
        match value {
            DeValue::String(text) => Self::Text(text.to_string()),
            DeValue::Integer(number) => {
                Self::Number(i64::from_str_radix(number.as_str(), number.radix()).ok())
            }
            DeValue::Boolean(on) => Self::Switch(*on),
            DeValue::Array(items) => {
                let table = |item: &toml::Spanned<DeValue<'_>>| match item.get_ref() {
                    DeValue::Table(table) => {
                        Some(Table::of(table, line_of(item.span().start), line_of))
                    }
                    _ => None,
                };
                items.iter().map(table).collect::<Option<_>>().map_or(Self::Other, Self::Tables)
            }
            DeValue::Float(_) | DeValue::Datetime(_) | DeValue::Table(_) => Self::Other,
        }
    }
}

fn wrong(line: usize, key: &str, expected: &str) -> CatalogError {
    CatalogError { line, what: format!("`{key}` must be {expected}") }
}
