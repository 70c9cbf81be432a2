//! Setup intents: a card is kept for later without paying now.
//! <https://docs.stripe.com/api/setup_intents>. How they are confirmed is in `setup_confirm.rs`.

use serde_json::{Value, json};

use super::{customers, payment_intents, setup_confirm};
use crate::caller;
use crate::desk::Desk;
use crate::lists;
use crate::metadata::metadata;
use crate::object::{field, overlay, set, text};
use crate::params::Params;
use crate::refusal::Refusal;

pub(crate) const KIND: &str = "setup_intent";

const KNOWN: &str = "allowed_payment_method_types attach_to_self automatic_payment_methods confirm \
    customer customer_account description excluded_payment_method_types flow_directions \
    mandate_data metadata on_behalf_of payment_method payment_method_configuration \
    payment_method_data payment_method_options payment_method_types return_url single_use usage \
    use_stripe_sdk";

const KNOWN_OF_UPDATE: &str = "allowed_payment_method_types attach_to_self customer description \
    excluded_payment_method_types flow_directions metadata payment_method \
    payment_method_configuration payment_method_options payment_method_types";

pub(crate) fn create(desk: &mut Desk<'_>, params: &Params) -> Result<Value, Refusal> {
    params.only(KNOWN)?;
    payment_intents::no_types(desk, params)?;
    let customer = customers::named(desk, params)?;
    let usage = params.word("usage", &["off_session", "on_session"])?.unwrap_or("off_session");
    let confirm = params.switch("confirm")?.unwrap_or(false);
    payment_intents::exists(desk, params, "usd")?;
    let own = params.text_or_null("payment_method");
    let kinds = kinds(params)?;
    let chosen = params.has("payment_method_types") || params.has("allowed_payment_method_types");
    let automatic =
        if chosen { Value::Null } else { automatic(&params.part("automatic_payment_methods"))? };
    let id = desk.fresh("seti_1");
    let secret = desk.fresh_of(&format!("{id}_secret_"), 31);
    let mut intent = json!({
        "id": id, "object": KIND, "application": null, "automatic_payment_methods": automatic,
        "cancellation_reason": null, "client_secret": secret, "created": desk.now(),
        "customer": customer.map(|customer| field(&customer, "id")), "customer_account": null,
        "description": params.text_or_null("description"),
        "excluded_payment_method_types": null, "flow_directions": null, "last_setup_error": null,
        "latest_attempt": null, "livemode": false, "mandate": null,
        "metadata": metadata(params, &Value::Null)?, "next_action": null, "on_behalf_of": null,
        "payment_method": own, "payment_method_configuration_details": null,
        "payment_method_options": { "card": { "mandate_options": null, "network": null,
            "request_three_d_secure": "automatic" } },
        "payment_method_types": kinds, "single_use_mandate": null,
        "status": if own.is_null() { "requires_payment_method" } else { "requires_confirmation" },
        "usage": usage,
    });
    desk.keep(&intent, json!({}), None);
    desk.emit("setup_intent.created", &intent);
    if confirm {
        setup_confirm::set_up(desk, &mut intent, params)?;
    }
    Ok(intent)
}

/// The types that it takes: cards, since the fake keeps no others.
fn kinds(params: &Params) -> Result<Value, Refusal> {
    for name in ["payment_method_types", "allowed_payment_method_types"] {
        let asked = params.texts(name);
        if !asked.is_empty() && !asked.iter().any(|kind| kind == "card") {
            return Err(params.wrong(name, "The fake Stripe keeps only cards for later."));
        }
    }
    Ok(json!(["card"]))
}

fn automatic(part: &Params) -> Result<Value, Refusal> {
    part.only("allow_redirects enabled")?;
    let redirects = part.word("allow_redirects", &["always", "never"])?.unwrap_or("always");
    let enabled = part.switch("enabled")?.unwrap_or(true);
    Ok(json!({ "allow_redirects": redirects, "enabled": enabled }))
}

pub(crate) fn retrieve(desk: &mut Desk<'_>, id: &str, params: &Params) -> Result<Value, Refusal> {
    let intent = desk.find(KIND, id).ok_or_else(|| Refusal::not_found(KIND, id))?;
    params.only("client_secret")?;
    caller::knows(&intent, KIND, params)?;
    Ok(intent)
}

/// Changes what is written on one, and for whom and with what it is, before it has succeeded.
pub(crate) fn update(desk: &mut Desk<'_>, id: &str, params: &Params) -> Result<Value, Refusal> {
    let mut intent = retrieve(desk, id, &Params::default())?;
    params.only(KNOWN_OF_UPDATE)?;
    payment_intents::no_types(desk, params)?;
    let metadata = metadata(params, &field(&intent, "metadata"))?;
    set(&mut intent, "metadata", metadata);
    if params.has("description") {
        set(&mut intent, "description", params.text_or_null("description"));
    }
    if params.has("customer") || params.has("payment_method") {
        if !text(&intent, "status").starts_with("requires_") {
            return Err(unexpected(&intent, "update"));
        }
        if let Some(customer) = customers::named(desk, params)? {
            set(&mut intent, "customer", field(&customer, "id"));
        }
        if let Some(method) = params.text("payment_method") {
            payment_intents::exists(desk, params, "usd")?;
            let news = json!({ "payment_method": method, "status": "requires_confirmation" });
            overlay(&mut intent, &news);
        }
    }
    desk.put(&intent);
    Ok(intent)
}

pub(crate) fn cancel(desk: &mut Desk<'_>, id: &str, params: &Params) -> Result<Value, Refusal> {
    let mut intent = retrieve(desk, id, &Params::default())?;
    params.only("cancellation_reason")?;
    let allowed = ["abandoned", "duplicate", "requested_by_customer"];
    let reason = params.word("cancellation_reason", &allowed)?;
    if !text(&intent, "status").starts_with("requires_") {
        return Err(unexpected(&intent, "cancel"));
    }
    let news = json!({ "status": "canceled", "cancellation_reason": reason, "next_action": null });
    overlay(&mut intent, &news);
    desk.put(&intent);
    desk.emit("setup_intent.canceled", &intent);
    Ok(intent)
}

/// What is said where its status forbids what is asked.
pub(crate) fn unexpected(intent: &Value, verb: &str) -> Refusal {
    let status = text(intent, "status");
    let message =
        format!("You cannot {verb} this SetupIntent because it has a status of {status}.");
    Refusal::invalid(&message)
        .code("setup_intent_unexpected_state")
        .with(&json!({ "setup_intent": intent }))
}

pub(crate) fn list(desk: &mut Desk<'_>, params: &Params) -> Result<Value, Refusal> {
    params.only(
        "attach_to_self created customer customer_account ending_before limit payment_method \
         starting_after",
    )?;
    let span = lists::Span::parse(params)?;
    let same = |intent: &Value, name| params.text(name).is_none_or(|v| text(intent, name) == v);
    let wanted = |intent: &&Value| {
        span.holds(intent)
            && ["customer", "payment_method"].into_iter().all(|name| same(intent, name))
    };
    lists::page("/v1/setup_intents", params, desk.newest(KIND), wanted)
}
