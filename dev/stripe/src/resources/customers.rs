//! Customers: <https://docs.stripe.com/api/customers>.

use serde_json::{Value, json};

use super::{kept_methods, subscriptions};
use crate::desk::Desk;
use crate::lists;
use crate::metadata::metadata;
use crate::object::{field, is_on, set, text};
use crate::params::Params;
use crate::refusal::Refusal;

const KIND: &str = "customer";

/// What may be sent; what the fake has no use for is taken and left alone.
const KNOWN: &str = "address balance business_name cash_balance description email \
    individual_name invoice_prefix invoice_settings metadata name next_invoice_sequence \
    payment_method phone preferred_locales shipping source tax tax_exempt tax_id_data \
    test_clock default_source";

/// The texts that a customer may be given and that are kept as sent.
const TEXTS: [&str; 4] = ["description", "email", "name", "phone"];

pub(crate) fn create(desk: &mut Desk<'_>, params: &Params) -> Result<Value, Refusal> {
    params.only(KNOWN)?;
    check(params)?;
    let metadata = metadata(params, &Value::Null)?;
    let mut customer = new(desk, params.text("email").unwrap_or_default());
    set(&mut customer, "metadata", metadata);
    for name in TEXTS {
        set(&mut customer, name, params.text_or_null(name));
    }
    places(&mut customer, params);
    desk.put(&customer);
    desk.emit("customer.created", &customer);
    means(desk, &mut customer, params)?;
    Ok(customer)
}

/// The `payment_method` that comes with a request, and the one that invoices are paid with.
fn means(desk: &mut Desk<'_>, customer: &mut Value, params: &Params) -> Result<(), Refusal> {
    let settings = params.part("invoice_settings");
    settings.only("custom_fields default_payment_method footer rendering_options")?;
    let sent = params.text("payment_method").unwrap_or_default();
    let mut attached = String::new();
    if !sent.is_empty() {
        let method = kept_methods::keep(desk, sent, customer)?;
        text(&method, "id").clone_into(&mut attached);
    }
    if !settings.has("default_payment_method") {
        return Ok(());
    }
    let named = settings.text("default_payment_method").unwrap_or_default();
    let wanted = if named == sent && !named.is_empty() {
        attached.into()
    } else {
        kept_methods::of_customer(desk, &settings, text(customer, "id"))?
    };
    kept_methods::make_default(desk, customer, &wanted);
    Ok(())
}

/// A customer with an e-mail address; it is not written and not told yet.
pub(crate) fn new(desk: &mut Desk<'_>, email: &str) -> Value {
    let prefix = desk.fresh_of("", 8).to_uppercase();
    json!({
        "id": desk.fresh_of("cus_", 14), "object": KIND, "address": null, "balance": 0,
        "created": desk.now(), "currency": null, "customer_account": null, "default_source": null,
        "delinquent": false, "description": null, "email": crate::object::or_null(email),
        "invoice_prefix": prefix,
        "invoice_settings": {
            "custom_fields": null, "default_payment_method": null, "footer": null,
            "rendering_options": null,
        },
        "livemode": false, "metadata": {}, "name": null, "next_invoice_sequence": 1,
        "phone": null, "preferred_locales": [], "shipping": null, "tax_exempt": "none",
        "test_clock": null,
    })
}

pub(crate) fn retrieve(desk: &mut Desk<'_>, id: &str) -> Result<Value, Refusal> {
    desk.find(KIND, id).ok_or_else(|| Refusal::not_found(KIND, id))
}

pub(crate) fn update(desk: &mut Desk<'_>, id: &str, params: &Params) -> Result<Value, Refusal> {
    let mut customer = living(desk, id).ok_or_else(|| Refusal::not_found(KIND, id))?;
    let before = customer.clone();
    params.only(KNOWN)?;
    check(params)?;
    let metadata = metadata(params, &field(&customer, "metadata"))?;
    set(&mut customer, "metadata", metadata);
    for name in TEXTS.into_iter().filter(|name| params.has(name)) {
        set(&mut customer, name, params.text_or_null(name));
    }
    places(&mut customer, params);
    desk.put(&customer);
    desk.emit_changed("customer.updated", &before, &customer);
    means(desk, &mut customer, params)?;
    Ok(customer)
}

pub(crate) fn delete(desk: &mut Desk<'_>, id: &str) -> Result<Value, Refusal> {
    let customer = living(desk, id).ok_or_else(|| Refusal::not_found(KIND, id))?;
    subscriptions::end_all(desk, id);
    let deleted = json!({ "id": id, "object": KIND, "deleted": true });
    desk.put(&deleted);
    desk.emit("customer.deleted", &customer);
    Ok(deleted)
}

pub(crate) fn list(desk: &mut Desk<'_>, params: &Params) -> Result<Value, Refusal> {
    params.only("created email ending_before limit starting_after test_clock")?;
    let span = lists::Span::parse(params)?;
    let wanted = |customer: &&Value| {
        !is_on(customer, "deleted")
            && span.holds(customer)
            && params.text("email").is_none_or(|email| text(customer, "email") == email)
    };
    lists::page("/v1/customers", params, desk.newest(KIND), wanted)
}

/// Writes the address that a customer without one gave while paying.
pub(crate) fn know(desk: &mut Desk<'_>, customer: &mut Value, email: &str) {
    let before = customer.clone();
    set(customer, "email", crate::object::or_null(email));
    desk.put(customer);
    desk.emit_changed("customer.updated", &before, customer);
}

/// The customer that a parameter names, if it exists and is not deleted.
pub(crate) fn named(desk: &Desk<'_>, params: &Params) -> Result<Option<Value>, Refusal> {
    let Some(id) = params.text("customer") else {
        return Ok(None);
    };
    living(desk, id).map(Some).ok_or_else(|| Refusal::no_such(KIND, id, "customer"))
}

pub(crate) fn living(desk: &Desk<'_>, id: &str) -> Option<Value> {
    desk.find(KIND, id).filter(|customer| !is_on(customer, "deleted"))
}

fn check(params: &Params) -> Result<(), Refusal> {
    match params.text("email") {
        Some(email) if !email.contains('@') => Err(params
            .wrong("email", &format!("Invalid email address: {email}"))
            .code("email_invalid")),
        _ => Ok(()),
    }
}

/// Addresses are kept as sent.
fn places(customer: &mut Value, params: &Params) {
    for name in ["address", "shipping"].into_iter().filter(|name| params.has(name)) {
        let place = params.part(name).tree().clone();
        set(customer, name, if place.is_object() { place } else { Value::Null });
    }
}
