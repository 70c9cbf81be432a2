//! Invoice items: amounts that wait for an invoice. <https://docs.stripe.com/api/invoiceitems>.

use serde_json::{Value, json};

use super::item_cost::{self, Cost};
use super::{customers, invoice_drafts, prices};
use crate::desk::Desk;
use crate::lists;
use crate::metadata::metadata;
use crate::object::{field, is_on, set, text};
use crate::params::Params;
use crate::refusal::Refusal;

const KIND: &str = "invoiceitem";

const KNOWN: &str = "amount currency customer description discountable invoice metadata period \
    price_data pricing quantity quantity_decimal tax_behavior unit_amount_decimal";

/// An item of a draft, or one that waits for its customer's next invoice.
pub(crate) fn create(desk: &mut Desk<'_>, params: &Params) -> Result<Value, Refusal> {
    params.only(KNOWN)?;
    params.needed("customer")?;
    let customer = customers::named(desk, params)?.unwrap_or_default();
    let invoice = invoice_drafts::named(desk, params, &customer)?;
    let cost = item_cost::of(desk, params)?;
    let currency = currency(params, &cost, invoice.as_ref())?;
    let description = match params.text_or_null("description") {
        Value::Null => cost.name,
        said => said,
    };
    let item = json!({
        "id": desk.fresh("ii_1"), "object": KIND, "amount": cost.amount, "currency": currency,
        "customer": field(&customer, "id"), "customer_account": null, "date": desk.now(),
        "description": description,
        "discountable": params.switch("discountable")?.unwrap_or(cost.amount >= 0),
        "discounts": [], "invoice": invoice.as_ref().map(|invoice| field(invoice, "id")),
        "livemode": false, "metadata": metadata(params, &Value::Null)?,
        "net_amount": cost.amount, "parent": null, "period": period(desk, params)?,
        "pricing": cost.pricing, "proration": false, "proration_details": null,
        "quantity": cost.quantity, "quantity_decimal": cost.quantity.to_string(),
        "tax_rates": [], "test_clock": null,
    });
    desk.put(&item);
    desk.emit("invoiceitem.created", &item);
    if let Some(invoice) = &invoice {
        invoice_drafts::add(desk, invoice, &item);
    }
    Ok(item)
}

/// The currency of an item: its price's, or the one that is named, or its invoice's; never two.
fn currency(params: &Params, cost: &Cost, invoice: Option<&Value>) -> Result<String, Refusal> {
    let named = if params.has("currency") { Some(prices::currency(params)?) } else { None };
    let own = cost.currency.clone().or(named.clone());
    let invoiced = invoice.map(|invoice| text(invoice, "currency").to_owned());
    let currency = match own.or(invoiced.clone()) {
        Some(currency) => currency,
        None => prices::currency(params)?,
    };
    let others = [named, invoiced];
    if let Some(other) = others.into_iter().flatten().find(|other| *other != currency) {
        let message = format!("The currency of the item ({currency}) must be {other}.");
        return Err(params.wrong("currency", &message));
    }
    Ok(currency)
}

fn period(desk: &Desk<'_>, params: &Params) -> Result<Value, Refusal> {
    let part = params.part("period");
    part.only("end start")?;
    let now = desk.now();
    let (start, end) = (part.whole("start")?.unwrap_or(now), part.whole("end")?.unwrap_or(now));
    if end < start {
        return Err(part.wrong("end", "The end of a period is not before its start."));
    }
    Ok(json!({ "end": end, "start": start }))
}

pub(crate) fn retrieve(desk: &mut Desk<'_>, id: &str) -> Result<Value, Refusal> {
    let item = desk.find(KIND, id).filter(|item| !is_on(item, "deleted"));
    item.ok_or_else(|| Refusal::not_found(KIND, id))
}

pub(crate) fn list(desk: &mut Desk<'_>, params: &Params) -> Result<Value, Refusal> {
    params.only("created customer ending_before invoice limit pending starting_after")?;
    let (span, pending) = (lists::Span::parse(params)?, params.switch("pending")?);
    let same = |item: &Value, name| params.text(name).is_none_or(|v| text(item, name) == v);
    let wanted = |item: &&Value| {
        !is_on(item, "deleted")
            && span.holds(item)
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
        "period": field(item, "period"), "pretax_credit_amounts": [],
        "pricing": field(item, "pricing"), "quantity": field(item, "quantity"),
        "quantity_decimal": field(item, "quantity_decimal"), "subscription": null,
        "subtotal": field(item, "amount"), "taxes": [],
    })
}

/// Items are on an invoice now.
pub(crate) fn billed(desk: &mut Desk<'_>, items: Vec<Value>, invoice: &Value) {
    for mut item in items {
        set(&mut item, "invoice", field(invoice, "id"));
        desk.keep(&item, json!({ "waited": true }), None);
    }
}
