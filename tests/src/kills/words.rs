//! Faults in `DynamoDB`'s own words:
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html>.

use serde_json::{Value, json};

use crate::dice::Dice;
use crate::kills::blow::Blow;

/// What most errors' types begin with.
const NAMESPACE: &str = "com.amazonaws.dynamodb.v20120810#";

/// The status and the body that a call is answered with in place of being carried out.
pub fn answer(blow: Blow, operation: &str, request: &Value, dice: &mut Dice) -> (u16, Value) {
    let transaction = operation == "TransactWriteItems";
    match blow {
        Blow::Throttled if transaction && dice.one_in(2) => {
            let code =
                if dice.one_in(2) { "ThrottlingError" } else { "ProvisionedThroughputExceeded" };
            cancelled(code, "The request rate is too high.", request, dice)
        }
        Blow::Throttled => throttled(dice),
        Blow::Conflict if transaction => {
            cancelled("TransactionConflict", "Transaction is ongoing for the item", request, dice)
        }
        Blow::Conflict => said(
            400,
            NAMESPACE,
            "TransactionConflictException",
            "Transaction is ongoing for the item",
        ),
        Blow::InProgress => said(
            400,
            NAMESPACE,
            "TransactionInProgressException",
            "The transaction with the given request token is already in progress.",
        ),
        Blow::Unavailable => said(
            503,
            "com.amazon.coral.availability#",
            "ServiceUnavailableException",
            "DynamoDB is currently unavailable.",
        ),
        Blow::Unprocessed => {
            (200, json!({ "Responses": {}, "UnprocessedKeys": request["RequestItems"] }))
        }
        _ => said(
            500,
            NAMESPACE,
            "InternalServerError",
            "The request could not be processed because of an internal error.",
        ),
    }
}

fn throttled(dice: &mut Dice) -> (u16, Value) {
    match dice.within(0..3) {
        0 => said(
            400,
            "com.amazon.coral.availability#",
            "ThrottlingException",
            "Rate of requests exceeds the allowed throughput.",
        ),
        1 => said(
            400,
            NAMESPACE,
            "RequestLimitExceeded",
            "Throughput exceeds the current throughput limit for your account.",
        ),
        _ => said(
            400,
            NAMESPACE,
            "ProvisionedThroughputExceededException",
            "The level of configured provisioned throughput for the table was exceeded.",
        ),
    }
}

fn said(status: u16, namespace: &str, kind: &str, message: &str) -> (u16, Value) {
    (status, json!({ "__type": format!("{namespace}{kind}"), "message": message }))
}

/// A transaction that was cancelled because of one of its items, and says `None` of the others.
fn cancelled(code: &str, message: &str, request: &Value, dice: &mut Dice) -> (u16, Value) {
    let count = request["TransactItems"].as_array().map_or(1, Vec::len).max(1);
    let at = usize::try_from(dice.within(0..u64::try_from(count).unwrap())).unwrap();
    let codes: Vec<_> = (0..count).map(|n| if n == at { code } else { "None" }).collect();
    let reasons = codes.iter().map(|found| match *found {
        "None" => json!({ "Code": "None" }),
        code => json!({ "Code": code, "Message": message }),
    });
    let body = json!({
        "__type": format!("{NAMESPACE}TransactionCanceledException"),
        "CancellationReasons": reasons.collect::<Vec<_>>(),
        "Message": format!(
            "Transaction cancelled, please refer cancellation reasons for specific reasons [{}]",
            codes.join(", "),
        ),
    });
    (400, body)
}
