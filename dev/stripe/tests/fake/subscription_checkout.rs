//! Subscribing on the hosted page.

use serde_json::{Value, json};

use crate::card_holder::{pays_with, sees, sent_to};
use crate::shop::Shop;
use crate::subscribed::{PLAN, id, period, plan_with};

#[tokio::test]
async fn a_paid_session_makes_a_subscription_its_invoice_and_what_paid_it() {
    let shop = Shop::opens().await;
    shop.is_at("2027-01-31T10:00:00Z");
    let session = shop.makes("checkout/sessions", &PLAN).await;
    assert_eq!(
        (&session["mode"], &session["amount_total"]),
        (&json!("subscription"), &json!(2000))
    );
    assert_eq!(session["payment_method_collection"], "always");
    let page = sees(&shop, &id(&session)).await;
    assert!(page.contains("$20.00 per month") && page.contains("Subscribe"), "{page}");
    sent_to(&pays_with(&shop, &id(&session), "4242424242424242").await);

    let paid = shop.get(&format!("checkout/sessions/{}", id(&session))).await;
    assert_eq!((&paid["status"], &paid["payment_status"]), (&json!("complete"), &json!("paid")));
    assert_eq!(paid["payment_intent"], Value::Null);
    let path =
        format!("{}?expand[]=latest_invoice.payments", paid["subscription"].as_str().unwrap());
    let subscription = shop.subscription(&path).await;
    assert_eq!(subscription["status"], "active");
    assert_eq!(subscription["metadata"], json!({ "purchase": "purchase-1" }));
    assert_eq!(subscription["customer"], paid["customer"]);
    let february = ("2027-01-31T10:00:00Z".to_owned(), "2027-02-28T10:00:00Z".to_owned());
    assert_eq!(period(&subscription), february);

    let invoice = &subscription["latest_invoice"];
    assert_eq!(invoice["id"], paid["invoice"]);
    assert_eq!((&invoice["status"], &invoice["amount_paid"]), (&json!("paid"), &json!(2000)));
    assert_eq!(invoice["billing_reason"], "subscription_create");
    let parent = &invoice["parent"]["subscription_details"];
    assert_eq!(parent["subscription"], subscription["id"]);
    assert_eq!(parent["metadata"], subscription["metadata"]);
    let line = &invoice["lines"]["data"][0];
    assert_eq!(line["description"], "1 × Popular (at $20.00 / month)");
    assert_eq!(line["period"]["end"], subscription["items"]["data"][0]["current_period_end"]);
    let item = &line["parent"]["subscription_item_details"]["subscription_item"];
    assert_eq!(item, &subscription["items"]["data"][0]["id"]);
    let payment = &invoice["payments"]["data"][0];
    assert_eq!(payment["status"], "paid");
    let intent = payment["payment"]["payment_intent"].as_str().unwrap();
    let intent = shop.get(&format!("payment_intents/{intent}?expand[]=latest_charge")).await;
    assert_eq!((&intent["status"], &intent["amount"]), (&json!("succeeded"), &json!(2000)));
    assert_eq!(intent["latest_charge"]["customer"], subscription["customer"]);
    assert!(invoice.get("payment_intent").is_none() && invoice.get("charge").is_none());
}

#[tokio::test]
async fn what_happened_is_told_in_order_and_as_it_was_then() {
    let shop = Shop::opens().await;
    shop.subscribes(&PLAN).await;
    let kinds = [
        "customer.created",
        "payment_method.attached",
        "customer.subscription.created",
        "invoice.created",
        "invoice.finalized",
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "invoice_payment.paid",
        "customer.subscription.updated",
        "invoice.paid",
        "invoice.payment_succeeded",
        "checkout.session.completed",
    ];
    assert_eq!(shop.kinds().await, kinds);
    let told = shop.told().await;
    assert_eq!(told[2]["data"]["object"]["status"], "incomplete");
    assert_eq!(told[3]["data"]["object"]["status"], "draft");
    assert_eq!(told[4]["data"]["object"]["status"], "open");
    assert_eq!(told[9]["data"]["object"]["status"], "active");
    assert_eq!(told[9]["data"]["previous_attributes"], json!({ "status": "incomplete" }));
    let completed = &told[12]["data"]["object"];
    assert_eq!(completed["subscription"], told[2]["data"]["object"]["id"]);
    assert_eq!(completed["invoice"], told[3]["data"]["object"]["id"]);
    assert_eq!(completed["client_reference_id"], "purchase-1");
}

