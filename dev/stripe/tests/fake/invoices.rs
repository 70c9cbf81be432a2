//! Invoices made by hand: finalized, paid in the browser, voided, shown.

use reqwest::Method;
use serde_json::{Value, json};

use crate::shapes::read;
use crate::shop::{Shop, header, told};
use crate::subscribed::id;
use crate::subscription_shapes::{INVOICE, LINE, has};

#[tokio::test]
async fn a_finalized_invoice_is_paid_in_the_browser_and_tells_it_in_order() {
    let shop = Shop::opens().await;
    let order = shop.orders().await;
    let invoice = &order.invoice;
    assert_eq!((&invoice["status"], &invoice["amount_due"]), (&json!("open"), &json!(20_000)));
    assert_eq!(invoice["confirmation_secret"]["type"], "payment_intent");
    assert!(invoice["number"].as_str().unwrap().ends_with("-0001"));
    let about = [("metadata[purchase]", "purchase-1")];
    let intent = shop.makes(&format!("payment_intents/{}", order.intent), &about).await;
    assert_eq!((&intent["amount"], &intent["customer"]), (&json!(20_000), &json!(order.customer)));

    let (status, seen) = shop.confirms(&order, "4242424242424242").await;
    assert_eq!((status, seen["status"].as_str()), (200, Some("succeeded")), "{seen}");
    assert_eq!((seen.get("metadata"), seen.get("customer")), (None, None), "not for browsers");
    let kinds = [
        "customer.created",
        "invoice.created",
        "invoiceitem.created",
        "invoice.updated",
        "invoice.finalized",
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "invoice_payment.paid",
        "invoice.paid",
        "invoice.payment_succeeded",
    ];
    assert_eq!(shop.kinds().await, kinds);
    let paid = shop.get(&format!("invoices/{}", id(invoice))).await;
    assert_eq!((&paid["status"], &paid["amount_paid"]), (&json!("paid"), &json!(20_000)));
    assert_eq!((&paid["amount_remaining"], &paid["attempt_count"]), (&json!(0), &json!(1)));
    assert_eq!(paid["metadata"], json!({ "purchase": "purchase-1" }));
    let moments = &paid["status_transitions"];
    assert!(moments["finalized_at"].is_i64() && moments["paid_at"].is_i64());
    let charge = &shop.get(&format!("charges?payment_intent={}", order.intent)).await["data"][0];
    assert_eq!(charge["metadata"], json!({ "purchase": "purchase-1" }));

    let (status, refused) = shop.confirms(&order, "4242424242424242").await;
    assert_eq!(
        (status, &refused["error"]["code"]),
        (400, &json!("payment_intent_unexpected_state"))
    );
    assert_eq!(refused["error"]["payment_intent"].get("metadata"), None);
    let again = shop.post(&format!("invoices/{}/void", id(invoice)), &[]).await;
    assert_eq!(again.0, 400, "what is paid is not voided");
}

#[tokio::test]
async fn a_declined_card_is_told_and_another_pays_the_same_intent() {
    let shop = Shop::opens().await;
    let order = shop.orders().await;
    let before = shop.told().await.len();
    for (number, decline) in
        [("4000000000000002", "generic_decline"), ("4000000000009995", "insufficient_funds")]
    {
        let (status, body) = shop.confirms(&order, number).await;
        let error = &body["error"];
        assert_eq!((status, error["type"].as_str()), (402, Some("card_error")), "{body}");
        assert_eq!(
            (&error["code"], &error["decline_code"]),
            (&json!("card_declined"), &json!(decline))
        );
    }
    let intent = shop.get(&format!("payment_intents/{}", order.intent)).await;
    assert_eq!(intent["status"], "requires_payment_method");
    let error = &intent["last_payment_error"];
    assert_eq!(error["decline_code"], "insufficient_funds");
    assert_eq!(error["message"], "Your card has insufficient funds.");
    let failed = ["charge.failed", "payment_intent.payment_failed", "invoice.payment_failed"];
    let kinds = shop.kinds_since(before).await;
    assert_eq!(kinds[..3], failed);
    assert_eq!(kinds[3], "invoice.updated", "the first attempt is counted");
    assert_eq!(kinds[4..], failed, "and the second is not");
    assert_eq!(shop.confirms(&order, "4242424242424241").await.0, 402);
    assert_eq!(shop.kinds_since(before).await.len(), 7, "what is no card reaches no bank");

    assert_eq!(shop.confirms(&order, "4242424242424242").await.1["status"], "succeeded");
    let paid = shop.get(&format!("invoices/{}?expand[]=payments", id(&order.invoice))).await;
    assert_eq!((&paid["status"], &paid["attempt_count"]), (&json!("paid"), &json!(1)));
    assert_eq!(paid["payments"]["data"][0]["payment"]["payment_intent"], order.intent);
    assert_eq!(paid["payments"]["data"][0]["status"], "paid");
}

