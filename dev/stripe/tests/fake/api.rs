//! The API's envelope: keys, idempotency, errors.

use std::sync::atomic::Ordering;

use reqwest::Method;
use serde_json::{Value, json};

use crate::shop::{SECRET_KEY, SESSION, Shop, header, told};

#[tokio::test]
async fn only_the_secret_key_opens_the_api() {
    let shop = Shop::opens().await;
    let url = format!("{}/stripe/v1/customers", shop.base);
    let (status, body) = told(shop.http.get(&url)).await;
    assert_eq!((status, body["error"]["type"].as_str()), (401, Some("invalid_request_error")));
    assert_eq!(told(shop.http.get(&url).bearer_auth("sk_test_other")).await.0, 401);
    assert_eq!(told(shop.http.get(&url).bearer_auth("pk_test_shop")).await.0, 401);
    assert_eq!(told(shop.http.get(&url).basic_auth(SECRET_KEY, Some(""))).await.0, 200);
    let bare = format!("{}/v1/customers", shop.base);
    assert_eq!(told(shop.http.get(&bare).bearer_auth(SECRET_KEY)).await.0, 200);
}

#[tokio::test]
async fn a_key_used_twice_gives_the_first_answer_and_makes_one_object() {
    let shop = Shop::opens().await;
    let create = |email: &str| {
        let request = shop.api(Method::POST, "customers").header("idempotency-key", "k1");
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
    assert_eq!(shop.get("customers").await["data"].as_array().unwrap().len(), 1);

    shop.clock.fetch_add(86_400, Ordering::SeqCst);
    let later: Value = create("a@example.com").await.unwrap().json().await.unwrap();
    assert_ne!(later["id"], first["id"], "after a day the key is forgotten");
}

#[tokio::test]
async fn a_refused_request_may_be_corrected_under_its_key_and_leaves_nothing() {
    let shop = Shop::opens().await;
    let mut form = SESSION.to_vec();
    form.push(("line_items[1][quantity]", "1"));
    let request = || shop.api(Method::POST, "checkout/sessions").header("idempotency-key", "k1");
    assert_eq!(told(request().form(&form)).await.0, 400);
    assert_eq!(shop.get("products").await["data"], json!([]));
    assert_eq!(told(request().form(&SESSION)).await.0, 200);
    assert_eq!(shop.get("products").await["data"].as_array().unwrap().len(), 1);
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
        (with("line_items[0][price_data][unit_amount]", "10"), "amount_too_small", "amount"),
        (with("line_items[0][quantity]", ""), "parameter_missing", "line_items[0][quantity]"),
        (with("success_url", "nowhere"), "url_invalid", "success_url"),
        (with("customer", "cus_no"), "resource_missing", "customer"),
        (with("colour", "red"), "parameter_unknown", "colour"),
        (with("mode", "setup"), "", "mode"),
        (with("expand[]", "colour"), "property_cannot_be_expanded", "expand"),
    ] {
        let (status, body) = shop.post("checkout/sessions", &form).await;
        let error = &body["error"];
        assert_eq!((status, error["type"].as_str()), (400, Some("invalid_request_error")));
        assert_eq!(error["code"].as_str().unwrap_or(""), code, "{body}");
        assert_eq!(error["param"], param, "{body}");
    }
    let (status, body) = told(shop.api(Method::GET, "no/such/route")).await;
    assert_eq!((status, body["error"]["type"].as_str()), (404, Some("invalid_request_error")));
    let (status, body) = told(shop.api(Method::GET, "customers/cus_no")).await;
    assert_eq!((status, body["error"]["code"].as_str()), (404, Some("resource_missing")));
}
