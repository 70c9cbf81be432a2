//! Reads `template.yaml` as JSON, with the short intrinsic functions written out.

use serde_json::{Map, Value as Json};
use serde_norway::Value as Yaml;
use std::path::{Path, PathBuf};

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests lies in the repository").into()
}

/// The template, where `!Ref Table` has become `{"Ref": "Table"}` and `!Sub x` `{"Fn::Sub": "x"}`.
pub fn template() -> Json {
    let text = std::fs::read_to_string(root().join("template.yaml")).expect("template.yaml");
    json(serde_norway::from_str(&text).expect("template.yaml is YAML"))
}

fn json(yaml: Yaml) -> Json {
    match yaml {
        Yaml::Null => Json::Null,
        Yaml::Bool(value) => Json::Bool(value),
        Yaml::Number(value) => Json::Number(value.as_i64().expect("whole numbers only").into()),
        Yaml::String(value) => Json::String(value),
        Yaml::Sequence(values) => Json::Array(values.into_iter().map(json).collect()),
        Yaml::Mapping(entries) => Json::Object(
            entries
                .into_iter()
                .map(|(key, value)| (key.as_str().expect("keys are words").to_owned(), json(value)))
                .collect(),
        ),
        Yaml::Tagged(tagged) => {
            let tag = tagged.tag.to_string();
            let name = match tag.trim_start_matches('!') {
                name @ ("Ref" | "Condition") => name.to_owned(),
                name => format!("Fn::{name}"),
            };
            Json::Object(Map::from_iter([(name, json(tagged.value))]))
        }
    }
}

/// What lies at a pointer such as `/Resources/Table`, or a failure that names the pointer.
pub fn at<'a>(template: &'a Json, pointer: &str) -> &'a Json {
    template.pointer(pointer).unwrap_or_else(|| panic!("template.yaml has no {pointer}"))
}

/// The logical ids of every resource of a kind, in the order of their names.
pub fn resources_of<'a>(template: &'a Json, kind: &str) -> Vec<&'a str> {
    let resources = at(template, "/Resources").as_object().expect("resources");
    resources
        .iter()
        .filter(|(_, resource)| resource["Type"] == kind)
        .map(|(id, _)| id.as_str())
        .collect()
}

/// Calls `look` with every value of the document and the pointer it lies at.
pub fn walk(value: &Json, pointer: &str, look: &mut impl FnMut(&str, &Json)) {
    look(pointer, value);
    match value {
        Json::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                walk(value, &format!("{pointer}/{index}"), look);
            }
        }
        Json::Object(entries) => {
            for (key, value) in entries {
                walk(value, &format!("{pointer}/{key}"), look);
            }
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}
