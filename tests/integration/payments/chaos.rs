//! Deliveries as bad as they get.

use serde_json::json;
use tests::house::House;

use super::by_hand::ByHand;

/// X-7, W1, W2: five purchases of three people, every event four times, late and out of order.
#[tokio::test]
async fn five_purchases_of_three_people_end_exact_under_chaos() {
    let house = House::open().await;
    let chaos = json!({ "duplicate": 3, "shuffle": true, "delay_ms": 50 });
    assert_eq!(house.nobody().put("/dev/stripe/chaos", &chaos).await.status, 200);
    let [alice, bob, carol] =
        [house.person("alice").await, house.person("bob").await, house.person("carol").await];
    let first = house.paid(&alice, "pack-popular").await;
    house.paid(&alice, "pack-starter").await;
    house.paid(&bob, "pack-pro").await;
    let second = house.paid(&carol, "pack-popular").await;
    house.paid(&carol, "pack-qa-generator").await;
    house.refunds(&first.intent, Some(400)).await;
    house.refunds(&second.intent, Some(100)).await;
    house.refunds(&second.intent, None).await;
    house.settled().await;

    for (buyer, feature, available) in [
        (&alice, "interview_credit", 25 - 13 + 10),
        (&bob, "interview_credit", 50),
        (&carol, "interview_credit", 0),
        (&carol, "qa_generator", 1),
    ] {
        assert_eq!(buyer.available("me", feature).await, available, "{feature}");
        buyer.verifies("me").await;
    }
    let told = house.nobody().get("/dev/stripe/deliveries").await;
    let deliveries = told.body["deliveries"].as_array().unwrap();
    let last = |event: &str, copy: u64| {
        let mut own = deliveries.iter().filter(|it| it["event"] == event && it["copy"] == copy);
        own.next_back().unwrap()["status"].clone()
    };
    for delivery in deliveries {
        let (event, copy) = (delivery["event"].as_str().unwrap(), delivery["copy"].as_u64());
        assert_eq!(last(event, copy.unwrap()), 200, "{delivery}");
    }
}
