//! How a run ends: with accounts that fail, without time, without a store; and who lets it begin.

use std::time::Duration;

use dev::dynamodb::DynamoDb;
use dev::options::{Options, Schedules};
use serde_json::{Value, json};
use shared::store::items::watermark::{Place, Watermark};
use tests::house::House;

use super::{fires, ledger, opened, passes, resets};

/// Puts another text in the place of an account's document; gives the one before.
async fn writes_over(house: &House, account: &str, body: &str) -> String {
    let database = DynamoDb::at(&house.stack.dynamodb);
    let table = &house.stack.table;
    let key =
        json!({ "pk": { "S": format!("{}#{account}", "ACCOUNT") }, "sk": { "S": "ACCOUNT" } });
    let found = json!({ "TableName": table, "Key": key, "ConsistentRead": true });
    let mut item = database.call("GetItem", &found).await.unwrap()["Item"].clone();
    let before = item["body"]["S"].as_str().expect("a document").to_owned();
    item["body"] = json!({ "S": body });
    let put = json!({ "TableName": table, "Item": item });
    database.call("PutItem", &put).await.unwrap();
    before
}

/// SP-5, SP-9: an account that cannot be read stops no other, stays due, and is seen to once it can
/// be read again.
#[tokio::test]
async fn an_account_that_fails_stays_due_and_stops_no_other() {
    let house = opened("fails", Options::in_memory()).await;
    let backend = house.backend();
    for account in ["user:ann", "user:bob"] {
        assert_eq!(backend.consumes("use-1", account, "scan", 1).await.status, 200);
    }
    let document = writes_over(&house, "user:ann", "{}").await;
    house.move_clock("2026-01-16T00:00:00Z").await;
    let report = resets(&house).await;
    assert_eq!((&report["failed"], &report["entries"]), (&json!(1), &json!(1)), "{report}");
    assert_eq!(report["finished"], true);

    house.move_clock("2026-01-19T00:00:00Z").await;
    let report = resets(&house).await;
    // The 16th is not done, and so are not the 17th and the 18th.
    assert_eq!((&report["failed"], &report["days_behind"]), (&json!(1), &json!(2)), "{report}");

    writes_over(&house, "user:ann", &document).await;
    let report = resets(&house).await;
    assert_eq!((&report["failed"], &report["days_behind"]), (&json!(0), &json!(0)), "{report}");
    assert_eq!(passes(&ledger(&backend, "user:ann").await).len(), 1);
    backend.verifies("user:ann").await;
}

/// SP-5: a run that has no time does nothing, and the next one goes on where it stood.
#[tokio::test]
async fn a_run_without_time_leaves_its_place_to_the_next() {
    let short = Options { longest: Some(Duration::from_secs(5)), ..Options::in_memory() };
    let house = opened("short", short).await;
    let backend = house.backend();
    assert_eq!(backend.consumes("use-1", "user:bob", "scan", 1).await.status, 200);
    house.move_clock("2026-01-17T00:00:00Z").await;
    let report = resets(&house).await;
    let told = (&report["accounts"], &report["finished"]);
    assert_eq!(told, (&json!(0), &json!(false)), "{report}");
    let mark = house.stack.store().watermark("renew").await.unwrap().unwrap();
    assert_eq!(mark.place, Some(Place { day: mark.done, shard: 0, after: None }));
    assert_eq!(backend.available("user:bob", "scan").await, 12);
}

/// SP-5: a walk goes on at the place that was kept, and the one after it begins anew.
#[tokio::test]
async fn a_walk_that_was_cut_short_goes_on_at_its_place() {
    let house = opened("place", Options::in_memory()).await;
    let backend = house.backend();
    assert_eq!(backend.consumes("use-1", "user:bob", "scan", 1).await.status, 200);
    house.move_clock("2026-01-17T00:00:00Z").await;
    // 16 January 2026 is day 20,469; the place is behind all that is due on it.
    let place = Some(Place { day: 20_470, shard: 0, after: None });
    let mark = Watermark { version: 1, done: 20_469, failed: None, place };
    assert!(house.stack.store().keep_watermark("renew", &mark).await.unwrap());
    let report = resets(&house).await;
    assert_eq!((&report["accounts"], &report["finished"]), (&json!(0), &json!(true)), "{report}");
    assert_eq!(resets(&house).await["entries"], 1);
    let kept = house.stack.store().watermark("renew").await.unwrap().unwrap();
    assert_eq!((kept.version, kept.place), (2, None), "what does not change is not written");
}

/// SP-9: where the store does not say what is due the run fails as a whole, and the schedule's
/// queue gets it.
#[tokio::test]
async fn a_run_without_a_store_fails() {
    let mut options = Options::in_memory();
    // Port 9 discards: nothing listens there on loopback.
    let away = ("AWS_ENDPOINT_URL_DYNAMODB".to_owned(), "http://127.0.0.1:9".to_owned());
    options.environment.extend([away]);
    let house = opened("away", options).await;
    let fired = fires(&house).await;
    assert_eq!((fired.status, fired.problem()), (502, "schedule-failed"), "{}", fired.body);
}

/// SP-5, X-7: the stack's own clock fires the schedule, with the time at which it should have run.
#[tokio::test]
async fn the_schedule_fires_when_the_clock_comes_to_its_hour() {
    let house =
        opened("clock", Options { schedules: Schedules::ByTheClock, ..Options::in_memory() }).await;
    assert_eq!(house.backend().consumes("use-1", "user:bob", "scan", 1).await.status, 200);
    house.move_clock("2026-01-16T02:17:00Z").await;
    let line = tokio::time::timeout(Duration::from_mins(1), async {
        loop {
            let lines = house.stack.logs();
            let lines = lines.iter().filter(|line| line.function == "reset");
            let mut read = lines.filter_map(|line| serde_json::from_str::<Value>(&line.text).ok());
            if let Some(line) = read.find(|line| line["message"] == "reset") {
                return line;
            }
            tokio::task::yield_now().await;
        }
    });
    let line = line.await.expect("the schedule fires");
    assert_eq!(line["time"], "2026-01-16T02:00:00Z", "{line}");
    assert_eq!(line["entries"], 1, "{line}");
}
