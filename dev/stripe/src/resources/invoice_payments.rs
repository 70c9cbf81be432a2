//! Invoice payments: which intent pays an invoice. <https://docs.stripe.com/api/invoice-payment>.

use serde_json::{Value, json};

use crate::desk::Desk;
use crate::lists;
use crate::object::{field, overlay, text, whole};
use crate::params::Params;
use crate::refusal::Refusal;

const KIND: &str = "invoice_payment";

/// An intent is to pay an invoice.
pub(crate) fn open(desk: &mut Desk<'_>, invoice: &Value, intent: &Value) -> Value {
    let payment = json!({
        "id": desk.fresh("inpay_1"), "object": KIND, "amount_paid": null,
        "amount_requested": whole(invoice, "amount_due"), "created": desk.now(),
        "currency": field(invoice, "currency"), "invoice": field(invoice, "id"),
        "is_default": true, "livemode": false,
        "payment": { "payment_intent": field(intent, "id"), "type": "payment_intent" },
        "status": "open", "status_transitions": { "canceled_at": null, "paid_at": null },
    });
    desk.put(&payment);
    payment
}

pub(crate) fn paid(desk: &mut Desk<'_>, id: &str, amount: i64) {
    let news = json!({
        "status": "paid", "amount_paid": amount,
        "status_transitions": { "canceled_at": null, "paid_at": desk.now() },
    });
    if let Some(payment) = change(desk, id, &news) {
        desk.emit("invoice_payment.paid", &payment);
    }
}

pub(crate) fn canceled(desk: &mut Desk<'_>, id: &str) {
    let news = json!({
        "status": "canceled", "status_transitions": { "canceled_at": desk.now(), "paid_at": null },
    });
    change(desk, id, &news);
}

fn change(desk: &mut Desk<'_>, id: &str, news: &Value) -> Option<Value> {
    let mut payment = desk.find(KIND, id)?;
    overlay(&mut payment, news);
    desk.put(&payment);
    Some(payment)
}

pub(crate) fn retrieve(desk: &mut Desk<'_>, id: &str) -> Result<Value, Refusal> {
    desk.find(KIND, id).ok_or_else(|| Refusal::not_found(KIND, id))
}

/// By invoice, by what pays (`payment[payment_intent]`), by status.
pub(crate) fn list(desk: &mut Desk<'_>, params: &Params) -> Result<Value, Refusal> {
    params.only("created ending_before invoice limit payment starting_after status")?;
    let (span, by) = (lists::Span::parse(params)?, params.part("payment"));
    by.only("payment_intent payment_record type")?;
    by.word("type", &["payment_intent"])?;
    let same = |payment: &Value, name| params.text(name).is_none_or(|v| text(payment, name) == v);
    let wanted = |payment: &&Value| {
        let intent = payment.pointer("/payment/payment_intent").and_then(Value::as_str);
        span.holds(payment)
            && ["invoice", "status"].into_iter().all(|name| same(payment, name))
            && by.text("payment_intent").is_none_or(|id| intent == Some(id))
    };
    lists::page("/v1/invoice_payments", params, desk.newest(KIND), wanted)
}

/// The payments of one invoice, as it shows them when that is asked for.
pub(crate) fn of(desk: &Desk<'_>, invoice: &str) -> Value {
    let payments = desk.seen(KIND, |payment| text(payment, "invoice") == invoice);
    json!({
        "object": "list", "data": payments, "has_more": false,
        "url": format!("/v1/invoice_payments?invoice={invoice}"),
    })
}
