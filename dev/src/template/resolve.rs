//! `CloudFormation`'s functions, answered with what the dev stack has in place of AWS.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::text;

/// The region that the dev stack pretends to be in.
pub const REGION: &str = "us-east-1";
/// The AWS account that the dev stack pretends to be.
pub const AWS_ACCOUNT: &str = "123456789012";

/// Answers `Ref`, `Fn::Sub`, `Fn::If` and their like for one template.
#[derive(Debug)]
pub struct Resolver<'a> {
    root: &'a Value,
    parameters: BTreeMap<String, Value>,
}

impl<'a> Resolver<'a> {
    /// A resolver for this template; `given` overrides the defaults of its parameters.
    pub fn new(root: &'a Value, given: &BTreeMap<String, String>) -> Self {
        let declared = root.get("Parameters").and_then(Value::as_object);
        let parameters = declared.into_iter().flatten().map(|(name, parameter)| {
            let default = parameter.get("Default").and_then(text).unwrap_or_default();
            let value = given.get(name).cloned().unwrap_or(default);
            let kind = parameter.get("Type").and_then(Value::as_str).unwrap_or_default();
            let value = if kind.starts_with("List<") || kind == "CommaDelimitedList" {
                value.split(',').map(|item| Value::String(item.trim().to_owned())).collect()
            } else {
                Value::String(value)
            };
            (name.clone(), value)
        });
        Self { root, parameters: parameters.collect() }
    }

    /// The resources whose condition holds.
    pub fn live_resources(&self) -> Vec<(&'a str, &'a Value)> {
        let resources = self.root.get("Resources").and_then(Value::as_object);
        let live = resources.into_iter().flatten().filter(|(_, resource)| {
            let condition = resource.get("Condition").and_then(Value::as_str);
            condition.is_none_or(|name| self.condition(name))
        });
        live.map(|(id, resource)| (id.as_str(), resource)).collect()
    }

    /// The value with every function in it answered; nothing when it is `AWS::NoValue`.
    pub fn resolve(&self, value: &Value) -> Option<Value> {
        match value {
            Value::Array(items) => {
                Some(items.iter().filter_map(|item| self.resolve(item)).collect())
            }
            Value::Object(entries) => match single(entries) {
                Some((name, argument)) if is_function(name) => self.call(name, argument),
                _ => {
                    let kept = entries.iter();
                    let kept = kept.filter_map(|(name, v)| Some((name.clone(), self.resolve(v)?)));
                    Some(Value::Object(kept.collect()))
                }
            },
            plain => Some(plain.clone()),
        }
    }

    /// What `Ref` gives for a resource: its own name where it has one, else its logical id.
    pub fn reference(&self, id: &str) -> String {
        let properties = self.root.get("Resources").and_then(|all| all.get(id)?.get("Properties"));
        let named = ["TableName", "FunctionName"]
            .iter()
            .find_map(|name| text(&self.resolve(properties?.get(name)?)?));
        named.unwrap_or_else(|| id.to_owned())
    }

    fn call(&self, name: &str, argument: &Value) -> Option<Value> {
        match name {
            "Ref" => self.named(argument.as_str()?),
            "Fn::GetAtt" => Some(self.attribute(argument)),
            "Fn::Sub" => Some(Value::String(self.substituted(argument))),
            "Fn::If" => {
                let holds = self.condition(argument.get(0)?.as_str()?);
                self.resolve(argument.get(if holds { 1 } else { 2 })?)
            }
            "Fn::Join" => {
                let items = self.resolve(argument.get(1)?)?;
                let separator = argument.get(0)?.as_str()?.to_owned();
                Some(Value::String(super::texts(Some(&items)).join(&separator)))
            }
            "Fn::Split" => {
                let whole = text(&self.resolve(argument.get(1)?)?)?;
                Some(whole.split(argument.get(0)?.as_str()?).map(|part| json!(part)).collect())
            }
            "Fn::Select" => {
                let index: usize = text(&self.resolve(argument.get(0)?)?)?.parse().ok()?;
                self.resolve(argument.get(1)?)?.get(index).cloned()
            }
            // `Fn::ImportValue`, `Fn::GetAZs` and their like have no meaning on one machine.
            _ => Some(Value::String(String::new())),
        }
    }

    fn named(&self, name: &str) -> Option<Value> {
        match name {
            "AWS::NoValue" => None,
            "AWS::Region" => Some(json!(REGION)),
            "AWS::AccountId" => Some(json!(AWS_ACCOUNT)),
            "AWS::Partition" => Some(json!("aws")),
            "AWS::StackName" => Some(json!("tallystick")),
            "AWS::URLSuffix" => Some(json!("amazonaws.com")),
            _ => Some(match self.parameters.get(name) {
                Some(value) => value.clone(),
                None => Value::String(self.reference(name)),
            }),
        }
    }

