//! What a confirmation names to pay with or to keep: a method that is there, a ready-made one, or
//! the data of a new one, as Stripe.js sends it.

use serde_json::{Value, json};

use super::cards::Card;
use super::payment_methods::{self, KIND, Means};
use super::{customers, kept_methods};
use crate::desk::Desk;
use crate::object::{field, is_on, set, text};
use crate::params::Params;
use crate::refusal::Refusal;

/// What Stripe.js and others may say about a new method.
const KNOWN_OF_DATA: &str = "allow_redisplay billing_details card client_attribution_metadata guid \
    metadata muid pasted_fields payment_user_agent radar_options referrer sid time_on_page type";

/// What is said of a method that was used up.
pub(crate) const SPENT: &str = "The provided PaymentMethod was previously used with a \
    PaymentIntent without Customer attachment, shared with a connected account without Customer \
    attachment, or was detached from a Customer. It may not be used again. To use a PaymentMethod \
    multiple times, you must attach it to a Customer first.";

/// The method that a confirmation of this intent names, written, and what it stands for. A method
/// that is a customer's is for intents of that customer alone.
///
/// # Errors
/// When there is none, when the card cannot be one, and when it is somebody else's.
pub(crate) fn of(
    desk: &mut Desk<'_>,
    intent: &Value,
    params: &Params,
) -> Result<(Value, Means), Refusal> {
    if params.has("payment_method") && params.has("payment_method_data") {
        let message = "You may only specify one of these parameters: payment_method, \
                       payment_method_data.";
        return Err(params.wrong("payment_method_data", message).code("parameters_exclusive"));
    }
    if params.has("payment_method_data") {
        return new(desk, &params.part("payment_method_data"));
    }
    let own = text(intent, "payment_method");
    let id = params.text("payment_method").unwrap_or(own);
    if id.is_empty() {
        return Err(missing(intent));
    }
    let currency = text(intent, "currency");
    if let Some(means) = payment_methods::ready_made(id, currency, desk.today().0) {
        let billing = payment_methods::billing(text(intent, "receipt_email"), "");
        return Ok((payment_methods::create(desk, &means, &billing), means));
    }
    let method = desk.find(KIND, id);
    let remembered = Card::remembered(&desk.hidden(id)).map(Means::Card);
    let (Some(method), Some(means)) = (method, remembered) else {
        return Err(Refusal::no_such("PaymentMethod", id, "payment_method"));
    };
    usable(desk, &method, intent)?;
    Ok((method, means))
}

fn missing(intent: &Value) -> Refusal {
    let (kind, code) = match text(intent, "object") {
        "setup_intent" => ("SetupIntent", "setup_intent_unexpected_state"),
        _ => ("PaymentIntent", "payment_intent_unexpected_state"),
    };
    let message = format!(
        "You cannot confirm this {kind} because it's missing a payment method. You can either \
         update the {kind} with a payment method and then confirm it again, or confirm it again \
         directly with a payment method or ConfirmationToken."
    );
    Refusal::invalid(&message).code(code)
}

fn new(desk: &mut Desk<'_>, data: &Params) -> Result<(Value, Means), Refusal> {
    data.only(KNOWN_OF_DATA)?;
    data.needed("type")?;
    data.word("type", &["card"])?;
    let means = Means::Card(kept_methods::card(desk, &data.part("card"))?);
    let billing = payment_methods::billing_of(&data.part("billing_details"));
    let method = payment_methods::create(desk, &means, &billing);
    Ok((method, means))
}

/// A customer's method is used for that customer; one that was used without a customer, or was
/// detached, is used up.
///
/// # Errors
/// When it may not be used for this intent.
fn usable(desk: &Desk<'_>, method: &Value, intent: &Value) -> Result<(), Refusal> {
    let (id, owner) = (text(method, "id"), text(method, "customer"));
    let customer = text(intent, "customer");
    let kind = match text(intent, "object") {
        "setup_intent" => "SetupIntent",
        _ => "PaymentIntent",
    };
    let message = if is_on(&desk.hidden(id), "spent") {
        SPENT.to_owned()
    } else if owner == customer || owner.is_empty() {
        return Ok(());
    } else if customer.is_empty() {
        format!(
            "The `payment_method` parameter supplied {id} belongs to the Customer {owner}. Please \
             include the Customer in the `customer` parameter on the {kind}."
        )
    } else {
        format!("The payment method {id} does not belong to the Customer {customer}.")
    };
    Err(Refusal::invalid(&message).param("payment_method"))
}

/// A method has paid or is set up: the intent's customer keeps it where that was asked for, and it
/// is used up where nobody has it.
pub(crate) fn used(desk: &mut Desk<'_>, intent: &Value, method: &Value, keep: bool) {
    let Some(mut method) = desk.find(KIND, text(method, "id")) else {
        return;
    };
    let mut hidden = desk.hidden(text(&method, "id"));
    let customer = customers::living(desk, text(intent, "customer"));
    match customer.filter(|_| keep) {
        Some(customer) => {
            set(&mut hidden, "set_up", true);
            desk.keep(&method, hidden, None);
            kept_methods::own(desk, &mut method, &customer);
        }
        None if field(&method, "customer").is_null() && !hidden.is_null() => {
            set(&mut hidden, "spent", true);
            desk.keep(&method, hidden, None);
        }
        None => {}
    }
}

/// Nobody may use a method any more that was detached.
pub(crate) fn spend(desk: &mut Desk<'_>, method: &Value) {
    let mut hidden = desk.hidden(text(method, "id"));
    if hidden.is_object() {
        crate::object::overlay(&mut hidden, &json!({ "spent": true }));
        desk.keep(method, hidden, None);
    }
}