#[tokio::test]
async fn a_declined_card_subscribes_to_nothing_and_another_may_be_tried() {
    let shop = Shop::opens().await;
    let session = id(&shop.makes("checkout/sessions", &PLAN).await);
    for number in ["4000000000000002", "4000000000000341"] {
        let answer = pays_with(&shop, &session, number).await;
        assert_eq!(answer.status(), 402);
        assert!(answer.text().await.unwrap().contains("Your card was declined."));
    }
    assert_eq!(shop.get("subscriptions?status=all").await["data"], json!([]));
    assert_eq!(shop.get("invoices").await["data"], json!([]));
    assert_eq!(
        shop.kinds().await[..3],
        ["payment_intent.created", "charge.failed", "payment_intent.payment_failed"]
    );
    sent_to(&pays_with(&shop, &session, "4242424242424242").await);
    assert_eq!(shop.get("subscriptions").await["data"][0]["status"], "active");
    let created = shop.kinds().await;
    let intents = created.iter().filter(|kind| *kind == "payment_intent.created");
    assert_eq!(intents.count(), 1, "the intent of the declined card is the one that is paid");
}

#[tokio::test]
async fn a_quarter_is_three_months_and_a_price_may_be_named() {
    let shop = Shop::opens().await;
    shop.is_at("2026-11-30T00:00:00Z");
    let mut form = plan_with(&[]);
    form.push(("line_items[0][price_data][recurring][interval_count]", "3"));
    let session = shop.makes("checkout/sessions", &form).await;
    assert!(sees(&shop, &id(&session)).await.contains("$20.00 every 3 months"));
    let quarterly = shop.subscribes(&form).await;
    assert_eq!(period(&quarterly).1, "2027-02-28T00:00:00Z");

    let price = shop.price("Yearly", "20000", "year").await;
    let form = [
        ("mode", "subscription"),
        ("success_url", "https://shop.example/"),
        ("line_items[0][price]", price["id"].as_str().unwrap()),
        ("line_items[0][quantity]", "1"),
    ];
    let yearly = shop.subscribes(&form).await;
    assert_eq!(period(&yearly).1, "2027-11-30T00:00:00Z");
    assert_eq!(yearly["items"]["data"][0]["price"]["id"], price["id"]);
}

#[tokio::test]
async fn a_trial_needs_a_card_and_costs_nothing_yet() {
    let shop = Shop::opens().await;
    shop.is_at("2027-03-01T00:00:00Z");
    let form = plan_with(&[("subscription_data[trial_period_days]", "14")]);
    let session = shop.makes("checkout/sessions", &form).await;
    assert_eq!(session["amount_total"], 0);
    let page = sees(&shop, &id(&session)).await;
    assert!(page.contains("After the free trial $20.00 per month"), "{page}");
    assert_eq!(pays_with(&shop, &id(&session), "4000000000000002").await.status(), 402);
    sent_to(&pays_with(&shop, &id(&session), "4242424242424242").await);
    let paid = shop.get(&format!("checkout/sessions/{}", id(&session))).await;
    assert_eq!(paid["payment_status"], "no_payment_required");
    let trial = shop.subscription(paid["subscription"].as_str().unwrap()).await;
    assert_eq!(trial["status"], "trialing");
    assert_eq!(period(&trial).1, "2027-03-15T00:00:00Z");
    let invoice = shop.get(&format!("invoices/{}", paid["invoice"].as_str().unwrap())).await;
    assert_eq!((&invoice["status"], &invoice["amount_due"]), (&json!("paid"), &json!(0)));
    assert_eq!(shop.get("payment_intents").await["data"], json!([]));
}

#[tokio::test]
async fn a_coupon_once_lowers_the_first_invoice_and_no_other() {
    let shop = Shop::opens().await;
    shop.is_at("2027-03-01T00:00:00Z");
    shop.makes("coupons", &[("id", "HALF"), ("percent_off", "50"), ("duration", "once")]).await;
    let subscription = shop.subscribes(&plan_with(&[("discounts[0][coupon]", "HALF")])).await;
    shop.is_at("2027-04-01T00:00:00Z");
    let invoices = shop.get(&format!("invoices?subscription={}", id(&subscription))).await;
    let paid = |place: usize| invoices["data"][place]["amount_paid"].as_i64().unwrap();
    assert_eq!((paid(1), paid(0)), (1000, 2000));
    assert_eq!(invoices["data"][1]["total_discount_amounts"][0]["amount"], 1000);
}
