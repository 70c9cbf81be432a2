//! Periods as the clock moves: counted from the anchor, each billed once, in order.

use std::sync::atomic::Ordering;

use serde_json::{Value, json};

use crate::shop::{Shop, Webhook};
use crate::subscribed::{PLAN, id, period, plan_with};
use crate::survival::journal;

/// The ends of 24 monthly periods that begin on 31 January 2027; 2028 is a leap year.
const ENDS: [&str; 24] = [
    "2027-02-28",
    "2027-03-31",
    "2027-04-30",
    "2027-05-31",
    "2027-06-30",
    "2027-07-31",
    "2027-08-31",
    "2027-09-30",
    "2027-10-31",
    "2027-11-30",
    "2027-12-31",
    "2028-01-31",
    "2028-02-29",
    "2028-03-31",
    "2028-04-30",
    "2028-05-31",
    "2028-06-30",
    "2028-07-31",
    "2028-08-31",
    "2028-09-30",
    "2028-10-31",
    "2028-11-30",
    "2028-12-31",
    "2029-01-31",
];

fn date(second: &Value) -> String {
    let moment = jiff::Timestamp::from_second(second.as_i64().unwrap()).unwrap();
    moment.strftime("%Y-%m-%d").to_string()
}

#[tokio::test]
async fn two_years_from_31_january_end_on_the_last_day_of_each_month() {
    let shop = Shop::opens().await;
    shop.is_at("2027-01-31T10:00:00Z");
    let subscription = id(&shop.subscribes(&PLAN).await);
    for (place, end) in ENDS.iter().enumerate() {
        let now = shop.subscription(&subscription).await;
        assert_eq!(period(&now).1, format!("{end}T10:00:00Z"), "period {place}");
        assert_eq!(date(&now["billing_cycle_anchor"]), "2027-01-31");
        shop.is_at(&format!("{end}T10:00:00Z"));
    }
}

#[tokio::test]
async fn moving_the_clock_over_many_periods_makes_them_all_in_order() {
    let shop = Shop::opens().await;
    shop.is_at("2027-01-31T10:00:00Z");
    let subscription = id(&shop.subscribes(&PLAN).await);
    let before = shop.told().await.len();
    shop.is_at("2029-01-31T10:00:00Z");
    let path = format!("invoices?subscription={subscription}&limit=100&status=paid");
    let invoices = shop.get(&path).await;
    let invoices = invoices["data"].as_array().unwrap();
    assert_eq!(invoices.len(), 25);
    for (invoice, end) in invoices.iter().rev().skip(1).zip(ENDS) {
        assert_eq!(date(&invoice["created"]), end);
        assert_eq!(date(&invoice["lines"]["data"][0]["period"]["start"]), end);
        assert_eq!(invoice["billing_reason"], "subscription_cycle");
    }
    let told = shop.since(before).await;
    let updated: Vec<_> =
        told.iter().filter(|event| event["type"] == "customer.subscription.updated").collect();
    assert_eq!(updated.len(), 24);
    for (event, end) in updated.iter().zip(ENDS) {
        assert_eq!(date(&event["created"]), end);
        let item = &event["data"]["object"]["items"]["data"][0];
        assert_eq!(date(&item["current_period_start"]), end);
        let previous = &event["data"]["previous_attributes"];
        assert_eq!(date(&previous["items"]["data"][0]["current_period_end"]), end);
        assert!(previous["latest_invoice"].as_str().unwrap().starts_with("in_"));
    }
    assert_eq!(told.iter().filter(|event| event["type"] == "invoice.paid").count(), 24);
}

#[tokio::test]
async fn the_last_second_of_a_period_is_not_the_next_one() {
    let shop = Shop::opens().await;
    shop.is_at("2027-03-15T08:30:00Z");
    let subscription = id(&shop.subscribes(&PLAN).await);
    shop.is_at("2027-04-15T08:29:59Z");
    assert_eq!(period(&shop.subscription(&subscription).await).1, "2027-04-15T08:30:00Z");
    shop.is_at("2027-04-15T08:30:00Z");
    assert_eq!(period(&shop.subscription(&subscription).await).1, "2027-05-15T08:30:00Z");
    shop.is_at("2027-04-15T08:30:00Z");
    let invoices = shop.get(&format!("invoices?subscription={subscription}")).await;
    assert_eq!(invoices["data"].as_array().unwrap().len(), 2, "each period is billed once");
}

