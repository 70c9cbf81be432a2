//! One request and its answer, without what may differ between two databases that agree.

use dev::counting::Exchange;
use serde_json::{Map, Value, json};

/// What one database made of one request.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The operation.
    pub operation: String,
    /// The request as it was sent.
    pub request: Value,
    /// The status.
    pub status: u16,
    /// The body; of an error its kind, the item and the reasons.
    pub body: Value,
}

impl Answer {
    /// Keeps what both databases must agree on: an error's words are each one's own, and a batch
    /// comes in any order.
    /// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html>
    pub fn of(exchange: Exchange) -> Self {
        let mut request = exchange.request;
        if let Some(request) = request.as_object_mut() {
            // The client draws one anew for every transaction.
            request.remove("ClientRequestToken");
        }
        for_each_list(&mut request["RequestItems"], "Keys", sort);
        let mut body = exchange.response;
        if exchange.status == 200 {
            for_each_list(&mut body, "Responses", sort);
            for_each_list(&mut body["UnprocessedKeys"], "Keys", sort);
            if body["UnprocessedKeys"].as_object().is_none_or(Map::is_empty) {
                body["UnprocessedKeys"] = Value::Null;
            } else {
                // Which ones are left when an answer is full is each database's own choice.
                for_each_list(&mut body, "Responses", count);
                for_each_list(&mut body["UnprocessedKeys"], "Keys", count);
            }
        } else {
            body = error(&body);
        }
        without_nothing(&mut body);
        without_nothing(&mut request);
        Self { operation: exchange.operation, request, status: exchange.status, body }
    }

    /// Takes the units out of an answer.
    pub fn without_units(&self) -> Value {
        let mut body = self.body.clone();
        body["ConsumedCapacity"] = Value::Null;
        body
    }

    /// How many units it cost, on the table and on its indexes, where that is told.
    pub fn units(&self) -> Option<(f64, f64)> {
        let told = self.told_units()?;
        let indexes = told["GlobalSecondaryIndexes"].as_object();
        let indexes = indexes.into_iter().flat_map(Map::values);
        let units = |told: &Value| told["CapacityUnits"].as_f64();
        // An empty sum of floats is below zero.
        Some((units(&told["Table"])?, indexes.filter_map(units).fold(0.0, |sum, one| sum + one)))
    }
}

impl Answer {
    fn told_units(&self) -> Option<&Value> {
        let told = self.body.get("ConsumedCapacity")?;
        Some(told.get(0).unwrap_or(told))
    }

    /// Whether the units in all are those of the table and its indexes.
    fn adds_up(&self) -> bool {
        let all = self.told_units().and_then(|told| told["CapacityUnits"].as_f64());
        all == self.units().map(|(table, index)| table + index)
    }
}

/// Does something with every list of a batch: of the items, or of the keys.
fn for_each_list(body: &mut Value, part: &str, change: fn(&mut Value)) {
    let lists = match (part, body) {
        ("Responses", body) => body.get_mut(part).and_then(Value::as_object_mut),
        (_, tables) => tables.as_object_mut(),
    };
    for list in lists.into_iter().flat_map(Map::values_mut) {
        let list = if part == "Keys" { list.get_mut(part) } else { Some(list) };
        list.into_iter().for_each(change);
    }
}

fn sort(list: &mut Value) {
    if let Value::Array(list) = list {
        list.sort_by_cached_key(Value::to_string);
    }
}

fn count(list: &mut Value) {
    *list = json!(list.as_array().map(Vec::len));
}

fn error(body: &Value) -> Value {
    let kind = body["__type"].as_str().unwrap_or_default();
    let reason = |told: &Value| {
        // `None` and no code at all are the same to every client.
        let code = told["Code"].as_str().filter(|code| *code != "None");
        json!({ "code": code, "item": told["Item"] })
    };
    let reasons = body["CancellationReasons"].as_array();
    json!({
        "error": kind.rsplit('#').next().unwrap_or_default(),
        "item": body["Item"],
        "reasons": reasons.map(|reasons| reasons.iter().map(reason).collect::<Vec<_>>()),
    })
}

/// Strikes out what is null: the same as absent.
fn without_nothing(value: &mut Value) {
    if let Some(fields) = value.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
    }
}

/// Whether two databases that cost different units do so in a way that
/// [`known`](crate::twins::cases::known) names; those cases hold the exact figures.
pub fn costs_as_known(embedded: &Answer, local: &Answer) -> bool {
    let (Some(one), Some(two)) = (embedded.units(), local.units()) else {
        return embedded.units() == local.units();
    };
    if !embedded.adds_up() || !local.adds_up() {
        return false;
    }
    if one == two {
        return true;
    }
    let found_nothing = local.body["Items"].as_array().is_some_and(Vec::is_empty);
    match embedded.operation.as_str() {
        // The sum is rounded in place of every item; what an index costs is doubled.
        "TransactWriteItems" => two.0 <= one.0 + ROUNDED * 2.0 && two.1 <= (one.1 + ROUNDED) * 2.0,
        "BatchGetItem" => two.0 <= one.0 + ROUNDED && two.1 <= one.1,
        "Query" | "Scan" if found_nothing => two == (0.0, 0.0) && one.0 + one.1 <= 1.0,
        // A number may be a byte larger, which may be the first of another kilobyte.
        _ => {
            two.0 - one.0 <= ROUNDED && two.1 - one.1 <= ROUNDED && one.0 <= two.0 && one.1 <= two.1
        }
    }
}

/// One step of rounding.
const ROUNDED: f64 = 1.0;
