//! The lines of an invoice: what a period costs, what a trial does not, what a change moves.

use serde_json::{Value, json};

use super::subscription_shape as shape;
use super::subscription_start::Wanted;
use crate::desk::Desk;
use crate::hosted::money::{money, per};
use crate::object::{field, set, text, whole};

/// What one line says; its invoice is not known yet.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    pub(crate) amount: i64,
    pub(crate) description: String,
    pub(crate) price: &'a Value,
    pub(crate) quantity: i64,
    pub(crate) period: (i64, i64),
    pub(crate) parent: Value,
    pub(crate) metadata: Value,
}

pub(crate) fn line(desk: &mut Desk<'_>, said: &Line<'_>) -> Value {
    let price = said.price;
    json!({
        "id": desk.fresh("il_1"), "object": "line_item", "amount": said.amount,
        "currency": field(price, "currency"), "description": said.description,
        "discount_amounts": [], "discountable": true, "discounts": [], "invoice": null,
        "livemode": false, "metadata": said.metadata, "parent": said.parent,
        "period": { "start": said.period.0, "end": said.period.1 }, "pretax_credit_amounts": [],
        "pricing": {
            "price_details": { "price": field(price, "id"), "product": field(price, "product") },
            "type": "price_details", "unit_amount_decimal": field(price, "unit_amount_decimal"),
        },
        "quantity": said.quantity, "quantity_decimal": said.quantity.to_string(),
        "subscription": null, "subtotal": said.amount, "taxes": [],
    })
}

/// The parent of a line that an item of a subscription causes.
pub(crate) fn of_item(item: &Value, proration: bool) -> Value {
    json!({
        "invoice_item_details": null,
        "subscription_item_details": {
            "invoice_item": null, "proration": proration,
            "proration_details": { "credited_items": null },
            "subscription": field(item, "subscription"), "subscription_item": field(item, "id"),
        },
        "type": "subscription_item_details",
    })
}

/// One line an item, for the period that it is in; a trial costs nothing.
pub(crate) fn of_period(desk: &mut Desk<'_>, subscription: &Value) -> Vec<Value> {
    let trialing = text(subscription, "status") == "trialing";
    let mut lines = Vec::new();
    for item in shape::items(subscription) {
        let (price, quantity) = (field(&item, "price"), whole(&item, "quantity"));
        let unit = whole(&price, "unit_amount");
        let product = name(desk, &price);
        let (amount, description) = if trialing {
            (0, format!("Trial period for {product}"))
        } else {
            let each = money(unit, text(&price, "currency"));
            let per = per(&price);
            let per = per.trim_start_matches("per ");
            let says = format!("{quantity} × {product} (at {each} / {per})");
            (unit.saturating_mul(quantity), says)
        };
        let period = (whole(&item, "current_period_start"), whole(&item, "current_period_end"));
        let (parent, price) = (of_item(&item, false), &price);
        let metadata = field(subscription, "metadata");
        let said = Line { amount, description, price, quantity, period, parent, metadata };
        lines.push(line(desk, &said));
    }
    lines
}

/// What is bought once along with a subscription.
pub(crate) fn once(desk: &mut Desk<'_>, subscription: &Value, wanted: &Wanted) -> Value {
    let now = desk.now();
    let parent = json!({
        "invoice_item_details": {
            "invoice_item": desk.fresh("ii_1"), "proration": false,
            "proration_details": { "credited_items": null },
            "subscription": field(subscription, "id"),
        },
        "subscription_item_details": null, "type": "invoice_item_details",
    });
    let said = Line {
        amount: whole(&wanted.price, "unit_amount").saturating_mul(wanted.quantity),
        description: name(desk, &wanted.price),
        price: &wanted.price,
        quantity: wanted.quantity,
        period: (now, now),
        parent,
        metadata: json!({}),
    };
    line(desk, &said)
}

/// What is for sale at a price.
pub(crate) fn name(desk: &Desk<'_>, price: &Value) -> String {
    let product = desk.find("product", text(price, "product")).unwrap_or_default();
    text(&product, "name").to_owned()
}

/// The lines of an invoice with its id in them.
pub(crate) fn billed(mut lines: Vec<Value>, invoice: &Value) -> Vec<Value> {
    for line in &mut lines {
        set(line, "invoice", invoice.clone());
    }
    lines
}
