//! How the webhook is told.

use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::shop::{Shop, WEBHOOK_SECRET, told};

async fn chaos(shop: &Shop, chaos: Value) -> u16 {
    told(shop.http.put(format!("{}/dev/stripe/chaos", shop.base)).json(&chaos)).await.0
}

async fn deliveries(shop: &Shop) -> Vec<Value> {
    let url = format!("{}/dev/stripe/deliveries", shop.base);
    let (_, body) = told(shop.http.get(url)).await;
    body["deliveries"].as_array().unwrap().clone()
}

#[tokio::test]
async fn the_signature_is_of_the_exact_bytes_at_the_clocks_time() {
    let shop = Shop::opens().await;
    shop.makes("customers", &[("email", "a@example.com")]).await;
    shop.stripe.settled().await;
    let (headers, body) = shop.webhook.letters.lock().unwrap()[0].clone();
    let mut mac = Hmac::<Sha256>::new_from_slice(WEBHOOK_SECRET.as_bytes()).unwrap();
    mac.update(b"1772323200.");
    mac.update(&body);
    let code = mac.finalize().into_bytes();
    let hex = code.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    assert_eq!(headers["stripe-signature"], format!("t=1772323200,v1={hex}"));
}

#[tokio::test]
async fn a_webhook_that_fails_is_told_again_until_it_takes_it() {
    let shop = Shop::opens().await;
    shop.webhook.plan.lock().unwrap().extend([500, 302, 200]);
    shop.makes("customers", &[("email", "a@example.com")]).await;
    let events = shop.told().await;
    assert_eq!(events.len(), 3);
    assert!(events.iter().all(|event| event == &events[0]));
    let statuses: Vec<_> = deliveries(&shop).await.iter().map(|d| d["status"].clone()).collect();
    assert_eq!(statuses, [500, 302, 200]);
}

#[tokio::test]
async fn chaos_tells_every_event_several_times() {
    let shop = Shop::opens().await;
    let asked = json!({ "duplicate": 2, "delay_ms": 20, "shuffle": true });
    assert_eq!(chaos(&shop, asked).await, 200);
    for email in ["a@example.com", "b@example.com"] {
        shop.makes("customers", &[("email", email)]).await;
    }
    let (status, settled) = shop.dev("settle", json!({})).await;
    assert_eq!((status, settled), (200, json!({ "settled": true })));
    let mut ids: Vec<String> =
        shop.told().await.iter().map(|event| event["id"].to_string()).collect();
    assert_eq!(ids.len(), 6);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 2);
    for bad in [json!({ "drop": 2 }), json!({ "duplicate": "x" }), json!([])] {
        assert_eq!(chaos(&shop, bad).await, 400);
    }
}

#[tokio::test]
async fn what_chaos_lost_is_listed_and_can_be_told_again() {
    let shop = Shop::opens().await;
    chaos(&shop, json!({ "drop": 1.0 })).await;
    shop.makes("customers", &[("email", "a@example.com")]).await;
    assert!(shop.told().await.is_empty());
    let lost = deliveries(&shop).await;
    assert_eq!((&lost[0]["status"], &lost[0]["attempt"]), (&Value::Null, &json!(0)));
    let event = lost[0]["event"].as_str().unwrap();
    assert_eq!(shop.dev(&format!("redeliver/{event}"), json!({})).await.0, 200);
    assert_eq!(shop.told().await[0]["id"], event);
    assert_eq!(shop.dev("redeliver/evt_no", json!({})).await.0, 404);
}

#[tokio::test]
async fn settling_gives_up_when_the_webhook_never_takes_it() {
    let shop = Shop::opens().await;
    shop.webhook.plan.lock().unwrap().extend([500; 20]);
    shop.makes("customers", &[("email", "a@example.com")]).await;
    let (status, _) = shop.dev("settle", json!({ "timeout_ms": 50 })).await;
    assert_eq!(status, 504);
}

#[tokio::test]
async fn an_event_of_any_shape_is_told_as_it_was_given() {
    let shop = Shop::opens().await;
    let given = json!({ "type": "moon.risen", "livemode": true, "data": { "object": [1] } });
    let (status, event) = shop.dev("events", given).await;
    assert_eq!(status, 200);
    assert_eq!(shop.told().await, std::slice::from_ref(&event));
    assert_eq!(event["livemode"], true);
    assert_eq!(shop.get("events?type=moon.risen").await["data"][0]["id"], event["id"]);
    assert_eq!(shop.dev("events", json!({ "id": "cus_1" })).await.0, 400);
    assert_eq!(shop.dev("events", json!("x")).await.0, 400);
}
