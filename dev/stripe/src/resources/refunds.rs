//! Refunds: <https://docs.stripe.com/api/refunds>.

use serde_json::{Value, json};

use super::dispute_life;
use crate::desk::Desk;
use crate::lists;
use crate::metadata::metadata;
use crate::object::{field, overlay, set, text, whole};
use crate::params::Params;
use crate::refusal::Refusal;

const KIND: &str = "refund";

pub(crate) fn create(desk: &mut Desk<'_>, params: &Params) -> Result<Value, Refusal> {
    params.only(
        "amount charge currency customer instructions_email metadata origin payment_intent reason \
         refund_application_fee reverse_transfer",
    )?;
    let reasons = ["duplicate", "fraudulent", "requested_by_customer"];
    let reason: Value = params.word("reason", &reasons)?.into();
    let metadata = metadata(params, &Value::Null)?;
    let mut charge = charge(desk, params)?;
    let id = text(&charge, "id").to_owned();
    if dispute_life::forbids_refund(desk, &id) {
        let message = format!("Charge {id} has been charged back; cannot issue a refund.");
        return Err(Refusal::invalid(&message).code("charge_disputed").param("charge"));
    }
    let amount = amount(params, &charge)?;

    let begins = text(&desk.hidden(&id), "refund_begins").to_owned();
    let details = field(&charge, "payment_method_details");
    let kind = text(&details, "type").to_owned();
    let mut destination = json!({ "type": kind });
    set(&mut destination, &kind, json!({ "reference_status": "pending", "type": "refund" }));
    let refund = json!({
        "id": desk.fresh("re_3"), "object": KIND, "amount": amount,
        "balance_transaction": desk.fresh("txn_3"), "charge": field(&charge, "id"),
        "created": desk.now(), "currency": field(&charge, "currency"),
        "destination_details": destination, "metadata": metadata,
        "payment_intent": field(&charge, "payment_intent"), "reason": reason,
        "receipt_number": null, "source_transfer_reversal": null, "status": begins,
        "transfer_reversal": null,
    });
    desk.put(&refund);
    count(desk, &mut charge, amount);
    desk.emit("refund.created", &refund);
    desk.emit("charge.refunded", &charge);
    if text(&refund, "status") == "succeeded" {
        reference(desk, &refund);
    }
    Ok(refund)
}

/// The charge that is to be refunded, by itself or by its intent.
fn charge(desk: &Desk<'_>, params: &Params) -> Result<Value, Refusal> {
    let id = match (params.text("charge"), params.text("payment_intent")) {
        (Some(charge), None) => charge.to_owned(),
        (_, Some(id)) => {
            let intent = desk
                .find("payment_intent", id)
                .ok_or_else(|| Refusal::no_such("payment_intent", id, "payment_intent"))?;
            text(&intent, "latest_charge").to_owned()
        }
        (None, None) => {
            let message = "One of the following params should be provided for this request: \
                           payment_intent or charge.";
            return Err(Refusal::invalid(message));
        }
    };
    let charge = match (desk.find("charge", &id), params.text("payment_intent")) {
        (Some(charge), _) if text(&charge, "status") == "succeeded" => charge,
        (None, None) => return Err(Refusal::no_such("charge", &id, "charge")),
        (_, Some(intent)) => {
            let message = format!(
                "This PaymentIntent ({intent}) does not have a successful charge to refund."
            );
            return Err(Refusal::invalid(&message).param("payment_intent"));
        }
        (Some(_), None) => {
            let message = format!("Charge {id} has not succeeded and cannot be refunded.");
            return Err(Refusal::invalid(&message).param("charge"));
        }
    };
    if params.text("charge").is_some_and(|named| named != id) {
        let message = "The charge does not belong to the payment_intent.";
        return Err(Refusal::invalid(message).param("charge"));
    }
    Ok(charge)
}

