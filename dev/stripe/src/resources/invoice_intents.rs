//! What becomes of an invoice when its payment intent is confirmed by itself, as Stripe.js does it.

use serde_json::{Value, json};

use super::{dunning, invoice_life};
use crate::desk::Desk;
use crate::object::{overlay, text, whole};
use crate::refusal::Refusal;

/// The open invoice that an intent pays, if it pays one.
fn open(desk: &Desk<'_>, intent: &Value) -> Option<Value> {
    let hidden = desk.hidden(text(intent, "id"));
    let invoice = desk.find("invoice", text(&hidden, "invoice"));
    invoice.filter(|invoice| matches!(text(invoice, "status"), "open" | "uncollectible"))
}

/// Somebody tried to pay it: the first try counts, whoever makes it.
fn tried(invoice: &mut Value) {
    let count = whole(invoice, "attempt_count").max(1);
    overlay(invoice, &json!({ "attempt_count": count, "attempted": true }));
}

/// Its intent succeeded, so it is paid.
pub(crate) fn succeeded(desk: &mut Desk<'_>, intent: &Value) {
    if let Some(mut invoice) = open(desk, intent) {
        tried(&mut invoice);
        invoice_life::paid(desk, &mut invoice);
    }
}

/// An attempt of its intent failed; another may follow.
pub(crate) fn failed(desk: &mut Desk<'_>, intent: &Value) {
    if let Some(mut invoice) = open(desk, intent) {
        let before = invoice.clone();
        tried(&mut invoice);
        dunning::failed(desk, &before, &mut invoice);
    }
}

/// Its intent waits for a card holder who has confirmed it and is there.
pub(crate) fn waits(desk: &mut Desk<'_>, intent: &Value) {
    if let Some(mut invoice) = open(desk, intent) {
        tried(&mut invoice);
        asks(desk, &invoice);
    }
}

/// A card holder is to be asked before an invoice is paid: that is told, and this is what a request
/// to pay it is answered.
pub(crate) fn asks(desk: &mut Desk<'_>, invoice: &Value) -> Refusal {
    desk.put(invoice);
    desk.emit("invoice.payment_action_required", invoice);
    let message = "Payment for this invoice requires additional user action before it can be \
                   completed successfully. Payment can be completed using the PaymentIntent \
                   associated with the invoice.";
    Refusal::card("invoice_payment_intent_requires_action", message)
}
