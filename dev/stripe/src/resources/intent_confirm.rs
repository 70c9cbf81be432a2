//! Confirming a payment intent, as the shop does it or Stripe.js, and what its invoice and its
//! customer have of it. <https://docs.stripe.com/api/payment_intents/confirm>

use serde_json::{Value, json};

use super::cards::Card;
use super::payment_methods::{KIND as METHOD, Means};
use super::payments::Holder;
use super::{authentication, confirmed_method, invoice_intents, payment_intents, payments};
use crate::caller;
use crate::desk::Desk;
use crate::object::{field, set, text};
use crate::params::Params;
use crate::refusal::Refusal;

const KNOWN: &str = "allowed_payment_method_types amount_details amount_to_confirm capture_method \
    client_attribution_metadata client_secret confirmation_token error_on_requires_action \
    excluded_payment_method_types expected_payment_method_type hooks mandate mandate_data \
    off_session payment_details payment_method payment_method_data payment_method_options \
    payment_method_types radar_options receipt_email return_url setup_future_usage shipping \
    use_stripe_sdk";

/// Confirms an intent; where its card holder is to be asked first, it says so.
///
/// # Errors
/// When it cannot be confirmed, when what it names cannot pay, and when the bank declines.
pub(crate) fn confirm(desk: &mut Desk<'_>, id: &str, params: &Params) -> Result<Value, Refusal> {
    let mut intent = payment_intents::retrieve(desk, id, &Params::default())?;
    params.only(KNOWN)?;
    payment_intents::no_types(desk, params)?;
    caller::knows(&intent, "payment_intent", params)?;
    match text(&intent, "status") {
        "requires_payment_method" | "requires_confirmation" | "requires_action" => {}
        "succeeded" => {
            let message = "You cannot confirm this PaymentIntent because it has already succeeded \
                           after being previously confirmed.";
            let refusal = Refusal::invalid(message).code("payment_intent_unexpected_state");
            return Err(refusal.about_intent(&intent));
        }
        status => {
            let message = format!(
                "You cannot confirm this PaymentIntent because it has a status of {status}. Only \
                 a PaymentIntent with one of the following statuses may be confirmed: \
                 requires_confirmation, requires_action."
            );
            let refusal = Refusal::invalid(&message).code("payment_intent_unexpected_state");
            return Err(refusal.about_intent(&intent));
        }
    }
    if params.has("receipt_email") {
        set(&mut intent, "receipt_email", params.text_or_null("receipt_email"));
    }
    pay(desk, &mut intent, params)?;
    Ok(intent)
}

/// Pays an intent by what a request names.
///
/// # Errors
/// When it names nothing that can pay, and when the bank declines.
pub(crate) fn pay(desk: &mut Desk<'_>, intent: &mut Value, params: &Params) -> Result<(), Refusal> {
    let usage = params.word("setup_future_usage", &["off_session", "on_session"])?;
    let away = params.text("off_session").is_some_and(|word| word != "false")
        || params.switch("error_on_requires_action")? == Some(true);
    let back = authentication::back(params)?;
    let (method, means) = confirmed_method::of(desk, intent, params)?;
    if let Some(usage) = usage {
        set(intent, "setup_future_usage", usage);
    }
    let mut hidden = desk.hidden(text(intent, "id"));
    if !hidden.is_object() {
        hidden = json!({});
    }
    set(&mut hidden, "return_url", back);
    desk.keep(intent, hidden, None);
    let holder = if away { Holder::Away } else { Holder::Here };
    charge(desk, intent, &method, &means, holder)
}

/// Charges a method for an intent, and tells the invoice and the customer what came of it.
fn charge(
    desk: &mut Desk<'_>,
    intent: &mut Value,
    method: &Value,
    means: &Means,
    holder: Holder,
) -> Result<(), Refusal> {
    let tried = payments::charge(desk, intent, method, means, holder);
    match (&tried, text(intent, "status")) {
        (Err(_), _) => invoice_intents::failed(desk, intent),
        (Ok(()), "succeeded") => {
            let keep = !field(intent, "setup_future_usage").is_null();
            confirmed_method::used(desk, intent, method, keep);
            invoice_intents::succeeded(desk, intent);
        }
        (Ok(()), "requires_action") => invoice_intents::waits(desk, intent),
        (Ok(()), _) => {}
    }
    tried
}

/// The card holder proves who they are, or does not.
///
/// # Errors
/// When nobody was asked, and when the bank declines all the same.
pub(crate) fn authenticate(desk: &mut Desk<'_>, id: &str, proven: bool) -> Result<Value, Refusal> {
    let mut intent = payment_intents::retrieve(desk, id, &Params::default())?;
    authentication::awaited(&intent)?;
    let method = desk.find(METHOD, text(&intent, "payment_method")).unwrap_or_default();
    let card = Card::remembered(&desk.hidden(text(&method, "id")));
    if let Some(card) = card.filter(|_| proven) {
        set(&mut intent, "next_action", Value::Null);
        charge(desk, &mut intent, &method, &Means::Card(card), Holder::Proven)?;
    } else {
        let refusal = authentication::refusal(&intent, &method);
        payments::failed(desk, &mut intent, &refusal);
        invoice_intents::failed(desk, &intent);
    }
    Ok(intent)
}
