//! Payment intents: <https://docs.stripe.com/api/payment_intents>.

use serde_json::{Value, json};

use super::{customers, invoice_life, payment_methods, payments, prices};
use crate::desk::Desk;
use crate::lists;
use crate::metadata::metadata;
use crate::object::{field, overlay, set, text};
use crate::params::Params;
use crate::refusal::Refusal;

const KIND: &str = "payment_intent";

const KNOWN: &str = "amount amount_details application_fee_amount automatic_payment_methods \
    capture_method confirm confirmation_method confirmation_token currency customer \
    customer_account description error_on_requires_action excluded_payment_method_types hooks \
    mandate mandate_data metadata off_session on_behalf_of payment_details payment_method \
    payment_method_configuration payment_method_data payment_method_options payment_method_types \
    radar_options receipt_email return_url setup_future_usage shipping statement_descriptor \
    statement_descriptor_suffix transfer_data transfer_group use_stripe_sdk";

/// An intent waiting to be paid, written and told.
pub(crate) fn new(desk: &mut Desk<'_>, amount: i64, currency: &str, more: &Value) -> Value {
    let id = desk.fresh("pi_3");
    let secret = desk.fresh_of(&format!("{id}_secret_"), 25);
    let mut intent = json!({
        "id": id, "object": KIND, "amount": amount, "amount_capturable": 0,
        "amount_details": { "tip": {} }, "amount_received": 0, "application": null,
        "application_fee_amount": null,
        "automatic_payment_methods": { "allow_redirects": "always", "enabled": true },
        "canceled_at": null, "cancellation_reason": null, "capture_method": "automatic",
        "client_secret": secret, "confirmation_method": "automatic", "created": desk.now(),
        "currency": currency, "customer": null, "customer_account": null, "description": null,
        "excluded_payment_method_types": null, "last_payment_error": null, "latest_charge": null,
        "livemode": false, "metadata": {}, "next_action": null, "on_behalf_of": null,
        "payment_method": null, "payment_method_configuration_details": null,
        "payment_method_options": {}, "payment_method_types": ["card"], "processing": null,
        "receipt_email": null, "review": null, "setup_future_usage": null, "shipping": null,
        "source": null, "statement_descriptor": null, "statement_descriptor_suffix": null,
        "status": "requires_payment_method", "transfer_data": null, "transfer_group": null,
    });
    overlay(&mut intent, more);
    desk.put(&intent);
    desk.emit("payment_intent.created", &intent);
    intent
}

pub(crate) fn create(desk: &mut Desk<'_>, params: &Params) -> Result<Value, Refusal> {
    params.only(KNOWN)?;
    params.needed("amount")?;
    let amount = amount(params)?;
    let currency = prices::currency(params)?;
    let customer = customers::named(desk, params)?;
    let metadata = metadata(params, &Value::Null)?;
    let confirm = params.switch("confirm")?.unwrap_or(false);
    let own = params.text_or_null("payment_method");
    let mut more = json!({
        "customer": customer.map(|customer| field(&customer, "id")), "metadata": metadata,
        "description": params.text_or_null("description"),
        "receipt_email": params.text_or_null("receipt_email"),
        "setup_future_usage": params.word("setup_future_usage", &["off_session", "on_session"])?,
        "payment_method": own,
        "status": if own.is_null() { "requires_payment_method" } else { "requires_confirmation" },
    });
    let kinds = params.texts("payment_method_types");
    if !kinds.is_empty() {
        set(&mut more, "payment_method_types", kinds);
        set(&mut more, "automatic_payment_methods", Value::Null);
    }
    if !own.is_null() || confirm {
        let asked = json!({ "payment_method": own, "currency": currency });
        payment_methods::named(desk, params, &asked)?;
    }
    let mut intent = new(desk, amount, &currency, &more);
    if confirm {
        pay(desk, &mut intent, params)?;
    }
    Ok(intent)
}

