//! Payment methods that a customer keeps: attached, detached, found again when money is due.

use serde_json::{Value, json};

use super::cards::Card;
use super::payment_methods::{self, KIND, Means};
use super::{cards, confirmed_method, customers, subscriptions};
use crate::desk::Desk;
use crate::lists;
use crate::metadata::metadata;
use crate::object::{field, is_on, or_null, set, text};
use crate::params::Params;
use crate::refusal::Refusal;

/// `type=card` with `card[token]` or `card[number]`, as the fake knows no other kind to keep.
pub(crate) fn create(desk: &mut Desk<'_>, params: &Params) -> Result<Value, Refusal> {
    params.only("allow_redisplay billing_details card customer metadata payment_method type")?;
    params.needed("type")?;
    params.word("type", &["card"])?;
    let metadata = metadata(params, &Value::Null)?;
    let card = card(desk, &params.part("card"))?;
    let billing = payment_methods::billing_of(&params.part("billing_details"));
    let mut method = payment_methods::create(desk, &Means::Card(card), &billing);
    set(&mut method, "metadata", metadata);
    desk.put(&method);
    Ok(method)
}

/// The card that a request gives by its number or by a token.
///
/// # Errors
/// When it cannot be a card.
pub(crate) fn card(desk: &Desk<'_>, part: &Params) -> Result<Card, Refusal> {
    part.only("cvc exp_month exp_year networks number token")?;
    match part.text("token") {
        Some(token) => {
            of_token(desk, token).ok_or_else(|| Refusal::no_such("token", token, "card[token]"))
        }
        None => typed(desk, part),
    }
}

/// `tok_visa` stands for the card that `pm_card_visa` stands for.
fn of_token(desk: &Desk<'_>, token: &str) -> Option<Card> {
    let name = token.strip_prefix("tok_")?;
    match payment_methods::ready_made(&format!("pm_card_{name}"), "usd", desk.today().0)? {
        Means::Card(card) => Some(card),
        Means::Debit(_) => None,
    }
}

fn typed(desk: &Desk<'_>, part: &Params) -> Result<Card, Refusal> {
    let (month, year) = (part.needed("exp_month")?, part.needed("exp_year")?);
    let expiry = format!("{month}/{year}");
    let cvc = part.text("cvc").unwrap_or("123");
    Card::parse(part.needed("number")?, &expiry, cvc, desk.today())
}

pub(crate) fn attach(desk: &mut Desk<'_>, id: &str, params: &Params) -> Result<Value, Refusal> {
    params.only("customer customer_account")?;
    params.needed("customer")?;
    let customer = customers::named(desk, params)?.unwrap_or_default();
    keep(desk, id, &customer)
}

/// Attaches a payment method, or a copy of a ready-made one, to a customer.
///
/// # Errors
/// When there is none with this id, when it belongs to somebody else, and when the bank declines.
pub(crate) fn keep(desk: &mut Desk<'_>, id: &str, customer: &Value) -> Result<Value, Refusal> {
    let ready = payment_methods::ready_made(id, "usd", desk.today().0);
    let billing = payment_methods::billing(text(customer, "email"), text(customer, "name"));
    if let Some(Means::Card(card)) = &ready {
        card.attaches()?;
    }
    let mut method = match ready {
        Some(means @ Means::Card(_)) => payment_methods::create(desk, &means, &billing),
        Some(Means::Debit(_)) => {
            return Err(Refusal::invalid("The fake Stripe keeps only cards for later."));
        }
        None => desk
            .find(KIND, id)
            .ok_or_else(|| Refusal::no_such("PaymentMethod", id, "payment_method"))?,
    };
    let owner = text(&method, "customer");
    if !owner.is_empty() && owner != text(customer, "id") {
        let message = "The payment method you provided has already been attached to a customer.";
        return Err(Refusal::invalid(message));
    }
    let hidden = desk.hidden(text(&method, "id"));
    if is_on(&hidden, "spent") {
        return Err(Refusal::invalid(confirmed_method::SPENT).param("payment_method"));
    }
    if let Some(card) = cards::Card::remembered(&hidden) {
        card.attaches()?;
    }
    own(desk, &mut method, customer);
    Ok(method)
}

