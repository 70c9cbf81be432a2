//! What a checkout session sells: items by price or priced on the spot, less what a coupon takes.

use serde_json::{Value, json};

use super::{coupons, prices};
use crate::desk::Desk;
use crate::lists;
use crate::object::{entries, field, overlay, text, whole};
use crate::params::Params;
use crate::refusal::Refusal;

/// The items of a session and their sums, in minor units.
#[derive(Debug)]
pub(crate) struct Basket {
    pub(crate) items: Vec<Value>,
    pub(crate) currency: String,
    pub(crate) subtotal: i64,
    pub(crate) discount: i64,
}

/// Reads `line_items` and `discounts`. Prices made on the spot are kept, but not active. Where a
/// subscription is sold, some recur, and a `trial` makes those cost nothing now.
pub(crate) fn basket(
    desk: &mut Desk<'_>,
    params: &Params,
    recurs: bool,
    trial: bool,
) -> Result<Basket, Refusal> {
    let parts = params.parts("line_items");
    if parts.is_empty() {
        return Err(Refusal::missing("line_items"));
    }
    if parts.len() > 100 {
        return Err(params.wrong("line_items", "There can be at most 100 line items."));
    }
    let mut items = Vec::with_capacity(parts.len());
    for part in &parts {
        items.push(item(desk, part, recurs)?);
    }
    if trial {
        for item in items.iter_mut().filter(|item| is_recurring(item)) {
            overlay(item, &json!({ "amount_subtotal": 0, "amount_total": 0 }));
        }
    }
    let currency = items.first().map(|item| text(item, "currency").to_owned()).unwrap_or_default();
    if items.iter().any(|item| text(item, "currency") != currency) {
        return Err(params.wrong("line_items", "All line items must have the same currency."));
    }
    let subtotal =
        items.iter().fold(0_i64, |sum, item| sum.saturating_add(whole(item, "amount_subtotal")));
    let discount = match params.part("discounts").tree().pointer("/0/coupon") {
        Some(coupon) => coupons::off(desk, coupon.as_str().unwrap_or(""), subtotal, &currency)?,
        None => 0,
    };
    spread(&mut items, subtotal, discount);
    Ok(Basket { items, currency, subtotal, discount })
}

fn item(desk: &mut Desk<'_>, params: &Params, recurs: bool) -> Result<Value, Refusal> {
    params.only(
        "adjustable_quantity dynamic_tax_rates metadata price price_data quantity tax_rates",
    )?;
    let price = prices::taken(desk, params)?;
    if !recurs && text(&price, "type") != "one_time" {
        let message = "You specified `payment` mode but passed a recurring price. Either switch to \
                       `subscription` mode or use only one-time prices.";
        return Err(Refusal::invalid(message).param("line_items"));
    }
    params.needed("quantity")?;
    let Some(quantity @ 1..=999_999) = params.whole("quantity")? else {
        return Err(params.wrong("quantity", "Quantity must be from 1 to 999999."));
    };
    let amount = whole(&price, "unit_amount").saturating_mul(quantity);
    let product = desk.find("product", text(&price, "product")).unwrap_or_default();
    Ok(json!({
        "id": desk.fresh("li_1"), "object": "item", "adjustable_quantity": null,
        "amount_discount": 0, "amount_subtotal": amount, "amount_tax": 0, "amount_total": amount,
        "currency": field(&price, "currency"), "description": field(&product, "name"),
        "metadata": {}, "price": price, "quantity": quantity,
    }))
}

/// Whether an item of a session recurs.
pub(crate) fn is_recurring(item: &Value) -> bool {
    item.pointer("/price/type").and_then(Value::as_str) == Some("recurring")
}

/// Shares a discount out over the items by what they cost; the last takes what rounding leaves.
fn spread(items: &mut [Value], subtotal: i64, discount: i64) {
    let (mut left, last) = (discount, items.len().saturating_sub(1));
    for (place, item) in items.iter_mut().enumerate() {
        let amount = whole(item, "amount_subtotal");
        let share = amount.saturating_mul(discount).checked_div(subtotal).unwrap_or_default();
        let share = if place == last { left } else { share };
        left = left.saturating_sub(share);
        let total = amount.saturating_sub(share);
        overlay(item, &json!({ "amount_discount": share, "amount_total": total }));
    }
}

/// The items of a session, a page at a time.
pub(crate) fn list(desk: &mut Desk<'_>, id: &str, params: &Params) -> Result<Value, Refusal> {
    if desk.find("checkout.session", id).is_none() {
        return Err(Refusal::not_found("checkout.session", id));
    }
    params.only("ending_before limit starting_after")?;
    let hidden = desk.hidden(id);
    let url = format!("/v1/checkout/sessions/{id}/line_items");
    lists::page(&url, params, entries(&hidden, "line_items").iter(), |_| true)
}
