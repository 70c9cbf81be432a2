//! Coupons: <https://docs.stripe.com/api/coupons>. Only what a discount on a session needs.

use serde_json::{Value, json};

use super::prices;
use crate::desk::Desk;
use crate::lists;
use crate::metadata::metadata;
use crate::object::{text, whole};
use crate::params::Params;
use crate::refusal::Refusal;

const KIND: &str = "coupon";

pub(crate) fn create(desk: &mut Desk<'_>, params: &Params) -> Result<Value, Refusal> {
    params.only(
        "amount_off applies_to currency currency_options duration duration_in_months id \
        max_redemptions metadata name percent_off redeem_by",
    )?;
    let off = params.whole("amount_off")?.filter(|off| *off > 0);
    let hundredths = params.text("percent_off").map(|text| hundredths(params, text)).transpose()?;
    if off.is_some() == hundredths.is_some() {
        return Err(params.wrong("percent_off", "Pass exactly one of percent_off and amount_off."));
    }
    let currency = match off {
        Some(_) => Some(prices::currency(params)?),
        None => None,
    };
    let percent: Value = params
        .text("percent_off")
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default();
    let coupon = json!({
        "id": params.text("id").map_or_else(|| desk.fresh_of("", 8), str::to_owned),
        "object": KIND, "amount_off": off, "created": desk.now(), "currency": currency,
        "duration": params.word("duration", &["forever", "once", "repeating"])?.unwrap_or("once"),
        "duration_in_months": params.whole("duration_in_months")?, "livemode": false,
        "max_redemptions": null, "metadata": metadata(params, &Value::Null)?,
        "name": params.text_or_null("name"), "percent_off": percent, "redeem_by": null,
        "times_redeemed": 0, "valid": true,
    });
    if desk.any(text(&coupon, "id")).is_some() {
        return Err(params.wrong("id", "Coupon already exists.").code("resource_already_exists"));
    }
    desk.keep(&coupon, json!({ "hundredths": hundredths }), None);
    Ok(coupon)
}

/// A percentage of at most two decimals, in hundredths of a percent.
fn hundredths(params: &Params, text: &str) -> Result<i64, Refusal> {
    let (percent, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = format!("{percent}{part:0<2}");
    let number = digits.parse::<i64>().ok().filter(|_| part.len() <= 2);
    number.filter(|number| (1..=10_000).contains(number)).ok_or_else(|| {
        params.wrong("percent_off", "Invalid percent_off: more than 0, at most 100, two decimals")
    })
}

/// The coupon that `discounts` names; empty where it names none.
pub(crate) fn named(desk: &Desk<'_>, params: &Params) -> Result<String, Refusal> {
    let Some(part) = params.parts("discounts").into_iter().next() else {
        return Ok(String::new());
    };
    part.only("coupon")?;
    let id = part.needed("coupon")?;
    match desk.find(KIND, id) {
        Some(_) => Ok(id.to_owned()),
        None => {
            Err(part.wrong("coupon", &format!("No such coupon: '{id}'")).code("resource_missing"))
        }
    }
}

/// What a coupon takes off an amount in this currency, in minor units, at most all of it.
pub(crate) fn off(desk: &Desk<'_>, id: &str, amount: i64, currency: &str) -> Result<i64, Refusal> {
    let param = "discounts[0][coupon]";
    let coupon = desk.find(KIND, id).ok_or_else(|| Refusal::no_such(KIND, id, param))?;
    let share = whole(&desk.hidden(id), "hundredths");
    if share > 0 {
        return Ok(amount.saturating_mul(share).saturating_add(5_000) / 10_000);
    }
    if text(&coupon, "currency") != currency {
        return Err(Refusal::invalid("The coupon is in another currency.").param(param));
    }
    Ok(whole(&coupon, "amount_off").min(amount))
}

pub(crate) fn retrieve(desk: &mut Desk<'_>, id: &str) -> Result<Value, Refusal> {
    desk.find(KIND, id).ok_or_else(|| Refusal::not_found(KIND, id))
}

pub(crate) fn list(desk: &mut Desk<'_>, params: &Params) -> Result<Value, Refusal> {
    params.only("created ending_before limit starting_after")?;
    let span = lists::Span::parse(params)?;
    let wanted = |coupon: &&Value| span.holds(coupon);
    lists::page("/v1/coupons", params, desk.newest(KIND), wanted)
}
