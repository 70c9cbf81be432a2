//! Each call about an invoice as Stripe gets it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use serde_json::{Value, json};

use crate::stripe::invoice::{InvoiceRequest, InvoiceStatus};
use crate::stripe::invoicing::Invoicing as _;
use crate::stripe::stand_in::{Asked, StandIn, id, key};

fn request() -> InvoiceRequest {
    InvoiceRequest {
        purchase: "pur_1".to_owned(),
        customer: id("cus_1"),
        currency: "usd".to_owned(),
        unit_amount: 360,
        quantity: 500,
        description: "Sessions & more".to_owned(),
    }
}

fn invoice(status: &str, payment: &str) -> Value {
    let paying = json!({ "type": "payment_intent", "payment_intent": "pi_1" });
    json!({
        "id": "in_1", "status": status, "subtotal": 180_000, "amount_paid": 0, "currency": "usd",
        "livemode": false, "payments": { "data": [{ "status": payment, "payment": paying }] },
    })
}

fn sent(asked: &Asked) -> Vec<(String, String)> {
    let mut sent: Vec<_> =
        url::form_urlencoded::parse(asked.body.as_bytes()).into_owned().collect();
    sent.sort();
    sent
}

fn is(asked: &Asked, line: &str, expected: &[(&str, &str)]) {
    assert_eq!(asked.line, line);
    assert_eq!(asked.header("idempotency-key"), Some("checkout:pur_1"), "{line}");
    let sent = sent(asked);
    let sent: Vec<_> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(sent, expected, "{line}");
}

/// OB-1: the invoice, what stands on it, and its payment carry our id; only the buyer's own
/// confirmation charges.
#[tokio::test]
async fn an_invoice_is_made_in_four_calls() {
    let payable = json!({
        "id": "pi_1", "status": "requires_payment_method", "amount": 180_000, "currency": "usd",
        "client_secret": "pi_1_secret_2",
    });
    let answers = vec![
        (200, json!({ "id": "in_1" })),
        (200, json!({ "id": "ii_1" })),
        (200, invoice("open", "open")),
        (200, payable),
    ];
    let (stripe, client) = StandIn::answering(answers).await;
    let made = client.create_invoice(&request(), &key()).await.unwrap();
    client.add_invoice_item(&made, &request(), &key()).await.unwrap();
    let open = client.finalize_invoice(&made, &key()).await.unwrap();
    assert_eq!((open.payable_by(), open.paid_by()), (Some(&id("pi_1")), None));
    let payable = client.mark_payment_intent(&id("pi_1"), "pur_1", &key()).await.unwrap();
    assert_eq!((payable.amount, payable.client_secret.reveal()), (180_000, "pi_1_secret_2".into()));
    let [begun, filled, finalized, marked] = &stripe.asked()[..] else { unreachable!() };
    let expected = [
        ("auto_advance", "false"),
        ("collection_method", "charge_automatically"),
        ("currency", "usd"),
        ("customer", "cus_1"),
        ("description", "Sessions & more"),
        ("metadata[tallystick_purchase]", "pur_1"),
        ("pending_invoice_items_behavior", "exclude"),
    ];
    is(begun, "POST /stripe/v1/invoices", &expected);
    let expected = [
        ("currency", "usd"),
        ("customer", "cus_1"),
        ("description", "Sessions & more"),
        ("invoice", "in_1"),
        ("metadata[tallystick_purchase]", "pur_1"),
        ("quantity", "500"),
        ("unit_amount_decimal", "360"),
    ];
    is(filled, "POST /stripe/v1/invoiceitems", &expected);
    let expected = [("auto_advance", "false"), ("expand[0]", "payments")];
    is(finalized, "POST /stripe/v1/invoices/in_1/finalize", &expected);
    let expected = [("metadata[tallystick_purchase]", "pur_1")];
    is(marked, "POST /stripe/v1/payment_intents/pi_1", &expected);
}

#[tokio::test]
async fn an_invoice_is_read_and_voided_with_its_payments() {
    let answers = vec![(200, invoice("paid", "paid")), (200, invoice("void", "canceled"))];
    let (stripe, client) = StandIn::answering(answers).await;
    let paid = client.retrieve_invoice(&id("in_1")).await.unwrap();
    assert_eq!((paid.status, paid.paid_by()), (Some(InvoiceStatus::Paid), Some(&id("pi_1"))));
    let void = client.void_invoice(&id("in_1"), &key()).await.unwrap();
    assert_eq!((void.status, void.payable_by()), (Some(InvoiceStatus::Void), None));
    let [read, voided] = &stripe.asked()[..] else { unreachable!() };
    assert_eq!(read.line, "GET /stripe/v1/invoices/in_1?expand[0]=payments");
    is(voided, "POST /stripe/v1/invoices/in_1/void", &[("expand[0]", "payments")]);
}
