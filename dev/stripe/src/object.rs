//! Reading and changing Stripe objects, which are kept as the JSON that is sent.

use serde_json::{Map, Value};

/// The text of a field; empty when it is absent or not a text.
pub(crate) fn text<'a>(object: &'a Value, field: &str) -> &'a str {
    object.get(field).and_then(Value::as_str).unwrap_or_default()
}

/// The whole number of a field; zero when it is absent or not a number.
pub(crate) fn whole(object: &Value, field: &str) -> i64 {
    object.get(field).and_then(Value::as_i64).unwrap_or_default()
}

/// Whether a switch is there and on.
pub(crate) fn is_on(object: &Value, field: &str) -> bool {
    object.get(field).and_then(Value::as_bool).unwrap_or_default()
}

/// A copy of a field; null when it is absent.
pub(crate) fn field(object: &Value, name: &str) -> Value {
    object.get(name).cloned().unwrap_or_default()
}

/// The entries of a list field; none when it is absent.
pub(crate) fn entries<'a>(object: &'a Value, name: &str) -> &'a [Value] {
    object.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// Sets one field.
pub(crate) fn set(object: &mut Value, field: &str, value: impl Into<Value>) {
    if let Some(fields) = object.as_object_mut() {
        fields.insert(field.to_owned(), value.into());
    }
}

/// Writes every field of `news` over the object's own.
pub(crate) fn overlay(object: &mut Value, news: &Value) {
    for (name, value) in news.as_object().unwrap_or(&Map::new()) {
        set(object, name, value.clone());
    }
}

/// The value, or null for an empty text: Stripe has no empty texts.
pub(crate) fn or_null(text: &str) -> Value {
    if text.is_empty() { Value::Null } else { text.into() }
}

/// What the changed fields of an object were before, as `previous_attributes` of an event tells it:
/// of an object only its changed fields, of a list all of it.
pub(crate) fn changed_from(before: &Value, after: &Value) -> Value {
    let nothing = Map::new();
    let old = before.as_object().unwrap_or(&nothing);
    let new = after.as_object().unwrap_or(&nothing);
    let mut previous = Map::new();
    for name in old.keys().chain(new.keys().filter(|name| !old.contains_key(*name))) {
        let (was, is) = (old.get(name), new.get(name));
        if was == is {
            continue;
        }
        let both = was.zip(is).filter(|(was, is)| was.is_object() && is.is_object());
        let was = match both {
            Some((was, is)) => changed_from(was, is),
            None => was.cloned().unwrap_or_default(),
        };
        previous.insert(name.clone(), was);
    }
    Value::Object(previous)
}
