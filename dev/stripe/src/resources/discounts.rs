//! Discounts of a subscription: which coupon, from when, for how long.
//! <https://docs.stripe.com/api/discounts>.

use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde_json::{Value, json};

use super::coupons;
use crate::desk::Desk;
use crate::object::{field, or_null, set, text, whole};

const KIND: &str = "discount";

/// Gives a new subscription its discount, if it has a coupon; what is remembered of it.
pub(crate) fn open(
    desk: &mut Desk<'_>,
    subscription: &mut Value,
    coupon: &str,
    session: &Value,
) -> Value {
    let Some(coupon) = desk.find("coupon", coupon) else {
        return json!({});
    };
    let now = desk.now();
    let end = match text(&coupon, "duration") {
        "repeating" => months_later(now, whole(&coupon, "duration_in_months")),
        _ => None,
    };
    let discount = json!({
        "id": desk.fresh("di_1"), "object": KIND, "checkout_session": session,
        "customer": field(subscription, "customer"), "customer_account": null, "end": end,
        "invoice": null, "invoice_item": null, "promotion_code": null,
        "source": { "coupon": field(&coupon, "id"), "type": "coupon" }, "start": now,
        "subscription": field(subscription, "id"), "subscription_item": null,
    });
    desk.put(&discount);
    set(subscription, "discounts", vec![field(&discount, "id")]);
    json!({ "discount": field(&discount, "id") })
}

fn months_later(now: i64, months: i64) -> Option<i64> {
    let now = Timestamp::from_second(now).ok()?.to_zoned(TimeZone::UTC);
    let later = now.checked_add(Span::new().try_months(months).ok()?).ok()?;
    Some(later.timestamp().as_second())
}

/// What the subscription's discount takes off an amount now, and which one it is. A coupon that
/// holds once is used up by it, one whose months are over is gone.
pub(crate) fn take(
    desk: &mut Desk<'_>,
    subscription: &mut Value,
    amount: i64,
    currency: &str,
) -> Option<(i64, Value)> {
    let id = text(subscription, "id").to_owned();
    let mut hidden = desk.hidden(&id);
    let discount = desk.find(KIND, text(&hidden, "discount"))?;
    let coupon = discount.pointer("/source/coupon").and_then(Value::as_str).unwrap_or_default();
    let coupon = desk.find("coupon", coupon)?;
    let over = field(&discount, "end").as_i64().is_some_and(|end| end <= desk.now());
    if over || text(&coupon, "duration") == "once" {
        set(&mut hidden, "discount", Value::Null);
        set(subscription, "discounts", Value::Array(vec![]));
        let due = desk.due(&id);
        desk.keep(subscription, hidden, due);
    }
    if over || amount <= 0 {
        return None;
    }
    let off = coupons::off(desk, text(&coupon, "id"), amount, currency).ok()?;
    (off > 0).then(|| (off, or_null(text(&discount, "id"))))
}
