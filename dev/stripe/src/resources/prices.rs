//! Prices: <https://docs.stripe.com/api/prices>.

use serde_json::{Value, json};

use super::products;
use crate::desk::Desk;
use crate::lists;
use crate::metadata::metadata;
use crate::object::{field, is_on, or_null, set, text};
use crate::params::Params;
use crate::refusal::Refusal;

const KIND: &str = "price";

/// The largest amount Stripe charges at once, in minor units.
pub(crate) const LARGEST: i64 = 99_999_999;

const KNOWN: &str = "active billing_scheme currency currency_options custom_unit_amount \
    lookup_key metadata nickname product product_data recurring tax_behavior tiers tiers_mode \
    transfer_lookup_key transform_quantity unit_amount unit_amount_decimal";

pub(crate) fn create(desk: &mut Desk<'_>, params: &Params) -> Result<Value, Refusal> {
    params.only(KNOWN)?;
    let active = params.switch("active")?.unwrap_or(true);
    let key = free_key(desk, params, "")?;
    let mut price = new(desk, params, active)?;
    set(&mut price, "lookup_key", or_null(&key));
    set(&mut price, "nickname", params.text_or_null("nickname"));
    set(&mut price, "metadata", metadata(params, &Value::Null)?);
    desk.put(&price);
    desk.emit("price.created", &price);
    Ok(price)
}

/// The `lookup_key` of a request: no other active price may have it, unless it is to give it up.
fn free_key(desk: &mut Desk<'_>, params: &Params, own: &str) -> Result<String, Refusal> {
    let key = params.text("lookup_key").unwrap_or_default().to_owned();
    let has_it = |price: &&Value| text(price, "id") != own && has_key(price, &key);
    let holder = desk.newest(KIND).filter(|_| !key.is_empty()).find(has_it).cloned();
    let transfers = params.switch("transfer_lookup_key")? == Some(true);
    match holder {
        Some(holder) if !transfers => {
            let message = format!(
                "A price (`{}`) already uses that lookup key. You must either pass \
                 `transfer_lookup_key=true` or use another key.",
                text(&holder, "id")
            );
            Err(params.wrong("lookup_key", &message))
        }
        Some(holder) => {
            let mut without = holder.clone();
            set(&mut without, "lookup_key", Value::Null);
            desk.put(&without);
            desk.emit_changed("price.updated", &holder, &without);
            Ok(key)
        }
        None => Ok(key),
    }
}

/// Changes what is written on a price, and whether it is sold; what it costs stays for ever.
pub(crate) fn update(desk: &mut Desk<'_>, id: &str, params: &Params) -> Result<Value, Refusal> {
    let before = retrieve(desk, id)?;
    params.only("active lookup_key metadata nickname tax_behavior transfer_lookup_key")?;
    let mut after = before.clone();
    if params.has("lookup_key") {
        let key = free_key(desk, params, id)?;
        set(&mut after, "lookup_key", or_null(&key));
    }
    set(&mut after, "metadata", metadata(params, &field(&before, "metadata"))?);
    if let Some(active) = params.switch("active")? {
        set(&mut after, "active", active);
    }
    if params.has("nickname") {
        set(&mut after, "nickname", params.text_or_null("nickname"));
    }
    desk.put(&after);
    desk.emit_changed("price.updated", &before, &after);
    Ok(after)
}

/// A price as described, with its product if that is new too; the price is not written yet.
pub(crate) fn new(desk: &mut Desk<'_>, params: &Params, active: bool) -> Result<Value, Refusal> {
    let currency = currency(params)?;
    let amount = amount(params)?;
    let product = match params.text("product") {
        Some(id) => match desk.find("product", id) {
            Some(_) => id.to_owned(),
            None => return Err(Refusal::no_such("product", id, "product")),
        },
        None if params.has("product_data") => {
            let product = products::new(desk, &params.part("product_data"), active)?;
            desk.put(&product);
            text(&product, "id").to_owned()
        }
        None => return Err(Refusal::missing("product")),
    };
    let recurring = recurring(&params.part("recurring"), params.has("recurring"))?;
    Ok(json!({
        "id": desk.fresh("price_1"), "object": KIND, "active": active,
        "billing_scheme": "per_unit", "created": desk.now(), "currency": currency,
        "custom_unit_amount": null, "livemode": false, "lookup_key": null, "metadata": {},
        "nickname": null, "product": product,
        "type": if recurring.is_null() { "one_time" } else { "recurring" },
        "recurring": recurring,
        "tax_behavior": params.text("tax_behavior").unwrap_or("unspecified"), "tiers_mode": null,
        "transform_quantity": null, "unit_amount": amount,
        "unit_amount_decimal": amount.to_string(),
    }))
}

