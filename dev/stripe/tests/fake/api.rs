//! The API's envelope: keys, idempotency, errors, lists, intents.

use std::sync::atomic::Ordering;

use reqwest::Method;
use serde_json::{Value, json};

use crate::shop::{SECRET_KEY, SESSION, Shop, header, told};

#[tokio::test]
async fn only_the_secret_key_opens_the_api() {
    let shop = Shop::opens().await;
    let url = format!("{}/stripe/v1/customers", shop.base);
    let (status, body) = told(shop.http.get(&url)).await;
    assert_eq!(
        (status, body["error"]["type"].as_str()),
        (401, Some("invalid_request_error"))
    );
    assert_eq!(
        told(shop.http.get(&url).bearer_auth("sk_test_other"))
            .await
            .0,
        401
    );
    assert_eq!(
        told(shop.http.get(&url).bearer_auth("pk_test_shop"))
            .await
            .0,
        401
    );
    assert_eq!(
        told(shop.http.get(&url).basic_auth(SECRET_KEY, Some("")))
            .await
            .0,
        200
    );
    let bare = format!("{}/v1/customers", shop.base);
    assert_eq!(
        told(shop.http.get(&bare).bearer_auth(SECRET_KEY)).await.0,
        200
    );
}

#[tokio::test]
async fn a_key_used_twice_gives_the_first_answer_and_makes_one_object() {
    let shop = Shop::opens().await;
    let create = |email: &str| {
        let request = shop
            .api(Method::POST, "customers")
            .header("idempotency-key", "k1");
        request.form(&[("email", email)]).send()
    };
    let first = create("a@example.com").await.unwrap();
    assert_eq!(header(&first, "idempotent-replayed"), "");
    assert!(header(&first, "request-id").starts_with("req_"));
    let original = header(&first, "request-id").to_owned();
    let first: Value = first.json().await.unwrap();
    let again = create("a@example.com").await.unwrap();
    assert_eq!(header(&again, "idempotent-replayed"), "true");
    assert_eq!(header(&again, "original-request"), original);
    assert_eq!(again.json::<Value>().await.unwrap(), first);
    let other = create("b@example.com").await.unwrap();
    assert_eq!(other.status(), 400);
    let other: Value = other.json().await.unwrap();
    assert_eq!(other["error"]["type"], "idempotency_error");
    assert_eq!(
        shop.get("customers").await["data"]
            .as_array()
            .unwrap()
            .len(),
        1
    );

    shop.clock.fetch_add(86_400, Ordering::SeqCst);
    let later: Value = create("a@example.com").await.unwrap().json().await.unwrap();
    assert_ne!(later["id"], first["id"], "after a day the key is forgotten");
}

#[tokio::test]
async fn a_refused_request_may_be_corrected_under_its_key_and_leaves_nothing() {
    let shop = Shop::opens().await;
    let mut form = SESSION.to_vec();
    form.push(("line_items[1][quantity]", "1"));
    let request = || {
        shop.api(Method::POST, "checkout/sessions")
            .header("idempotency-key", "k1")
    };
    assert_eq!(told(request().form(&form)).await.0, 400);
    assert_eq!(shop.get("products").await["data"], json!([]));
    assert_eq!(told(request().form(&SESSION)).await.0, 200);
    assert_eq!(
        shop.get("products").await["data"].as_array().unwrap().len(),
        1
    );
}

#[tokio::test]
async fn what_is_wrong_is_named_as_stripe_names_it() {
    let shop = Shop::opens().await;
    let with = |name: &'static str, value: &'static str| {
        let mut form = SESSION.to_vec();
        form.retain(|(key, _)| *key != name);
        form.push((name, value));
        form
    };
    for (form, code, param) in [
        (
            with("line_items[0][price_data][unit_amount]", "8.5"),
            "parameter_invalid_integer",
            "line_items[0][price_data][unit_amount]",
        ),
        (
            with("line_items[0][price_data][unit_amount]", "10"),
            "amount_too_small",
            "amount",
        ),
        (
            with("line_items[0][quantity]", ""),
            "parameter_missing",
            "line_items[0][quantity]",
        ),
        (with("success_url", "nowhere"), "url_invalid", "success_url"),
        (with("customer", "cus_no"), "resource_missing", "customer"),
        (with("colour", "red"), "parameter_unknown", "colour"),
        (with("mode", "subscription"), "", "mode"),
        (
            with("expand[]", "colour"),
            "property_cannot_be_expanded",
            "expand",
        ),
    ] {
        let (status, body) = shop.post("checkout/sessions", &form).await;
        let error = &body["error"];
        assert_eq!(
            (status, error["type"].as_str()),
            (400, Some("invalid_request_error"))
        );
        assert_eq!(error["code"].as_str().unwrap_or(""), code, "{body}");
        assert_eq!(error["param"], param, "{body}");
    }
    let (status, body) = told(shop.api(Method::GET, "no/such/route")).await;
    assert_eq!(
        (status, body["error"]["type"].as_str()),
        (404, Some("invalid_request_error"))
    );
    let (status, body) = told(shop.api(Method::GET, "customers/cus_no")).await;
    assert_eq!(
        (status, body["error"]["code"].as_str()),
        (404, Some("resource_missing"))
    );
}

