//! The next period of a subscription: its items move on from the anchor and an invoice is made.

use serde_json::{Value, json};

use super::payments::Holder;
use super::subscription_shape as shape;
use super::{invoice_life, invoice_lines, invoice_shape, kept_methods, subscription_time};
use crate::calendar::Cycle;
use crate::desk::Desk;
use crate::object::{entries, field, set, text, whole};

/// A period is over: the next begins. The desk's moment is the first of it.
pub(crate) fn renew(desk: &mut Desk<'_>, subscription: &Value) {
    if text(subscription, "status") == "trialing" {
        if subscription_time::stands_without_means(desk, subscription, subscription) {
            return;
        }
        return begin(desk, subscription, "subscription_cycle", "active");
    }
    let status = text(subscription, "status").to_owned();
    begin(desk, subscription, "subscription_cycle", &status);
}

/// Puts a subscription into the period that holds this moment, in this status, and bills that.
pub(crate) fn begin(desk: &mut Desk<'_>, before: &Value, reason: &str, status: &str) {
    begin_from(desk, before, before.clone(), reason, status);
}

/// The same with changes that are made at this moment and not told yet.
pub(crate) fn begin_from(
    desk: &mut Desk<'_>,
    before: &Value,
    mut subscription: Value,
    reason: &str,
    status: &str,
) {
    let (now, since) = (desk.now(), shape::period(before).0);
    let anchor = whole(&subscription, "billing_cycle_anchor");
    let period = Cycle::of(&shape::price(&subscription)).period(anchor, now);
    shape::set_period(&mut subscription, period);
    set(&mut subscription, "status", if status == "paused" { "active" } else { status });
    let mut lines = pending(desk, &subscription);
    lines.extend(invoice_lines::of_period(desk, &subscription));
    let why = (reason, since.min(now));
    let invoice = invoice_shape::of_subscription(desk, &mut subscription, why, lines);
    set(&mut subscription, "status", status);
    set(&mut subscription, "latest_invoice", field(&invoice, "id"));
    subscription_time::change(desk, before, &subscription);
    bill(desk, &subscription, invoice);
}

/// What changes in mid-period left to be billed.
fn pending(desk: &mut Desk<'_>, subscription: &Value) -> Vec<Value> {
    let id = text(subscription, "id");
    let mut hidden = desk.hidden(id);
    let lines = entries(&hidden, "pending").to_vec();
    if !lines.is_empty() {
        set(&mut hidden, "pending", Value::Array(vec![]));
        let due = desk.due(id);
        desk.keep(subscription, hidden, due);
    }
    lines
}

/// Writes a draft, tells it, and collects it as the subscription wants it: a declined card is told,
/// and nothing more can be done about it here.
pub(crate) fn bill(desk: &mut Desk<'_>, subscription: &Value, mut invoice: Value) {
    desk.keep(&invoice, json!({}), None);
    let paused = subscription.pointer("/pause_collection/behavior").and_then(Value::as_str);
    let unpaid = text(subscription, "status") == "unpaid";
    if unpaid || paused == Some("keep_as_draft") {
        set(&mut invoice, "auto_advance", false);
        desk.put(&invoice);
        return desk.emit("invoice.created", &invoice);
    }
    desk.emit("invoice.created", &invoice);
    invoice_life::finalize(desk, &mut invoice);
    if text(&invoice, "status") != "open" {
        return;
    }
    match paused {
        Some("void") => invoice_life::give_up(desk, &mut invoice, "void"),
        Some(_) => invoice_life::give_up(desk, &mut invoice, "uncollectible"),
        None => {
            let customer = text(subscription, "customer");
            let method = kept_methods::default_of(desk, subscription, customer);
            let _ = invoice_life::attempt(desk, &mut invoice, method.as_ref(), Holder::Called);
        }
    }
}

/// Bills what a change in mid-period moved, at once.
pub(crate) fn bill_now(desk: &mut Desk<'_>, before: &Value, mut after: Value, lines: Vec<Value>) {
    let why = ("subscription_update", desk.now());
    let invoice = invoice_shape::of_subscription(desk, &mut after, why, lines);
    set(&mut after, "latest_invoice", field(&invoice, "id"));
    subscription_time::change(desk, before, &after);
    bill(desk, &after, invoice);
}
