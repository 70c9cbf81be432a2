//! The act of paying: an intent, what is paid with, and what the bank says.

use serde_json::{Value, json};

use super::cards::Verdict;
use super::payment_methods::Means;
use super::{authentication, charges, payment_methods};
use crate::desk::Desk;
use crate::object::{field, is_on, overlay, set, text};
use crate::refusal::Refusal;

/// Whether the card's holder can be asked while it is charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holder {
    /// They are there, and may be asked to prove who they are.
    Here,
    /// They are not: a bank that asks is a bank that declines.
    Away,
    /// They are not, but will be asked to come.
    Called,
    /// They have proved it.
    Proven,
}

/// Pays an intent on a page of Stripe's own, where the holder proves who they are as they pay.
/// Events come in Stripe's order: the charge first, then the intent.
///
/// # Errors
/// When the bank declines: the intent is then ready for another try.
pub(crate) fn attempt(
    desk: &mut Desk<'_>,
    intent: &mut Value,
    means: &Means,
    billing: &Value,
) -> Result<(), Refusal> {
    let method = payment_methods::create(desk, means, billing);
    charge(desk, intent, &method, means, Holder::Proven)
}

/// Charges a payment method that is already there. Where the holder must be asked first, the intent
/// says so, and that is no error.
///
/// # Errors
/// When the bank declines: the intent is then ready for another try.
pub(crate) fn charge(
    desk: &mut Desk<'_>,
    intent: &mut Value,
    method: &Value,
    means: &Means,
    holder: Holder,
) -> Result<(), Refusal> {
    let card = match means {
        Means::Card(card) => card,
        Means::Debit(_) => {
            processing(desk, intent, method, means);
            return Ok(());
        }
    };
    let set_up = is_on(&desk.hidden(text(method, "id")), "set_up");
    let asks = card.asks(set_up, matches!(holder, Holder::Away | Holder::Called));
    match (holder, card.verdict()) {
        (Holder::Here | Holder::Called, _) if asks => {
            authentication::ask(desk, intent, method);
            Ok(())
        }
        (Holder::Away, _) if asks => {
            let code = "authentication_required";
            let message = "Your card was declined. This transaction requires authentication.";
            declined(desk, intent, method, means, (code, code, message))
        }
        (_, Verdict::Pays) => {
            let charge = charges::create(desk, intent, method, means, "succeeded");
            desk.emit("charge.succeeded", &charge);
            succeeded(desk, intent, &charge);
            Ok(())
        }
        (_, Verdict::Declines { code, decline, message }) => {
            declined(desk, intent, method, means, (code, decline, message))
        }
    }
}

/// The bank says no: its code, its decline code and what it says to a person.
fn declined(
    desk: &mut Desk<'_>,
    intent: &mut Value,
    method: &Value,
    means: &Means,
    (code, decline, message): (&str, &str, &str),
) -> Result<(), Refusal> {
    let mut charge = charges::create(desk, intent, method, means, "failed");
    charges::finish(desk, &mut charge, Some((code, message)));
    desk.emit("charge.failed", &charge);
    let refusal = Refusal::card(code, message).with(&json!({
        "charge": field(&charge, "id"), "decline_code": decline, "payment_method": method,
    }));
    set(intent, "latest_charge", field(&charge, "id"));
    failed(desk, intent, &refusal);
    Err(refusal.about_intent(intent))
}

fn processing(desk: &mut Desk<'_>, intent: &mut Value, method: &Value, means: &Means) {
    let charge = charges::create(desk, intent, method, means, "pending");
    desk.emit("charge.pending", &charge);
    let news = json!({
        "status": "processing", "latest_charge": field(&charge, "id"),
        "payment_method": field(method, "id"), "last_payment_error": null,
    });
    overlay(intent, &news);
    desk.put(intent);
    desk.emit("payment_intent.processing", intent);
}

fn succeeded(desk: &mut Desk<'_>, intent: &mut Value, charge: &Value) {
    let news = json!({
        "status": "succeeded", "amount_received": field(intent, "amount"),
        "latest_charge": field(charge, "id"), "payment_method": field(charge, "payment_method"),
        "last_payment_error": null, "next_action": null,
    });
    overlay(intent, &news);
    desk.put(intent);
    desk.emit("payment_intent.succeeded", intent);
}

/// An attempt has failed, and this is why; another may follow.
pub(crate) fn failed(desk: &mut Desk<'_>, intent: &mut Value, refusal: &Refusal) {
    let news = json!({
        "status": "requires_payment_method", "payment_method": null, "next_action": null,
        "last_payment_error": refusal.error(),
    });
    overlay(intent, &news);
    desk.put(intent);
    desk.emit("payment_intent.payment_failed", intent);
}

/// The money of a bank debit arrives, or the bank sends it back.
///
/// # Errors
/// When the intent is not waiting for its money.
pub(crate) fn arrive(
    desk: &mut Desk<'_>,
    intent: &mut Value,
    arrived: bool,
) -> Result<(), Refusal> {
    let charge = desk.find("charge", text(intent, "latest_charge"));
    let (Some(mut charge), "processing") = (charge, text(intent, "status")) else {
        return Err(Refusal::invalid("The payment is not waiting for a bank."));
    };
    if arrived {
        charges::finish(desk, &mut charge, None);
        desk.emit("charge.succeeded", &charge);
        succeeded(desk, intent, &charge);
    } else {
        let (code, message) = ("payment_method_customer_decline", "The bank sent the debit back.");
        charges::finish(desk, &mut charge, Some((code, message)));
        desk.emit("charge.failed", &charge);
        let refusal = Refusal::card(code, message).with(&json!({ "charge": field(&charge, "id") }));
        failed(desk, intent, &refusal);
    }
    Ok(())
}
