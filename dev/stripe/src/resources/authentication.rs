//! Authentication: the bank asks the holder of a card who they are, before it pays or before the
//! card is kept. <https://docs.stripe.com/payments/3d-secure>

use serde_json::{Value, json};

use super::sessions;
use crate::desk::Desk;
use crate::object::{field, overlay, text};
use crate::params::Params;
use crate::refusal::Refusal;

/// The intent waits for its holder. Where it goes on afterwards is what `next_action` says: by the
/// bank's page and back, or in the hands of Stripe.js.
pub(crate) fn ask(desk: &mut Desk<'_>, intent: &mut Value, method: &Value) {
    let hidden = desk.hidden(text(intent, "id"));
    let back = text(&hidden, "return_url");
    let url = page(desk, intent);
    let action = if back.is_empty() {
        json!({
            "type": "use_stripe_sdk",
            "use_stripe_sdk": { "type": "three_d_secure_redirect", "stripe_js": url },
        })
    } else {
        json!({ "type": "redirect_to_url", "redirect_to_url": { "return_url": back, "url": url } })
    };
    let news = json!({
        "status": "requires_action", "next_action": action, "payment_method": field(method, "id"),
    });
    overlay(intent, &news);
    // An earlier attempt's error is told no longer.
    let error = match text(intent, "object") {
        "setup_intent" => "last_setup_error",
        _ => "last_payment_error",
    };
    overlay(intent, &json!({ error: null }));
    desk.put(intent);
    desk.emit(&format!("{}.requires_action", text(intent, "object")), intent);
}

/// Where a confirmation's page is to go back to: nowhere where Stripe.js takes the next step, though
/// it names an address as well.
///
/// # Errors
/// When what it names is no address.
pub(crate) fn back(params: &Params) -> Result<Option<String>, Refusal> {
    let back = sessions::address(params, "return_url")?;
    let stays = params.switch("use_stripe_sdk")? == Some(true);
    Ok(back.filter(|_| !stays))
}

/// Where the bank asks.
fn page(desk: &Desk<'_>, intent: &Value) -> String {
    let (id, secret) = (text(intent, "id"), text(intent, "client_secret"));
    format!("{}/stripe/authenticate/{id}?client_secret={secret}", desk.settings().base)
}

/// The holder could not prove who they are, or did not want to.
pub(crate) fn refusal(intent: &Value, method: &Value) -> Refusal {
    let code = match text(intent, "object") {
        "setup_intent" => "setup_intent_authentication_failure",
        _ => "payment_intent_authentication_failure",
    };
    let message = "We are unable to authenticate your payment method. Please choose a different \
                   payment method and try again.";
    Refusal::invalid(message).code(code).with(&json!({ "payment_method": method }))
}

/// The intent is one that waits for its holder.
///
/// # Errors
/// When it does not.
pub(crate) fn awaited(intent: &Value) -> Result<(), Refusal> {
    if text(intent, "status") == "requires_action" {
        return Ok(());
    }
    Err(Refusal::invalid("The intent is not waiting for its card holder."))
}
