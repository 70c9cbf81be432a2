//! What a reconciliation finds: the events that never arrived, by list, and Stripe out of service.

use std::sync::atomic::Ordering;

use reqwest::Method;
use serde_json::{Value, json};

use crate::shop::{Shop, told};
use crate::subscribed::id;

const DAY: i64 = 86_400;

async fn chaos(shop: &Shop, chaos: Value) {
    let url = format!("{}/dev/stripe/chaos", shop.base);
    let (status, body) = told(shop.http.put(url).json(&chaos)).await;
    assert_eq!(status, 200, "{body}");
}

/// The ids that a list gives, in its order.
async fn listed(shop: &Shop, path: &str) -> Vec<String> {
    shop.get(path).await["data"].as_array().unwrap().iter().map(id).collect()
}

/// The e-mail addresses of new customers that the webhook heard of.
async fn heard(shop: &Shop, count: usize) -> Vec<String> {
    let before = shop.told().await.len();
    for number in 0..count {
        shop.makes("customers", &[("email", &format!("{number}@example.com"))]).await;
    }
    let told = shop.since(before).await;
    told.iter().map(|event| event["data"]["object"]["email"].to_string()).collect()
}

#[tokio::test]
async fn what_was_lost_is_listed_as_not_delivered_until_it_is_told_again() {
    let shop = Shop::opens().await;
    heard(&shop, 1).await;
    chaos(&shop, json!({ "drop": 1.0 })).await;
    assert_eq!(heard(&shop, 2).await, Vec::<String>::new());
    chaos(&shop, json!({})).await;
    let lost = listed(&shop, "events?delivery_success=false").await;
    assert_eq!(lost, listed(&shop, "events?limit=2").await);
    assert_eq!(shop.get(&format!("events/{}", lost[0])).await["pending_webhooks"], 1);
    assert_eq!(listed(&shop, "events?delivery_success=true").await.len(), 1);

    let before = shop.told().await.len();
    shop.is_at("2026-03-03T00:00:00Z");
    assert_eq!(shop.kinds_since(before).await, Vec::<String>::new(), "lost for good");
    shop.dev(&format!("redeliver/{}", lost[0]), json!({})).await;
    assert_eq!(shop.since(before).await.iter().map(id).collect::<Vec<_>>(), [lost[0].as_str()]);
    assert_eq!(listed(&shop, "events?delivery_success=false").await, [lost[1].as_str()]);
    let after = format!("events?delivery_success=false&starting_after={}", lost[0]);
    assert_eq!(listed(&shop, &after).await, [lost[1].as_str()], "a cursor keeps its place");
}

#[tokio::test]
async fn the_same_seed_loses_the_same_deliveries() {
    let half = json!({ "drop": 0.5, "drop_seed": 7 });
    let (shop, other) = (Shop::opens().await, Shop::opens().await);
    chaos(&shop, half.clone()).await;
    let first = heard(&shop, 20).await;
    assert!((1..20).contains(&first.len()), "{first:?}");
    chaos(&shop, half.clone()).await;
    assert_eq!(heard(&shop, 20).await, first);
    chaos(&other, half).await;
    assert_eq!(heard(&other, 20).await, first);
    chaos(&other, json!({ "drop": 0.5, "drop_seed": 8 })).await;
    assert_ne!(heard(&other, 20).await, first);
}

#[tokio::test]
async fn events_are_forgotten_after_30_days_of_the_clock() {
    let shop = Shop::opens().await;
    heard(&shop, 1).await;
    let old = listed(&shop, "events").await.remove(0);
    shop.clock.fetch_add(30 * DAY - 1, Ordering::SeqCst);
    assert_eq!(listed(&shop, "events").await, [old.as_str()]);
    shop.clock.fetch_add(1, Ordering::SeqCst);
    assert_eq!(listed(&shop, "events").await, Vec::<String>::new());
    let (status, body) = told(shop.api(Method::GET, &format!("events/{old}"))).await;
    assert_eq!((status, body["error"]["code"].as_str()), (404, Some("resource_missing")));
    heard(&shop, 1).await;
    assert_eq!(listed(&shop, "events").await.len(), 1);
}

