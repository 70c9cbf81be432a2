//! Failed events: listed page by page, and tried again until they are done, once.

use dev::dynamodb::DynamoDb;
use dev::options::Options;
use serde_json::{Value, json};
use tests::house::House;

use super::{failed, makes};
use crate::payments::by_hand::ByHand;

/// A purchase as its item stands in the table.
async fn stored(house: &House, purchase: &str) -> Value {
    let database = DynamoDb::at(&house.stack.dynamodb);
    let all = database.call("Scan", &json!({ "TableName": house.stack.table })).await.unwrap();
    let is_it = |item: &&Value| {
        item["sk"]["S"] == "PURCHASE" && item["pk"]["S"].as_str().unwrap().ends_with(purchase)
    };
    all["Items"].as_array().unwrap().iter().find(is_it).unwrap().clone()
}

/// How many payments the ledger of this account has.
async fn fulfilled(house: &House) -> usize {
    let ledger = house.admin().get("/v1/accounts/user:alice/ledger").await;
    let entries = ledger.body["entries"].as_array().unwrap();
    entries.iter().filter(|entry| entry["kind"] == "fulfil").count()
}

/// W6: an event that came before its order could be read is done when it is tried again, once,
/// however often it is tried and told besides.
#[tokio::test]
async fn an_event_whose_order_was_missing_is_done_once_when_it_is_there() {
    let house = House::open().await;
    let (alice, admin) = (house.person("alice").await, house.admin());
    house.keeps_events_back().await;
    let paid = house.paid(&alice, "pack-popular").await;
    let event = house.event("checkout.session.completed").await;
    let id = event["id"].as_str().unwrap();

    let item = stored(&house, &paid.purchase).await;
    let (database, table) = (DynamoDb::at(&house.stack.dynamodb), &house.stack.table);
    let key = json!({ "pk": item["pk"], "sk": item["sk"] });
    database.call("DeleteItem", &json!({ "TableName": table, "Key": key })).await.unwrap();
    assert_eq!(house.tells(&event).await.status, 500);
    let early = admin.retries(id).await;
    assert_eq!((early.status, early.problem()), (500, "unprocessable-event"));
    assert!(early.text("detail").contains("is not stored"), "{}", early.body);
    assert_eq!(failed(&admin).await, [id]);

    database.call("PutItem", &json!({ "TableName": table, "Item": item })).await.unwrap();
    for outcome in ["done", "known", "known"] {
        let told = admin.retries(id).await;
        assert_eq!(told.status, 200, "{}", told.body);
        assert_eq!(told.body, json!({ "event": id, "outcome": outcome }));
        assert_eq!(alice.available("me", "interview_credit").await, 25);
    }
    assert_eq!(house.tells(&event).await.status, 200);
    assert_eq!(fulfilled(&house).await, 1);
    assert!(failed(&admin).await.is_empty());
    assert_eq!(admin.get(&format!("/v1/events/{id}")).await.text("state"), "done");
    alice.verifies("me").await;
}

/// W13: what cannot be tried is said: none of Stripe's, none of ours, of the other mode, or Stripe is
/// away.
#[tokio::test]
async fn what_cannot_be_tried_again_is_said() {
    let house = House::open().await;
    let (alice, admin) = (house.person("alice").await, house.admin());
    house.keeps_events_back().await;
    house.paid(&alice, "pack-popular").await;
    for strange in ["evt_none", "pi_1", "evt_%C3%A9", "evt_a%20b"] {
        let told = admin.retries(strange).await;
        assert_eq!((told.status, told.problem()), (404, "not-found"), "{strange}");
    }
    assert!(admin.retries("evt_none").await.text("detail").contains("30 days"));

    makes(&house, &json!({ "id": "evt_other", "type": "product.created" })).await;
    for _ in 0..2 {
        assert_eq!(admin.retries("evt_other").await.text("outcome"), "ignored");
    }
    let mut event = house.event("checkout.session.completed").await;
    event["id"] = json!("evt_live");
    event["livemode"] = json!(true);
    makes(&house, &event).await;
    let live = admin.retries("evt_live").await;
    assert_eq!((live.status, live.problem()), (400, "wrong-mode"));
    assert_eq!(admin.get("/v1/events/evt_live").await.status, 404);
    event["livemode"] = json!(false);
    event["id"] = json!("evt_strange");
    event["data"]["object"]["payment_status"] = json!(7);
    makes(&house, &event).await;
    let strange = admin.retries("evt_strange").await;
    assert_eq!((strange.status, strange.problem()), (500, "unprocessable-event"));
    assert_eq!(alice.available("me", "interview_credit").await, 0);

    let options = Options::in_memory();
    let mut environment = options.environment.clone();
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    environment.insert("STRIPE_API_BASE".to_owned(), format!("http://{closed}"));
    let alone = House::with(Options { environment, ..options }).await;
    let told = alone.admin().retries("evt_other").await;
    assert_eq!((told.status, told.problem()), (502, "stripe-unavailable"));
    let told = alone.admin().get("/v1/find?stripe=pi_1").await;
    assert_eq!((told.status, told.problem()), (502, "stripe-unavailable"));
}

/// W13: failed events are listed newest first, each once, whatever day they failed.
#[tokio::test]
async fn failed_events_are_paged_newest_first() {
    let house = House::open().await;
    house.keeps_events_back().await;
    let days = ["2026-01-15T13:00:00Z", "2026-01-16T13:00:00Z", "2026-03-01T13:00:00Z"];
    for (number, day) in days.iter().enumerate() {
        house.move_clock(day).await;
        let failed = house.admin().retry_of_a_lost_order(&format!("evt_{number}")).await;
        assert_eq!(failed.status, 500, "{}", failed.body);
    }
    let admin = house.admin();
    assert_eq!(failed(&admin).await, ["evt_2", "evt_1", "evt_0"]);
    let first = admin.get("/v1/events?limit=2").await;
    let next = first.text("next").to_owned();
    assert_eq!(first.body["events"][1]["id"], "evt_1");
    let second = admin.get(&format!("/v1/events?limit=2&cursor={next}")).await;
    assert_eq!(second.body["events"].as_array().map(Vec::len), Some(1));
    let at = second.body["events"][0]["at"].as_str().unwrap();
    assert!(at.starts_with("2026-01-15T13:0"), "{at}");
    assert_eq!(second.body["next"], json!(null));
    for query in ["state=done", "state=", "limit=0", "limit=101", "cursor=x", "since=1"] {
        let told = admin.get(&format!("/v1/events?{query}")).await;
        assert_eq!((told.status, told.problem()), (400, "invalid-request"), "{query}");
    }
    let told = admin.get("/v1/events?state=ignored").await;
    assert!(told.body["errors"][0]["detail"].as_str().unwrap().contains("`failed`"));
    for none in ["evt_none", "evt_%C3%A9"] {
        let told = admin.get(&format!("/v1/events/{none}")).await;
        assert_eq!((told.status, told.problem()), (404, "not-found"), "{none}");
    }
}
