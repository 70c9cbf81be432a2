//! Payment intents: <https://docs.stripe.com/api/payment_intents>.

use serde_json::{Value, json};

use super::{customers, intent_confirm, payment_methods, prices};
use crate::caller;
use crate::desk::Desk;
use crate::lists;
use crate::metadata::metadata;
use crate::object::{field, overlay, set, text};
use crate::params::Params;
use crate::refusal::Refusal;

const KIND: &str = "payment_intent";

const KNOWN: &str = "allowed_payment_method_types amount amount_details application_fee_amount \
    automatic_payment_methods capture_method confirm confirmation_method confirmation_token \
    currency customer customer_account description error_on_requires_action \
    excluded_payment_method_types hooks mandate mandate_data metadata off_session on_behalf_of \
    payment_details payment_method payment_method_configuration payment_method_data \
    payment_method_options payment_method_types radar_options receipt_email return_url \
    setup_future_usage shipping statement_descriptor statement_descriptor_suffix transfer_data \
    transfer_group use_stripe_sdk";

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
    no_types(desk, params)?;
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
    let allowed = params.texts("allowed_payment_method_types");
    if !kinds.is_empty() || !allowed.is_empty() {
        let kinds = if kinds.is_empty() { allowed } else { kinds };
        set(&mut more, "payment_method_types", kinds);
        set(&mut more, "automatic_payment_methods", Value::Null);
    }
    exists(desk, params, &currency)?;
    let mut intent = new(desk, amount, &currency, &more);
    if confirm {
        intent_confirm::pay(desk, &mut intent, params)?;
    }
    Ok(intent)
}

/// Since 2026-09-30 the types are not the caller's to write.
///
/// # Errors
/// When a request of such a version writes them.
pub(crate) fn no_types(desk: &Desk<'_>, params: &Params) -> Result<(), Refusal> {
    if params.has("payment_method_types") && desk.speaks("2026-09-30") {
        let message = "The `payment_method_types` parameter is no longer supported. Use \
                       `allowed_payment_method_types`, or leave it out.";
        let refusal = params.wrong("payment_method_types", message);
        return Err(refusal.code("payment_method_types_no_longer_supported"));
    }
    Ok(())
}

/// The method that a request names, if it names one, is there.
///
/// # Errors
/// When it is not.
pub(crate) fn exists(desk: &Desk<'_>, params: &Params, currency: &str) -> Result<(), Refusal> {
    let Some(id) = params.text("payment_method") else {
        return Ok(());
    };
    let ready = payment_methods::ready_made(id, currency, desk.today().0).is_some();
    if ready || desk.find(payment_methods::KIND, id).is_some() {
        return Ok(());
    }
    Err(Refusal::no_such("PaymentMethod", id, "payment_method"))
}

pub(crate) fn amount(params: &Params) -> Result<i64, Refusal> {
    let amount = params.whole("amount")?.unwrap_or_default();
    if amount < 1 {
        let refusal = params.wrong("amount", "Invalid positive integer");
        return Err(refusal.code("parameter_invalid_integer"));
    }
    chargeable(amount).map(|()| amount)
}

/// The least that is charged, in minor units.
pub(crate) const LEAST: i64 = 50;

/// Stripe charges neither very little nor very much at once.
pub(crate) fn chargeable(amount: i64) -> Result<(), Refusal> {
    if amount < LEAST {
        let message = "Amount must be at least 50 of the smallest currency unit.";
        return Err(Refusal::invalid(message).code("amount_too_small").param("amount"));
    }
    if amount > prices::LARGEST {
        let message = "Amount must be no more than 99999999 of the smallest currency unit.";
        return Err(Refusal::invalid(message).code("amount_too_large").param("amount"));
    }
    Ok(())
}

pub(crate) fn retrieve(desk: &mut Desk<'_>, id: &str, params: &Params) -> Result<Value, Refusal> {
    let intent = desk.find(KIND, id).ok_or_else(|| Refusal::not_found(KIND, id))?;
    params.only("client_secret")?;
    caller::knows(&intent, KIND, params)?;
    Ok(intent)
}

/// Whose intent it is, where it is not the caller's own.
pub(crate) fn owner(hidden: &Value) -> &'static str {
    if !text(hidden, "session").is_empty() {
        "a Checkout Session"
    } else if !text(hidden, "invoice").is_empty() {
        "an Invoice"
    } else {
        ""
    }
}

pub(crate) fn cancel(desk: &mut Desk<'_>, id: &str, params: &Params) -> Result<Value, Refusal> {
    let mut intent = retrieve(desk, id, &Params::default())?;
    params.only("cancellation_reason")?;
    let allowed = ["abandoned", "duplicate", "fraudulent", "requested_by_customer"];
    let reason = params.word("cancellation_reason", &allowed)?;
    let instead = match owner(&desk.hidden(id)) {
        "a Checkout Session" => "expire the session",
        "an Invoice" => "void the invoice",
        _ => "",
    };
    if !instead.is_empty() {
        let message = format!(
            "You cannot cancel this PaymentIntent because it was created by {}; {instead} instead.",
            owner(&desk.hidden(id))
        );
        let refusal = Refusal::invalid(&message).code("payment_intent_unexpected_state");
        return Err(refusal.about_intent(&intent));
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
        &json!({
            "status": "canceled", "canceled_at": now, "cancellation_reason": reason,
            "next_action": null,
        }),
    );
    desk.put(intent);
    desk.emit("payment_intent.canceled", intent);
}

pub(crate) fn unexpected(intent: &Value, verb: &str) -> Refusal {
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
