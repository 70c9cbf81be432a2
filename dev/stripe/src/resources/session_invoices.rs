//! The invoice that a checkout session of `payment` mode leaves behind when it is paid, where that
//! was asked for. <https://docs.stripe.com/payments/checkout/receipts#paid-invoices>

use serde_json::{Value, json};

use super::invoice_lines::{self, Line};
use super::{invoice_life, invoice_shape};
use crate::desk::Desk;
use crate::metadata::metadata;
use crate::object::{entries, field, is_on, overlay, set, text, whole};
use crate::params::Params;
use crate::refusal::Refusal;

/// What a request says about it; nothing where it says nothing.
///
/// # Errors
/// When a subscription is sold, whose invoices come by themselves.
pub(crate) fn asked(params: &Params, recurs: bool) -> Result<Option<Value>, Refusal> {
    if !params.has("invoice_creation") {
        return Ok(None);
    }
    let part = params.part("invoice_creation");
    part.only("enabled invoice_data")?;
    part.needed("enabled")?;
    let enabled = part.switch("enabled")?.unwrap_or(false);
    if recurs {
        let message = "You can only enable invoice creation when `mode` is set to `payment`. \
                       Invoices are created automatically when `mode` is set to `subscription`.";
        return Err(params.wrong("invoice_creation", message));
    }
    let data = part.part("invoice_data");
    data.only(
        "account_tax_ids custom_fields description footer issuer metadata rendering_options",
    )?;
    Ok(Some(json!({
        "enabled": enabled,
        "invoice_data": {
            "account_tax_ids": null, "custom_fields": null,
            "description": data.text_or_null("description"),
            "footer": data.text_or_null("footer"), "issuer": null,
            "metadata": metadata(&data, &Value::Null)?, "rendering_options": null,
        },
    })))
}

/// Whether a session leaves an invoice, and so needs a customer.
pub(crate) fn is_wanted(session: &Value) -> bool {
    is_on(&field(session, "invoice_creation"), "enabled")
}

/// Makes it, of what the session sold; it is paid from the beginning.
pub(crate) fn make(desk: &mut Desk<'_>, session: &mut Value) {
    if !is_wanted(session) || !field(session, "invoice").is_null() {
        return;
    }
    let hidden = desk.hidden(text(session, "id"));
    let mut lines = Vec::new();
    for item in entries(&hidden, "line_items") {
        lines.push(line(desk, item));
    }
    let (customer, currency) = (text(session, "customer"), text(session, "currency"));
    let mut invoice = invoice_shape::draft(desk, customer, currency, "manual", lines);
    let total = whole(session, "amount_total");
    let creation = field(session, "invoice_creation");
    let data = field(&creation, "invoice_data");
    let news = json!({
        "auto_advance": false, "total": total, "total_excluding_tax": total, "amount_due": total,
        "amount_remaining": total, "description": field(&data, "description"),
        "footer": field(&data, "footer"), "metadata": field(&data, "metadata"),
    });
    overlay(&mut invoice, &news);
    let off = whole(session, "amount_subtotal").saturating_sub(total);
    if off > 0 {
        let discount = desk.fresh("di_1");
        let amounts = json!({
            "discounts": [discount],
            "total_discount_amounts": [{ "amount": off, "discount": discount }],
        });
        overlay(&mut invoice, &amounts);
    }
    desk.keep(&invoice, json!({}), None);
    desk.emit("invoice.created", &invoice);
    let intent = desk.find("payment_intent", text(session, "payment_intent"));
    invoice_life::was_paid_before(desk, &mut invoice, intent.as_ref());
    set(session, "invoice", field(&invoice, "id"));
}

fn line(desk: &mut Desk<'_>, item: &Value) -> Value {
    let now = desk.now();
    let parent = json!({
        "invoice_item_details": {
            "invoice_item": desk.fresh("ii_1"), "proration": false,
            "proration_details": { "credited_items": null }, "subscription": null,
        },
        "subscription_item_details": null, "type": "invoice_item_details",
    });
    let said = Line {
        amount: whole(item, "amount_subtotal"),
        description: text(item, "description").to_owned(),
        price: &field(item, "price"),
        quantity: whole(item, "quantity"),
        period: (now, now),
        parent,
        metadata: json!({}),
    };
    invoice_lines::line(desk, &said)
}
