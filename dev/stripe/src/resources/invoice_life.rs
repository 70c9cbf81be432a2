//! The life of an invoice: finalized, tried, paid, failed, voided.

use serde_json::{Value, json};

use super::cards::Card;
use super::invoice_shape::subscription_of;
use super::payment_methods::Means;
use super::payments::Holder;
use super::{dunning, invoice_intents, invoice_payments, payment_intents, payments};
use super::{kept_methods, subscription_time};
use crate::desk::Desk;
use crate::object::{field, overlay, set, text, whole};
use crate::refusal::Refusal;

/// Finalizes a draft: it has a number now, and an intent if there is something to pay. What costs
/// nothing is paid by that.
pub(crate) fn finalize(desk: &mut Desk<'_>, invoice: &mut Value) {
    open(desk, invoice);
    use_credit(desk, invoice);
    desk.put(invoice);
    desk.emit("invoice.finalized", invoice);
    if whole(invoice, "amount_due") == 0 {
        set(invoice, "attempted", true);
        return paid(desk, invoice);
    }
    let intent = intent(desk, invoice);
    pays(desk, invoice, &intent);
}

/// Finalizes a draft of what was paid before there was an invoice, by this intent or by nothing.
pub(crate) fn was_paid_before(desk: &mut Desk<'_>, invoice: &mut Value, intent: Option<&Value>) {
    open(desk, invoice);
    desk.put(invoice);
    desk.emit("invoice.finalized", invoice);
    if let Some(intent) = intent {
        pays(desk, invoice, intent);
    }
    set(invoice, "attempted", true);
    paid(desk, invoice);
}

/// A draft becomes an open invoice with a number and a page.
fn open(desk: &mut Desk<'_>, invoice: &mut Value) {
    let now = desk.now();
    let page = format!("{}/stripe/invoices/{}", desk.settings().base, text(invoice, "id"));
    let news = json!({
        "status": "open", "number": number(desk, invoice), "effective_at": now,
        "automatically_finalizes_at": null, "invoice_pdf": format!("{page}/pdf"),
        "hosted_invoice_url": page,
    });
    overlay(invoice, &news);
    reach(invoice, "finalized_at", now);
}

/// An intent is to pay an invoice.
fn pays(desk: &mut Desk<'_>, invoice: &Value, intent: &Value) {
    let mut hidden = desk.hidden(text(invoice, "id"));
    set(&mut hidden, "intent", field(intent, "id"));
    let payment = invoice_payments::open(desk, invoice, intent);
    set(&mut hidden, "payment", field(&payment, "id"));
    desk.keep(invoice, hidden, None);
}

/// The next number of its customer's: `A1B2C3D4-0001`.
fn number(desk: &mut Desk<'_>, invoice: &Value) -> String {
    let mut customer = desk.find("customer", text(invoice, "customer")).unwrap_or_default();
    let next = whole(&customer, "next_invoice_sequence").max(1);
    if !text(&customer, "id").is_empty() {
        set(&mut customer, "next_invoice_sequence", next.saturating_add(1));
        desk.put(&customer);
    }
    format!("{}-{next:04}", text(&customer, "invoice_prefix"))
}

/// The customer's credit pays first; a total of less than nothing becomes one.
fn use_credit(desk: &mut Desk<'_>, invoice: &mut Value) {
    let mut customer = desk.find("customer", text(invoice, "customer")).unwrap_or_default();
    let before = whole(&customer, "balance");
    let owed = before.saturating_add(whole(invoice, "total"));
    let news = json!({
        "starting_balance": before, "ending_balance": owed.min(0), "amount_due": owed.max(0),
        "amount_remaining": owed.max(0),
    });
    overlay(invoice, &news);
    if owed.min(0) != before && !text(&customer, "id").is_empty() {
        let was = customer.clone();
        set(&mut customer, "balance", owed.min(0));
        desk.put(&customer);
        desk.emit_changed("customer.updated", &was, &customer);
    }
}

/// The intent that pays it: the one that a declined attempt left, or a new one.
fn intent(desk: &mut Desk<'_>, invoice: &Value) -> Value {
    let hidden = desk.hidden(text(invoice, "id"));
    let name = json!({ "invoice": field(invoice, "id") });
    if let Some(mut intent) = desk.find("payment_intent", text(&hidden, "intent")) {
        set(&mut intent, "customer", field(invoice, "customer"));
        desk.keep(&intent, name, None);
        return intent;
    }
    let says = match text(invoice, "billing_reason") {
        "subscription_create" => Value::from("Subscription creation"),
        reason if reason.starts_with("subscription") => "Subscription update".into(),
        _ => Value::Null,
    };
    let more = json!({ "customer": field(invoice, "customer"), "description": says });
    let (amount, currency) = (whole(invoice, "amount_due"), text(invoice, "currency"));
    let intent = payment_intents::new(desk, amount, currency, &more);
    desk.keep(&intent, name, None);
    intent
}

