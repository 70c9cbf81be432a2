//! Checkout sessions that leave an invoice behind.

use serde_json::{Value, json};

use crate::card_holder::pays_with;
use crate::shapes::read;
use crate::shop::{SESSION, Shop};
use crate::subscribed::{id, plan_with};
use crate::subscription_shapes::{INVOICE, LINE, has};

const ASKED: [(&str, &str); 3] = [
    ("invoice_creation[enabled]", "true"),
    ("invoice_creation[invoice_data][metadata][purchase]", "purchase-1"),
    ("invoice_creation[invoice_data][description]", "25 credits"),
];

#[tokio::test]
async fn a_paid_session_leaves_a_paid_invoice_for_a_customer() {
    let shop = Shop::opens().await;
    let form: Vec<_> = SESSION.into_iter().chain(ASKED).collect();
    let session = shop.makes("checkout/sessions", &form).await;
    read(&session);
    assert_eq!(
        (&session["invoice"], &session["invoice_creation"]["enabled"]),
        (&Value::Null, &json!(true))
    );
    pays_with(&shop, &id(&session), "4000000000000002").await;
    assert_eq!(shop.get("invoices").await["data"], json!([]));
    let before = shop.told().await.len();
    pays_with(&shop, &id(&session), "4242424242424242").await;
    let kinds = [
        "customer.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "invoice.created",
        "invoice.finalized",
        "invoice_payment.paid",
        "invoice.paid",
        "invoice.payment_succeeded",
        "checkout.session.completed",
    ];
    assert_eq!(shop.kinds_since(before).await, kinds);
    let paid = shop.told().await.pop().unwrap()["data"]["object"].clone();
    let path = format!("invoices/{}?expand[]=payments", paid["invoice"].as_str().unwrap());
    let mut invoice = shop.get(&path).await;
    let payment = invoice["payments"]["data"][0]["payment"]["payment_intent"].clone();
    assert_eq!(payment, paid["payment_intent"]);
    invoice.as_object_mut().unwrap().remove("payments");
    has(&invoice, INVOICE);
    has(&invoice["lines"]["data"][0], LINE);
    read(&invoice);
    assert_eq!((&invoice["status"], &invoice["amount_paid"]), (&json!("paid"), &json!(800)));
    assert_eq!(invoice["metadata"], json!({ "purchase": "purchase-1" }));
    assert_eq!(
        (&invoice["customer"], &invoice["customer_email"]),
        (&paid["customer"], &json!("ann@example.com"))
    );
    let page = shop.http.get(invoice["hosted_invoice_url"].as_str().unwrap()).send().await.unwrap();
    assert!(page.text().await.unwrap().contains("25 credits"));
}

#[tokio::test]
async fn the_invoice_of_a_bank_debit_comes_with_its_money() {
    let shop = Shop::opens().await;
    let form: Vec<_> = SESSION.into_iter().chain(ASKED).collect();
    for arrives in [false, true] {
        let session = id(&shop.makes("checkout/sessions", &form).await);
        shop.dev(&format!("checkout/{session}/pay-later"), json!({ "email": "ann@example.com" }))
            .await;
        assert_eq!(shop.get("invoices").await["data"], json!([]));
        let door = format!("checkout/{session}/settle-later");
        let (_, settled) = shop.dev(&door, json!({ "succeeded": arrives })).await;
        assert_eq!(settled["invoice"].is_string(), arrives);
    }
}

#[tokio::test]
async fn what_a_coupon_took_is_on_the_invoice_and_a_subscription_asks_for_none() {
    let shop = Shop::opens().await;
    for (percent, paid) in [("25", 600), ("100", 0)] {
        shop.makes("coupons", &[("id", percent), ("percent_off", percent), ("duration", "once")])
            .await;
        let form: Vec<_> =
            SESSION.into_iter().chain(ASKED).chain([("discounts[0][coupon]", percent)]).collect();
        let session = id(&shop.makes("checkout/sessions", &form).await);
        pays_with(&shop, &session, "4242424242424242").await;
        let invoice = &shop.get("invoices?limit=1").await["data"][0];
        assert_eq!((&invoice["subtotal"], &invoice["total"]), (&json!(800), &json!(paid)));
        assert_eq!((&invoice["status"], &invoice["amount_paid"]), (&json!("paid"), &json!(paid)));
        assert_eq!(invoice["total_discount_amounts"][0]["amount"], 800 - paid);
    }
    let (status, body) = shop.post("checkout/sessions", &plan_with(&ASKED)).await;
    assert_eq!((status, &body["error"]["param"]), (400, &json!("invoice_creation")));
}
