//! Orders of which nothing was heard: the sweep asks Stripe how they are.

use serde_json::{Value, json};
use tests::house::House;

use super::buying::{DECLINED, GOOD, annual, at_stripe, confirms, orders, pool, purchase};
use crate::payments::by_hand::ByHand;

async fn sweeps(house: &House) -> Value {
    let fired = house.nobody().post("/dev/schedule/Sweep", &json!({})).await;
    assert_eq!(fired.status, 200, "{}", fired.body);
    assert_eq!((&fired.body["failed"], &fired.body["finished"]), (&json!(0), &json!(true)));
    fired.body
}

/// X-3, W14: a payment of which nothing was delivered fills the pool an hour later.
#[tokio::test]
async fn a_payment_that_nobody_heard_of_is_found_by_the_sweep() {
    let house = House::selling("institution").await;
    let ann = house.member("ann", "acme", "admin").await;
    sweeps(&house).await;
    house.keeps_events_back().await;
    let ordered = orders(&ann, "order-1", &annual(100)).await;
    confirms(&house, &ordered, GOOD).await;
    assert_eq!(pool(&house).await, 0);
    house.move_clock("2026-01-15T13:00:00Z").await;
    sweeps(&house).await;
    assert_eq!(pool(&house).await, 100);
    assert_eq!(sweeps(&house).await["repaired"], 0);
    house.backend().verifies("org:acme").await;
}

/// an order that is open is left alone for 30 days, whether a card was declined or nobody came;
/// then its invoice is called off and it is closed. One that was voided meanwhile is closed as well.
#[tokio::test]
async fn an_order_that_nobody_pays_is_closed_after_30_days() {
    let house = House::selling("institution").await;
    let ann = house.member("ann", "acme", "admin").await;
    sweeps(&house).await;
    let declined = orders(&ann, "order-1", &annual(1)).await;
    confirms(&house, &declined, DECLINED).await;
    house.settled().await;
    house.keeps_events_back().await;
    let left = orders(&ann, "order-2", &annual(2)).await;
    let voided = orders(&ann, "order-3", &annual(3)).await;
    house.stripe(&format!("invoices/{}/void", voided.text("invoice")), &[]).await;
    let states = async |now: &str| {
        house.move_clock(now).await;
        sweeps(&house).await;
        let ann = house.member("ann", "acme", "admin").await;
        let mut states = Vec::new();
        for ordered in [&declined, &left, &voided] {
            states.push(purchase(&ann, ordered).await["state"].clone());
        }
        states
    };
    assert_eq!(states("2026-01-16T14:00:00Z").await, ["failed", "pending", "canceled"]);
    assert_eq!(states("2026-02-14T11:00:00Z").await, ["failed", "pending", "canceled"]);
    assert_eq!(states("2026-02-14T13:00:00Z").await, ["canceled", "canceled", "canceled"]);
    let invoices = at_stripe(&house, "invoices").await;
    assert!(invoices.iter().all(|invoice| invoice["status"] == "void"), "{invoices:?}");
    assert_eq!(sweeps(&house).await["orders"], 0, "nothing is asked about any more");
    assert_eq!(pool(&house).await, 0);
}
