//! Refuses JSON in which an object has the same key twice, at any depth.
//!
//! Parsers disagree on which of two equal keys counts, so a proxy and we could read two different
//! requests. Derived types refuse it for their own members only; this walks the whole value.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;

use super::{Kind, Problem};

const REPEATED: &str = "repeated key";

/// Walks the text once. It also finds what is not JSON at all, before any type is made of it.
pub(super) fn check(text: &str) -> Result<(), Problem> {
    let mut json = serde_json::Deserializer::from_str(text);
    match Walk.deserialize(&mut json).and_then(|()| json.end()) {
        Ok(()) => Ok(()),
        Err(error) if error.classify() == Category::Data => {
            let (line, column) = (error.line(), error.column());
            let detail =
                format!("A key stands twice in one object, at line {line}, column {column}.");
            Err(Problem::because(Kind::MalformedJson, detail))
        }
        Err(error) => Err(super::syntax(&error)),
    }
}

struct Walk;

impl<'de> DeserializeSeed<'de> for Walk {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        value.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(Walk)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let mut seen = BTreeSet::new();
        while let Some(key) = members.next_key::<String>()? {
            if !seen.insert(key) {
                return Err(A::Error::custom(REPEATED));
            }
            members.next_value_seed(Walk)?;
        }
        Ok(())
    }
}
