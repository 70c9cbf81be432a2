//! A renewal that is not paid: late, tried again, and over.

use reqwest::Method;
use serde_json::{Value, json};

use crate::card_holder::{pays_with, sent_to};
use crate::shop::{Shop, told};
use crate::subscribed::{PLAN, id, period, plan_with};

const DECLINES: &str = "4000000000000341";

/// A subscription whose second period began on 1 April with a card that declines.
async fn late(shop: &Shop) -> Value {
    shop.is_at("2027-03-01T00:00:00Z");
    let subscription = shop.subscribes(&PLAN).await;
    shop.has_card(subscription["customer"].as_str().unwrap(), DECLINES).await;
    shop.is_at("2027-04-01T00:00:00Z");
    shop.subscription(&id(&subscription)).await
}

async fn invoice(shop: &Shop, subscription: &Value) -> Value {
    shop.get(&format!("invoices/{}", subscription["latest_invoice"].as_str().unwrap())).await
}

async fn ends_by(shop: &Shop, end: &str) -> u16 {
    let url = format!("{}/dev/stripe/billing", shop.base);
    told(shop.http.request(Method::PUT, url).json(&json!({ "after_retries": end }))).await.0
}

#[tokio::test]
async fn a_renewal_that_is_declined_is_late_and_told() {
    let shop = Shop::opens().await;
    let subscription = late(&shop).await;
    assert_eq!(subscription["status"], "past_due");
    assert_eq!(period(&subscription).1, "2027-05-01T00:00:00Z", "the period goes on all the same");
    let open = invoice(&shop, &subscription).await;
    assert_eq!((&open["status"], &open["attempt_count"]), (&json!("open"), &json!(1)));
    assert_eq!(open["amount_remaining"], 2000);
    let kinds = shop.kinds().await;
    let tail = [
        "charge.failed",
        "payment_intent.payment_failed",
        "invoice.payment_failed",
        "invoice.updated",
        "customer.subscription.updated",
    ];
    assert_eq!(kinds[kinds.len() - 5..], tail);
    let told = shop.told().await;
    let last = told.last().unwrap();
    assert_eq!(last["data"]["previous_attributes"], json!({ "status": "active" }));
    let failed = told.iter().rev().find(|event| event["type"] == "invoice.payment_failed").unwrap();
    let parent = &failed["data"]["object"]["parent"]["subscription_details"];
    assert_eq!(parent["subscription"], subscription["id"]);
}

#[tokio::test]
async fn it_is_tried_again_after_3_5_and_7_days_and_then_cancelled() {
    let shop = Shop::opens().await;
    let subscription = late(&shop).await;
    for (moment, tries) in [
        ("2027-04-03T23:59:59Z", 1),
        ("2027-04-04T00:00:00Z", 2),
        ("2027-04-09T00:00:00Z", 3),
        ("2027-04-15T23:59:59Z", 3),
    ] {
        shop.is_at(moment);
        assert_eq!(invoice(&shop, &subscription).await["attempt_count"], tries, "{moment}");
        assert_eq!(shop.subscription(&id(&subscription)).await["status"], "past_due");
    }
    shop.is_at("2027-04-16T00:00:00Z");
    let over = shop.subscription(&id(&subscription)).await;
    assert_eq!(over["status"], "canceled");
    assert_eq!(over["cancellation_details"]["reason"], "payment_failed");
    assert_eq!(shop.kinds().await.last().unwrap(), "customer.subscription.deleted");
    let open = invoice(&shop, &subscription).await;
    assert_eq!((&open["status"], &open["attempt_count"]), (&json!("open"), &json!(4)));
    assert_eq!(
        (&open["next_payment_attempt"], &open["auto_advance"]),
        (&Value::Null, &json!(false))
    );
    let before = shop.told().await.len();
    shop.is_at("2028-04-16T00:00:00Z");
    assert_eq!(shop.kinds_since(before).await, Vec::<String>::new(), "what is over stays over");
}

#[tokio::test]
async fn a_new_card_pays_at_the_next_try() {
    let shop = Shop::opens().await;
    let subscription = late(&shop).await;
    shop.has_card(subscription["customer"].as_str().unwrap(), "4242424242424242").await;
    assert_eq!(shop.subscription(&id(&subscription)).await["status"], "past_due");
    shop.is_at("2027-04-04T00:00:00Z");
    assert_eq!(shop.subscription(&id(&subscription)).await["status"], "active");
    assert_eq!(invoice(&shop, &subscription).await["status"], "paid");
    shop.is_at("2027-05-01T00:00:00Z");
    let next = shop.subscription(&id(&subscription)).await;
    assert_eq!(period(&next).1, "2027-06-01T00:00:00Z");
    assert_eq!(invoice(&shop, &next).await["status"], "paid");
}