fn amount(params: &Params) -> Result<i64, Refusal> {
    let amount = params.whole("amount")?.unwrap_or_default();
    if amount < 1 {
        let refusal = params.wrong("amount", "Invalid positive integer");
        return Err(refusal.code("parameter_invalid_integer"));
    }
    chargeable(amount).map(|()| amount)
}

/// Stripe charges neither very little nor very much at once.
pub(crate) fn chargeable(amount: i64) -> Result<(), Refusal> {
    if amount < 50 {
        let message = "Amount must be at least 50 of the smallest currency unit.";
        return Err(Refusal::invalid(message).code("amount_too_small").param("amount"));
    }
    if amount > prices::LARGEST {
        let message = "Amount must be no more than 99999999 of the smallest currency unit.";
        return Err(Refusal::invalid(message).code("amount_too_large").param("amount"));
    }
    Ok(())
}

pub(crate) fn retrieve(desk: &mut Desk<'_>, id: &str) -> Result<Value, Refusal> {
    desk.find(KIND, id).ok_or_else(|| Refusal::not_found(KIND, id))
}

pub(crate) fn confirm(desk: &mut Desk<'_>, id: &str, params: &Params) -> Result<Value, Refusal> {
    let mut intent = retrieve(desk, id)?;
    params.only(KNOWN)?;
    if !matches!(text(&intent, "status"), "requires_payment_method" | "requires_confirmation") {
        return Err(unexpected(&intent, "confirm"));
    }
    pay(desk, &mut intent, params)?;
    Ok(intent)
}

fn pay(desk: &mut Desk<'_>, intent: &mut Value, params: &Params) -> Result<(), Refusal> {
    let means = payment_methods::named(desk, params, intent)?;
    let billing = payment_methods::billing(text(intent, "receipt_email"), "");
    payments::attempt(desk, intent, &means, &billing)?;
    if text(intent, "status") == "succeeded" {
        invoice_life::intent_succeeded(desk, intent);
    }
    Ok(())
}

pub(crate) fn cancel(desk: &mut Desk<'_>, id: &str, params: &Params) -> Result<Value, Refusal> {
    let mut intent = retrieve(desk, id)?;
    params.only("cancellation_reason")?;
    let allowed = ["abandoned", "duplicate", "fraudulent", "requested_by_customer"];
    let reason = params.word("cancellation_reason", &allowed)?;
    if !desk.hidden(id).is_null() {
        let message = "You cannot cancel this PaymentIntent because it was created by a Checkout \
                       Session; expire the session instead.";
        return Err(Refusal::invalid(message).code("payment_intent_unexpected_state"));
    }
    if !text(&intent, "status").starts_with("requires_") {
        return Err(unexpected(&intent, "cancel"));
    }
    end(desk, &mut intent, &reason.into());
    Ok(intent)
}

/// Ends an intent that was never paid.
pub(crate) fn end(desk: &mut Desk<'_>, intent: &mut Value, reason: &Value) {
    let now = desk.now();
    overlay(
        intent,
        &json!({ "status": "canceled", "canceled_at": now, "cancellation_reason": reason }),
    );
    desk.put(intent);
    desk.emit("payment_intent.canceled", intent);
}

fn unexpected(intent: &Value, verb: &str) -> Refusal {
    let status = text(intent, "status");
    let message =
        format!("You cannot {verb} this PaymentIntent because it has a status of {status}.");
    Refusal::invalid(&message).code("payment_intent_unexpected_state").about_intent(intent)
}

pub(crate) fn list(desk: &mut Desk<'_>, params: &Params) -> Result<Value, Refusal> {
    params.only("created customer customer_account ending_before limit starting_after")?;
    let span = lists::Span::parse(params)?;
    let customer = params.text("customer");
    let wanted = |intent: &&Value| {
        span.holds(intent) && customer.is_none_or(|id| text(intent, "customer") == id)
    };
    lists::page("/v1/payment_intents", params, desk.newest(KIND), wanted)
}
