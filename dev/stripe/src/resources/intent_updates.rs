//! Changes of a payment intent. <https://docs.stripe.com/api/payment_intents/update>

use serde_json::{Value, json};

use super::payment_intents::{amount, chargeable, exists, no_types, owner, retrieve, unexpected};
use super::{customers, prices};
use crate::desk::Desk;
use crate::metadata::metadata;
use crate::object::{field, overlay, set, text, whole};
use crate::params::Params;
use crate::refusal::Refusal;

/// What may be sent to change one; what the fake has no use for is taken and left alone.
const KNOWN: &str = "allowed_payment_method_types amount amount_details capture_method \
    currency customer description excluded_payment_method_types metadata payment_method \
    payment_method_options payment_method_types receipt_email setup_future_usage shipping \
    statement_descriptor statement_descriptor_suffix transfer_group";

/// Changes what is written on an intent, and what it costs while nobody else decides that.
pub(crate) fn update(desk: &mut Desk<'_>, id: &str, params: &Params) -> Result<Value, Refusal> {
    let mut intent = retrieve(desk, id, &Params::default())?;
    params.only(KNOWN)?;
    no_types(desk, params)?;
    let metadata = metadata(params, &field(&intent, "metadata"))?;
    set(&mut intent, "metadata", metadata);
    for name in ["description", "receipt_email"].into_iter().filter(|name| params.has(name)) {
        set(&mut intent, name, params.text_or_null(name));
    }
    let other = "amount currency customer payment_method setup_future_usage";
    if other.split(' ').any(|name| params.has(name)) {
        reprice(desk, &mut intent, params)?;
    }
    desk.put(&intent);
    Ok(intent)
}

/// Changes what an intent asks for, of whom, and with what; an invoice or a session decides that of
/// its own.
fn reprice(desk: &mut Desk<'_>, intent: &mut Value, params: &Params) -> Result<(), Refusal> {
    if !text(intent, "status").starts_with("requires_") {
        return Err(unexpected(intent, "update"));
    }
    let hidden = desk.hidden(text(intent, "id"));
    let other = ["amount", "currency", "customer"].into_iter().find(|name| params.has(name));
    if let Some(name) = other.filter(|_| !owner(&hidden).is_empty()) {
        let message = format!(
            "You cannot update `{name}` of this PaymentIntent because it was created by {}.",
            owner(&hidden)
        );
        return Err(params.wrong(name, &message).code("payment_intent_unexpected_state"));
    }
    if params.has("amount") {
        set(intent, "amount", amount(params)?);
    }
    if params.has("currency") {
        set(intent, "currency", prices::currency(params)?);
    }
    if let Some(customer) = customers::named(desk, params)? {
        set(intent, "customer", field(&customer, "id"));
    }
    if params.has("setup_future_usage") {
        let usage = params.word("setup_future_usage", &["off_session", "on_session"])?;
        set(intent, "setup_future_usage", usage);
    }
    if let Some(method) = params.text("payment_method") {
        exists(desk, params, text(intent, "currency"))?;
        overlay(
            intent,
            &json!({ "payment_method": method, "status": "requires_confirmation", "next_action": null }),
        );
    }
    chargeable(whole(intent, "amount"))
}
