//! Form-encoded nested parameters, `line_items[0][price_data][unit_amount]=800`, as SDKs send them.

use serde_json::{Map, Value};

use crate::refusal::Refusal;

/// No parameter of Stripe's is nested deeper; it bounds the recursion below.
const DEPTH: usize = 8;

/// The parameters of one request, or of one part of it, with the name they were sent under.
#[derive(Clone, Debug, Default)]
pub(crate) struct Params {
    name: String,
    tree: Value,
}

impl Params {
    /// Reads a query or a form body.
    pub(crate) fn parse(form: &[u8]) -> Result<Self, Refusal> {
        let mut tree = Value::Object(Map::new());
        for (key, value) in url::form_urlencoded::parse(form) {
            let path = segments(&key)?;
            plant(&mut tree, &path, &value);
        }
        Ok(Self { name: String::new(), tree: with_lists(tree) })
    }

    /// Without what Stripe.js sends beside every request: its key and what it is.
    pub(crate) fn without_key(mut self) -> Self {
        if let Some(fields) = self.tree.as_object_mut() {
            fields.retain(|name, _| !matches!(name.as_str(), "key" | "_stripe_version"));
        }
        self
    }

    /// Everything that was sent, as one value.
    pub(crate) fn tree(&self) -> &Value {
        &self.tree
    }

    fn full(&self, field: &str) -> String {
        if self.name.is_empty() { field.to_owned() } else { format!("{}[{field}]", self.name) }
    }

    /// Whether the parameter was sent at all.
    pub(crate) fn has(&self, field: &str) -> bool {
        self.tree.get(field).is_some()
    }

    /// A nested part; empty when it was not sent.
    pub(crate) fn part(&self, field: &str) -> Self {
        let tree = self.tree.get(field).cloned().unwrap_or_default();
        Self { name: self.full(field), tree }
    }

    /// The parts of a list; none when it was not sent.
    pub(crate) fn parts(&self, field: &str) -> Vec<Self> {
        let name = self.full(field);
        let entries = crate::object::entries(&self.tree, field).iter().enumerate();
        entries.map(|(n, tree)| Self { name: format!("{name}[{n}]"), tree: tree.clone() }).collect()
    }

