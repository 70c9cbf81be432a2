//! The many fields of an invoice, drafted from its lines: <https://docs.stripe.com/api/invoices>.

use serde_json::{Value, json};

use super::invoices::KIND;
use super::{discounts, invoice_lines};
use crate::desk::Desk;
use crate::object::{entries, field, overlay, set, text, whole};

/// A draft of a subscription's, less what its discount takes; neither written nor told. It looks
/// back to `since`.
pub(crate) fn of_subscription(
    desk: &mut Desk<'_>,
    subscription: &mut Value,
    (reason, since): (&str, i64),
    mut lines: Vec<Value>,
) -> Value {
    let currency = text(subscription, "currency").to_owned();
    let off = discounts::take(desk, subscription, sum(&lines), &currency);
    if let Some((off, discount)) = &off {
        spread(&mut lines, *off, discount);
    }
    let mut invoice = draft(desk, text(subscription, "customer"), &currency, reason, lines);
    let parent = json!({
        "quote_details": null,
        "subscription_details": {
            "metadata": field(subscription, "metadata"), "subscription": field(subscription, "id"),
            "subscription_proration_date": null,
        },
        "type": "subscription_details",
    });
    overlay(&mut invoice, &json!({ "parent": parent, "period_start": since }));
    if let Some((off, discount)) = off {
        let total = whole(&invoice, "subtotal").saturating_sub(off);
        let amounts = json!({
            "discounts": [discount], "total_discount_amounts": [{ "amount": off, "discount": discount }],
        });
        overlay(&mut invoice, &amounts);
        sums(desk, &mut invoice, total);
    }
    invoice
}

/// A draft of these lines; neither written nor told.
pub(crate) fn draft(
    desk: &mut Desk<'_>,
    customer: &str,
    currency: &str,
    reason: &str,
    lines: Vec<Value>,
) -> Value {
    let (id, now) = (desk.fresh("in_1"), desk.now());
    let customer = desk.find("customer", customer).unwrap_or_default();
    let lines = invoice_lines::billed(lines, &id.as_str().into());
    let subtotal = sum(&lines);
    let mut invoice = json!({
        "id": id, "object": KIND, "account_country": "US", "account_name": "Test shop",
        "account_tax_ids": null, "amount_due": 0, "amount_overpaid": 0, "amount_paid": 0,
        "amount_remaining": 0, "amount_shipping": 0, "application": null, "attempt_count": 0,
        "attempted": false, "auto_advance": true,
        "automatic_tax": {
            "disabled_reason": null, "enabled": false, "liability": null, "provider": null,
            "status": null,
        },
        "automatically_finalizes_at": null, "billing_reason": reason,
        "collection_method": "charge_automatically", "created": now, "currency": currency,
        "custom_fields": null, "customer_account": null, "customer_shipping": null,
        "customer_tax_exempt": "none", "customer_tax_ids": [], "default_payment_method": null,
        "default_source": null, "default_tax_rates": [], "description": null, "discounts": [],
        "due_date": null, "effective_at": null, "ending_balance": null, "footer": null,
        "from_invoice": null, "hosted_invoice_url": null, "invoice_pdf": null,
        "issuer": { "type": "self" }, "last_finalization_error": null, "latest_revision": null,
    });
    let whose = json!({
        "customer": field(&customer, "id"),
        "customer_address": field(&customer, "address"),
        "customer_email": field(&customer, "email"), "customer_name": field(&customer, "name"),
        "customer_phone": field(&customer, "phone"),
        "starting_balance": whole(&customer, "balance"),
    });
    overlay(&mut invoice, &whose);
    let rest = json!({
        "lines": {
            "object": "list", "data": lines, "has_more": false,
            "url": format!("/v1/invoices/{id}/lines"),
        },
        "livemode": false, "metadata": {}, "next_payment_attempt": null, "number": null,
        "on_behalf_of": null, "parent": null,
        "payment_settings": {
            "default_mandate": null, "payment_method_options": null, "payment_method_types": null,
        },
        "period_end": now, "period_start": now, "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0, "receipt_number": null, "rendering": null,
        "shipping_cost": null, "shipping_details": null,
        "statement_descriptor": null, "status": "draft",
        "status_transitions": {
            "finalized_at": null, "marked_uncollectible_at": null, "paid_at": null,
            "voided_at": null,
        },
        "subtotal": subtotal, "subtotal_excluding_tax": subtotal, "test_clock": null, "total": 0,
        "total_discount_amounts": [], "total_excluding_tax": 0, "total_pretax_credit_amounts": [],
        "total_taxes": [], "webhooks_delivered_at": now,
    });
    overlay(&mut invoice, &rest);
    sums(desk, &mut invoice, subtotal);
    invoice
}

/// Puts these lines on a draft that has no discount, and adds them up.
pub(crate) fn put_lines(desk: &Desk<'_>, invoice: &mut Value, lines: Vec<Value>) {
    let subtotal = sum(&lines);
    let mut list = field(invoice, "lines");
    set(&mut list, "data", lines);
    set(invoice, "lines", list);
    overlay(invoice, &json!({ "subtotal": subtotal, "subtotal_excluding_tax": subtotal }));
    sums(desk, invoice, subtotal);
}

/// What is due of a total: a credit that the customer has is used up first; what is less than
/// nothing becomes one when the invoice is finalized.
fn sums(desk: &Desk<'_>, invoice: &mut Value, total: i64) {
    let customer = desk.find("customer", text(invoice, "customer")).unwrap_or_default();
    let due = total.saturating_add(whole(&customer, "balance")).max(0);
    let news = json!({
        "total": total, "total_excluding_tax": total, "amount_due": due, "amount_remaining": due,
    });
    overlay(invoice, &news);
}

fn sum(lines: &[Value]) -> i64 {
    lines.iter().fold(0, |sum, line| whole(line, "amount").saturating_add(sum))
}

/// Shares a discount out over the lines by what they cost; the last takes what rounding leaves.
fn spread(lines: &mut [Value], off: i64, discount: &Value) {
    let (total, last) = (sum(lines), lines.len().saturating_sub(1));
    let mut left = off;
    for (place, line) in lines.iter_mut().enumerate() {
        let amount = whole(line, "amount").saturating_mul(off);
        let share = amount.checked_div(total).unwrap_or_default();
        let share = if place == last { left } else { share };
        left = left.saturating_sub(share);
        set(line, "discount_amounts", json!([{ "amount": share, "discount": discount }]));
    }
}

/// The subscription that an invoice is of; empty where it is of none.
pub(crate) fn subscription_of(invoice: &Value) -> &str {
    let name = invoice.pointer("/parent/subscription_details/subscription");
    name.and_then(Value::as_str).unwrap_or_default()
}

/// The lines of an invoice.
pub(crate) fn lines(invoice: &Value) -> Vec<Value> {
    invoice.get("lines").map(|list| entries(list, "data").to_vec()).unwrap_or_default()
}
