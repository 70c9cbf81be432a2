//! The life of a subscription by the API: made, changed, ended, and what is told of it.

use serde_json::{Value, json};

use crate::shop::Shop;
use crate::subscribed::{PLAN, id, period, plan_with};

/// A subscription of a customer with this card at $15.00 a month.
async fn made(shop: &Shop, card: &str, more: &[(&str, &str)]) -> (u16, Value) {
    let customer = id(&shop.customer_with(card).await);
    let price = id(&shop.price("Basic", "1500", "month").await);
    let mut form = vec![("customer", customer.as_str()), ("items[0][price]", price.as_str())];
    form.extend(more);
    shop.post("subscriptions", &form).await
}

#[tokio::test]
async fn a_subscription_made_by_the_api_is_paid_by_the_customers_card() {
    let shop = Shop::opens().await;
    let more = [("metadata[a]", "1"), ("expand[]", "latest_invoice")];
    let (status, subscription) = made(&shop, "pm_card_visa", &more).await;
    assert_eq!((status, &subscription["status"]), (200, &json!("active")));
    assert_eq!(subscription["latest_invoice"]["status"], "paid");
    assert_eq!(subscription["latest_invoice"]["number"].as_str().unwrap().len(), 13);
    let customer = subscription["customer"].as_str().unwrap();
    let listed = shop.get(&format!("subscriptions?customer={customer}")).await;
    assert_eq!(listed["data"][0]["id"], subscription["id"]);
}