    /// The values of a list of texts.
    pub(crate) fn texts(&self, field: &str) -> Vec<String> {
        let entries = crate::object::entries(&self.tree, field).iter();
        entries.filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// A text; none when it was not sent or sent empty.
    pub(crate) fn text(&self, field: &str) -> Option<&str> {
        self.tree.get(field).and_then(Value::as_str).filter(|text| !text.is_empty())
    }

    /// A text, or JSON's null.
    pub(crate) fn text_or_null(&self, field: &str) -> Value {
        self.text(field).into()
    }

    /// A text that must be there.
    pub(crate) fn needed(&self, field: &str) -> Result<&str, Refusal> {
        self.text(field).ok_or_else(|| Refusal::missing(&self.full(field)))
    }

    /// A whole number; none when it was not sent.
    pub(crate) fn whole(&self, field: &str) -> Result<Option<i64>, Refusal> {
        let Some(text) = self.text(field) else {
            return Ok(None);
        };
        let number = text.parse::<i64>().map_err(|_| {
            Refusal::invalid(&format!("Invalid integer: {text}"))
                .code("parameter_invalid_integer")
                .param(&self.full(field))
        })?;
        Ok(Some(number))
    }

    /// A switch; none when it was not sent.
    pub(crate) fn switch(&self, field: &str) -> Result<Option<bool>, Refusal> {
        match self.text(field) {
            None => Ok(None),
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(other) => Err(self.wrong(field, &format!("Invalid boolean: {other}"))),
        }
    }

    /// One of the words that are allowed; none when it was not sent.
    pub(crate) fn word(&self, field: &str, allowed: &[&str]) -> Result<Option<&str>, Refusal> {
        let Some(text) = self.text(field) else {
            return Ok(None);
        };
        if allowed.contains(&text) {
            return Ok(Some(text));
        }
        let full = self.full(field);
        let message = format!("Invalid {full}: must be one of {}", allowed.join(", "));
        Err(self.wrong(field, &message))
    }

    /// A refusal that names the parameter as it was sent.
    pub(crate) fn wrong(&self, field: &str, message: &str) -> Refusal {
        Refusal::invalid(message).param(&self.full(field))
    }

    /// Stripe refuses a parameter it does not know, so a misspelt one is found at once. The known
    /// ones are one text, a space between two.
    pub(crate) fn only(&self, known: &str) -> Result<(), Refusal> {
        let is_known = |name: &str| name == "expand" || known.split(' ').any(|word| word == name);
        let mut sent = self.tree.as_object().into_iter().flat_map(Map::keys);
        let Some(unknown) = sent.find(|name| !is_known(name)) else {
            return Ok(());
        };
        let full = self.full(unknown);
        Err(Refusal::invalid(&format!("Received unknown parameter: {full}"))
            .code("parameter_unknown")
            .param(&full))
    }
}

/// `a[b][0]` → `a`, `b`, `0`.
fn segments(key: &str) -> Result<Vec<&str>, Refusal> {
    let (first, rest) = key.split_once('[').unwrap_or((key, ""));
    let mut path = vec![first];
    path.extend(rest.trim_end_matches(']').split("][").filter(|_| !rest.is_empty()));
    if first.is_empty() || path.len() > DEPTH {
        return Err(Refusal::invalid("Invalid request: a parameter's name could not be read."));
    }
    Ok(path)
}

/// Puts a value where its path says; `[]` is the next number of its list.
fn plant(tree: &mut Value, path: &[&str], value: &str) {
    let Some((first, rest)) = path.split_first() else {
        *tree = value.into();
        return;
    };
    if !tree.is_object() {
        *tree = Value::Object(Map::new());
    }
    if let Some(fields) = tree.as_object_mut() {
        let name = if first.is_empty() { fields.len().to_string() } else { (*first).to_owned() };
        plant(fields.entry(name).or_insert(Value::Null), rest, value);
    }
}

/// What is numbered throughout is a list, in the order of its numbers; metadata's keys are the
/// caller's own, numbers or not.
fn with_lists(tree: Value) -> Value {
    let Value::Object(fields) = tree else {
        return tree;
    };
    let listed = |(name, value)| {
        let value = if name == "metadata" { value } else { with_lists(value) };
        (name, value)
    };
    let fields: Map<_, _> = fields.into_iter().map(listed).collect();
    let numbers: Option<Vec<u32>> = fields.keys().map(|key| key.parse().ok()).collect();
    match numbers {
        Some(numbers) if !numbers.is_empty() => {
            let mut entries: Vec<_> = numbers.into_iter().zip(fields).collect();
            entries.sort_by_key(|(number, _)| *number);
            Value::Array(entries.into_iter().map(|(_, (_, value))| value).collect())
        }
        _ => Value::Object(fields),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn brackets_become_maps_and_numbers_become_lists() {
        let form = b"line_items[0][price_data][unit_amount]=800&line_items[1][price]=p\
            &metadata[x]=y%20z&expand[]=a&expand[]=b&mode=payment&metadata[0]=n";
        let tree = Params::parse(form).unwrap().tree;
        let expected = json!({
            "line_items": [{ "price_data": { "unit_amount": "800" } }, { "price": "p" }],
            "metadata": { "x": "y z", "0": "n" }, "expand": ["a", "b"], "mode": "payment",
        });
        assert_eq!(tree, expected);
    }

    #[test]
    fn a_name_nested_too_deeply_is_refused() {
        let form = format!("a{}=1", "[b]".repeat(1000));
        assert!(Params::parse(form.as_bytes()).is_err());
        assert!(Params::parse(b"[a]=1").is_err());
    }
}
