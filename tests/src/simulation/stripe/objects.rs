//! Stripe's objects as it writes them, as far as anybody reads them.

use serde_json::{Value, json};

use crate::simulation::stripe::{Back, Far, Quarrel, Sale, Truth};

fn mark(sale: &Sale, marked: bool) -> Value {
    if marked { json!({"tallystick_purchase": sale.order}) } else { json!({}) }
}

/// A Checkout Session. <https://docs.stripe.com/api/checkout/sessions/object>
pub fn session(sale: &Sale) -> Value {
    let (status, payment_status) = match sale.far {
        Far::Open => ("open", "unpaid"),
        Far::Awaited | Far::Failed => ("complete", "unpaid"),
        Far::Paid if sale.intent.is_none() => ("complete", "no_payment_required"),
        Far::Paid => ("complete", "paid"),
        Far::Expired => ("expired", "unpaid"),
    };
    json!({
        "id": sale.session, "object": "checkout.session", "mode": "payment",
        "status": status, "payment_status": payment_status, "payment_intent": sale.intent,
        "client_reference_id": sale.reference, "customer": null, "metadata": mark(sale, true),
        "amount_subtotal": sale.asked, "amount_total": sale.charged, "total_details": null,
        "currency": "usd", "livemode": false, "url": url(sale), "expires_at": null,
    })
}

/// Where the buyer pays.
pub fn url(sale: &Sale) -> String {
    format!("https://checkout.stripe.com/c/pay/{}", sale.session)
}

/// A payment intent. <https://docs.stripe.com/api/payment_intents/object>
pub fn intent(sale: &Sale, declined: bool) -> Value {
    let status = if sale.far == Far::Paid { "succeeded" } else { "requires_payment_method" };
    let received = if sale.far == Far::Paid { sale.charged } else { 0 };
    let error = declined.then(|| json!({"type": "card_error", "code": "card_declined"}));
    json!({
        "id": sale.intent, "object": "payment_intent", "status": status,
        "amount": sale.charged, "amount_received": received, "currency": "usd",
        "latest_charge": sale.charge, "customer": null, "metadata": mark(sale, true),
        "last_payment_error": error, "livemode": false,
    })
}

/// A charge. <https://docs.stripe.com/api/charges/object>
pub fn charge(truth: &Truth, place: usize) -> Value {
    let (sale, back) = (&truth.sales[place], truth.returned(place));
    json!({
        "id": sale.charge, "object": "charge", "payment_intent": sale.intent,
        "amount": sale.charged, "amount_captured": sale.charged, "amount_refunded": back,
        "currency": "usd", "refunded": back == sale.charged, "livemode": false,
        "metadata": mark(sale, sale.marked),
    })
}

/// A refund. <https://docs.stripe.com/api/refunds/object>
pub fn refund(truth: &Truth, back: &Back) -> Value {
    let sale = &truth.sales[back.sale];
    json!({
        "id": back.id, "object": "refund", "charge": sale.charge, "payment_intent": sale.intent,
        "amount": back.amount, "currency": "usd", "status": back.status,
        "failure_reason": (back.status == "failed").then_some("lost_or_stolen_card"),
    })
}

/// A dispute. <https://docs.stripe.com/api/disputes/object>
pub fn dispute(truth: &Truth, quarrel: &Quarrel) -> Value {
    let (sale, now) = (&truth.sales[quarrel.sale], quarrel.now());
    json!({
        "id": quarrel.id, "object": "dispute", "charge": sale.charge,
        "payment_intent": sale.intent, "amount": now.amount, "currency": quarrel.currency,
        "status": now.status,
    })
}