#[tokio::test]
async fn a_first_payment_that_fails_leaves_it_incomplete_for_23_hours() {
    let shop = Shop::opens().await;
    shop.is_at("2027-03-01T00:00:00Z");
    let (status, subscription) = made(&shop, "pm_card_chargeCustomerFail", &[]).await;
    assert_eq!((status, &subscription["status"]), (200, &json!("incomplete")));
    shop.is_at("2027-03-01T22:59:59Z");
    assert_eq!(shop.subscription(&id(&subscription)).await["status"], "incomplete");
    shop.is_at("2027-03-01T23:00:00Z");
    let expired = shop.subscription(&id(&subscription)).await;
    assert_eq!(expired["status"], "incomplete_expired");
    let invoice = expired["latest_invoice"].as_str().unwrap();
    assert_eq!(shop.get(&format!("invoices/{invoice}")).await["status"], "void");

    let strict = [("payment_behavior", "error_if_incomplete")];
    let (status, body) = made(&shop, "pm_card_chargeCustomerFail", &strict).await;
    assert_eq!((status, body["error"]["type"].as_str()), (402, Some("card_error")));
    assert_eq!(shop.get("subscriptions?status=all").await["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_incomplete_one_is_active_when_its_intent_is_confirmed() {
    let shop = Shop::opens().await;
    let more =
        [("payment_behavior", "default_incomplete"), ("expand[]", "latest_invoice.payments")];
    let (_, subscription) = made(&shop, "pm_card_visa", &more).await;
    assert_eq!(subscription["status"], "incomplete");
    let payment = &subscription["latest_invoice"]["payments"]["data"][0]["payment"];
    let intent = payment["payment_intent"].as_str().unwrap();
    let confirm = format!("payment_intents/{intent}/confirm");
    assert_eq!(shop.post(&confirm, &[("payment_method", "pm_card_chargeDeclined")]).await.0, 402);
    assert_eq!(shop.subscription(&id(&subscription)).await["status"], "incomplete");
    shop.makes(&confirm, &[("payment_method", "pm_card_visa")]).await;
    assert_eq!(shop.subscription(&id(&subscription)).await["status"], "active");
}

#[tokio::test]
async fn every_change_is_told_with_what_was_before() {
    let shop = Shop::opens().await;
    let subscription = shop.subscribes(&PLAN).await;
    let path = format!("subscriptions/{}", id(&subscription));
    for (form, previous) in [
        (("metadata[level]", "2"), json!({ "metadata": { "level": null } })),
        (("description", "More"), json!({ "description": null })),
        (("pause_collection[behavior]", "void"), json!({ "pause_collection": null })),
        (
            ("pause_collection", ""),
            json!({ "pause_collection": { "behavior": "void", "resumes_at": null } }),
        ),
        (
            ("cancel_at_period_end", "true"),
            json!({
                "cancel_at": null, "cancel_at_period_end": false, "canceled_at": null,
                "cancellation_details": { "reason": null },
            }),
        ),
    ] {
        let before = shop.told().await.len();
        shop.makes(&path, &[form]).await;
        let told = shop.since(before).await;
        assert_eq!(told.len(), 1, "{form:?}");
        assert_eq!(told[0]["type"], "customer.subscription.updated");
        assert_eq!(told[0]["data"]["previous_attributes"], previous, "{form:?}");
    }
    let before = shop.told().await.len();
    shop.makes(&path, &[("metadata[level]", "2")]).await;
    assert_eq!(shop.kinds_since(before).await, Vec::<String>::new(), "nothing changed");
}

#[tokio::test]
async fn one_that_is_cancelled_with_its_period_lives_until_then_and_may_be_kept() {
    let shop = Shop::opens().await;
    shop.is_at("2027-03-10T00:00:00Z");
    let first = shop.subscribes(&PLAN).await;
    let second = shop.subscribes(&PLAN).await;
    for one in [&first, &second] {
        let path = format!("subscriptions/{}", id(one));
        let ending = shop.makes(&path, &[("cancel_at_period_end", "true")]).await;
        assert_eq!(ending["cancel_at"], ending["items"]["data"][0]["current_period_end"]);
        assert_eq!(ending["status"], "active");
    }
    let path = format!("subscriptions/{}", id(&second));
    let kept = shop.makes(&path, &[("cancel_at_period_end", "false")]).await;
    assert_eq!((&kept["cancel_at"], &kept["canceled_at"]), (&Value::Null, &Value::Null));
    shop.is_at("2027-04-09T23:59:59Z");
    assert_eq!(shop.subscription(&id(&first)).await["status"], "active");
    let before = shop.told().await.len();
    shop.is_at("2027-04-10T00:00:00Z");
    let ended = shop.subscription(&id(&first)).await;
    assert_eq!((&ended["status"], &ended["ended_at"]), (&json!("canceled"), &ended["cancel_at"]));
    assert_eq!(ended["cancellation_details"]["reason"], "cancellation_requested");
    assert!(shop.kinds_since(before).await.contains(&"customer.subscription.deleted".to_owned()));
    assert_eq!(shop.subscription(&id(&second)).await["status"], "active");
    let invoices = shop.get(&format!("invoices?subscription={}", id(&first))).await;
    assert_eq!(invoices["data"].as_array().unwrap().len(), 1, "no period after the last");
}

#[tokio::test]
async fn a_moment_to_end_at_and_an_end_at_once() {
    let shop = Shop::opens().await;
    shop.is_at("2027-03-10T00:00:00Z");
    let subscription = id(&shop.subscribes(&PLAN).await);
    let later = "2027-03-20T00:00:00Z".parse::<jiff::Timestamp>().unwrap().as_second().to_string();
    shop.makes(&format!("subscriptions/{subscription}"), &[("cancel_at", &later)]).await;
    shop.is_at("2027-03-20T00:00:00Z");
    assert_eq!(shop.subscription(&subscription).await["status"], "canceled");

    let subscription = id(&shop.subscribes(&PLAN).await);
    let (status, gone) = shop.deletes(&format!("subscriptions/{subscription}")).await;
    assert_eq!((status, &gone["status"]), (200, &json!("canceled")));
    assert_eq!(shop.kinds().await.last().unwrap(), "customer.subscription.deleted");
    assert_eq!(shop.deletes(&format!("subscriptions/{subscription}")).await.0, 404);
    let update = shop.post(&format!("subscriptions/{subscription}"), &[("metadata[a]", "1")]).await;
    assert_eq!(update.0, 400, "what is over stays as it is");
}

#[tokio::test]
async fn a_trial_without_a_card_is_paused_and_taken_up_again() {
    let shop = Shop::opens().await;
    shop.is_at("2027-03-01T00:00:00Z");
    let customer = id(&shop.makes("customers", &[("email", "ann@example.com")]).await);
    let price = id(&shop.price("Basic", "1500", "month").await);
    let form = [
        ("customer", customer.as_str()),
        ("items[0][price]", price.as_str()),
        ("trial_period_days", "7"),
        ("trial_settings[end_behavior][missing_payment_method]", "pause"),
    ];
    let subscription = id(&shop.makes("subscriptions", &form).await);
    let before = shop.told().await.len();
    shop.is_at("2027-03-05T00:00:00Z");
    assert_eq!(shop.kinds_since(before).await, ["customer.subscription.trial_will_end"]);
    shop.is_at("2027-03-08T00:00:00Z");
    assert_eq!(shop.subscription(&subscription).await["status"], "paused");
    assert_eq!(shop.kinds().await.last().unwrap(), "customer.subscription.paused");
    shop.is_at("2027-05-08T00:00:00Z");
    shop.has_card(&customer, "4242424242424242").await;
    let resumed = shop.makes(&format!("subscriptions/{subscription}/resume"), &[]).await;
    assert_eq!(resumed["status"], "active");
    assert_eq!(period(&resumed).1, "2027-06-08T00:00:00Z");
    let told = shop.kinds().await;
    assert!(told.contains(&"customer.subscription.resumed".to_owned()));
    let again = shop.post(&format!("subscriptions/{subscription}/resume"), &[]).await;
    assert_eq!(again.0, 400);
}

#[tokio::test]
async fn a_trial_ends_with_a_paid_invoice_by_itself_or_now() {
    let shop = Shop::opens().await;
    shop.is_at("2027-03-01T00:00:00Z");
    let form = plan_with(&[("subscription_data[trial_period_days]", "10")]);
    let (first, second) = (shop.subscribes(&form).await, shop.subscribes(&form).await);
    let path = format!("subscriptions/{}", id(&first));
    let now = shop.makes(&path, &[("trial_end", "now"), ("expand[]", "latest_invoice")]).await;
    assert_eq!((&now["status"], &now["trial_end"]), (&json!("active"), &now["created"]));
    assert_eq!(now["latest_invoice"]["amount_paid"], 2000);
    assert_eq!(period(&now).1, "2027-04-01T00:00:00Z");
    shop.is_at("2027-03-11T00:00:00Z");
    let later = shop.subscription(&id(&second)).await;
    assert_eq!(later["status"], "active");
    assert_eq!(period(&later), ("2027-03-11T00:00:00Z".into(), "2027-04-11T00:00:00Z".into()));
    let invoice =
        shop.get(&format!("invoices/{}", later["latest_invoice"].as_str().unwrap())).await;
    assert_eq!((&invoice["status"], &invoice["amount_paid"]), (&json!("paid"), &json!(2000)));
}
