//! Buying on the hosted page.

use std::sync::atomic::Ordering;

use serde_json::{Value, json};

use crate::card_holder::{pays_with, presses, sees, sent_to};
use crate::shop::{SESSION, Shop};

fn id(object: &Value) -> String {
    object["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_paid_session_goes_back_to_the_shop_and_tells_it_in_order() {
    let shop = Shop::opens().await;
    let session = shop.session().await;
    assert_eq!(session["payment_intent"], Value::Null);
    assert_eq!(session["amount_total"], 800);
    assert_eq!(session["line_items"]["data"][0]["description"], "25 credits");
    assert_eq!(session["url"], format!("{}/stripe/checkout/{}", shop.base, id(&session)));

    let page = sees(&shop, &id(&session)).await;
    assert!(page.contains("25 credits") && page.contains("$8.00"), "{page}");
    let answer = pays_with(&shop, &id(&session), "4242 4242 4242 4242").await;
    let back = format!("https://shop.example/done?session={}", id(&session));
    assert_eq!(sent_to(&answer), back);

    let kinds = [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.completed",
    ];
    assert_eq!(shop.kinds().await, kinds);
    let completed = shop.told().await.pop().unwrap();
    let told = &completed["data"]["object"];
    assert_eq!(told["payment_status"], "paid");
    assert_eq!(told["client_reference_id"], "purchase-1");
    assert_eq!(told["customer_details"]["email"], "ann@example.com");
    let intent = told["payment_intent"].as_str().unwrap();
    let intent = shop.get(&format!("payment_intents/{intent}")).await;
    assert_eq!(intent["metadata"], json!({ "purchase": "purchase-1" }));
    let charge = shop.get(&format!("charges/{}", intent["latest_charge"].as_str().unwrap())).await;
    assert_eq!(charge["metadata"], intent["metadata"]);
    assert_eq!(charge["amount"], 800);
}

#[tokio::test]
async fn a_declined_card_is_told_on_the_page_and_another_may_be_tried() {
    let shop = Shop::opens().await;
    let session = id(&shop.session().await);
    for (number, says) in [
        ("4000000000000002", "Your card was declined."),
        ("4000000000009995", "Your card has insufficient funds."),
        ("4000000000000069", "Your card has expired."),
        ("4000000000000127", "security code is incorrect."),
        ("4242424242424241", "Your card number is invalid."),
    ] {
        let answer = pays_with(&shop, &session, number).await;
        assert_eq!(answer.status(), 402);
        let page = answer.text().await.unwrap().replace("&#39;", "'");
        assert!(page.contains(says) && page.contains("ann@example.com"), "{page}");
        assert!(!page.contains(number), "the number is not shown again");
    }
    let open = shop.get(&format!("checkout/sessions/{session}")).await;
    assert_eq!(open["status"], "open");
    let intent = open["payment_intent"].as_str().unwrap();
    let failed = shop.get(&format!("payment_intents/{intent}")).await;
    assert_eq!(failed["status"], "requires_payment_method");
    assert_eq!(failed["last_payment_error"]["code"], "incorrect_cvc");
    assert_eq!(
        shop.kinds().await[..3],
        ["payment_intent.created", "charge.failed", "payment_intent.payment_failed"]
    );

    sent_to(&pays_with(&shop, &session, "4242424242424242").await);
    let paid = shop.get(&format!("checkout/sessions/{session}")).await;
    assert_eq!(paid["payment_intent"], intent);
    assert!(sees(&shop, &session).await.contains("already paid"));
    assert_eq!(pays_with(&shop, &session, "4242424242424242").await.status(), 200);
    let created = shop.kinds().await;
    assert_eq!(created.iter().filter(|kind| *kind == "payment_intent.created").count(), 1);
    assert_eq!(created.iter().filter(|kind| *kind == "checkout.session.completed").count(), 1);
}

#[tokio::test]
async fn cancelling_goes_back_and_leaves_the_session_open() {
    let shop = Shop::opens().await;
    let session = id(&shop.session().await);
    let answer = presses(&shop, &session, &[("action", "cancel")]).await;
    assert_eq!(sent_to(&answer), "https://shop.example/back");
    assert_eq!(shop.get(&format!("checkout/sessions/{session}")).await["status"], "open");
}

#[tokio::test]
async fn a_bank_debit_completes_unpaid_and_is_paid_or_fails_later() {
    let shop = Shop::opens().await;
    for (arrives, status, last) in [
        (true, "paid", "checkout.session.async_payment_succeeded"),
        (false, "unpaid", "checkout.session.async_payment_failed"),
    ] {
        let session = id(&shop.session().await);
        let form = [("email", "ann@example.com"), ("action", "debit")];
        sent_to(&presses(&shop, &session, &form).await);
        let waiting = shop.get(&format!("checkout/sessions/{session}")).await;
        assert_eq!(
            (&waiting["status"], &waiting["payment_status"]),
            (&json!("complete"), &json!("unpaid"))
        );
        let deed = format!("checkout/{session}/settle-later");
        let (code, settled) = shop.dev(&deed, json!({ "succeeded": arrives })).await;
        assert_eq!((code, settled["payment_status"].as_str().unwrap()), (200, status));
        assert_eq!(shop.kinds().await.last().unwrap(), last);
        assert_eq!(shop.dev(&deed, json!({ "succeeded": arrives })).await.0, 400);
    }
}

#[tokio::test]
async fn a_session_expires_after_a_day_of_the_clock_and_its_intent_is_cancelled() {
    let shop = Shop::opens().await;
    let session = id(&shop.session().await);
    pays_with(&shop, &session, "4000000000000002").await;
    shop.clock.fetch_add(86_399, Ordering::SeqCst);
    shop.stripe.tick().unwrap();
    assert_eq!(shop.get(&format!("checkout/sessions/{session}")).await["status"], "open");
    shop.clock.fetch_add(1, Ordering::SeqCst);
    shop.stripe.tick().unwrap();
    assert_eq!(shop.kinds().await[3..], ["payment_intent.canceled", "checkout.session.expired"]);
    assert!(sees(&shop, &session).await.contains("expired"));
    assert_eq!(pays_with(&shop, &session, "4242424242424242").await.status(), 200);
    let (status, _) = shop.dev(&format!("checkout/{session}/pay"), json!({})).await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn what_came_from_outside_is_shown_as_text() {
    let shop = Shop::opens().await;
    let mut form = SESSION;
    form[9].1 = "<script>alert('1')</script>";
    let session = id(&shop.makes("checkout/sessions", &form).await);
    let typed = [("email", "\"><img src=x>"), ("number", "1"), ("action", "pay")];
    let page = presses(&shop, &session, &typed).await.text().await.unwrap();
    assert!(!page.contains("<script") && !page.contains("<img"), "{page}");
    assert!(page.contains("&lt;script&gt;"));
    assert!(sees(&shop, "cs_test_<b>").await.contains("no such checkout session"));
}

#[tokio::test]
async fn a_coupon_of_everything_needs_no_payment() {
    let shop = Shop::opens().await;
    shop.makes("coupons", &[("id", "ALL"), ("percent_off", "100"), ("duration", "once")]).await;
    let mut form = SESSION.to_vec();
    form.push(("discounts[0][coupon]", "ALL"));
    let session = shop.makes("checkout/sessions", &form).await;
    assert_eq!((&session["amount_subtotal"], &session["amount_total"]), (&json!(800), &json!(0)));
    assert_eq!(session["line_items"]["data"][0]["amount_discount"], 800);
    let form = [("email", "ann@example.com"), ("action", "pay")];
    sent_to(&presses(&shop, &id(&session), &form).await);
    let told = shop.told().await.pop().unwrap();
    assert_eq!(told["data"]["object"]["payment_status"], "no_payment_required");
    assert_eq!(told["data"]["object"]["payment_intent"], Value::Null);
}
