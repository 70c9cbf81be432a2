//! Every object is what Stripe's typed library for Rust reads, in answers and in events.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::shop::Shop;

fn reads<T: DeserializeOwned>(object: &Value) {
    if let Err(cause) = serde_json::from_value::<T>(object.clone()) {
        panic!("{cause} in {object:#}");
    }
}

pub fn read(object: &Value) {
    match object["object"].as_str().unwrap() {
        "charge" => reads::<stripe_shared::Charge>(object),
        "checkout.session" => reads::<stripe_shared::CheckoutSession>(object),
        "coupon" => reads::<stripe_shared::Coupon>(object),
        "customer" => reads::<stripe_shared::Customer>(object),
        "dispute" => reads::<stripe_shared::Dispute>(object),
        "event" => reads::<stripe_shared::Event>(object),
        "invoice" => reads::<stripe_shared::Invoice>(object),
        "invoice_payment" => reads::<stripe_shared::InvoicePayment>(object),
        "payment_intent" => reads::<stripe_shared::PaymentIntent>(object),
        "payment_method" => reads::<stripe_shared::PaymentMethod>(object),
        "price" => reads::<stripe_shared::Price>(object),
        "product" => reads::<stripe_shared::Product>(object),
        "refund" => reads::<stripe_shared::Refund>(object),
        "subscription" => reads::<stripe_shared::Subscription>(object),
        other => panic!("no reader for {other}"),
    }
}

#[tokio::test]
async fn every_object_is_what_the_typed_library_reads() {
    let shop = Shop::opens().await;
    read(&shop.makes("customers", &[("email", "a@example.com"), ("metadata[x]", "1")]).await);
    read(&shop.makes("coupons", &[("percent_off", "12.5"), ("duration", "once")]).await);
    for deed in ["pay", "pay-later"] {
        let session = shop.session().await;
        read(&session);
        let id = session["id"].as_str().unwrap();
        let declined = json!({ "card": "4000000000000002" });
        shop.dev(&format!("checkout/{id}/pay"), declined).await;
        let (_, paid) = shop.dev(&format!("checkout/{id}/{deed}"), json!({})).await;
        read(&paid);
        shop.dev(&format!("checkout/{id}/settle-later"), json!({ "succeeded": true })).await;
        let intent = paid["payment_intent"].as_str().unwrap();
        let door = format!("charges/{intent}/dispute");
        let (_, inquiry) = shop.dev(&door, json!({ "inquiry": true })).await;
        read(&inquiry);
        shop.dev(&format!("disputes/{}/escalate", inquiry["id"].as_str().unwrap()), json!({}))
            .await;
        shop.dev(&format!("disputes/{}/win", inquiry["id"].as_str().unwrap()), json!({})).await;
        let refund = shop.makes("refunds", &[("payment_intent", intent)]).await;
        read(&refund);
        shop.dev(&format!("refunds/{}/fail", refund["id"].as_str().unwrap()), json!({})).await;
        let method = shop.get(&format!("payment_intents/{intent}")).await;
        let method = method["payment_method"].as_str().unwrap();
        read(&shop.get(&format!("payment_methods/{method}")).await);
    }
    for kind in ["prices", "products", "events?limit=100"] {
        for object in shop.get(kind).await["data"].as_array().unwrap() {
            read(object);
        }
    }
    let told = shop.told().await;
    assert!(told.len() > 20);
    for event in &told {
        read(&event["data"]["object"]);
    }
}
