//! Metadata: what callers write on objects: <https://docs.stripe.com/api/metadata>.

use serde_json::Value;

use crate::params::Params;
use crate::refusal::Refusal;

/// The metadata after this request, starting from what the object has: an empty value removes.
pub(crate) fn metadata(params: &Params, before: &Value) -> Result<Value, Refusal> {
    let mut after = before.as_object().cloned().unwrap_or_default();
    let part = params.part("metadata");
    for (key, value) in part.tree().as_object().into_iter().flatten() {
        let Some(text) = value.as_str() else {
            return Err(part.wrong(key, "Metadata values must be strings"));
        };
        if key.chars().count() > 40 || text.chars().count() > 500 {
            return Err(part.wrong(key, "Metadata: keys have at most 40 characters, values 500"));
        }
        if text.is_empty() {
            after.remove(key);
        } else {
            after.insert(key.clone(), text.into());
        }
    }
    if part.tree().as_str() == Some("") {
        after.clear();
    }
    if after.len() > 50 {
        return Err(params.wrong("metadata", "Metadata can have up to 50 keys"));
    }
    Ok(Value::Object(after))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_empty_value_removes_a_key_of_metadata() {
        let params = Params::parse(b"metadata[a]=&metadata[b]=2").unwrap();
        let after = metadata(&params, &json!({ "a": "1", "c": "3" })).unwrap();
        assert_eq!(after, json!({ "b": "2", "c": "3" }));
    }
}
