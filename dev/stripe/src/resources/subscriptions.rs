//! Subscriptions: <https://docs.stripe.com/api/subscriptions>. Changes of one are in
//! `subscription_updates.rs`, what time does to it in `subscription_time.rs`.

use serde_json::{Value, json};

use super::subscription_start::{self, Wanted, Wish};
use super::subscription_time::{self, because};
use super::{coupons, customers, kept_methods, prices, renewals, subscription_shape as shape};
use crate::calendar::Cycle;
use crate::desk::Desk;
use crate::lists;
use crate::metadata::metadata;
use crate::object::{entries, field, overlay, set, text};
use crate::params::Params;
use crate::refusal::Refusal;

pub(crate) const KIND: &str = "subscription";

const KNOWN: &str = "automatic_tax billing_mode cancel_at_period_end collection_method currency \
    customer default_payment_method description discounts items metadata off_session \
    payment_behavior payment_settings proration_behavior trial_end trial_from_plan \
    trial_period_days trial_settings";

/// What is done about a first invoice that is not paid at once.
const BEHAVIORS: [&str; 3] = ["allow_incomplete", "default_incomplete", "error_if_incomplete"];

pub(crate) fn create(desk: &mut Desk<'_>, params: &Params) -> Result<Value, Refusal> {
    params.only(KNOWN)?;
    params.needed("customer")?;
    params.word("collection_method", &["charge_automatically"])?;
    let customer = customers::named(desk, params)?.unwrap_or_default();
    let wanted = wanted(desk, params)?;
    let behavior = params.word("payment_behavior", &BEHAVIORS)?.unwrap_or("allow_incomplete");
    let mut fields = json!({
        "metadata": metadata(params, &Value::Null)?,
        "description": params.text_or_null("description"),
        "default_payment_method": method(desk, params, &customer)?,
        "cancel_at_period_end": params.switch("cancel_at_period_end")?.unwrap_or(false),
    });
    if params.has("trial_settings") {
        set(&mut fields, "trial_settings", subscription_start::trial_settings(params)?);
    }
    let wish = Wish {
        trial_end: subscription_start::trial_end(desk, params)?,
        coupon: coupons::named(desk, params)?,
        customer: customer.clone(),
        wanted,
        once: vec![],
        intent: Value::Null,
        session: Value::Null,
        fields,
    };
    let costs = wish.trial_end.is_none() && subscription_start::sum(&wish.wanted) > 0;
    let means = kept_methods::default_of(desk, &wish.fields, text(&customer, "id"));
    if costs && means.is_none() && behavior != "default_incomplete" {
        let message = "This customer has no attached payment source or default payment method. \
                       Please consider adding a default payment method.";
        return Err(Refusal::invalid(message).code("resource_missing"));
    }
    let (subscription, mut invoice) = subscription_start::start(desk, &wish);
    if behavior == "default_incomplete" {
        return Ok(subscription);
    }
    let paid = subscription_start::pay_first(desk, &subscription, &mut invoice);
    if let (Err(refusal), "error_if_incomplete") = (paid, behavior) {
        // Nothing of it stays, unlike after other declined cards.
        desk.forget();
        return Err(refusal);
    }
    Ok(subscription_time::again(desk, &subscription))
}

/// The items that are asked for: at recurring prices of one currency and one cycle.
fn wanted(desk: &mut Desk<'_>, params: &Params) -> Result<Vec<Wanted>, Refusal> {
    let parts = params.parts("items");
    if parts.is_empty() {
        return Err(Refusal::missing("items"));
    }
    if parts.len() > 20 {
        return Err(params.wrong("items", "A subscription can have at most 20 items."));
    }
    let mut wanted = Vec::with_capacity(parts.len());
    for part in &parts {
        part.only("metadata price price_data quantity")?;
        let price = recurring(desk, part)?;
        let quantity = quantity(part)?.unwrap_or(1);
        wanted.push(Wanted { price, quantity, metadata: metadata(part, &Value::Null)? });
    }
    alike(&wanted.iter().map(|one| one.price.clone()).collect::<Vec<_>>())?;
    Ok(wanted)
}

/// The price of an item, which recurs.
pub(crate) fn recurring(desk: &mut Desk<'_>, part: &Params) -> Result<Value, Refusal> {
    let price = prices::taken(desk, part)?;
    if text(&price, "type") == "recurring" {
        return Ok(price);
    }
    let message = "The price specified is set to `type=one_time` but this field only accepts prices \
                   with `type=recurring`.";
    Err(part.wrong("price", message))
}

/// How many of an item.
pub(crate) fn quantity(part: &Params) -> Result<Option<i64>, Refusal> {
    match part.whole("quantity")? {
        Some(quantity) if !(1..=999_999).contains(&quantity) => {
            Err(part.wrong("quantity", "Quantity must be from 1 to 999999."))
        }
        quantity => Ok(quantity),
    }
}

/// Prices of one subscription have one currency and one cycle.
pub(crate) fn alike(prices: &[Value]) -> Result<(), Refusal> {
    let mut pairs = prices.iter().zip(prices.iter().skip(1));
    if pairs.clone().any(|(a, b)| text(a, "currency") != text(b, "currency")) {
        return Err(Refusal::invalid("All items must have the same currency.").param("items"));
    }
    if pairs.any(|(a, b)| Cycle::of(a) != Cycle::of(b)) {
        let message = "All prices on a subscription must have the same `recurring.interval` and \
                       `recurring.interval_count`.";
        return Err(Refusal::invalid(message).param("items"));
    }
    Ok(())
}

