//! Changes by the API: prices, quantities, cycles, and requests that are refused or repeated.

use reqwest::Method;
use serde_json::{Value, json};

use crate::shop::{Shop, told};
use crate::subscribed::{PLAN, id, period, plan_with};

fn item(subscription: &Value) -> &str {
    subscription["items"]["data"][0]["id"].as_str().unwrap()
}

/// A subscription at $20.00 on 1 April, and half of its period gone.
async fn half_way(shop: &Shop) -> Value {
    shop.is_at("2027-04-01T00:00:00Z");
    let subscription = shop.subscribes(&PLAN).await;
    shop.is_at("2027-04-16T00:00:00Z");
    subscription
}

#[tokio::test]
async fn a_price_changed_in_mid_period_is_settled_as_it_was_asked_to_be() {
    for (behavior, now, later) in [
        ("create_prorations", 2000, 5000 - 1000 + 2500),
        ("none", 2000, 5000),
        ("always_invoice", 1500, 5000),
    ] {
        let shop = Shop::opens().await;
        let subscription = half_way(&shop).await;
        let price = shop.price("Bigger", "5000", "month").await;
        let form = [
            ("items[0][id]", item(&subscription)),
            ("items[0][price]", price["id"].as_str().unwrap()),
            ("proration_behavior", behavior),
            ("expand[]", "latest_invoice"),
        ];
        let path = format!("subscriptions/{}", id(&subscription));
        let changed = shop.makes(&path, &form).await;
        assert_eq!(changed["items"]["data"][0]["price"]["id"], price["id"]);
        assert_eq!(changed["billing_cycle_anchor"], subscription["billing_cycle_anchor"]);
        assert_eq!(changed["latest_invoice"]["amount_paid"], now, "{behavior}");
        let told = shop.told().await;
        let update = told.iter().rev().find(|e| e["type"] == "customer.subscription.updated");
        let previous = &update.unwrap()["data"]["previous_attributes"]["items"]["data"][0];
        assert_eq!(previous["price"]["unit_amount"], 2000);
        shop.is_at("2027-05-01T00:00:00Z");
        let path = format!("{}?expand[]=latest_invoice", id(&subscription));
        let renewed = shop.subscription(&path).await;
        assert_eq!(renewed["latest_invoice"]["amount_paid"], later, "{behavior}");
    }
}

#[tokio::test]
async fn a_smaller_price_leaves_a_credit_that_pays_the_next_invoice() {
    let shop = Shop::opens().await;
    let subscription = half_way(&shop).await;
    let price = shop.price("Smaller", "600", "month").await;
    let form = [
        ("items[0][id]", item(&subscription)),
        ("items[0][price]", price["id"].as_str().unwrap()),
        ("proration_behavior", "always_invoice"),
        ("expand[]", "latest_invoice"),
    ];
    let path = format!("subscriptions/{}", id(&subscription));
    let changed = shop.makes(&path, &form).await;
    let invoice = &changed["latest_invoice"];
    assert_eq!((&invoice["total"], &invoice["amount_due"]), (&json!(-700), &json!(0)));
    let customer = format!("customers/{}", subscription["customer"].as_str().unwrap());
    assert_eq!(shop.get(&customer).await["balance"], -700);
    shop.is_at("2027-06-01T00:00:00Z");
    let path = format!("invoices?subscription={}", id(&subscription));
    let invoices = shop.get(&path).await;
    let paid: Vec<_> =
        invoices["data"].as_array().unwrap().iter().map(|one| &one["amount_paid"]).collect();
    assert_eq!(paid, [500, 0, 0, 2000]);
    assert_eq!(shop.get(&customer).await["balance"], 0);
}

#[tokio::test]
async fn another_cycle_begins_at_once_and_gives_the_rest_back() {
    let shop = Shop::opens().await;
    let subscription = half_way(&shop).await;
    let price = shop.price("Yearly", "20000", "year").await;
    let form = [
        ("items[0][id]", item(&subscription)),
        ("items[0][price]", price["id"].as_str().unwrap()),
        ("expand[]", "latest_invoice"),
    ];
    let path = format!("subscriptions/{}", id(&subscription));
    let changed = shop.makes(&path, &form).await;
    assert_eq!(period(&changed), ("2027-04-16T00:00:00Z".into(), "2028-04-16T00:00:00Z".into()));
    assert_eq!(changed["latest_invoice"]["amount_paid"], 19_000);
    assert_eq!(changed["status"], "active");
}

