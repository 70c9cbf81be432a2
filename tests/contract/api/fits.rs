//! Whether a value is what a schema of the API page says: types, members, minimum; nothing unknown.

use serde_json::Value;

/// What does not fit, each with the place where.
pub fn complaints(document: &Value, schema: &Value, value: &Value) -> Vec<String> {
    check(document, schema, value, "")
}

fn check(document: &Value, schema: &Value, value: &Value, place: &str) -> Vec<String> {
    let schema = resolved(document, schema);
    if let Some(choices) = schema["oneOf"].as_array() {
        let fits = |choice: &Value| check(document, choice, value, place).is_empty();
        let none = !choices.iter().any(fits);
        return none.then(|| format!("{place} is none of its choices")).into_iter().collect();
    }
    let schema = &united(document, schema);
    let mut complaints = Vec::new();
    if !has_type(&schema["type"], value) {
        return vec![format!("{place} is not {}", schema["type"])];
    }
    if schema["minimum"].as_i64().is_some_and(|least| value.as_i64().is_some_and(|it| it < least)) {
        complaints.push(format!("{place} is below {}", schema["minimum"]));
    }
    if let Some(items) = value.as_array() {
        for (n, item) in items.iter().enumerate() {
            complaints.extend(check(document, &schema["items"], item, &format!("{place}/{n}")));
        }
    }
    if let (Some(members), Some(properties)) = (value.as_object(), schema["properties"].as_object())
    {
        for (name, member) in members {
            let place = format!("{place}/{name}");
            match properties.get(name) {
                Some(schema) => complaints.extend(check(document, schema, member, &place)),
                None if schema["additionalProperties"] == true => {}
                None => complaints.push(format!("{place} is unknown")),
            }
        }
        let required = schema["required"].as_array().into_iter().flatten();
        let missing =
            required.filter_map(Value::as_str).filter(|name| !members.contains_key(*name));
        complaints.extend(missing.map(|name| format!("{place}/{name} is missing")));
    }
    complaints
}

fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(name) => {
            document.pointer(name.trim_start_matches('#')).expect("a schema of that name")
        }
        None => schema,
    }
}

/// The parts of an `allOf` as one object.
fn united(document: &Value, schema: &Value) -> Value {
    let Some(parts) = schema["allOf"].as_array() else {
        return schema.clone();
    };
    let mut whole = serde_json::json!({ "type": "object", "properties": {}, "required": [] });
    for part in parts {
        let part = united(document, resolved(document, part));
        for (name, property) in part["properties"].as_object().into_iter().flatten() {
            whole["properties"][name] = property.clone();
        }
        let required = part["required"].as_array().cloned().unwrap_or_default();
        whole["required"].as_array_mut().expect("a list").extend(required);
    }
    whole
}

fn has_type(types: &Value, value: &Value) -> bool {
    let is = |name: &str| match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    };
    match types {
        Value::String(name) => is(name),
        Value::Array(names) => names.iter().filter_map(Value::as_str).any(is),
        _ => true,
    }
}
