//! Subscriptions and invoices: which events are about which, and what an invoice says.

use serde_json::Value;
use shared::stripe::event::EventKind;
use shared::stripe::invoice::Invoice;
use shared::stripe::notice::billed::paid;

use crate::id;

const INVOICES: [&str; 3] = ["invoice.paid", "invoice.payment_failed", "invoice.voided"];

/// Which subscription an event is about, if it is about one.
pub fn subscription(kind: &EventKind, object: &Value) {
    let expected = match kind.name() {
        "customer.subscription.created"
        | "customer.subscription.updated"
        | "customer.subscription.deleted"
        | "customer.subscription.paused"
        | "customer.subscription.resumed" => object["id"].as_str(),
        name if INVOICES.contains(&name) => named(object),
        _ => None,
    };
    let told = match kind {
        EventKind::Subscription(_, id) => Some(id.as_str()),
        _ => None,
    };
    assert_eq!(told, expected, "{}", kind.name());
}

/// Whether it is an invoice for no subscription of which something came.
pub fn is_told(kind: &str, object: &Value) -> bool {
    matches!(kind, "invoice.paid" | "invoice.voided") && named(object).is_none()
}

/// The amounts stand there, and an invoice of less than nothing is never taken for a payment.
pub fn amounts(invoice: &Invoice, object: &Value) {
    for (field, read) in [("subtotal", invoice.subtotal), ("amount_paid", invoice.amount_paid)] {
        assert_eq!(read, object[field].as_i64(), "{field}");
    }
    if paid(invoice).is_ok() {
        assert!(object["subtotal"].as_u64().is_some() && object["amount_paid"].as_u64().is_some());
    }
}

/// The subscription that an invoice names.
fn named(object: &Value) -> Option<&str> {
    id(&object["parent"]["subscription_details"], "subscription")
        .or_else(|| id(object, "subscription"))
}