    fn attribute(&self, argument: &Value) -> Value {
        let id = argument.get(0).and_then(Value::as_str).unwrap_or_default();
        let attribute = argument.get(1).and_then(Value::as_str).unwrap_or_default();
        match attribute {
            "Arn" => Value::String(function_arn(&self.reference(id))),
            _ => Value::String(format!("{id}.{attribute}")),
        }
    }

    fn substituted(&self, argument: &Value) -> String {
        let (pattern, own) = match argument {
            Value::Array(parts) => (parts.first(), parts.get(1)),
            pattern => (Some(pattern), None),
        };
        let mut rest = pattern.and_then(Value::as_str).unwrap_or_default();
        let mut whole = String::new();
        while let Some((before, after)) = rest.split_once("${") {
            whole.push_str(before);
            let Some((name, behind)) = after.split_once('}') else {
                whole.push_str("${");
                rest = after;
                break;
            };
            let value = match (own.and_then(|own| own.get(name)), name.split_once('.')) {
                (Some(value), _) => self.resolve(value),
                (None, Some((id, attribute))) => Some(self.attribute(&json!([id, attribute]))),
                (None, None) => self.named(name),
            };
            whole.push_str(&value.as_ref().and_then(text).unwrap_or_default());
            rest = behind;
        }
        whole.push_str(rest);
        whole
    }

    fn condition(&self, name: &str) -> bool {
        let condition = self.root.get("Conditions").and_then(|all| all.get(name));
        condition.is_some_and(|condition| self.holds(condition))
    }

    fn holds(&self, condition: &Value) -> bool {
        let Some((name, argument)) = condition.as_object().and_then(single) else {
            return false;
        };
        let list = argument.as_array().map(Vec::as_slice).unwrap_or_default();
        match name {
            "Condition" => argument.as_str().is_some_and(|name| self.condition(name)),
            "Fn::Equals" => match list {
                [left, right] => {
                    // A parameter is text even where it is a number.
                    let side = |value| self.resolve(value).as_ref().and_then(text);
                    side(left) == side(right)
                }
                _ => false,
            },
            "Fn::Not" => !list.first().is_some_and(|inner| self.holds(inner)),
            "Fn::And" => list.iter().all(|inner| self.holds(inner)),
            "Fn::Or" => list.iter().any(|inner| self.holds(inner)),
            _ => false,
        }
    }
}

/// The ARN of a function of that name.
pub fn function_arn(name: &str) -> String {
    format!("arn:aws:lambda:{REGION}:{AWS_ACCOUNT}:function:{name}")
}

fn single(entries: &Map<String, Value>) -> Option<(&str, &Value)> {
    let mut entries = entries.iter();
    match (entries.next(), entries.next()) {
        (Some((name, value)), None) => Some((name, value)),
        _ => None,
    }
}

fn is_function(name: &str) -> bool {
    name == "Ref" || name.starts_with("Fn::")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::yaml;

    #[test]
    fn the_functions_of_a_template_are_answered() {
        let root = yaml::parse(
            "Parameters: {P: {Type: String, Default: p}, N: {Type: Number, Default: 1}}\n\
             Conditions: {Yes: !Equals [a, a], Same: !Equals [!Ref N, 1]}",
        );
        let root = root.unwrap();
        let resolver = Resolver::new(&root, &BTreeMap::new());
        for (given, expected) in [
            ("!Sub '${AWS::Region}-${P}'", json!("us-east-1-p")),
            ("!Sub ['${X}!', {X: !Ref P}]", json!("p!")),
            ("!GetAtt F.Arn", json!("arn:aws:lambda:us-east-1:123456789012:function:F")),
            ("!If [Yes, 1, 2]", json!(1)),
            ("!If [No, 1, 2]", json!(2)),
            ("!Select [1, !Split [',', 'a,b']]", json!("b")),
            ("!Join ['-', [a, !Ref P]]", json!("a-p")),
            ("{a: !Ref AWS::NoValue, b: 1}", json!({"b": 1})),
            ("Fn::Sub: 'x${P}'", json!("xp")),
            ("!If [Same, 1, 2]", json!(1)),
        ] {
            let value = yaml::parse(given).unwrap();
            assert_eq!(resolver.resolve(&value), Some(expected), "{given}");
        }
    }
}
