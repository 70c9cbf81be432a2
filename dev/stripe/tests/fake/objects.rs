//! Customers, prices, intents and events by the API.

use std::sync::atomic::Ordering;

use reqwest::Method;
use serde_json::json;

use crate::shop::{SESSION, Shop, told};

#[tokio::test]
async fn customers_are_listed_newest_first_changed_and_deleted() {
    let shop = Shop::opens().await;
    for email in ["a@example.com", "b@example.com", "c@example.com"] {
        shop.makes("customers", &[("email", email), ("metadata[x]", "1")]).await;
    }
    let page = shop.get("customers?limit=2").await;
    assert_eq!((&page["has_more"], &page["url"]), (&json!(true), &json!("/v1/customers")));
    let last = page["data"][1]["id"].as_str().unwrap();
    assert_eq!(page["data"][0]["email"], "c@example.com");
    let rest = shop.get(&format!("customers?limit=2&starting_after={last}")).await;
    assert_eq!(rest["data"][0]["email"], "a@example.com");
    assert_eq!(rest["has_more"], false);
    let changed = shop.makes(&format!("customers/{last}"), &[("metadata[y]", "2")]).await;
    assert_eq!(changed["metadata"], json!({ "x": "1", "y": "2" }));
    let (_, gone) = told(shop.api(Method::DELETE, &format!("customers/{last}"))).await;
    assert_eq!(gone["deleted"], true);
    let form = SESSION.iter().copied().chain([("customer", last)]).collect::<Vec<_>>();
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
    assert_eq!(shop.makes("checkout/sessions", &form).await["amount_total"], 4000);
}

#[tokio::test]
async fn an_intent_is_confirmed_declined_and_cancelled_by_the_api() {
    let shop = Shop::opens().await;
    let form = [("amount", "900"), ("currency", "usd")];
    let intent = shop.makes("payment_intents", &form).await;
    let path = format!("payment_intents/{}", intent["id"].as_str().unwrap());
    let confirm = format!("{path}/confirm");
    let (status, body) = shop.post(&confirm, &[("payment_method", "pm_card_chargeDeclined")]).await;
    assert_eq!((status, body["error"]["decline_code"].as_str()), (402, Some("generic_decline")));
    assert_eq!(body["error"]["payment_intent"]["status"], "requires_payment_method");
    let expand = ("expand[]", "latest_charge.refunds");
    let paid = shop.makes(&confirm, &[("payment_method", "pm_card_visa"), expand]).await;
    assert_eq!(paid["latest_charge"]["refunds"]["data"], json!([]));
    assert_eq!(shop.post(&format!("{path}/cancel"), &[]).await.0, 400);
    let open = shop.makes("payment_intents", &form).await;
    let path = format!("payment_intents/{}/cancel", open["id"].as_str().unwrap());
    let ended = shop.makes(&path, &[("cancellation_reason", "abandoned")]).await;
    assert_eq!(ended["status"], "canceled");
    assert_eq!(shop.kinds().await.last().unwrap(), "payment_intent.canceled");
}

#[tokio::test]
async fn events_are_listed_by_kind_and_time() {
    let shop = Shop::opens().await;
    let before = shop.clock.load(Ordering::SeqCst);
    shop.makes("customers", &[("email", "a@example.com")]).await;
    shop.clock.fetch_add(100, Ordering::SeqCst);
    shop.makes("products", &[("name", "Credits")]).await;
    shop.stripe.settled().await;
    let list = shop.get("events?types[]=customer.*&types[]=charge.succeeded").await;
    assert_eq!(list["data"].as_array().unwrap().len(), 1);
    assert_eq!(list["data"][0]["pending_webhooks"], 0);
    assert!(list["data"][0]["request"]["id"].as_str().unwrap().starts_with("req_"));
    let list = shop.get(&format!("events?created[gt]={before}")).await;
    assert_eq!(list["data"][0]["type"], "product.created");
    assert_eq!(list["data"].as_array().unwrap().len(), 1);
}