/// Tries to pay an open invoice with a method, or with nothing where there is none.
///
/// # Errors
/// When the bank declines and when there is no method; that is told, and what follows has happened.
pub(crate) fn attempt(
    desk: &mut Desk<'_>,
    invoice: &mut Value,
    method: Option<&Value>,
    holder: Holder,
) -> Result<(), Refusal> {
    let before = invoice.clone();
    let count = whole(invoice, "attempt_count").saturating_add(1);
    overlay(invoice, &json!({ "attempt_count": count, "attempted": true }));
    desk.put(invoice);
    let hidden = desk.hidden(text(invoice, "id"));
    let intent = desk.find("payment_intent", text(&hidden, "intent"));
    let card = method.and_then(|method| Card::remembered(&desk.hidden(text(method, "id"))));
    let tried = match (intent, method, card) {
        (Some(mut intent), Some(method), Some(card)) => {
            let tried = payments::charge(desk, &mut intent, method, &Means::Card(card), holder);
            match text(&intent, "status") {
                "requires_action" => Err(invoice_intents::asks(desk, invoice)),
                _ => tried,
            }
        }
        _ => Err(Refusal::card("payment_intent_payment_attempt_failed", NO_METHOD)),
    };
    match tried {
        Ok(()) => {
            paid(desk, invoice);
            Ok(())
        }
        Err(refusal) => {
            dunning::failed(desk, &before, invoice);
            Err(refusal)
        }
    }
}

/// What pays an invoice: its own method, its subscription's, or its customer's.
pub(crate) fn pays_by(desk: &Desk<'_>, invoice: &Value) -> Option<Value> {
    let own = desk.find("payment_method", text(invoice, "default_payment_method"));
    let subscription = desk.find("subscription", subscription_of(invoice)).unwrap_or_default();
    own.or_else(|| kept_methods::default_of(desk, &subscription, text(invoice, "customer")))
}

/// What Stripe says where nothing can be charged.
pub(crate) const NO_METHOD: &str = "There is no `default_payment_method` set on this Customer or \
    Invoice. Please set one, or pass `payment_method`.";

/// The money is there. The subscription is told first, so that whoever hears of the invoice finds
/// it as it is.
pub(crate) fn paid(desk: &mut Desk<'_>, invoice: &mut Value) {
    let due = whole(invoice, "amount_due");
    let news = json!({
        "status": "paid", "amount_paid": due, "amount_remaining": 0, "auto_advance": false,
        "next_payment_attempt": null,
    });
    overlay(invoice, &news);
    let now = desk.now();
    reach(invoice, "paid_at", now);
    let hidden = desk.hidden(text(invoice, "id"));
    desk.keep(invoice, hidden.clone(), None);
    invoice_payments::paid(desk, text(&hidden, "payment"), due);
    subscription_time::was_paid(desk, invoice);
    desk.emit("invoice.paid", invoice);
    desk.emit("invoice.payment_succeeded", invoice);
}

/// Ends an open invoice without money: `void` or `uncollectible`.
pub(crate) fn give_up(desk: &mut Desk<'_>, invoice: &mut Value, status: &str) {
    let (moment, kind) = match status {
        "void" => ("voided_at", "invoice.voided"),
        _ => ("marked_uncollectible_at", "invoice.marked_uncollectible"),
    };
    let news = json!({ "status": status, "auto_advance": false, "next_payment_attempt": null });
    overlay(invoice, &news);
    let now = desk.now();
    reach(invoice, moment, now);
    let hidden = desk.hidden(text(invoice, "id"));
    desk.keep(invoice, hidden.clone(), None);
    let intent = desk.find("payment_intent", text(&hidden, "intent"));
    let waiting = |intent: &Value| text(intent, "status").starts_with("requires_");
    if let Some(mut intent) = intent.filter(waiting).filter(|_| status == "void") {
        payment_intents::end(desk, &mut intent, &"void_invoice".into());
        invoice_payments::canceled(desk, text(&hidden, "payment"));
    }
    desk.emit(kind, invoice);
}

/// Nothing is collected any more by itself on what a subscription left open.
pub(crate) fn stop_collecting(desk: &mut Desk<'_>, subscription: &str) {
    let open = |invoice: &Value| {
        subscription_of(invoice) == subscription
            && matches!(text(invoice, "status"), "open" | "draft")
    };
    for mut invoice in desk.seen("invoice", open) {
        let before = invoice.clone();
        overlay(&mut invoice, &json!({ "auto_advance": false, "next_payment_attempt": null }));
        let hidden = desk.hidden(text(&invoice, "id"));
        desk.keep(&invoice, hidden, None);
        desk.emit_changed("invoice.updated", &before, &invoice);
    }
}

fn reach(invoice: &mut Value, moment: &str, now: i64) {
    let mut moments = field(invoice, "status_transitions");
    set(&mut moments, moment, now);
    set(invoice, "status_transitions", moments);
}
