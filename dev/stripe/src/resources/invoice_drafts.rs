//! Drafts of invoices made by hand: what is put on them, changed and thrown away.

use serde_json::{Value, json};

use super::invoices::{self, KIND};
use super::{invoice_items, invoice_shape, kept_methods};
use crate::desk::Desk;
use crate::metadata::metadata;
use crate::object::{field, overlay, set, text};
use crate::params::Params;
use crate::refusal::Refusal;

/// An invoice has at most so many items.
const MOST: usize = 250;

/// What nobody may change any more once an invoice is finalized.
const OF_DRAFTS: [&str; 2] = ["description", "footer"];

/// The draft that a new item is to be put on, if one is named.
///
/// # Errors
/// When it is somebody else's, no draft any more, or full.
pub(crate) fn named(
    desk: &Desk<'_>,
    params: &Params,
    customer: &Value,
) -> Result<Option<Value>, Refusal> {
    let Some(id) = params.text("invoice") else {
        return Ok(None);
    };
    let invoice = desk.find(KIND, id).filter(|invoice| !text(invoice, "status").is_empty());
    let invoice = invoice.ok_or_else(|| Refusal::no_such(KIND, id, "invoice"))?;
    if text(&invoice, "customer") != text(customer, "id") {
        let message =
            format!("The invoice {id} belongs to another customer than {}.", text(customer, "id"));
        return Err(params.wrong("invoice", &message));
    }
    if text(&invoice, "status") != "draft" {
        let message = "This invoice is no longer editable";
        return Err(params.wrong("invoice", message).code("invoice_not_editable"));
    }
    if invoice_shape::lines(&invoice).len() >= MOST {
        return Err(params.wrong("invoice", "An invoice has at most 250 items."));
    }
    Ok(Some(invoice))
}

/// Puts an item on a draft as its last line.
pub(crate) fn add(desk: &mut Desk<'_>, before: &Value, item: &Value) {
    let mut line = invoice_items::line(desk, item);
    set(&mut line, "invoice", field(before, "id"));
    let mut lines = invoice_shape::lines(before);
    lines.push(line);
    let mut invoice = before.clone();
    invoice_shape::put_lines(desk, &mut invoice, lines);
    desk.put(&invoice);
    desk.emit_changed("invoice.updated", before, &invoice);
}

/// Changes an invoice: its metadata and what pays it at any time, the rest while it is a draft.
///
/// # Errors
/// When it may not be changed so any more.
pub(crate) fn update(desk: &mut Desk<'_>, id: &str, params: &Params) -> Result<Value, Refusal> {
    let before = invoices::retrieve(desk, id)?;
    params.only("auto_advance default_payment_method description footer metadata")?;
    let status = text(&before, "status");
    if let Some(name) = OF_DRAFTS.into_iter().find(|name| params.has(name) && status != "draft") {
        let message = "Finalized invoices can't be updated in this way. For more details see: \
                       https://stripe.com/docs/invoicing/invoice-edits";
        return Err(params.wrong(name, message).code("invoice_not_editable"));
    }
    let mut invoice = before.clone();
    set(&mut invoice, "metadata", metadata(params, &field(&before, "metadata"))?);
    for name in OF_DRAFTS.into_iter().filter(|name| params.has(name)) {
        set(&mut invoice, name, params.text_or_null(name));
    }
    if params.has("default_payment_method") {
        let method = kept_methods::of_customer(desk, params, text(&before, "customer"))?;
        set(&mut invoice, "default_payment_method", method);
    }
    if let Some(advances) = params.switch("auto_advance")? {
        set(&mut invoice, "auto_advance", advances);
    }
    advance(desk, &mut invoice);
    desk.emit_changed("invoice.updated", &before, &invoice);
    Ok(invoice)
}

/// Writes an invoice made by hand, and when it goes on by itself: a draft is finalized and an open
/// one tried an hour later, unless `auto_advance` is off.
pub(crate) fn advance(desk: &mut Desk<'_>, invoice: &mut Value) {
    let hidden = desk.hidden(text(invoice, "id"));
    let by_hand = text(invoice, "billing_reason") == "manual";
    let advances = crate::object::is_on(invoice, "auto_advance");
    let due = match text(invoice, "status") {
        "draft" if by_hand => {
            let at = advances.then(|| desk.now().saturating_add(HOUR));
            set(invoice, "automatically_finalizes_at", at);
            at
        }
        "open" if by_hand => {
            let at = advances.then(|| desk.now().saturating_add(HOUR));
            set(invoice, "next_payment_attempt", at);
            at
        }
        _ => desk.due(text(invoice, "id")),
    };
    desk.keep(invoice, hidden, due);
}

/// Stripe waits about so long before an invoice goes on by itself.
const HOUR: i64 = 3_600;

/// Throws a draft away. What waited for an invoice waits again, and what was made for this one goes
/// with it.
///
/// # Errors
/// When it is no draft any more.
pub(crate) fn delete(desk: &mut Desk<'_>, id: &str) -> Result<Value, Refusal> {
    let invoice = invoices::retrieve(desk, id)?;
    if text(&invoice, "status") != "draft" {
        return Err(
            Refusal::invalid("You can only delete draft invoices.").code("invoice_not_editable")
        );
    }
    for mut item in desk.seen("invoiceitem", |item| text(item, "invoice") == id) {
        let item_id = text(&item, "id").to_owned();
        if crate::object::is_on(&desk.hidden(&item_id), "waited") {
            set(&mut item, "invoice", Value::Null);
            desk.put(&item);
        } else {
            desk.put(&json!({ "id": item_id, "object": "invoiceitem", "deleted": true }));
            desk.emit("invoiceitem.deleted", &item);
        }
    }
    let deleted = json!({ "id": id, "object": KIND, "deleted": true });
    desk.keep(&deleted, Value::Null, None);
    let mut last = invoice;
    overlay(&mut last, &json!({ "auto_advance": false }));
    desk.emit("invoice.deleted", &last);
    Ok(deleted)
}
