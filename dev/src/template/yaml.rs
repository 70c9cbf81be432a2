//! YAML with `CloudFormation`'s short tags, as plain JSON with the long names.

use serde_json::{Map, Value, json};
use serde_norway::Value as Yaml;

/// Reads the text; `!Ref x` becomes `{"Ref": "x"}`, `!Sub x` becomes `{"Fn::Sub": "x"}` and so on.
pub fn parse(text: &str) -> Result<Value, serde_norway::Error> {
    Ok(plain(serde_norway::from_str(text)?))
}

fn plain(yaml: Yaml) -> Value {
    match yaml {
        Yaml::Null => Value::Null,
        Yaml::Bool(switch) => Value::Bool(switch),
        Yaml::Number(number) => serde_json::to_value(number).unwrap_or(Value::Null),
        Yaml::String(text) => Value::String(text),
        Yaml::Sequence(items) => Value::Array(items.into_iter().map(plain).collect()),
        Yaml::Mapping(entries) => {
            let entries =
                entries.into_iter().map(|(name, value)| (key(&plain(name)), plain(value)));
            Value::Object(entries.collect::<Map<_, _>>())
        }
        Yaml::Tagged(tagged) => {
            let tag = tagged.tag.to_string();
            let name = tag.trim_start_matches('!');
            let value = plain(tagged.value);
            match name {
                "Ref" | "Condition" => json!({ name: value }),
                // `!GetAtt A.B` is short for the list of two.
                "GetAtt" => match value.as_str().and_then(|text| text.split_once('.')) {
                    Some((resource, attribute)) => json!({ "Fn::GetAtt": [resource, attribute] }),
                    None => json!({ "Fn::GetAtt": value }),
                },
                other => json!({ format!("Fn::{other}"): value }),
            }
        }
    }
}

fn key(name: &Value) -> String {
    name.as_str().map_or_else(|| name.to_string(), str::to_owned)
}