/// Writes whose method it is and tells it; no bank is asked.
pub(crate) fn own(desk: &mut Desk<'_>, method: &mut Value, customer: &Value) {
    if text(method, "customer") != text(customer, "id") {
        set(method, "customer", field(customer, "id"));
        desk.put(method);
        desk.emit("payment_method.attached", method);
    }
}

pub(crate) fn detach(desk: &mut Desk<'_>, id: &str) -> Result<Value, Refusal> {
    let before = payment_methods::retrieve(desk, id)?;
    if text(&before, "customer").is_empty() {
        let message = "The payment method you provided is not attached to a customer so detachment \
                       is impossible.";
        return Err(Refusal::invalid(message));
    }
    let mut method = before.clone();
    set(&mut method, "customer", Value::Null);
    desk.put(&method);
    confirmed_method::spend(desk, &method);
    let pays_with_it = |customer: &Value| {
        customer.pointer("/invoice_settings/default_payment_method") == Some(&json!(id))
    };
    let customer = desk.find("customer", text(&before, "customer")).filter(pays_with_it);
    if let Some(mut customer) = customer {
        make_default(desk, &mut customer, &Value::Null);
    }
    subscriptions::forget_method(desk, text(&before, "customer"), id);
    desk.emit_changed("payment_method.detached", &before, &method);
    Ok(method)
}

/// Makes a method the one that invoices are paid with; tells it when that is news.
pub(crate) fn make_default(desk: &mut Desk<'_>, customer: &mut Value, method: &Value) {
    let before = customer.clone();
    let mut settings = field(customer, "invoice_settings");
    set(&mut settings, "default_payment_method", method.clone());
    set(customer, "invoice_settings", settings);
    desk.put(customer);
    desk.emit_changed("customer.updated", &before, customer);
}

/// What an invoice is paid with: the subscription's own method, or its customer's.
pub(crate) fn default_of(desk: &Desk<'_>, subscription: &Value, customer: &str) -> Option<Value> {
    let customer = desk.find("customer", customer).unwrap_or_default();
    let theirs = customer.pointer("/invoice_settings/default_payment_method");
    let theirs = theirs.and_then(Value::as_str).unwrap_or_default();
    let own = text(subscription, "default_payment_method");
    desk.find(KIND, own).or_else(|| desk.find(KIND, theirs))
}

/// A customer's method by its id.
///
/// # Errors
/// When the customer is not there or has no such method.
pub(crate) fn retrieve(desk: &Desk<'_>, customer: &str, id: &str) -> Result<Value, Refusal> {
    customers::living(desk, customer).ok_or_else(|| Refusal::not_found("customer", customer))?;
    let method = desk.find(KIND, id).filter(|method| text(method, "customer") == customer);
    method.ok_or_else(|| Refusal::not_found("PaymentMethod", id))
}

/// The `default_payment_method` that a request names, which is this customer's; null for none.
///
/// # Errors
/// When it is not attached to the customer.
pub(crate) fn of_customer(
    desk: &Desk<'_>,
    params: &Params,
    customer: &str,
) -> Result<Value, Refusal> {
    let Some(wanted) = params.text("default_payment_method") else {
        return Ok(Value::Null);
    };
    let method = desk.find(KIND, wanted).filter(|method| text(method, "customer") == customer);
    if method.is_some() {
        return Ok(wanted.into());
    }
    let message = format!(
        "The customer does not have a payment method with the ID {wanted}. The payment method must \
         be attached to the customer."
    );
    Err(params.wrong("default_payment_method", &message).code("resource_missing"))
}

/// A customer's methods, by `customer` in the path or as a parameter.
pub(crate) fn list(
    desk: &mut Desk<'_>,
    owner: Option<&str>,
    params: &Params,
) -> Result<Value, Refusal> {
    params.only(
        "allow_redisplay customer customer_account ending_before limit starting_after type",
    )?;
    let owner = owner.or_else(|| params.text("customer")).unwrap_or_default().to_owned();
    if !owner.is_empty() && desk.find("customer", &owner).is_none_or(|c| is_on(&c, "deleted")) {
        return Err(Refusal::no_such("customer", &owner, "customer"));
    }
    let kind = params.text("type");
    let wanted = |method: &&Value| {
        text(method, "customer") == owner
            && !or_null(&owner).is_null()
            && kind.is_none_or(|kind| text(method, "type") == kind)
    };
    lists::page("/v1/payment_methods", params, desk.newest(KIND), wanted)
}