/// The amount to refund: what was asked for, or all that is left; at most what is left.
fn amount(params: &Params, charge: &Value) -> Result<i64, Refusal> {
    let left = whole(charge, "amount").saturating_sub(whole(charge, "amount_refunded"));
    if left <= 0 {
        let message = format!("Charge {} has already been refunded.", text(charge, "id"));
        return Err(Refusal::invalid(&message).code("charge_already_refunded"));
    }
    match params.whole("amount")? {
        None => Ok(left),
        Some(amount) if amount < 1 => Err(params
            .wrong("amount", "Invalid positive integer")
            .code("parameter_invalid_integer")),
        Some(amount) if amount > left => {
            let currency = text(charge, "currency");
            let message = format!(
                "Refund amount ({amount} {currency}) is greater than unrefunded amount on charge \
                 ({left} {currency})"
            );
            Err(params.wrong("amount", &message))
        }
        Some(amount) => Ok(amount),
    }
}

/// Counts an amount into (or, negative, out of) what of the charge is refunded.
fn count(desk: &mut Desk<'_>, charge: &mut Value, amount: i64) {
    let refunded = whole(charge, "amount_refunded").saturating_add(amount);
    let all = refunded >= whole(charge, "amount");
    overlay(charge, &json!({ "amount_refunded": refunded, "refunded": all }));
    desk.put(charge);
}

/// The bank does not take the money: a refund that had begun or even succeeded fails, and no longer
/// counts on its charge.
pub(crate) fn fail(desk: &mut Desk<'_>, id: &str) -> Result<Value, Refusal> {
    let mut refund = retrieve(desk, id)?;
    if text(&refund, "status") == "failed" {
        return Err(Refusal::invalid("The refund has already failed."));
    }
    let news = json!({
        "status": "failed", "failure_reason": "lost_or_stolen_card",
        "failure_balance_transaction": desk.fresh("txn_3"),
    });
    overlay(&mut refund, &news);
    desk.put(&refund);
    if let Some(mut charge) = desk.find("charge", text(&refund, "charge")) {
        count(desk, &mut charge, whole(&refund, "amount").saturating_neg());
    }
    desk.emit("refund.failed", &refund);
    tell(desk, &refund);
    Ok(refund)
}

/// The bank confirms a refund, which matters where it was pending.
pub(crate) fn succeed(desk: &mut Desk<'_>, id: &str) -> Result<Value, Refusal> {
    let mut refund = retrieve(desk, id)?;
    if text(&refund, "status") == "failed" {
        return Err(Refusal::invalid("The refund has already failed."));
    }
    set(&mut refund, "status", "succeeded");
    Ok(reference(desk, &refund))
}

/// A card refund gets the bank's reference, soon after it was made.
fn reference(desk: &mut Desk<'_>, refund: &Value) -> Value {
    let mut refund = refund.clone();
    let mut destination = field(&refund, "destination_details");
    let kind = text(&destination, "type").to_owned();
    let reference = json!({
        "reference": "1234567890123456", "reference_status": "available",
        "reference_type": "acquirer_reference_number", "type": "refund",
    });
    set(&mut destination, &kind, reference);
    set(&mut refund, "destination_details", destination);
    desk.put(&refund);
    tell(desk, &refund);
    refund
}

/// Stripe tells every change of a refund under two names.
fn tell(desk: &mut Desk<'_>, refund: &Value) {
    desk.emit("refund.updated", refund);
    desk.emit("charge.refund.updated", refund);
}

pub(crate) fn retrieve(desk: &mut Desk<'_>, id: &str) -> Result<Value, Refusal> {
    desk.find(KIND, id).ok_or_else(|| Refusal::not_found(KIND, id))
}

pub(crate) fn update(desk: &mut Desk<'_>, id: &str, params: &Params) -> Result<Value, Refusal> {
    let mut refund = retrieve(desk, id)?;
    params.only("metadata")?;
    let metadata = metadata(params, &field(&refund, "metadata"))?;
    set(&mut refund, "metadata", metadata);
    desk.put(&refund);
    tell(desk, &refund);
    Ok(refund)
}

pub(crate) fn list(desk: &mut Desk<'_>, params: &Params) -> Result<Value, Refusal> {
    params.only("charge created ending_before limit payment_intent starting_after")?;
    let span = lists::Span::parse(params)?;
    let same = |refund: &Value, field| params.text(field).is_none_or(|v| text(refund, field) == v);
    let wanted = |refund: &&Value| {
        span.holds(refund) && same(refund, "charge") && same(refund, "payment_intent")
    };
    lists::page("/v1/refunds", params, desk.newest(KIND), wanted)
}