/// The `default_payment_method` that is asked for, which is the customer's.
pub(crate) fn method(desk: &Desk<'_>, params: &Params, customer: &Value) -> Result<Value, Refusal> {
    let Some(id) = params.text("default_payment_method") else {
        return Ok(Value::Null);
    };
    let method = desk.find("payment_method", id);
    if method.is_some_and(|method| text(&method, "customer") == text(customer, "id")) {
        return Ok(id.into());
    }
    let message = format!("The customer does not have a payment method with the ID {id}.");
    Err(params.wrong("default_payment_method", &message).code("resource_missing"))
}

pub(crate) fn retrieve(desk: &mut Desk<'_>, id: &str) -> Result<Value, Refusal> {
    desk.find(KIND, id).ok_or_else(|| Refusal::not_found(KIND, id))
}

/// Without `status` those that are over are left out, as with `status=all` nothing is.
pub(crate) fn list(desk: &mut Desk<'_>, params: &Params) -> Result<Value, Refusal> {
    params.only(
        "collection_method created customer customer_account ending_before limit price \
         starting_after status",
    )?;
    let span = lists::Span::parse(params)?;
    let status = params.text("status").unwrap_or("living");
    let wanted = |subscription: &&Value| {
        let is = text(subscription, "status");
        let right = match status {
            "all" => true,
            "living" => !shape::is_over(subscription),
            "ended" => shape::is_over(subscription),
            status => is == status,
        };
        let items = field(subscription, "items");
        right
            && span.holds(subscription)
            && params.text("customer").is_none_or(|id| text(subscription, "customer") == id)
            && params.text("price").is_none_or(|id| {
                let price = |item: &Value| text(&field(item, "price"), "id") == id;
                entries(&items, "data").iter().any(price)
            })
    };
    lists::page("/v1/subscriptions", params, desk.newest(KIND), wanted)
}

/// Ends a subscription at once.
pub(crate) fn cancel(desk: &mut Desk<'_>, id: &str, params: &Params) -> Result<Value, Refusal> {
    let mut subscription = retrieve(desk, id)?;
    params.only("cancellation_details invoice_now prorate")?;
    for name in ["invoice_now", "prorate"] {
        if params.switch(name)? == Some(true) {
            return Err(params.wrong(name, "The fake Stripe makes no last invoice."));
        }
    }
    if shape::is_over(&subscription) {
        return Err(Refusal::not_found(KIND, id));
    }
    details(&mut subscription, params)?;
    Ok(subscription_time::end(desk, subscription, "cancellation_requested"))
}

/// What a person said when they cancelled.
pub(crate) fn details(subscription: &mut Value, params: &Params) -> Result<(), Refusal> {
    let part = params.part("cancellation_details");
    part.only("comment feedback")?;
    let mut details = field(subscription, "cancellation_details");
    for name in ["comment", "feedback"].into_iter().filter(|name| part.has(name)) {
        set(&mut details, name, part.text_or_null(name));
    }
    set(subscription, "cancellation_details", details);
    Ok(())
}

/// Takes up a paused subscription with a new period; it is active when that is paid.
pub(crate) fn resume(desk: &mut Desk<'_>, id: &str, params: &Params) -> Result<Value, Refusal> {
    let mut subscription = retrieve(desk, id)?;
    params.only("billing_cycle_anchor proration_behavior proration_date")?;
    params.word("billing_cycle_anchor", &["now"])?;
    if text(&subscription, "status") != "paused" {
        let message = "This subscription is not paused, so it cannot be resumed.";
        return Err(Refusal::invalid(message));
    }
    overlay(&mut subscription, &json!({ "billing_cycle_anchor": desk.now() }));
    renewals::begin(desk, &subscription, "subscription_update", "paused");
    Ok(subscription_time::again(desk, &subscription))
}

/// A customer is gone, and with it what it subscribed to.
pub(crate) fn end_all(desk: &mut Desk<'_>, customer: &str) {
    for subscription in living_of(desk, customer) {
        subscription_time::end(desk, subscription, "cancellation_requested");
    }
}

/// What a customer subscribes to and that is not over.
pub(crate) fn living_of(desk: &Desk<'_>, customer: &str) -> Vec<Value> {
    desk.seen(KIND, |one| text(one, "customer") == customer && !shape::is_over(one))
}

/// A payment method is gone, so no subscription is paid with it.
pub(crate) fn forget_method(desk: &mut Desk<'_>, customer: &str, method: &str) {
    for before in living_of(desk, customer) {
        if text(&before, "default_payment_method") == method {
            let mut after = before.clone();
            set(&mut after, "default_payment_method", Value::Null);
            subscription_time::change(desk, &before, &after);
        }
    }
}

/// A subscription is to end with its period, or it is not any more.
pub(crate) fn end_with_period(desk: &Desk<'_>, subscription: &mut Value, ends: bool) {
    let end = ends.then(|| shape::period(subscription).1);
    let news = json!({
        "cancel_at_period_end": ends, "cancel_at": end, "canceled_at": end.map(|_| desk.now()),
    });
    overlay(subscription, &news);
    because(subscription, &if ends { "cancellation_requested".into() } else { Value::Null });
}
