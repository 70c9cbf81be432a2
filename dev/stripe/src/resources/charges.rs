//! Charges, made by confirming an intent: <https://docs.stripe.com/api/charges>.

use serde_json::{Value, json};

use super::payment_methods::Means;
use crate::desk::Desk;
use crate::lists;
use crate::object::{field, or_null, overlay, set, text, whole};
use crate::params::Params;
use crate::refusal::Refusal;

const KIND: &str = "charge";

/// Writes the charge of an attempt to pay, in the state `status`.
pub(crate) fn create(
    desk: &mut Desk<'_>,
    intent: &Value,
    method: &Value,
    means: &Means,
    status: &str,
) -> Value {
    let paid = status == "succeeded";
    let amount = whole(intent, "amount");
    let mut charge = json!({
        "id": desk.fresh("ch_3"), "object": KIND, "amount": amount,
        "amount_captured": if paid { amount } else { 0 }, "amount_refunded": 0,
        "application": null, "application_fee": null, "application_fee_amount": null,
        "balance_transaction": if paid { Value::from(desk.fresh("txn_3")) } else { Value::Null },
        "billing_details": field(method, "billing_details"),
        "calculated_statement_descriptor": "TEST SHOP", "captured": status != "failed",
        "created": desk.now(), "currency": field(intent, "currency"),
        "customer": field(intent, "customer"), "description": field(intent, "description"),
        "disputed": false, "failure_balance_transaction": null, "failure_code": null,
        "failure_message": null, "fraud_details": {}, "livemode": false,
        "metadata": field(intent, "metadata"), "on_behalf_of": null, "order": null,
    });
    let more = json!({
        "outcome": outcome(status), "paid": paid, "payment_intent": field(intent, "id"),
        "payment_method": field(method, "id"), "payment_method_details": details(means),
        "receipt_email": field(intent, "receipt_email"), "receipt_number": null,
        "receipt_url": null, "refunded": false, "review": null, "shipping": null, "source": null,
        "source_transfer": null, "statement_descriptor": null,
        "statement_descriptor_suffix": null, "status": status, "transfer_data": null,
        "transfer_group": null,
    });
    overlay(&mut charge, &more);
    let (begins, claim) = match means {
        Means::Card(card) => (card.refund_begins(), card.claim()),
        Means::Debit(_) => ("pending", Value::Null),
    };
    // What its card holder disputes is disputed at this moment, but after it was paid.
    let disputed = (paid && !claim.is_null()).then(|| desk.now());
    desk.keep(&charge, json!({ "refund_begins": begins, "claim": claim }), disputed);
    charge
}

fn outcome(status: &str) -> Value {
    let (network, kind, says) = match status {
        "failed" => ("declined_by_network", "issuer_declined", "The bank declined the payment."),
        _ => ("approved_by_network", "authorized", "Payment complete."),
    };
    json!({
        "advice_code": null, "network_advice_code": null, "network_decline_code": null,
        "network_status": network, "reason": null, "risk_level": "normal", "risk_score": 7,
        "seller_message": says, "type": kind,
    })
}

fn details(means: &Means) -> Value {
    let mut details = json!({ "type": means.kind() });
    set(&mut details, means.kind(), means.face());
    details
}

/// The charge's end: money arrived, or it did not and this is why.
pub(crate) fn finish(desk: &mut Desk<'_>, charge: &mut Value, failure: Option<(&str, &str)>) {
    let news = match failure {
        None => json!({
            "status": "succeeded", "paid": true, "amount_captured": field(charge, "amount"),
            "balance_transaction": desk.fresh("txn_3"),
        }),
        Some((code, message)) => json!({
            "status": "failed", "paid": false, "captured": false, "amount_captured": 0,
            "failure_code": or_null(code), "failure_message": or_null(message),
            "outcome": outcome("failed"),
        }),
    };
    overlay(charge, &news);
    desk.put(charge);
}

pub(crate) fn retrieve(desk: &mut Desk<'_>, id: &str) -> Result<Value, Refusal> {
    desk.find(KIND, id).ok_or_else(|| Refusal::not_found(KIND, id))
}

pub(crate) fn list(desk: &mut Desk<'_>, params: &Params) -> Result<Value, Refusal> {
    params.only(
        "created customer ending_before limit payment_intent starting_after transfer_group",
    )?;
    let span = lists::Span::parse(params)?;
    let same = |charge: &Value, field| params.text(field).is_none_or(|v| text(charge, field) == v);
    let wanted = |charge: &&Value| {
        span.holds(charge) && same(charge, "customer") && same(charge, "payment_intent")
    };
    lists::page("/v1/charges", params, desk.newest(KIND), wanted)
}
