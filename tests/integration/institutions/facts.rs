//! What Stripe tells of an order that is paid by an invoice, in every order and many times.

use serde_json::json;
use tests::house::House;
use tokio::task::JoinSet;

use super::buying::{DECLINED, GOOD, annual, confirms, orders, pool, purchase};
use crate::payments::by_hand::{ByHand, signature};

/// OB-2, W1, W2: the payment and its invoice are told in either order, each 20 times at once; the
/// sessions are given once.
#[tokio::test]
async fn a_payment_and_its_invoice_grant_once_in_either_order() {
    for kinds in
        [["payment_intent.succeeded", "invoice.paid"], ["invoice.paid", "payment_intent.succeeded"]]
    {
        let house = House::selling("institution").await;
        let ann = house.member("ann", "acme", "admin").await;
        house.keeps_events_back().await;
        let ordered = orders(&ann, "order-1", &annual(100)).await;
        assert_eq!(confirms(&house, &ordered, GOOD).await.status, 200);
        for kind in kinds {
            let event = house.event(kind).await;
            let body = event.to_string();
            let signed = signature(&house.stack.webhook_secret, house.now(), body.as_bytes());
            let mut copies = JoinSet::new();
            for _ in 0..20 {
                let letter = house.letter(body.as_bytes()).header("stripe-signature", &signed);
                copies.spawn(async move { letter.send().await.unwrap().status().as_u16() });
            }
            assert_eq!(copies.join_all().await, [200; 20], "{kind}");
            assert_eq!(pool(&house).await, 100, "{kind} of {kinds:?}");
        }
        let shown = purchase(&ann, &ordered).await;
        assert_eq!(shown["charged"], 40_000);
        assert_eq!(shown["payment_intent"], ordered.body["payment_intent"]);
        let ledger = house.backend().get("/v1/accounts/org:acme/ledger").await.body;
        let kinds = ledger["entries"].as_array().unwrap().iter().map(|it| it["kind"].clone());
        assert_eq!(kinds.filter(|kind| kind == "fulfil").count(), 1);
        house.backend().verifies("org:acme").await;
    }
}

/// OB-3: a failure that is told after the payment changes nothing.
#[tokio::test]
async fn a_failure_told_late_does_not_override_paid() {
    let house = House::selling("institution").await;
    let ann = house.member("ann", "acme", "admin").await;
    house.keeps_events_back().await;
    let ordered = orders(&ann, "order-1", &annual(100)).await;
    confirms(&house, &ordered, DECLINED).await;
    confirms(&house, &ordered, GOOD).await;
    let failures = ["payment_intent.payment_failed", "invoice.payment_failed"];
    house.tells_all(&["invoice.paid"]).await;
    house.tells_all(&failures).await;
    let shown = purchase(&ann, &ordered).await;
    assert_eq!((&shown["state"], pool(&house).await), (&json!("paid"), 100));
}

/// An invoice that is voided at Stripe takes its payment with it: the order is closed, whichever of
/// the two is told, and says so.
#[tokio::test]
async fn an_order_that_is_called_off_is_closed() {
    for kind in ["invoice.voided", "payment_intent.canceled"] {
        let house = House::selling("institution").await;
        let ann = house.member("ann", "acme", "admin").await;
        house.keeps_events_back().await;
        let ordered = orders(&ann, "order-1", &annual(100)).await;
        confirms(&house, &ordered, DECLINED).await;
        house.stripe(&format!("invoices/{}/void", ordered.text("invoice")), &[]).await;
        // Nobody has told us, and still nobody is sent to pay.
        let early = orders(&ann, "order-1", &annual(100)).await;
        assert_eq!((early.status, early.problem()), (409, "conflict"), "{}", early.body);
        house.tells_all(&[kind, "payment_intent.payment_failed"]).await;
        let shown = purchase(&ann, &ordered).await;
        assert_eq!(
            (&shown["state"], &shown["reason"]),
            (&json!("canceled"), &json!(null)),
            "{kind}"
        );
        let late = orders(&ann, "order-1", &annual(100)).await;
        assert_eq!((late.status, late.problem()), (409, "conflict"), "{}", late.body);
        assert_ne!(confirms(&house, &ordered, GOOD).await.status, 200);
        assert_eq!(pool(&house).await, 0);
        assert_eq!(orders(&ann, "order-2", &annual(100)).await.status, 201);
    }
}

/// W8: half of the money goes back, half of the sessions go with it.
#[tokio::test]
async fn a_refund_of_half_takes_half_of_the_sessions() {
    let house = House::selling("institution").await;
    let ann = house.member("ann", "acme", "admin").await;
    let ordered = orders(&ann, "order-1", &annual(100)).await;
    confirms(&house, &ordered, GOOD).await;
    house.settled().await;
    house.refunds(ordered.text("payment_intent"), Some(20_000)).await;
    house.settled().await;
    assert_eq!(pool(&house).await, 50);
    let shown = purchase(&ann, &ordered).await;
    assert_eq!((&shown["refunded"], &shown["grants"][0]["taken"]), (&json!(20_000), &json!(50)));
    house.backend().verifies("org:acme").await;
}

/// An invoice of somebody else's in the same Stripe account is ignored.
#[tokio::test]
async fn an_invoice_that_is_not_ours_is_ignored() {
    let house = House::selling("institution").await;
    let ann = house.member("ann", "acme", "admin").await;
    house.keeps_events_back().await;
    let ordered = orders(&ann, "order-1", &annual(100)).await;
    confirms(&house, &ordered, GOOD).await;
    let mut event = house.event("invoice.paid").await;
    event["id"] = json!("evt_other");
    event["data"]["object"]["id"] = json!("in_other");
    event["data"]["object"]["metadata"] = json!({});
    assert_eq!(house.tells(&event).await.status, 200);
    assert_eq!(pool(&house).await, 0);
    // Without its mark ours is found by its name.
    event["id"] = json!("evt_unmarked");
    event["data"]["object"]["id"] = ordered.body["invoice"].clone();
    assert_eq!(house.tells(&event).await.status, 200);
    assert_eq!(pool(&house).await, 100);
}
