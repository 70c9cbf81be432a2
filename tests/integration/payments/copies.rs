//! Fifty copies of every event at once.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tests::actor::Actor;
use tests::house::House;
use tokio::task::JoinSet;

use super::by_hand::{ByHand, signature};

/// So many copies of each event are under way together.
const COPIES: usize = 50;

/// Four buyers: paid and refunded in two parts, paid later, never paid, and never finished.
async fn buyers(house: &House) -> [Actor; 4] {
    house.keeps_events_back().await;
    let alice = house.person("alice").await;
    let paid = house.paid(&alice, "pack-popular").await;
    house.refunds(&paid.intent, Some(100)).await;
    house.refunds(&paid.intent, Some(133)).await;
    let late = [house.person("bob").await, house.person("carol").await];
    for (buyer, succeeded) in late.iter().zip([true, false]) {
        let ordered = buyer.orders("order-1", "pack-popular").await;
        let session = ordered.text("session");
        house.does(&format!("checkout/{session}/pay-later"), &json!({})).await;
        let outcome = json!({ "succeeded": succeeded });
        house.does(&format!("checkout/{session}/settle-later"), &outcome).await;
    }
    let dave = house.person("dave").await;
    let ordered = dave.orders("order-1", "pack-popular").await;
    house.stripe(&format!("checkout/sessions/{}/expire", ordered.text("session")), &[]).await;
    let [bob, carol] = late;
    let buyers = [alice, bob, carol, dave];
    for buyer in &buyers {
        // One's own account is opened when first asked for.
        assert_eq!(buyer.get("/v1/accounts/me").await.status, 200);
    }
    buyers
}

/// Every event so far, oldest first.
async fn events(house: &House) -> Vec<Value> {
    let stripe = house.bearing(&house.stack.stripe_key);
    let listed = stripe.get("/stripe/v1/events?limit=100").await;
    assert_eq!(listed.body["has_more"], false);
    let mut events = listed.body["data"].as_array().unwrap().clone();
    events.reverse();
    events
}

/// Posts fifty copies of each of these at once; each must be answered 200.
async fn tell(house: &House, events: &[Value]) {
    let mut copies = JoinSet::new();
    for event in events {
        let body = event.to_string();
        let signed = signature(&house.stack.webhook_secret, house.now(), body.as_bytes());
        for _ in 0..COPIES {
            let letter = house.letter(body.as_bytes()).header("stripe-signature", &signed);
            let kind = event["type"].clone();
            copies.spawn(async move { (kind, letter.send().await.unwrap().status().as_u16()) });
        }
    }
    for (kind, status) in copies.join_all().await {
        assert_eq!(status, 200, "{kind}");
    }
}

/// What each has, and what stands in their ledgers, by kind.
async fn told(buyers: &[Actor; 4]) -> Vec<(i64, BTreeMap<String, usize>, String)> {
    let mut told = Vec::new();
    for buyer in buyers {
        let ledger = buyer.get("/v1/accounts/me/ledger?limit=100").await;
        let mut kinds = BTreeMap::new();
        for entry in ledger.body["entries"].as_array().unwrap() {
            *kinds.entry(entry["kind"].as_str().unwrap().to_owned()).or_default() += 1;
        }
        let listed = buyer.get("/v1/accounts/me/purchases").await;
        let state = listed.body["purchases"][0]["state"].as_str().unwrap().to_owned();
        told.push((buyer.available("me", "interview_credit").await, kinds, state));
        buyer.verifies("me").await;
    }
    told
}

/// What must have come of it: one grant for each payment, what was given back is gone.
async fn one_effect_each(buyers: &[Actor; 4]) {
    let told = told(buyers).await;
    let wanted = [(17, 1, "paid"), (25, 1, "paid"), (0, 0, "failed"), (0, 0, "expired")];
    for ((available, kinds, state), wanted) in told.iter().zip(wanted) {
        let fulfilled = kinds.get("fulfil").copied().unwrap_or_default();
        assert_eq!((*available, fulfilled, state.as_str()), wanted, "{told:?}");
        assert!(kinds.get("reverse").is_none_or(|count| *count <= 2), "{told:?}");
    }
}

/// W1: event after event, each in fifty copies at once: the first changes what it has to and the
/// others nothing; told once more, nothing changes either.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_copies_of_each_event_have_one_effect() {
    let house = House::open().await;
    let buyers = buyers(&house).await;
    let events = events(&house).await;
    let kinds: std::collections::BTreeSet<_> =
        events.iter().map(|event| event["type"].as_str().unwrap()).collect();
    assert!(kinds.len() > 8, "{kinds:?}");
    for event in &events {
        tell(&house, std::slice::from_ref(event)).await;
    }
    one_effect_each(&buyers).await;
    let before = told(&buyers).await;
    for event in &events {
        assert_eq!(house.tells(event).await.status, 200);
    }
    assert_eq!(told(&buyers).await, before);
}

/// W1, W2, W4: fifty copies of all events at once, in whatever order they come through.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_copies_of_all_events_at_once_have_one_effect_each() {
    let house = House::open().await;
    let buyers = buyers(&house).await;
    tell(&house, &events(&house).await).await;
    one_effect_each(&buyers).await;
}