/// The price that a part of a request names by `price`, or describes by `price_data`.
pub(crate) fn taken(desk: &mut Desk<'_>, params: &Params) -> Result<Value, Refusal> {
    if let Some(id) = params.text("price") {
        return desk.find(KIND, id).ok_or_else(|| {
            let message = format!("No such price: '{id}'");
            params.wrong("price", &message).code("resource_missing")
        });
    }
    if !params.has("price_data") {
        return Err(params.wrong("price", "You must specify either `price` or `price_data`."));
    }
    let data = params.part("price_data");
    data.only(
        "currency product product_data recurring tax_behavior unit_amount unit_amount_decimal",
    )?;
    let price = new(desk, &data, false)?;
    desk.put(&price);
    Ok(price)
}

/// The currency parameter: three letters, small.
pub(crate) fn currency(params: &Params) -> Result<String, Refusal> {
    let currency = params.needed("currency")?.to_ascii_lowercase();
    if currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Ok(currency);
    }
    Err(params.wrong("currency", &format!("Invalid currency: {currency}.")))
}

/// The price of one unit, whole minor units; Stripe also knows parts of them, which the fake does
/// not.
fn amount(params: &Params) -> Result<i64, Refusal> {
    let field =
        if params.has("unit_amount_decimal") { "unit_amount_decimal" } else { "unit_amount" };
    params.needed(field)?;
    match params.whole(field)? {
        Some(amount @ 0..=LARGEST) => Ok(amount),
        _ => Err(params
            .wrong(field, "Invalid non-negative integer")
            .code("parameter_invalid_integer")),
    }
}

fn recurring(params: &Params, sent: bool) -> Result<Value, Refusal> {
    if !sent {
        return Ok(Value::Null);
    }
    params.only("interval interval_count meter trial_period_days usage_type")?;
    params.needed("interval")?;
    let interval = params.word("interval", &["day", "week", "month", "year"])?.unwrap_or_default();
    if params.word("usage_type", &["licensed", "metered"])? == Some("metered") {
        return Err(params.wrong("usage_type", "The fake Stripe knows only licensed usage."));
    }
    let count = params.whole("interval_count")?.unwrap_or(1);
    let longest = match interval {
        "day" => 1_095,
        "week" => 156,
        "month" => 36,
        _ => 3,
    };
    if !(1..=longest).contains(&count) {
        let message = format!("interval_count: from 1 to {longest}, which is three years.");
        return Err(params.wrong("interval_count", &message));
    }
    Ok(json!({
        "interval": interval, "interval_count": count, "meter": null,
        "trial_period_days": null, "usage_type": "licensed",
    }))
}

fn has_key(price: &Value, key: &str) -> bool {
    is_on(price, "active") && text(price, "lookup_key") == key
}

pub(crate) fn retrieve(desk: &mut Desk<'_>, id: &str) -> Result<Value, Refusal> {
    desk.find(KIND, id).ok_or_else(|| Refusal::not_found(KIND, id))
}

pub(crate) fn list(desk: &mut Desk<'_>, params: &Params) -> Result<Value, Refusal> {
    params.only(
        "active created currency ending_before limit lookup_keys product recurring \
        starting_after type",
    )?;
    let (span, active) = (lists::Span::parse(params)?, params.switch("active")?);
    let keys = params.texts("lookup_keys");
    if keys.len() > 10 {
        return Err(params.wrong("lookup_keys", "At most 10 lookup keys."));
    }
    let rhythm = params.part("recurring");
    rhythm.only("interval meter usage_type")?;
    let interval = rhythm.text("interval");
    let same = |price: &Value, field| params.text(field).is_none_or(|v| text(price, field) == v);
    let wanted = |price: &&Value| {
        span.holds(price)
            && active.is_none_or(|active| is_on(price, "active") == active)
            && ["product", "type", "currency"].into_iter().all(|field| same(price, field))
            && interval.is_none_or(|i| text(&field(price, "recurring"), "interval") == i)
            && (keys.is_empty() || keys.iter().any(|key| key == text(price, "lookup_key")))
    };
    lists::page("/v1/prices", params, desk.newest(KIND), wanted)
}
