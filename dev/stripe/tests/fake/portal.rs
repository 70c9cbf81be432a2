//! A person in the customer portal.

use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::card_holder::sent_to;
use crate::shop::{Shop, told};
use crate::subscribed::{PLAN, id, period};

/// The portal of a customer.
async fn portal(shop: &Shop, customer: &Value, more: &[(&str, &str)]) -> Value {
    let mut form =
        vec![("customer", customer.as_str().unwrap()), ("return_url", "https://shop.example/plan")];
    form.extend(more);
    shop.makes("billing_portal/sessions", &form).await
}

async fn page(shop: &Shop, portal: &Value) -> String {
    let answer = shop.http.get(portal["url"].as_str().unwrap()).send().await.unwrap();
    answer.text().await.unwrap().replace("&#39;", "'")
}

async fn presses(shop: &Shop, portal: &Value, form: &[(&str, &str)]) -> Response {
    shop.http.post(portal["url"].as_str().unwrap()).form(form).send().await.unwrap()
}

#[tokio::test]
async fn a_person_sees_cancels_and_keeps_what_they_subscribe_to() {
    let shop = Shop::opens().await;
    shop.is_at("2027-03-01T00:00:00Z");
    let subscription = shop.subscribes(&PLAN).await;
    let own = id(&subscription);
    let session = portal(&shop, &subscription["customer"], &[]).await;
    assert!(session["url"].as_str().unwrap().starts_with(&format!("{}/stripe/portal/", shop.base)));
    let seen = page(&shop, &session).await;
    for text in ["Popular", "$20.00 per month", "Renews on 01 April 2027", "4242", "Go back"] {
        assert!(seen.contains(text), "{text}: {seen}");
    }
    assert!(seen.contains("href=\"https://shop.example/plan\""));

    let cancel = [("subscription", own.as_str()), ("action", "cancel")];
    assert_eq!(sent_to(&presses(&shop, &session, &cancel).await), session["url"].as_str().unwrap());
    let ending = shop.subscription(&own).await;
    assert_eq!(
        (&ending["cancel_at_period_end"], &ending["status"]),
        (&json!(true), &json!("active"))
    );
    assert_eq!(shop.kinds().await.last().unwrap(), "customer.subscription.updated");
    let seen = page(&shop, &session).await;
    assert!(seen.contains("Ends on 01 April 2027") && seen.contains("Don't cancel"), "{seen}");

    let keep = [("subscription", own.as_str()), ("action", "keep")];
    sent_to(&presses(&shop, &session, &keep).await);
    let kept = shop.subscription(&own).await;
    assert_eq!((&kept["cancel_at_period_end"], &kept["cancel_at"]), (&json!(false), &Value::Null));
}

