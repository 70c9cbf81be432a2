//! What is left when the process is killed: everything that was answered.

use std::path::PathBuf;

use reqwest::Method;
use serde_json::json;

use crate::shop::{Shop, Webhook, told};

/// A journal of its own for one test.
pub fn journal(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("fake-stripe");
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join(format!("{name}.jsonl"));
    let _ = std::fs::remove_file(&file);
    file
}

#[tokio::test]
async fn every_object_and_answer_is_there_after_a_restart_and_a_torn_line_is_not() {
    let file = journal("objects");
    let shop = Shop::opens_with(Some(file.clone()), Webhook::default()).await;
    let create = |shop: &Shop| {
        let request = shop.api(Method::POST, "customers").header("idempotency-key", "k1");
        told(request.form(&[("email", "a@example.com")]))
    };
    let (_, customer) = create(&shop).await;
    let session = shop.session().await;
    let path = format!("checkout/sessions/{}", session["id"].as_str().unwrap());
    shop.dev(&format!("checkout/{}/pay", session["id"].as_str().unwrap()), json!({})).await;
    let paid = shop.get(&path).await;
    shop.stripe.settled().await;
    let mut lines = std::fs::read(&file).unwrap();
    let whole = lines.len();
    lines.extend(b"[{\"put\":{\"seq\":99,\"obj");
    std::fs::write(&file, &lines).unwrap();

    let again = Shop::opens_with(Some(file.clone()), Webhook::default()).await;
    assert_eq!(std::fs::read(&file).unwrap().len(), whole, "the torn line is cut off");
    assert_eq!(again.get(&path).await, paid);
    assert_eq!(create(&again).await.1, customer);
    assert!(again.told().await.is_empty(), "what was delivered is not told again");
    let newer = again.makes("customers", &[("email", "b@example.com")]).await;
    assert_eq!(again.get("customers").await["data"][0], newer);
    again.stripe.settled().await;

    let third = Shop::opens_with(Some(file), Webhook::default()).await;
    assert_eq!(third.get("customers").await["data"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn what_was_not_delivered_is_delivered_after_a_restart() {
    let file = journal("deliveries");
    let deaf = Webhook::default();
    deaf.plan.lock().unwrap().extend([500; 50]);
    let shop = Shop::opens_with(Some(file.clone()), deaf).await;
    let customer = shop.makes("customers", &[("email", "a@example.com")]).await;
    let again = Shop::opens_with(Some(file), Webhook::default()).await;
    let events = again.told().await;
    assert_eq!(events.len(), 1);
    assert_eq!(events[0]["data"]["object"], customer);
}

#[tokio::test]
async fn what_was_lost_is_still_known_to_be_lost_after_a_restart() {
    let file = journal("lost");
    let shop = Shop::opens_with(Some(file.clone()), Webhook::default()).await;
    let url = format!("{}/dev/stripe/chaos", shop.base);
    told(shop.http.put(url).json(&json!({ "drop": 1.0 }))).await;
    shop.makes("customers", &[("email", "a@example.com")]).await;
    shop.stripe.settled().await;
    let again = Shop::opens_with(Some(file), Webhook::default()).await;
    assert!(again.told().await.is_empty(), "what was lost is not tried again");
    let list = again.get("events?delivery_success=false").await;
    assert_eq!(list["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_journal_that_is_not_one_is_refused() {
    let file = journal("broken");
    std::fs::write(&file, "nonsense\n").unwrap();
    let settings = fake_stripe::Settings {
        secret_key: String::new(),
        publishable_key: String::new(),
        base: String::new(),
        webhook_url: String::new(),
        webhook_secret: String::new(),
        now: std::sync::Arc::new(|| jiff::Timestamp::UNIX_EPOCH),
        journal: Some(file),
    };
    let refused = fake_stripe::FakeStripe::open(settings).unwrap_err();
    assert!(refused.to_string().contains("journal, byte 0"), "{refused}");
}
