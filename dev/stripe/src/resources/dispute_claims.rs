//! What a bank claims of a charge, before there is a dispute.

use serde_json::{Map, Value};

use super::prices;
use crate::desk::Desk;
use crate::object::{field, text, whole};
use crate::refusal::Refusal;

/// Stripe's words for what a card holder says: <https://docs.stripe.com/disputes/categories>.
const REASONS: [&str; 15] = [
    "bank_cannot_process",
    "check_returned",
    "credit_not_processed",
    "customer_initiated",
    "debit_not_authorized",
    "duplicate",
    "fraudulent",
    "general",
    "incorrect_account_details",
    "insufficient_funds",
    "noncompliant",
    "product_not_received",
    "product_unacceptable",
    "subscription_canceled",
    "unrecognized",
];

const KNOWN: [&str; 4] = ["amount", "currency", "reason", "inquiry"];

/// A claim that can be made.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    /// Minor units, from 1.
    pub(crate) amount: i64,
    pub(crate) currency: String,
    pub(crate) reason: String,
    /// Whether the bank only asks; then no money moves.
    pub(crate) inquiry: bool,
}

impl Claim {
    /// Reads `{"amount"?, "currency"?, "reason"?, "inquiry"?}`; what is left out is all of the
    /// charge, in its currency, as fraud, at once.
    pub(crate) fn parse(asked: &Value, charge: &Value) -> Result<Self, Refusal> {
        let none = Map::new();
        let unknown = asked.as_object().unwrap_or(&none).keys();
        if let Some(unknown) = unknown.into_iter().find(|name| !KNOWN.contains(&name.as_str())) {
            let message = format!("Received unknown parameter: {unknown}");
            return Err(Refusal::invalid(&message).code("parameter_unknown").param(unknown));
        }
        let wrong = |name: &str, says: &str| Err(Refusal::invalid(says).param(name));
        let amount = match asked.get("amount") {
            None => whole(charge, "amount"),
            Some(amount) => amount.as_i64().unwrap_or_default(),
        };
        if !(1..=prices::LARGEST).contains(&amount) {
            return wrong("amount", "Invalid positive integer");
        }
        let currency = word(asked, "currency", text(charge, "currency"));
        if currency.len() != 3 || !currency.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return wrong("currency", "A currency is three small letters.");
        }
        let reason = word(asked, "reason", "fraudulent");
        if !REASONS.contains(&reason.as_str()) {
            return wrong("reason", &format!("A reason is one of {}.", REASONS.join(", ")));
        }
        match field(asked, "inquiry") {
            Value::Null => Ok(Self { amount, currency, reason, inquiry: false }),
            Value::Bool(inquiry) => Ok(Self { amount, currency, reason, inquiry }),
            _ => wrong("inquiry", "Invalid boolean"),
        }
    }
}

/// The text of a field; nothing valid where it is not a text, the default where it is not there.
fn word(asked: &Value, name: &str, otherwise: &str) -> String {
    match asked.get(name) {
        None => otherwise.to_owned(),
        Some(said) => said.as_str().unwrap_or_default().to_owned(),
    }
}

/// The paid charge with this id, or of the payment intent with this id.
///
/// # Errors
/// When there is neither, and when nothing was paid.
pub(crate) fn charge(desk: &Desk<'_>, id: &str) -> Result<Value, Refusal> {
    let charge = match desk.find("payment_intent", id) {
        Some(intent) => desk.find("charge", text(&intent, "latest_charge")).unwrap_or_default(),
        None => desk.find("charge", id).ok_or_else(|| Refusal::not_found("charge", id))?,
    };
    if text(&charge, "status") == "succeeded" {
        return Ok(charge);
    }
    let message = format!("Nothing was paid by {id}, so it cannot be disputed.");
    Err(Refusal::invalid(&message).param("charge"))
}