#[tokio::test]
async fn events_are_walked_in_pages_of_at_most_a_hundred() {
    let shop = Shop::opens().await;
    heard(&shop, 5).await;
    let all = listed(&shop, "events?type=customer.created&limit=100").await;
    assert_eq!(all.len(), 5);
    let next = format!("events?types[]=customer.created&limit=2&starting_after={}", all[1]);
    assert_eq!(listed(&shop, &next).await, all[2..4]);
    let newer = format!("events?created[gte]=1772323200&limit=2&ending_before={}", all[3]);
    assert_eq!(listed(&shop, &newer).await, all[1..3]);
    assert_eq!(listed(&shop, "events?created[lt]=1772323200").await, Vec::<String>::new());
    for bad in [
        "limit=101",
        "limit=0",
        "type=a&types[]=b",
        "delivery_success=maybe",
        "starting_after=evt_no",
        "created[above]=1",
        "moon=full",
    ] {
        assert_eq!(told(shop.api(Method::GET, &format!("events?{bad}"))).await.0, 400, "{bad}");
    }
}

#[tokio::test]
async fn sessions_intents_and_invoices_are_found_by_what_they_belong_to() {
    let shop = Shop::opens().await;
    let open = id(&shop.session().await);
    let subscription = shop.subscribes(&crate::subscribed::PLAN).await;
    let owner = subscription["customer"].as_str().unwrap();
    let done = listed(&shop, "checkout/sessions?status=complete").await;
    assert_eq!(listed(&shop, "checkout/sessions?status=open").await, [open]);
    for filter in [
        format!("customer={owner}&created[gte]=1772323200"),
        format!("subscription={}", id(&subscription)),
    ] {
        assert_eq!(listed(&shop, &format!("checkout/sessions?{filter}")).await, done, "{filter}");
        assert_eq!(listed(&shop, &format!("invoices?status=paid&{filter}")).await.len(), 1);
    }
    let created = format!("payment_intents?customer={owner}&created[lte]=1772323200");
    assert_eq!(listed(&shop, &created).await.len(), 1);
    for list in ["checkout/sessions", "invoices", "payment_intents", "disputes"] {
        let later = format!("{list}?created[gt]=1772323200");
        assert_eq!(listed(&shop, &later).await, Vec::<String>::new(), "{list}");
    }
    for bad in ["checkout/sessions?status=paid", "invoices?status=complete"] {
        assert_eq!(told(shop.api(Method::GET, bad)).await.0, 400, "{bad}");
    }
}

#[tokio::test]
async fn an_outage_answers_nothing_and_its_webhooks_come_afterwards() {
    let shop = Shop::opens().await;
    let session = id(&shop.session().await);
    let before = shop.told().await.len();
    chaos(&shop, json!({ "outage": true })).await;
    let customer = || {
        let request = shop.api(Method::POST, "customers").header("idempotency-key", "k1");
        told(request.form(&[("email", "a@example.com")]))
    };
    let (status, body) = customer().await;
    assert_eq!((status, body["error"]["type"].as_str()), (503, Some("api_error")));
    assert_eq!(told(shop.api(Method::GET, "events")).await.0, 503);
    let (status, _) = shop.dev(&format!("checkout/{session}/pay"), json!({})).await;
    assert_eq!(status, 200, "card holders pay all the same");
    let (status, settled) = shop.dev("settle", json!({ "timeout_ms": 50 })).await;
    assert_eq!((status, settled), (504, json!({ "settled": false })));
    assert_eq!(shop.webhook.letters.lock().unwrap().len(), before);

    chaos(&shop, json!({})).await;
    let kinds = shop.kinds_since(before).await;
    assert_eq!(kinds.last().unwrap(), "checkout.session.completed");
    assert_eq!(shop.get("customers").await["data"], json!([]), "nothing was done");
    assert_eq!(customer().await.0, 200, "the key was not used up");
}