#[tokio::test]
async fn customers_are_listed_newest_first_changed_and_deleted() {
    let shop = Shop::opens().await;
    for email in ["a@example.com", "b@example.com", "c@example.com"] {
        shop.makes("customers", &[("email", email), ("metadata[x]", "1")])
            .await;
    }
    let page = shop.get("customers?limit=2").await;
    assert_eq!(
        (&page["has_more"], &page["url"]),
        (&json!(true), &json!("/v1/customers"))
    );
    let last = page["data"][1]["id"].as_str().unwrap();
    assert_eq!(page["data"][0]["email"], "c@example.com");
    let rest = shop
        .get(&format!("customers?limit=2&starting_after={last}"))
        .await;
    assert_eq!(rest["data"][0]["email"], "a@example.com");
    assert_eq!(rest["has_more"], false);
    let changed = shop
        .makes(&format!("customers/{last}"), &[("metadata[y]", "2")])
        .await;
    assert_eq!(changed["metadata"], json!({ "x": "1", "y": "2" }));
    let (_, gone) = told(shop.api(Method::DELETE, &format!("customers/{last}"))).await;
    assert_eq!(gone["deleted"], true);
    let form = SESSION
        .iter()
        .copied()
        .chain([("customer", last)])
        .collect::<Vec<_>>();
    assert_eq!(shop.post("checkout/sessions", &form).await.0, 400);
    let found = shop.get("customers?email=b@example.com").await;
    assert_eq!(found["data"], json!([]));
}

#[tokio::test]
async fn a_price_is_found_by_its_lookup_key_and_sold() {
    let shop = Shop::opens().await;
    let product = shop.makes("products", &[("name", "Credits")]).await;
    let price = [
        ("currency", "usd"),
        ("unit_amount", "2000"),
        ("lookup_key", "popular"),
        ("product", product["id"].as_str().unwrap()),
    ];
    let first = shop.makes("prices", &price).await;
    assert_eq!(shop.post("prices", &price).await.0, 400);
    let mut moved = price.to_vec();
    moved.push(("transfer_lookup_key", "true"));
    let second = shop.makes("prices", &moved).await;
    let found = shop.get("prices?lookup_keys[]=popular&active=true").await;
    assert_eq!(found["data"].as_array().unwrap().len(), 1);
    assert_eq!(found["data"][0]["id"], second["id"]);
    assert_ne!(first["id"], second["id"]);
    let form = [
        ("mode", "payment"),
        ("success_url", "https://shop.example/"),
        ("line_items[0][price]", second["id"].as_str().unwrap()),
        ("line_items[0][quantity]", "2"),
    ];
    assert_eq!(
        shop.makes("checkout/sessions", &form).await["amount_total"],
        4000
    );
}

#[tokio::test]
async fn an_intent_is_confirmed_declined_and_cancelled_by_the_api() {
    let shop = Shop::opens().await;
    let form = [("amount", "900"), ("currency", "usd")];
    let intent = shop.makes("payment_intents", &form).await;
    let path = format!("payment_intents/{}", intent["id"].as_str().unwrap());
    let confirm = format!("{path}/confirm");
    let (status, body) = shop
        .post(&confirm, &[("payment_method", "pm_card_chargeDeclined")])
        .await;
    assert_eq!(
        (status, body["error"]["decline_code"].as_str()),
        (402, Some("generic_decline"))
    );
    assert_eq!(
        body["error"]["payment_intent"]["status"],
        "requires_payment_method"
    );
    let expand = ("expand[]", "latest_charge.refunds");
    let paid = shop
        .makes(&confirm, &[("payment_method", "pm_card_visa"), expand])
        .await;
    assert_eq!(paid["latest_charge"]["refunds"]["data"], json!([]));
    assert_eq!(shop.post(&format!("{path}/cancel"), &[]).await.0, 400);
    let open = shop.makes("payment_intents", &form).await;
    let path = format!("payment_intents/{}/cancel", open["id"].as_str().unwrap());
    let ended = shop
        .makes(&path, &[("cancellation_reason", "abandoned")])
        .await;
    assert_eq!(ended["status"], "canceled");
    assert_eq!(
        shop.kinds().await.last().unwrap(),
        "payment_intent.canceled"
    );
}

#[tokio::test]
async fn events_are_listed_by_kind_and_time() {
    let shop = Shop::opens().await;
    let before = shop.clock.load(Ordering::SeqCst);
    shop.makes("customers", &[("email", "a@example.com")]).await;
    shop.clock.fetch_add(100, Ordering::SeqCst);
    shop.makes("products", &[("name", "Credits")]).await;
    shop.stripe.settled().await;
    let list = shop
        .get("events?types[]=customer.*&types[]=charge.succeeded")
        .await;
    assert_eq!(list["data"].as_array().unwrap().len(), 1);
    assert_eq!(list["data"][0]["pending_webhooks"], 0);
    assert!(
        list["data"][0]["request"]["id"]
            .as_str()
            .unwrap()
            .starts_with("req_")
    );
    let list = shop.get(&format!("events?created[gt]={before}")).await;
    assert_eq!(list["data"][0]["type"], "product.created");
    assert_eq!(list["data"].as_array().unwrap().len(), 1);
}