#[tokio::test]
async fn an_invoices_intent_is_cancelled_by_voiding_the_invoice_alone() {
    let shop = Shop::opens().await;
    let order = shop.orders().await;
    let path = format!("payment_intents/{}", order.intent);
    let (status, refused) = shop.post(&format!("{path}/cancel"), &[]).await;
    assert_eq!(
        (status, &refused["error"]["code"]),
        (400, &json!("payment_intent_unexpected_state"))
    );
    assert_eq!(shop.post(&path, &[("amount", "100")]).await.0, 400);
    assert_eq!(shop.get(&path).await["status"], "requires_payment_method");

    let before = shop.told().await.len();
    let voided = shop.makes(&format!("invoices/{}/void", id(&order.invoice)), &[]).await;
    assert_eq!(voided["status"], "void");
    assert!(voided["status_transitions"]["voided_at"].is_i64());
    assert_eq!(shop.kinds_since(before).await, ["payment_intent.canceled", "invoice.voided"]);
    let intent = shop.get(&path).await;
    assert_eq!(intent["cancellation_reason"], "void_invoice");
    let (status, refused) = shop.confirms(&order, "4242424242424242").await;
    assert_eq!(status, 400);
    assert!(refused["error"]["message"].as_str().unwrap().contains("a status of canceled"));
    assert_eq!(shop.get("charges").await["data"], json!([]));
}

#[tokio::test]
async fn the_shop_pays_with_the_default_method_or_says_that_there_is_none() {
    let shop = Shop::opens().await;
    let order = shop.orders().await;
    let pay = format!("invoices/{}/pay", id(&order.invoice));
    assert_eq!(shop.post(&pay, &[]).await.0, 400);
    let form = [
        ("payment_method", "pm_card_visa"),
        ("invoice_settings[default_payment_method]", "pm_card_visa"),
    ];
    shop.makes(&format!("customers/{}", order.customer), &form).await;
    assert_eq!(shop.makes(&pay, &[]).await["status"], "paid");
    let intent = shop.get(&format!("payment_intents/{}", order.intent)).await;
    assert_eq!(intent["status"], "succeeded");
    assert_eq!(shop.post(&pay, &[]).await.0, 400);
}

#[tokio::test]
async fn the_hosted_page_and_the_document_show_the_invoice() {
    let shop = Shop::opens().await;
    let (customer, draft) = shop.draft().await;
    assert_eq!(draft["hosted_invoice_url"], Value::Null);
    let hidden = format!("{}/stripe/invoices/{}", shop.base, id(&draft));
    assert_eq!(shop.http.get(&hidden).send().await.unwrap().status(), 404, "a draft is not shown");
    let form = [
        ("customer", customer.as_str()),
        ("invoice", draft["id"].as_str().unwrap()),
        ("amount", "20000"),
        ("description", "<b>25</b> sessions"),
    ];
    shop.makes("invoiceitems", &form).await;
    let invoice = shop.makes(&format!("invoices/{}/finalize", id(&draft)), &[]).await;
    let page = shop.http.get(invoice["hosted_invoice_url"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(page.status(), 200);
    let page = page.text().await.unwrap();
    assert!(
        page.contains(invoice["number"].as_str().unwrap()) && page.contains("$200.00"),
        "{page}"
    );
    assert!(page.contains("&lt;b&gt;25&lt;/b&gt; sessions"), "{page}");
    let pdf = shop.http.get(invoice["invoice_pdf"].as_str().unwrap()).send().await.unwrap();
    assert_eq!((pdf.status().as_u16(), header(&pdf, "content-type")), (200, "application/pdf"));
    let pdf = pdf.bytes().await.unwrap();
    assert!(pdf.starts_with(b"%PDF-") && pdf.ends_with(b"%%EOF\n"));
    let total = b"Total: $200.00";
    assert!(pdf.windows(total.len()).any(|part| part == total));
}

#[tokio::test]
async fn a_customers_invoices_are_listed_a_page_at_a_time() {
    let shop = Shop::opens().await;
    let (customer, first) = shop.draft().await;
    let mut made = vec![id(&first)];
    for _ in 0..4 {
        made.push(id(&shop.makes("invoices", &[("customer", &customer)]).await));
    }
    shop.draft().await;
    let of = |more: &str| format!("invoices?customer={customer}&limit=2{more}");
    let page = shop.get(&of("")).await;
    let ids =
        |page: &Value| -> Vec<String> { page["data"].as_array().unwrap().iter().map(id).collect() };
    assert_eq!(
        (ids(&page), &page["has_more"]),
        (vec![made[4].clone(), made[3].clone()], &json!(true))
    );
    let page = shop.get(&of(&format!("&starting_after={}", made[1]))).await;
    assert_eq!((ids(&page), &page["has_more"]), (vec![made[0].clone()], &json!(false)));
    let page = shop.get(&of(&format!("&ending_before={}", made[1]))).await;
    assert_eq!(ids(&page), [made[3].clone(), made[2].clone()]);
    let (_, gone) = told(shop.api(Method::DELETE, &format!("invoices/{}", made[4]))).await;
    assert_eq!(gone, json!({ "id": made[4], "object": "invoice", "deleted": true }));
    assert_eq!(shop.get(&of("&status=draft")).await["data"][0]["id"], made[3]);
    assert_eq!(shop.get(&of("&status=open")).await["data"], json!([]));
}

#[tokio::test]
async fn every_object_of_an_order_is_what_the_typed_library_reads() {
    let shop = Shop::opens().await;
    let order = shop.orders().await;
    shop.confirms(&order, "4000002500003155").await;
    shop.dev(&format!("payment_intents/{}/authenticate", order.intent), json!({})).await;
    let invoice = shop.get(&format!("invoices/{}", id(&order.invoice))).await;
    has(&invoice, INVOICE);
    has(&invoice["lines"]["data"][0], LINE);
    assert_eq!(invoice["status"], "paid");
    for event in shop.told().await {
        read(&event);
        if event["data"]["object"]["object"] != "invoiceitem" {
            read(&event["data"]["object"]);
        }
    }
}
