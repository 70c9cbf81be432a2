//! What time does to a subscription: periods begin, trials end, and what was to end ends.

use serde_json::{Value, json};

use super::invoice_shape::subscription_of;
use super::subscription_shape::{self as shape, is_over};
use super::subscriptions::KIND;
use super::{invoice_life, kept_methods, renewals};
use crate::calendar::DAY;
use crate::desk::Desk;
use crate::object::{field, is_on, overlay, set, text, whole};

/// A first payment may take so long: <https://docs.stripe.com/billing/subscriptions/overview>.
const FIRST_PAYMENT: i64 = 23 * 3_600;

/// The end of a trial is told so long before.
const NOTICE: i64 = 3 * DAY;

/// When time changes it next.
pub(crate) fn due(desk: &Desk<'_>, subscription: &Value) -> Option<i64> {
    match text(subscription, "status") {
        "canceled" | "incomplete_expired" | "paused" => None,
        "incomplete" => Some(whole(subscription, "created").saturating_add(FIRST_PAYMENT)),
        _ => {
            let resumes = subscription.pointer("/pause_collection/resumes_at");
            let moments = [
                Some(shape::period(subscription).1),
                field(subscription, "cancel_at").as_i64(),
                resumes.and_then(Value::as_i64),
                notice(desk, subscription),
            ];
            moments.into_iter().flatten().min()
        }
    }
}

/// When the end of a trial is to be told: 3 days before, or at once where it is shorter.
fn notice(desk: &Desk<'_>, subscription: &Value) -> Option<i64> {
    let told = is_on(&desk.hidden(text(subscription, "id")), "trial_end_told");
    let trialing = text(subscription, "status") == "trialing";
    let start = whole(subscription, "trial_start");
    let notice = whole(subscription, "trial_end").saturating_sub(NOTICE);
    (trialing && !told).then(|| notice.max(start))
}

/// Writes what became of a subscription and when it is due next, and tells what changed.
pub(crate) fn change(desk: &mut Desk<'_>, before: &Value, after: &Value) {
    write(desk, after);
    desk.emit_changed("customer.subscription.updated", before, after);
}

/// Writes a subscription and when it is due next.
pub(crate) fn write(desk: &mut Desk<'_>, subscription: &Value) {
    let hidden = desk.hidden(text(subscription, "id"));
    let due = due(desk, subscription);
    desk.keep(subscription, hidden, due);
}

/// The subscription as it is now.
pub(crate) fn again(desk: &Desk<'_>, subscription: &Value) -> Value {
    desk.find(KIND, text(subscription, "id")).unwrap_or_else(|| subscription.clone())
}

/// Its moment has come.
pub(crate) fn comes(desk: &mut Desk<'_>, subscription: &Value) {
    let now = desk.now();
    if text(subscription, "status") == "incomplete" {
        return expire(desk, subscription);
    }
    if notice(desk, subscription).is_some_and(|at| at <= now) {
        let mut hidden = desk.hidden(text(subscription, "id"));
        set(&mut hidden, "trial_end_told", true);
        desk.keep(subscription, hidden, None);
        desk.emit("customer.subscription.trial_will_end", subscription);
    }
    let resumes = subscription.pointer("/pause_collection/resumes_at").and_then(Value::as_i64);
    let mut later = subscription.clone();
    if resumes.is_some_and(|at| at <= now) {
        set(&mut later, "pause_collection", Value::Null);
    }
    change(desk, subscription, &later);
    let ends = field(&later, "cancel_at").as_i64().is_some_and(|at| at <= now);
    if ends {
        end(desk, later, "cancellation_requested");
    } else if shape::period(&later).1 <= now {
        renewals::renew(desk, &later);
    }
}

/// A first payment never came.
fn expire(desk: &mut Desk<'_>, subscription: &Value) {
    let mut after = subscription.clone();
    overlay(&mut after, &json!({ "status": "incomplete_expired", "ended_at": desk.now() }));
    change(desk, subscription, &after);
    let invoice = desk.find("invoice", text(subscription, "latest_invoice"));
    if let Some(mut invoice) = invoice.filter(|invoice| text(invoice, "status") == "open") {
        invoice_life::give_up(desk, &mut invoice, "void");
    }
}

/// Ends a subscription now.
pub(crate) fn end(desk: &mut Desk<'_>, mut subscription: Value, reason: &str) -> Value {
    let now = desk.now();
    let canceled = field(&subscription, "canceled_at").as_i64().unwrap_or(now);
    overlay(
        &mut subscription,
        &json!({ "status": "canceled", "ended_at": now, "canceled_at": canceled }),
    );
    because(&mut subscription, &reason.into());
    write(desk, &subscription);
    invoice_life::stop_collecting(desk, text(&subscription, "id"));
    desk.emit("customer.subscription.deleted", &subscription);
    subscription
}

/// Why it is cancelled, or that it is not.
pub(crate) fn because(subscription: &mut Value, reason: &Value) {
    let mut details = field(subscription, "cancellation_details");
    set(&mut details, "reason", reason.clone());
    set(subscription, "cancellation_details", details);
}

/// An invoice was paid: what it kept from being active is active now, if it is its newest.
pub(crate) fn was_paid(desk: &mut Desk<'_>, invoice: &Value) {
    let Some(subscription) = desk.find(KIND, subscription_of(invoice)) else {
        return;
    };
    let newest = text(&subscription, "latest_invoice") == text(invoice, "id");
    let waits =
        matches!(text(&subscription, "status"), "incomplete" | "past_due" | "unpaid" | "paused");
    if is_over(&subscription) || !newest || !waits {
        return;
    }
    let mut after = subscription.clone();
    set(&mut after, "status", "active");
    change(desk, &subscription, &after);
    if text(&subscription, "status") == "paused" {
        desk.emit("customer.subscription.resumed", &after);
    }
}

/// A trial is over with nothing to pay with, and that is not to be: paused, or ended.
pub(crate) fn stands_without_means(
    desk: &mut Desk<'_>,
    before: &Value,
    subscription: &Value,
) -> bool {
    let wish = subscription.pointer("/trial_settings/end_behavior/missing_payment_method");
    let wish = wish.and_then(Value::as_str).unwrap_or_default().to_owned();
    let means = kept_methods::default_of(desk, subscription, text(subscription, "customer"));
    match wish.as_str() {
        "pause" if means.is_none() => {
            let mut after = subscription.clone();
            set(&mut after, "status", "paused");
            change(desk, before, &after);
            desk.emit("customer.subscription.paused", &after);
            true
        }
        "cancel" if means.is_none() => {
            end(desk, subscription.clone(), "cancellation_requested");
            true
        }
        _ => false,
    }
}