#[tokio::test]
async fn a_key_used_twice_subscribes_and_pays_once() {
    let shop = Shop::opens().await;
    let customer = id(&shop.customer_with("pm_card_visa").await);
    let price = id(&shop.price("Basic", "1500", "month").await);
    let subscribe = || {
        let request = shop.api(Method::POST, "subscriptions").header("idempotency-key", "k1");
        told(request.form(&[("customer", customer.as_str()), ("items[0][price]", &price)]))
    };
    let (first, again) = (subscribe().await, subscribe().await);
    assert_eq!(first, again);
    assert_eq!(shop.get("subscriptions?status=all").await["data"].as_array().unwrap().len(), 1);
    assert_eq!(shop.get("charges").await["data"].as_array().unwrap().len(), 1);

    let path = format!("subscriptions/{}", id(&first.1));
    let change = |level: &'static str| {
        let request = shop.api(Method::POST, &path).header("idempotency-key", "k2");
        told(request.form(&[("metadata[level]", level)]))
    };
    assert_eq!(change("1").await, change("1").await);
    let (status, body) = change("2").await;
    assert_eq!((status, body["error"]["type"].as_str()), (400, Some("idempotency_error")));
}

#[tokio::test]
async fn what_is_wrong_is_named_as_stripe_names_it_and_changes_nothing() {
    let shop = Shop::opens().await;
    let subscription = shop.subscribes(&PLAN).await;
    let once = [("product_data[name]", "Once"), ("currency", "usd"), ("unit_amount", "500")];
    let once = id(&shop.makes("prices", &once).await);
    let bare = id(&shop.makes("customers", &[]).await);
    let price = id(&shop.price("Basic", "1500", "month").await);
    let own = format!("subscriptions/{}", id(&subscription));
    let before = shop.subscription(&id(&subscription)).await;
    for (path, form, code, param) in [
        (
            "subscriptions",
            vec![("items[0][price]", price.as_str())],
            "parameter_missing",
            "customer",
        ),
        ("subscriptions", vec![("customer", &bare)], "parameter_missing", "items"),
        ("subscriptions", vec![("customer", "cus_no")], "resource_missing", "customer"),
        (
            "subscriptions",
            vec![("customer", &bare), ("items[0][price]", &once)],
            "",
            "items[0][price]",
        ),
        (
            "subscriptions",
            vec![("customer", &bare), ("items[0][colour]", "red")],
            "parameter_unknown",
            "items[0][colour]",
        ),
        (
            "subscriptions",
            vec![("customer", &bare), ("items[0][price]", &price)],
            "resource_missing",
            "",
        ),
        (&own, vec![("colour", "red")], "parameter_unknown", "colour"),
        (&own, vec![("proration_behavior", "maybe")], "", "proration_behavior"),
        (&own, vec![("items[0][id]", "si_no")], "resource_missing", "items[0][id]"),
        (&own, vec![("cancel_at", "1")], "", "cancel_at"),
        (&own, vec![("pause_collection[behavior]", "sleep")], "", "pause_collection[behavior]"),
        (&own, vec![("trial_end", "5")], "", "trial_end"),
        ("invoices", vec![], "parameter_missing", "customer"),
        ("billing_portal/sessions", vec![], "parameter_missing", "customer"),
        ("billing_portal/configurations", vec![], "parameter_missing", "features"),
    ] {
        let (status, body) = shop.post(path, &form).await;
        let error = &body["error"];
        assert_eq!(status, 400, "{path} {form:?}: {body}");
        assert_eq!(error["type"], "invalid_request_error", "{form:?}");
        assert_eq!(error["code"].as_str().unwrap_or(""), code, "{form:?}: {body}");
        assert_eq!(error["param"].as_str().unwrap_or(""), param, "{form:?}: {body}");
    }
    assert_eq!(shop.subscription(&id(&subscription)).await, before);
    for path in ["subscriptions/sub_no", "invoices/in_no", "subscriptions/a/b/c"] {
        assert_eq!(told(shop.api(Method::GET, path)).await.0, 404, "{path}");
    }
}

#[tokio::test]
async fn a_session_in_the_wrong_mode_is_refused() {
    let shop = Shop::opens().await;
    for (form, param) in [
        (plan_with(&[("payment_intent_data[metadata][a]", "1")]), "payment_intent_data"),
        (plan_with(&[("customer_creation", "always")]), "customer_creation"),
        (plan_with(&[("payment_method_types[]", "sepa_debit")]), "payment_method_types"),
        (plan_with(&[("subscription_data[colour]", "red")]), "subscription_data[colour]"),
        (
            plan_with(&[("subscription_data[trial_period_days]", "1000")]),
            "subscription_data[trial_period_days]",
        ),
        (
            crate::shop::SESSION
                .iter()
                .copied()
                .chain([("mode", "subscription")])
                .filter(|(name, value)| {
                    *name != "payment_intent_data[metadata][purchase]" && *value != "payment"
                })
                .collect(),
            "line_items",
        ),
    ] {
        let (status, body) = shop.post("checkout/sessions", &form).await;
        assert_eq!((status, body["error"]["param"].as_str()), (400, Some(param)), "{body}");
    }
}

#[tokio::test]
async fn a_customer_that_is_deleted_subscribes_to_nothing_any_more() {
    let shop = Shop::opens().await;
    let subscription = shop.subscribes(&PLAN).await;
    shop.deletes(&format!("customers/{}", subscription["customer"].as_str().unwrap())).await;
    assert_eq!(shop.subscription(&id(&subscription)).await["status"], "canceled");
}
