//! Events that come twice, out of order, from elsewhere, or that cannot be applied.

use serde_json::{Value, json};
use tests::house::House;
use tokio::task::JoinSet;

use super::by_hand::{ByHand, signature};

/// W1, X-1: 50 parallel copies of one event are all answered 200 and grant once.
#[tokio::test]
async fn fifty_copies_of_one_event_grant_once() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    house.keeps_events_back().await;
    house.paid(&alice, "pack-popular").await;
    let body = house.event("checkout.session.completed").await.to_string();
    let signed = signature(&house.stack.webhook_secret, house.now(), body.as_bytes());
    let mut copies = JoinSet::new();
    for _ in 0..50 {
        let letter = house.letter(body.as_bytes()).header("stripe-signature", &signed);
        copies.spawn(async move { letter.send().await.unwrap().status().as_u16() });
    }
    let answers = copies.join_all().await;
    assert_eq!(answers, [200; 50]);
    assert_eq!(alice.available("me", "interview_credit").await, 25);
    let ledger = alice.get("/v1/accounts/me/ledger").await;
    let entries = ledger.body["entries"].as_array().unwrap();
    assert_eq!(entries.iter().filter(|entry| entry["kind"] == "fulfil").count(), 1);
    alice.verifies("me").await;
}

/// W2, IM-12: the session and its payment are told as two events, in either order.
#[tokio::test]
async fn two_events_about_one_purchase_grant_once_in_either_order() {
    let kinds = ["checkout.session.completed", "payment_intent.succeeded"];
    let house = House::open().await;
    house.keeps_events_back().await;
    for (name, order) in [("alice", kinds), ("bob", [kinds[1], kinds[0]])] {
        let buyer = house.person(name).await;
        let paid = house.paid(&buyer, "pack-popular").await;
        for kind in order {
            house.tells_all(&[kind]).await;
            assert_eq!(buyer.available("me", "interview_credit").await, 25, "{name} {kind}");
        }
        let told = buyer.get(&format!("/v1/accounts/me/purchases/{}", paid.purchase)).await;
        assert_eq!((&told.body["state"], &told.body["charged"]), (&json!("paid"), &json!(800)));
        buyer.verifies("me").await;
    }
}

/// W6: our mark about a purchase that we do not have is never answered 200; without it is.
#[tokio::test]
async fn an_unknown_purchase_is_refused_only_if_it_carries_our_mark() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    house.keeps_events_back().await;
    house.paid(&alice, "pack-popular").await;
    let known = house.event("payment_intent.succeeded").await;
    let mark = known["data"]["object"]["metadata"]["tallystick_purchase"].as_str().unwrap();

    let mut strange = known.clone();
    strange["id"] = json!("evt_strange");
    strange["data"]["object"]["id"] = json!("pi_strange");
    let other = format!("{}{}", &mark[..mark.len() - 1], u8::from(mark.ends_with('0')));
    strange["data"]["object"]["metadata"]["tallystick_purchase"] = json!(other);
    for _ in 0..2 {
        let told = house.tells(&strange).await;
        assert_eq!((told.status, told.problem()), (500, "unprocessable-event"));
    }
    strange["id"] = json!("evt_nonsense");
    strange["data"]["object"]["metadata"]["tallystick_purchase"] = json!("pur_#");
    assert_eq!(house.tells(&strange).await.status, 500);

    // The same payment of somebody who sells by the same Stripe account.
    let foreign = house.stripe("payment_intents", &[("amount", "900"), ("currency", "usd")]).await;
    strange["id"] = json!("evt_foreign");
    strange["data"]["object"] = foreign;
    strange["data"]["object"]["amount_received"] = json!(900);
    assert_eq!(house.tells(&strange).await.status, 200);
    assert_eq!(alice.available("me", "interview_credit").await, 0);
    assert_eq!(house.tells(&known).await.status, 200);
    assert_eq!(alice.available("me", "interview_credit").await, 25);
    alice.verifies("me").await;
}

/// A connected account pays itself and writes our mark on it: nothing of ours follows.
#[tokio::test]
async fn an_event_of_a_connected_account_is_none_of_ours() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    house.keeps_events_back().await;
    house.paid(&alice, "pack-popular").await;
    let known = house.event("checkout.session.completed").await;
    let mut foreign = known.clone();
    foreign["id"] = json!("evt_connected");
    foreign["account"] = json!("acct_1Connected");
    assert_eq!(house.tells(&foreign).await.status, 200);
    assert_eq!(alice.available("me", "interview_credit").await, 0);
    assert_eq!(house.tells(&known).await.status, 200);
    assert_eq!(alice.available("me", "interview_credit").await, 25);
    alice.verifies("me").await;
}

/// W13: what is signed but cannot be applied is answered 5xx, changes nothing, and holds up nothing.
#[tokio::test]
async fn a_signed_event_that_cannot_be_applied_is_never_answered_200() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    house.keeps_events_back().await;
    house.paid(&alice, "pack-popular").await;
    let known = house.event("checkout.session.completed").await;
    let spoilt: [(&str, Value); 5] = [
        ("/data/object/amount_subtotal", json!(null)),
        ("/data/object/amount_subtotal", json!(400)),
        ("/data/object/currency", json!("eur")),
        ("/data/object/payment_status", json!(7)),
        ("/data/object", json!("cs_1")),
    ];
    for (number, (pointer, value)) in spoilt.into_iter().enumerate() {
        let mut event = known.clone();
        event["id"] = json!(format!("evt_spoilt{number}"));
        *event.pointer_mut(pointer).unwrap() = value;
        let told = house.tells(&event).await;
        assert_eq!((told.status, told.problem()), (500, "unprocessable-event"), "{pointer}");
    }
    for body in ["no json", "[]", "{}", "{\"id\":"] {
        assert_eq!(house.tells_bytes(body.as_bytes()).await.status, 500, "{body}");
    }
    assert_eq!(alice.available("me", "interview_credit").await, 0);

    // An event that failed once is taken when it can be.
    let mut again = known.clone();
    again["id"] = json!("evt_spoilt1");
    assert_eq!(house.tells(&again).await.status, 200);
    assert_eq!(alice.available("me", "interview_credit").await, 25);
    alice.verifies("me").await;
}

/// W16: a live event has no business here: 400, and the database is not asked.
#[tokio::test]
async fn a_live_event_is_refused_without_a_write() {
    let options = dev::options::Options::in_memory();
    let house = House::with(dev::options::Options { count_dynamodb: true, ..options }).await;
    let alice = house.person("alice").await;
    house.keeps_events_back().await;
    house.paid(&alice, "pack-popular").await;
    let mut event = house.event("checkout.session.completed").await;
    event["livemode"] = json!(true);
    // A function looks at its database once when it starts; that is over after a first letter.
    house.letter(b"").send().await.unwrap();
    house.stack.dynamodb_requests();
    let told = house.tells(&event).await;
    assert_eq!((told.status, told.problem()), (400, "wrong-mode"));
    assert_eq!(house.stack.dynamodb_requests(), []);
    event["livemode"] = json!(false);
    assert_eq!(house.tells(&event).await.status, 200);
    assert_eq!(alice.available("me", "interview_credit").await, 25);
    alice.verifies("me").await;
}
