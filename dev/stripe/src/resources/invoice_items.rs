//! Invoice items: amounts that wait for an invoice. <https://docs.stripe.com/api/invoiceitems>.

use serde_json::{Value, json};

use super::{customers, prices};
use crate::desk::Desk;
use crate::lists;
use crate::metadata::metadata;
use crate::object::{field, set, text};
use crate::params::Params;
use crate::refusal::Refusal;

const KIND: &str = "invoiceitem";

/// The largest amount either way.
const LARGEST: i64 = prices::LARGEST;

pub(crate) fn create(desk: &mut Desk<'_>, params: &Params) -> Result<Value, Refusal> {
    params.only("amount currency customer description metadata")?;
    params.needed("customer")?;
    let customer = customers::named(desk, params)?.unwrap_or_default();
    params.needed("amount")?;
    let amount = params.whole("amount")?.filter(|amount| amount.abs() <= LARGEST);
    let amount = amount.ok_or_else(|| params.wrong("amount", "Invalid integer"))?;
    let now = desk.now();
    let item = json!({
        "id": desk.fresh("ii_1"), "object": KIND, "amount": amount,
        "currency": prices::currency(params)?, "customer": field(&customer, "id"),
        "customer_account": null, "date": now, "description": params.text_or_null("description"),
        "discountable": true, "discounts": [], "invoice": null, "livemode": false,
        "metadata": metadata(params, &Value::Null)?, "net_amount": amount, "parent": null,
        "period": { "end": now, "start": now }, "pricing": null, "proration": false,
        "proration_details": null, "quantity": 1, "quantity_decimal": "1", "tax_rates": [],
        "test_clock": null,
    });
    desk.put(&item);
    desk.emit("invoiceitem.created", &item);
    Ok(item)
}

pub(crate) fn retrieve(desk: &mut Desk<'_>, id: &str) -> Result<Value, Refusal> {
    desk.find(KIND, id).ok_or_else(|| Refusal::not_found(KIND, id))
}

pub(crate) fn list(desk: &mut Desk<'_>, params: &Params) -> Result<Value, Refusal> {
    params.only("created customer ending_before invoice limit pending starting_after")?;
    let (span, pending) = (lists::Span::parse(params)?, params.switch("pending")?);
    let same = |item: &Value, name| params.text(name).is_none_or(|v| text(item, name) == v);
    let wanted = |item: &&Value| {
        span.holds(item)
            && ["customer", "invoice"].into_iter().all(|name| same(item, name))
            && pending.is_none_or(|pending| field(item, "invoice").is_null() == pending)
    };
    lists::page("/v1/invoiceitems", params, desk.newest(KIND), wanted)
}

/// What waits for a customer's next invoice, oldest first.
pub(crate) fn waiting(desk: &Desk<'_>, customer: &str) -> Vec<Value> {
    let waits =
        |item: &Value| text(item, "customer") == customer && field(item, "invoice").is_null();
    let mut items = desk.seen(KIND, waits);
    items.reverse();
    items
}

/// The line of an invoice that an item becomes.
pub(crate) fn line(desk: &mut Desk<'_>, item: &Value) -> Value {
    json!({
        "id": desk.fresh("il_1"), "object": "line_item", "amount": field(item, "amount"),
        "currency": field(item, "currency"), "description": field(item, "description"),
        "discount_amounts": [], "discountable": true, "discounts": [], "invoice": null,
        "livemode": false, "metadata": field(item, "metadata"),
        "parent": {
            "invoice_item_details": {
                "invoice_item": field(item, "id"), "proration": false,
                "proration_details": { "credited_items": null }, "subscription": null,
            },
            "subscription_item_details": null, "type": "invoice_item_details",
        },
        "period": field(item, "period"), "pretax_credit_amounts": [], "pricing": null,
        "quantity": 1, "quantity_decimal": "1", "subscription": null,
        "subtotal": field(item, "amount"), "taxes": [],
    })
}

/// Items are on an invoice now.
pub(crate) fn billed(desk: &mut Desk<'_>, items: Vec<Value>, invoice: &Value) {
    for mut item in items {
        set(&mut item, "invoice", field(invoice, "id"));
        desk.put(&item);
    }
}
