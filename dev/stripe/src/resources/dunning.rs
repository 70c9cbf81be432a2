//! What follows when an invoice is not paid: tried again after 3, 5 and 7 days, each counted from
//! the try before, and then an end. <https://docs.stripe.com/billing/revenue-recovery>.

use serde_json::{Value, json};

use super::payments::Holder;
use super::{invoice_life, invoice_shape, subscription_shape, subscription_time};
use crate::calendar::DAY;
use crate::desk::Desk;
use crate::object::{field, set, text, whole};
use crate::refusal::Refusal;

/// Days from each failed try to the next.
const WAITS: [i64; 3] = [3, 5, 7];

/// The record of what is set; Stripe has it on a page of its dashboard.
const SETTING: &str = "dev_billing";

/// What becomes of a subscription when the last try has failed.
const ENDS: [&str; 3] = ["cancel", "unpaid", "past_due"];

/// A try has failed: it is told, the next is planned, the subscription is late or over.
pub(crate) fn failed(desk: &mut Desk<'_>, before: &Value, invoice: &mut Value) {
    let id = text(invoice, "id").to_owned();
    let subscription = invoice_shape::subscription_of(invoice).to_owned();
    let subscription = desk.find("subscription", &subscription).unwrap_or_default();
    let retried = matches!(text(&subscription, "status"), "active" | "trialing" | "past_due");
    let mut hidden = desk.hidden(&id);
    let planned = desk.due(&id).filter(|due| *due > desk.now());
    let tried = whole(&hidden, "tried");
    let wait = usize::try_from(tried).ok().and_then(|tried| WAITS.get(tried)).copied();
    // What somebody tries in between does not move the plan.
    let next = match (planned, wait) {
        (Some(planned), _) => Some(planned),
        (None, Some(days)) if retried => {
            set(&mut hidden, "tried", tried.saturating_add(1));
            Some(desk.now().saturating_add(days.saturating_mul(DAY)))
        }
        _ => None,
    };
    set(invoice, "next_payment_attempt", next);
    desk.keep(invoice, hidden, next);
    desk.emit("invoice.payment_failed", invoice);
    desk.emit_changed("invoice.updated", before, invoice);
    if !retried {
        return;
    }
    if next.is_some() {
        return become_status(desk, &subscription, "past_due");
    }
    match setting(desk).as_str() {
        "unpaid" => become_status(desk, &subscription, "unpaid"),
        "past_due" => become_status(desk, &subscription, "past_due"),
        _ => {
            subscription_time::end(desk, subscription, "payment_failed");
        }
    }
}

fn become_status(desk: &mut Desk<'_>, before: &Value, status: &str) {
    let mut after = before.clone();
    set(&mut after, "status", status);
    subscription_time::change(desk, before, &after);
}

/// The moment of a planned try has come.
pub(crate) fn retry(desk: &mut Desk<'_>, mut invoice: Value) {
    if text(&invoice, "status") == "draft" {
        invoice_life::finalize(desk, &mut invoice);
    }
    if text(&invoice, "status") != "open" {
        return;
    }
    let subscription = desk.find("subscription", invoice_shape::subscription_of(&invoice));
    let subscription = subscription.unwrap_or_default();
    if subscription_shape::is_over(&subscription) {
        return;
    }
    let method = invoice_life::pays_by(desk, &invoice);
    // What a declined card brings has happened; there is nobody to tell.
    let _ = invoice_life::attempt(desk, &mut invoice, method.as_ref(), Holder::Called);
}

fn setting(desk: &Desk<'_>) -> String {
    let record = desk.any(SETTING).unwrap_or_default();
    let said = text(&record, "after_retries");
    if said.is_empty() { "cancel".to_owned() } else { said.to_owned() }
}

/// What is set, as people see it.
pub(crate) fn shown(desk: &Desk<'_>) -> Value {
    json!({ "after_retries": setting(desk) })
}

/// Sets what becomes of a subscription after the last try.
///
/// # Errors
/// When it is none of `cancel`, `unpaid` and `past_due`.
pub(crate) fn choose(desk: &mut Desk<'_>, asked: &Value) -> Result<Value, Refusal> {
    let said = field(asked, "after_retries");
    let known = said.as_str().is_some_and(|said| ENDS.contains(&said));
    if !known || asked.as_object().is_none_or(|asked| asked.len() != 1) {
        return Err(Refusal::invalid(
            "The body is {\"after_retries\": \"cancel\"}, or unpaid, or past_due.",
        ));
    }
    desk.put(&json!({ "id": SETTING, "object": "dev.billing", "after_retries": said }));
    Ok(shown(desk))
}
