//! The start of a subscription: by the API and by a paid checkout session alike.

use serde_json::{Value, json};

use super::payments::Holder;
use super::{discounts, invoice_life, invoice_lines, invoice_shape, subscription_shape as shape};
use super::{kept_methods, subscription_time};
use crate::calendar::{Cycle, DAY};
use crate::desk::Desk;
use crate::object::{field, overlay, set, text, whole};
use crate::params::Params;
use crate::refusal::Refusal;

/// One thing that is subscribed to, or bought along with it.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    pub(crate) price: Value,
    pub(crate) quantity: i64,
    pub(crate) metadata: Value,
}

/// What is asked for.
#[derive(Clone, Debug)]
pub(crate) struct Wish {
    pub(crate) customer: Value,
    /// What recurs.
    pub(crate) wanted: Vec<Wanted>,
    /// What is bought once, with the first invoice.
    pub(crate) once: Vec<Wanted>,
    pub(crate) trial_end: Option<i64>,
    pub(crate) coupon: String,
    /// The payment intent that a declined attempt left.
    pub(crate) intent: Value,
    /// The checkout session it comes from.
    pub(crate) session: Value,
    /// Fields of the subscription that are taken as they are.
    pub(crate) fields: Value,
}

/// Makes the subscription and its first invoice, finalized and told; it is not yet paid, unless
/// there is nothing to pay.
pub(crate) fn start(desk: &mut Desk<'_>, wish: &Wish) -> (Value, Value) {
    let first = wish.wanted.first().map(|wanted| wanted.price.clone()).unwrap_or_default();
    let now = desk.now();
    let mut subscription = shape::blank(desk, &wish.customer, text(&first, "currency"));
    overlay(&mut subscription, &wish.fields);
    let mut items = Vec::with_capacity(wish.wanted.len());
    for one in &wish.wanted {
        items.push(shape::item(desk, &subscription, &one.price, one.quantity, &one.metadata));
    }
    shape::set_items(&mut subscription, items);
    let period = match wish.trial_end {
        Some(end) => (now, end),
        None => Cycle::of(&first).period(now, now),
    };
    shape::set_period(&mut subscription, period);
    if let Some(end) = wish.trial_end {
        let trial = json!({
            "status": "trialing", "trial_start": now, "trial_end": end,
            "billing_cycle_anchor": end,
        });
        overlay(&mut subscription, &trial);
    }
    if field(&subscription, "cancel_at_period_end") == json!(true) {
        let news = json!({ "cancel_at": period.1, "canceled_at": now });
        overlay(&mut subscription, &news);
    }
    let hidden = discounts::open(desk, &mut subscription, &wish.coupon, &wish.session);
    desk.keep(&subscription, hidden, None);
    let mut lines = invoice_lines::of_period(desk, &subscription);
    for one in &wish.once {
        lines.push(invoice_lines::once(desk, &subscription, one));
    }
    let why = ("subscription_create", now);
    let mut invoice = invoice_shape::of_subscription(desk, &mut subscription, why, lines);
    set(&mut subscription, "latest_invoice", field(&invoice, "id"));
    let due = subscription_time::due(desk, &subscription);
    let hidden = desk.hidden(text(&subscription, "id"));
    desk.keep(&subscription, hidden, due);
    desk.emit("customer.subscription.created", &subscription);
    desk.keep(&invoice, json!({ "intent": wish.intent }), None);
    desk.emit("invoice.created", &invoice);
    invoice_life::finalize(desk, &mut invoice);
    let subscription = subscription_time::again(desk, &subscription);
    (subscription, invoice)
}

/// Pays the first invoice by what its customer pays with.
///
/// # Errors
/// When the bank declines.
pub(crate) fn pay_first(
    desk: &mut Desk<'_>,
    subscription: &Value,
    invoice: &mut Value,
) -> Result<(), Refusal> {
    if text(invoice, "status") != "open" {
        return Ok(());
    }
    let method = kept_methods::default_of(desk, subscription, text(subscription, "customer"));
    invoice_life::attempt(desk, invoice, method.as_ref(), Holder::Here)
}

/// When a trial ends, by `trial_end` or `trial_period_days`; none when there is no trial.
pub(crate) fn trial_end(desk: &Desk<'_>, params: &Params) -> Result<Option<i64>, Refusal> {
    let now = desk.now();
    if params.has("trial_end") && params.has("trial_period_days") {
        let message = "You may only specify one of these parameters: trial_end, trial_period_days.";
        return Err(params.wrong("trial_end", message));
    }
    if params.text("trial_end") == Some("now") {
        return Ok(None);
    }
    let days = params.whole("trial_period_days")?;
    if days.is_some_and(|days| !(0..=730).contains(&days)) {
        return Err(params.wrong("trial_period_days", "A trial has from 0 to 730 days."));
    }
    let days = days.filter(|days| *days > 0);
    let end = days.map(|days| now.saturating_add(days.saturating_mul(DAY)));
    let end = params.whole("trial_end")?.or(end);
    let latest = now.saturating_add(731_i64.saturating_mul(DAY));
    match end {
        Some(end) if end <= now => Err(params.wrong(
            "trial_end",
            "Invalid timestamp: must be an integer Unix timestamp \
                                           in the future.",
        )),
        Some(end) if end > latest => {
            Err(params.wrong("trial_end", "The trial_end cannot be more than 730 days away."))
        }
        end => Ok(end),
    }
}

/// What happens at a trial's end when there is nothing to pay with.
pub(crate) fn trial_settings(params: &Params) -> Result<Value, Refusal> {
    let part = params.part("trial_settings");
    part.only("end_behavior")?;
    let end = part.part("end_behavior");
    end.only("missing_payment_method")?;
    let asked = end.word("missing_payment_method", &["cancel", "create_invoice", "pause"])?;
    Ok(json!({
        "end_behavior": { "missing_payment_method": asked.unwrap_or("create_invoice") },
    }))
}

/// What is due now for what is wanted, before discounts, in minor units.
pub(crate) fn sum(wanted: &[Wanted]) -> i64 {
    wanted.iter().fold(0, |sum, one| {
        let amount = whole(&one.price, "unit_amount").saturating_mul(one.quantity);
        amount.saturating_add(sum)
    })
}
