//! Confirming a setup intent: the bank agrees that a card is kept, or does not.
//! <https://docs.stripe.com/api/setup_intents/confirm>

use serde_json::{Value, json};

use super::cards::Card;
use super::payment_methods::{KIND as METHOD, Means};
use super::{authentication, confirmed_method, setup_intents};
use crate::caller;
use crate::desk::Desk;
use crate::object::{field, overlay, set, text};
use crate::params::Params;
use crate::refusal::Refusal;

const KNOWN: &str = "allowed_payment_method_types client_attribution_metadata client_secret \
    confirmation_token expected_payment_method_type mandate_data payment_method \
    payment_method_data payment_method_options return_url use_stripe_sdk";

/// Confirms one; where its card holder is to be asked first, it says so.
///
/// # Errors
/// When it cannot be confirmed, when what it names cannot be kept, and when the bank declines.
pub(crate) fn confirm(desk: &mut Desk<'_>, id: &str, params: &Params) -> Result<Value, Refusal> {
    let mut intent = setup_intents::retrieve(desk, id, &Params::default())?;
    params.only(KNOWN)?;
    caller::knows(&intent, setup_intents::KIND, params)?;
    if !text(&intent, "status").starts_with("requires_") {
        return Err(setup_intents::unexpected(&intent, "confirm"));
    }
    set_up(desk, &mut intent, params)?;
    Ok(intent)
}

/// Sets up what a request names.
///
/// # Errors
/// When it names nothing that can be kept, and when the bank declines.
pub(crate) fn set_up(
    desk: &mut Desk<'_>,
    intent: &mut Value,
    params: &Params,
) -> Result<(), Refusal> {
    let back = authentication::back(params)?;
    let (method, means) = confirmed_method::of(desk, intent, params)?;
    let Means::Card(card) = means else {
        return Err(Refusal::invalid("The fake Stripe keeps only cards for later."));
    };
    let mut hidden = desk.hidden(text(intent, "id"));
    set(&mut hidden, "return_url", back);
    desk.keep(intent, hidden, None);
    if card.asks_for_setup() {
        authentication::ask(desk, intent, &method);
        return Ok(());
    }
    decide(desk, intent, &method, &card)
}

/// What the bank says to a card whose holder has been asked as far as is needed.
fn decide(
    desk: &mut Desk<'_>,
    intent: &mut Value,
    method: &Value,
    card: &Card,
) -> Result<(), Refusal> {
    if let Err(refusal) = card.attaches() {
        let refusal = refusal.with(&json!({ "payment_method": method }));
        failed(desk, intent, method, &refusal);
        return Err(refusal.with(&json!({ "setup_intent": intent })));
    }
    let attempt = tried(desk, intent, method, "succeeded", &Value::Null);
    let news = json!({
        "status": "succeeded", "payment_method": field(method, "id"), "last_setup_error": null,
        "next_action": null, "latest_attempt": attempt,
    });
    overlay(intent, &news);
    desk.put(intent);
    confirmed_method::used(desk, intent, method, true);
    desk.emit("setup_intent.succeeded", intent);
    Ok(())
}

/// An attempt has failed, and this is why; another may follow.
fn failed(desk: &mut Desk<'_>, intent: &mut Value, method: &Value, refusal: &Refusal) {
    let attempt = tried(desk, intent, method, "failed", refusal.error());
    let news = json!({
        "status": "requires_payment_method", "payment_method": null, "next_action": null,
        "last_setup_error": refusal.error(), "latest_attempt": attempt,
    });
    overlay(intent, &news);
    desk.put(intent);
    desk.emit("setup_intent.setup_failed", intent);
}

/// Writes the attempt; its id.
fn tried(
    desk: &mut Desk<'_>,
    intent: &Value,
    method: &Value,
    status: &str,
    error: &Value,
) -> Value {
    let card = field(method, "card");
    let attempt = json!({
        "id": desk.fresh("setatt_1"), "object": "setup_attempt", "application": null,
        "created": desk.now(), "customer": field(intent, "customer"), "customer_account": null,
        "flow_directions": null, "livemode": false, "on_behalf_of": null,
        "payment_method": field(method, "id"),
        "payment_method_details": {
            "card": {
                "brand": field(&card, "brand"), "checks": field(&card, "checks"),
                "country": field(&card, "country"), "exp_month": field(&card, "exp_month"),
                "exp_year": field(&card, "exp_year"), "fingerprint": field(&card, "fingerprint"),
                "funding": field(&card, "funding"), "last4": field(&card, "last4"),
                "network": field(&card, "brand"), "three_d_secure": null, "wallet": null,
            },
            "type": "card",
        },
        "setup_error": error, "setup_intent": field(intent, "id"), "status": status,
        "usage": field(intent, "usage"),
    });
    desk.put(&attempt);
    field(&attempt, "id")
}

/// The card holder proves who they are, or does not.
///
/// # Errors
/// When nobody was asked, and when the bank declines all the same.
pub(crate) fn authenticate(desk: &mut Desk<'_>, id: &str, proven: bool) -> Result<Value, Refusal> {
    let mut intent = setup_intents::retrieve(desk, id, &Params::default())?;
    authentication::awaited(&intent)?;
    let method = desk.find(METHOD, text(&intent, "payment_method")).unwrap_or_default();
    let card = Card::remembered(&desk.hidden(text(&method, "id")));
    if let Some(card) = card.filter(|_| proven) {
        decide(desk, &mut intent, &method, &card)?;
    } else {
        let refusal = authentication::refusal(&intent, &method);
        failed(desk, &mut intent, &method, &refusal);
    }
    Ok(intent)
}