#[tokio::test]
async fn a_late_invoice_is_paid_by_the_api_or_by_the_person() {
    for by_api in [true, false] {
        let shop = Shop::opens().await;
        let subscription = late(&shop).await;
        let open = id(&invoice(&shop, &subscription).await);
        let declined = shop.post(&format!("invoices/{open}/pay"), &[]).await;
        assert_eq!(declined.0, 402, "{declined:?}");
        if by_api {
            let form = [("payment_method", "pm_card_visa")];
            shop.makes(&format!("invoices/{open}/pay"), &form).await;
        } else {
            let card = json!({ "card": "4242424242424242" });
            assert_eq!(shop.dev(&format!("invoices/{open}/pay"), card).await.0, 200);
        }
        assert_eq!(shop.subscription(&id(&subscription)).await["status"], "active");
        assert_eq!(shop.post(&format!("invoices/{open}/pay"), &[]).await.0, 400, "paid once");
        let kinds = shop.kinds().await;
        assert_eq!(kinds[kinds.len() - 2..], ["invoice.paid", "invoice.payment_succeeded"]);
        let before = shop.told().await.len();
        shop.is_at("2027-04-04T00:00:00Z");
        assert_eq!(shop.kinds_since(before).await, Vec::<String>::new(), "nothing is tried again");
    }
}

#[tokio::test]
async fn a_stack_may_leave_it_unpaid_and_a_later_payment_brings_it_back() {
    let shop = Shop::opens().await;
    assert_eq!(ends_by(&shop, "sometimes").await, 400);
    assert_eq!(ends_by(&shop, "unpaid").await, 200);
    let subscription = late(&shop).await;
    shop.is_at("2027-04-16T00:00:00Z");
    assert_eq!(shop.subscription(&id(&subscription)).await["status"], "unpaid");
    shop.is_at("2027-05-01T00:00:00Z");
    let unpaid = shop.subscription(&id(&subscription)).await;
    assert_eq!(unpaid["status"], "unpaid");
    let draft = invoice(&shop, &unpaid).await;
    assert_eq!(draft["status"], "draft", "nothing is asked for by itself");
    let form = [("payment_method", "pm_card_visa")];
    shop.makes(&format!("invoices/{}/pay", id(&draft)), &form).await;
    assert_eq!(shop.subscription(&id(&subscription)).await["status"], "active");
}

#[tokio::test]
async fn a_card_that_may_be_kept_and_declines_is_late_at_the_trials_end() {
    let shop = Shop::opens().await;
    shop.is_at("2027-03-01T00:00:00Z");
    let form = plan_with(&[("subscription_data[trial_period_days]", "7")]);
    let session = id(&shop.makes("checkout/sessions", &form).await);
    sent_to(&pays_with(&shop, &session, DECLINES).await);
    let paid = shop.get(&format!("checkout/sessions/{session}")).await;
    let own = paid["subscription"].as_str().unwrap();
    assert_eq!(shop.subscription(own).await["status"], "trialing");
    shop.is_at("2027-03-08T00:00:00Z");
    let late = shop.subscription(own).await;
    assert_eq!(late["status"], "past_due");
    assert_eq!(invoice(&shop, &late).await["amount_remaining"], 2000);
}

#[tokio::test]
async fn one_that_is_late_renews_again_and_its_newest_invoice_counts() {
    let shop = Shop::opens().await;
    assert_eq!(ends_by(&shop, "past_due").await, 200);
    let subscription = late(&shop).await;
    let older = id(&invoice(&shop, &subscription).await);
    shop.is_at("2027-05-01T00:00:00Z");
    let twice = shop.subscription(&id(&subscription)).await;
    assert_eq!(twice["status"], "past_due");
    let newer = id(&invoice(&shop, &twice).await);
    assert_ne!(older, newer);
    let form = [("payment_method", "pm_card_visa")];
    shop.makes(&format!("invoices/{older}/pay"), &form).await;
    assert_eq!(shop.subscription(&id(&subscription)).await["status"], "past_due");
    shop.makes(&format!("invoices/{newer}/pay"), &form).await;
    assert_eq!(shop.subscription(&id(&subscription)).await["status"], "active");
}
