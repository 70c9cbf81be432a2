//! What an invoice item costs: an amount, or so many at a price that is there, described, or given
//! as a decimal. <https://docs.stripe.com/api/invoiceitems/create>

use serde_json::{Value, json};

use super::{invoice_lines, prices};
use crate::decimal::Decimal;
use crate::desk::Desk;
use crate::object::{field, text};
use crate::params::Params;
use crate::refusal::Refusal;

/// The four ways to say what one costs.
const WAYS: [&str; 4] = ["amount", "unit_amount_decimal", "price_data", "pricing"];

/// The largest amount either way.
const LARGEST: i64 = prices::LARGEST;

/// What an item costs, in minor units.
#[derive(Debug)]
pub(crate) struct Cost {
    pub(crate) amount: i64,
    pub(crate) quantity: i64,
    /// The currency of its price; an amount has none of its own.
    pub(crate) currency: Option<String>,
    pub(crate) pricing: Value,
    /// The name of what is sold at a price.
    pub(crate) name: Value,
}

/// Reads it.
///
/// # Errors
/// When nothing says what it costs, or two do, or the sum is more than Stripe charges.
pub(crate) fn of(desk: &mut Desk<'_>, params: &Params) -> Result<Cost, Refusal> {
    let mut said = WAYS.into_iter().filter(|way| params.has(way));
    let way = said.next().ok_or_else(|| Refusal::missing("amount"))?;
    if let Some(other) = said.next() {
        let message = format!("You may only specify one of these parameters: {way}, {other}.");
        return Err(params.wrong(other, &message).code("parameters_exclusive"));
    }
    let quantity = quantity(params)?;
    let (unit, price) = match way {
        "amount" => {
            if params.has("quantity") || params.has("quantity_decimal") {
                let message = "You may only specify one of these parameters: amount, quantity. \
                               Use `unit_amount_decimal` for the price of one.";
                return Err(params.wrong("quantity", message).code("parameters_exclusive"));
            }
            params.needed("amount")?;
            params.whole("amount")?;
            (params.text("amount").map(str::to_owned), None)
        }
        "unit_amount_decimal" => {
            params.needed(way)?;
            (params.text(way).map(str::to_owned), None)
        }
        "price_data" => {
            params
                .part(way)
                .only("currency product tax_behavior unit_amount unit_amount_decimal")?;
            let price = prices::taken(desk, params)?;
            (None, Some(price))
        }
        _ => {
            let pricing = params.part(way);
            pricing.only("price")?;
            pricing.needed("price")?;
            (None, Some(prices::taken(desk, &pricing)?))
        }
    };
    let shown = price.as_ref().map(|price| text(price, "unit_amount_decimal").to_owned()).or(unit);
    let shown = shown.unwrap_or_default();
    let unit = Decimal::parse(&shown).ok_or_else(|| params.wrong(way, "Invalid decimal"))?;
    let amount = unit.times(quantity).filter(|amount| amount.abs() <= LARGEST);
    let amount = amount.ok_or_else(|| {
        params.wrong(way, "The amount is more than can be charged.").code("amount_too_large")
    })?;
    let price = price.unwrap_or_default();
    let mut pricing = json!({ "type": "price_details", "unit_amount_decimal": unit.shown() });
    if !text(&price, "id").is_empty() {
        let details = json!({ "price": field(&price, "id"), "product": field(&price, "product") });
        crate::object::set(&mut pricing, "price_details", details);
    }
    Ok(Cost {
        amount,
        quantity,
        currency: Some(text(&price, "currency").to_owned()).filter(|currency| !currency.is_empty()),
        pricing,
        name: crate::object::or_null(&invoice_lines::name(desk, &price)),
    })
}

/// How many; the fake sells whole ones only.
fn quantity(params: &Params) -> Result<i64, Refusal> {
    let name = if params.has("quantity_decimal") { "quantity_decimal" } else { "quantity" };
    match params.whole(name)? {
        Some(quantity) if quantity < 0 => Err(params
            .wrong(name, "Invalid non-negative integer")
            .code("parameter_invalid_integer")),
        quantity => Ok(quantity.unwrap_or(1)),
    }
}