#[tokio::test]
async fn a_year_from_a_leap_day_ends_on_the_28th_until_the_next_leap_day() {
    let shop = Shop::opens().await;
    shop.is_at("2028-02-29T00:00:00Z");
    let mut form = plan_with(&[]);
    form[9].1 = "year";
    let subscription = id(&shop.subscribes(&form).await);
    for end in ["2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"] {
        assert_eq!(period(&shop.subscription(&subscription).await).1, format!("{end}T00:00:00Z"));
        shop.is_at(&format!("{end}T00:00:00Z"));
    }
}

#[tokio::test]
async fn collection_that_is_paused_bills_without_money_until_it_goes_on() {
    let shop = Shop::opens().await;
    shop.is_at("2027-03-01T00:00:00Z");
    let subscription = id(&shop.subscribes(&PLAN).await);
    let path = format!("subscriptions/{subscription}");
    for (moment, behavior, status) in [
        ("2027-04-01T00:00:00Z", "keep_as_draft", "draft"),
        ("2027-05-01T00:00:00Z", "mark_uncollectible", "uncollectible"),
        ("2027-06-01T00:00:00Z", "void", "void"),
    ] {
        shop.makes(&path, &[("pause_collection[behavior]", behavior)]).await;
        shop.is_at(moment);
        let now = shop.subscription(&subscription).await;
        assert_eq!(now["status"], "active");
        let path = format!("invoices/{}", now["latest_invoice"].as_str().unwrap());
        assert_eq!(shop.get(&path).await["status"], status);
    }
    let resumes =
        "2027-06-15T00:00:00Z".parse::<jiff::Timestamp>().unwrap().as_second().to_string();
    let form = [("pause_collection[behavior]", "void"), ("pause_collection[resumes_at]", &resumes)];
    shop.makes(&path, &form).await;
    shop.is_at("2027-07-01T00:00:00Z");
    let now = shop.subscription(&subscription).await;
    assert_eq!(now["pause_collection"], Value::Null);
    let invoice = shop.get(&format!("invoices/{}", now["latest_invoice"].as_str().unwrap())).await;
    assert_eq!((&invoice["status"], &invoice["amount_paid"]), (&json!("paid"), &json!(2000)));
}

#[tokio::test]
async fn a_renewal_is_told_in_order() {
    let shop = Shop::opens().await;
    shop.is_at("2027-03-01T00:00:00Z");
    shop.subscribes(&PLAN).await;
    let before = shop.told().await.len();
    shop.is_at("2027-04-01T00:00:00Z");
    let kinds = [
        "customer.subscription.updated",
        "invoice.created",
        "invoice.finalized",
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "invoice_payment.paid",
        "invoice.paid",
        "invoice.payment_succeeded",
    ];
    assert_eq!(shop.kinds_since(before).await, kinds);
}

#[tokio::test]
async fn what_is_due_is_still_due_after_a_restart() {
    let file = journal("renewals");
    let shop = Shop::opens_with(Some(file.clone()), Webhook::default()).await;
    let subscription = id(&shop.subscribes(&PLAN).await);
    shop.stripe.settled().await;
    let again = Shop::opens_with(Some(file), Webhook::default()).await;
    again.is_at("2026-05-15T00:00:00Z");
    let now = again.subscription(&subscription).await;
    assert_eq!(period(&now).1, "2026-06-01T00:00:00Z");
    let invoices = again.get(&format!("invoices?subscription={subscription}")).await;
    assert_eq!(invoices["data"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn settling_waits_for_what_the_moved_clock_brings() {
    let shop = Shop::opens().await;
    shop.subscribes(&PLAN).await;
    let before = shop.told().await.len();
    shop.clock.fetch_add(100 * 86_400, Ordering::SeqCst);
    let (status, body) = shop.dev("settle", json!({})).await;
    assert_eq!((status, body["settled"].as_bool()), (200, Some(true)));
    let letters = shop.webhook.letters.lock().unwrap().clone();
    let told = letters.iter().skip(before).map(|(_, body)| {
        let event: Value = serde_json::from_slice(body).unwrap();
        event["type"].as_str().unwrap().to_owned()
    });
    assert_eq!(told.filter(|kind| kind == "invoice.paid").count(), 3);
}