#[tokio::test]
async fn a_person_changes_to_another_price_and_the_rest_of_the_period_is_settled() {
    let shop = Shop::opens().await;
    shop.is_at("2027-04-01T00:00:00Z");
    let subscription = shop.subscribes(&PLAN).await;
    let bigger = shop.price("Bigger", "5000", "month").await;
    let session = portal(&shop, &subscription["customer"], &[]).await;
    assert!(page(&shop, &session).await.contains("Change to Bigger ($50.00 per month)"));
    shop.is_at("2027-04-16T00:00:00Z");
    let own = id(&subscription);
    let change = [("subscription", own.as_str()), ("price", bigger["id"].as_str().unwrap())];
    sent_to(&presses(&shop, &session, &change).await);
    let changed = shop.subscription(&own).await;
    assert_eq!(changed["items"]["data"][0]["price"]["id"], bigger["id"]);
    assert_eq!(changed["items"]["data"][0]["id"], subscription["items"]["data"][0]["id"]);
    assert_eq!(period(&changed).1, "2027-05-01T00:00:00Z");
    shop.is_at("2027-05-01T00:00:00Z");
    let now = shop.subscription(&own).await;
    let invoice = shop.get(&format!("invoices/{}", now["latest_invoice"].as_str().unwrap())).await;
    let amounts: Vec<i64> = invoice["lines"]["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["amount"].as_i64().unwrap())
        .collect();
    assert_eq!(amounts, [-1000, 2500, 5000], "half of each for the half that was left");
    assert_eq!(invoice["amount_paid"], 6500);
}

#[tokio::test]
async fn a_configuration_says_what_may_be_done() {
    let shop = Shop::opens().await;
    let subscription = shop.subscribes(&PLAN).await;
    let offered = shop.price("Offered", "5000", "month").await;
    let hidden = shop.price("Hidden", "6000", "month").await;
    let product = offered["product"].as_str().unwrap();
    let form = [
        ("features[subscription_update][enabled]", "true"),
        ("features[subscription_update][default_allowed_updates][]", "price"),
        ("features[subscription_update][products][0][product]", product),
        ("features[subscription_update][products][0][prices][]", offered["id"].as_str().unwrap()),
        ("features[subscription_update][proration_behavior]", "always_invoice"),
    ];
    let configuration = shop.makes("billing_portal/configurations", &form).await;
    let listed = shop.get("billing_portal/configurations").await;
    assert_eq!(listed["data"][0], configuration);
    let own = [("configuration", configuration["id"].as_str().unwrap())];
    let session = portal(&shop, &subscription["customer"], &own).await;
    let seen = page(&shop, &session).await;
    assert!(seen.contains("Offered") && !seen.contains("Hidden"), "{seen}");
    assert!(!seen.contains("Cancel subscription") && !seen.contains("Save card"));
    let own = id(&subscription);
    for form in [
        [("subscription", own.as_str()), ("price", hidden["id"].as_str().unwrap())],
        [("subscription", own.as_str()), ("action", "cancel")],
        [("subscription", "sub_1other"), ("action", "cancel")],
    ] {
        assert_eq!(presses(&shop, &session, &form).await.status(), 402, "{form:?}");
    }
    assert_eq!(shop.subscription(&own).await, subscription, "nothing was changed");
    let form = [("subscription", own.as_str()), ("price", offered["id"].as_str().unwrap())];
    sent_to(&presses(&shop, &session, &form).await);
    let changed = shop.subscription(&format!("{own}?expand[]=latest_invoice")).await;
    assert_eq!(changed["latest_invoice"]["billing_reason"], "subscription_update");
    assert_eq!(changed["latest_invoice"]["amount_paid"], 3000, "paid at once");
}

#[tokio::test]
async fn a_person_puts_in_another_card_and_nobody_elses_page_opens() {
    let shop = Shop::opens().await;
    let subscription = shop.subscribes(&PLAN).await;
    let session = portal(&shop, &subscription["customer"], &[]).await;
    let card =
        |number| [("number", number), ("expiry", "12/40"), ("cvc", "123"), ("action", "card")];
    let refused = presses(&shop, &session, &card("4000000000000002")).await;
    assert_eq!(refused.status(), 402);
    sent_to(&presses(&shop, &session, &card("5555555555554444")).await);
    let changed = shop.subscription(&id(&subscription)).await;
    assert_ne!(changed["default_payment_method"], subscription["default_payment_method"]);
    assert!(page(&shop, &session).await.contains("4444"));

    let (status, body) = shop.post("billing_portal/sessions", &[("customer", "cus_no")]).await;
    assert_eq!((status, body["error"]["code"].as_str()), (400, Some("resource_missing")));
    let none = format!("{}/stripe/portal/bps_1no", shop.base);
    assert_eq!(shop.http.get(none).send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn a_price_moves_its_lookup_key_and_is_listed_by_it() {
    let shop = Shop::opens().await;
    let old = shop.price("Pro", "2000", "month").await;
    let new = shop.price("Pro", "2500", "month").await;
    let path = |price: &Value| format!("prices/{}", price["id"].as_str().unwrap());
    shop.makes(&path(&old), &[("lookup_key", "pro_monthly")]).await;
    assert_eq!(shop.post(&path(&new), &[("lookup_key", "pro_monthly")]).await.0, 400);
    let moves = [("lookup_key", "pro_monthly"), ("transfer_lookup_key", "true")];
    shop.makes(&path(&new), &moves).await;
    let found = shop.get("prices?lookup_keys[]=pro_monthly&recurring[interval]=month").await;
    assert_eq!(found["data"].as_array().unwrap().len(), 1);
    assert_eq!(found["data"][0]["id"], new["id"]);
    let retired = shop.makes(&path(&old), &[("active", "false")]).await;
    assert_eq!((&retired["lookup_key"], &retired["active"]), (&Value::Null, &json!(false)));
    let (status, _) = told(shop.api(Method::POST, &path(&old)).form(&[("unit_amount", "1")])).await;
    assert_eq!(status, 400, "what a price costs stays");
}
