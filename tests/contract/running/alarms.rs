//! Each failure, provoked, makes exactly the count that its alarm in the template watches.

use std::collections::BTreeMap;

use dev::dynamodb::DynamoDb;
use serde_json::{Value, json};
use tests::house::House;

use crate::lines::{forged, lines};
use crate::yaml::{at, resources_of, template};

/// What an alarm watches: the functions whose logs are counted, the field, and how much rings.
#[derive(Debug, Clone, PartialEq)]
struct Watched {
    functions: Vec<String>,
    field: String,
    threshold: u64,
}

/// The alarms on what the functions count themselves, with what leads from the line to each.
fn watched() -> BTreeMap<String, Watched> {
    let template = template();
    let of_alarm = |alarm: &str| {
        let properties = at(&template, &format!("/Resources/{alarm}/Properties"));
        let filters = resources_of(&template, "AWS::Logs::MetricFilter").into_iter();
        let filters = filters.filter_map(|it| {
            let filter = at(&template, &format!("/Resources/{it}/Properties"));
            let counted = &filter["MetricTransformations"][0];
            let same = counted["MetricName"] == properties["MetricName"]
                && counted["MetricNamespace"] == properties["Namespace"];
            same.then_some((filter, counted))
        });
        let filters: Vec<_> = filters.collect();
        let field = filters.first()?.1["MetricName"].as_str().unwrap().to_owned();
        let mut functions = Vec::new();
        for (filter, counted) in filters {
            assert_eq!(filter["FilterPattern"], format!("{{ $.{field} > 0 }}"), "{alarm}");
            assert_eq!(counted["MetricValue"], format!("$.{field}"), "{alarm}");
            let log = filter["LogGroupName"]["Ref"].as_str().unwrap();
            functions.push(log.strip_suffix("Log").unwrap().to_lowercase());
        }
        functions.sort();
        let threshold = properties["Threshold"].as_u64().unwrap();
        assert_eq!(properties["ComparisonOperator"], "GreaterThanOrEqualToThreshold");
        Some((alarm.to_owned(), Watched { functions, field, threshold }))
    };
    let alarms = resources_of(&template, "AWS::CloudWatch::Alarm");
    alarms.into_iter().filter_map(of_alarm).collect()
}

/// Whether a line is there that rings this alarm. Metrics come through a pipe, beside the answer.
fn rings(house: &House, watched: &Watched) -> bool {
    watched.functions.iter().any(|function| rings_in(house, watched, function))
}

/// Whether it is a line of this function.
fn rings_in(house: &House, watched: &Watched, function: &str) -> bool {
    let is_one = |line: &Value| {
        line["function"] == function
            && line[&watched.field].as_u64().is_some_and(|count| count >= watched.threshold)
    };
    lines(house).iter().any(is_one)
}

async fn until_it_rings(house: &House, name: &str, watched: &Watched) {
    let ringing = async {
        while !rings(house, watched) {
            tokio::task::yield_now().await;
        }
    };
    let rang = tokio::time::timeout(std::time::Duration::from_secs(10), ringing).await;
    assert!(rang.is_ok(), "{name} does not ring for {watched:?}");
}

/// Nobody can read the document of this account any more.
async fn spoils(house: &House, account: &str) {
    let (database, table) = (DynamoDb::at(&house.stack.dynamodb), &house.stack.table);
    let all = database.call("Scan", &json!({ "TableName": table })).await.unwrap();
    let is_it = |item: &&Value| {
        item["sk"]["S"] == "ACCOUNT"
            && item["pk"]["S"].as_str().is_some_and(|pk| pk.ends_with(account))
    };
    let mut item = all["Items"].as_array().unwrap().iter().find(is_it).unwrap().clone();
    item["body"] = json!({ "S": "{}" });
    let put = json!({ "TableName": table, "Item": item });
    database.call("PutItem", &put).await.unwrap();
}

/// SP-9: an event that cannot be processed, an account that cannot be seen to, and days that are
/// not done each ring their own alarm, and none before it happened.
#[tokio::test]
async fn each_failure_rings_the_alarm_that_watches_it() {
    let alarms = watched();
    let names: Vec<&str> = alarms.keys().map(String::as_str).collect();
    let of_sweep = ["SweepBehindAlarm", "SweepFailedAlarm", "SweepRepairedAlarm"];
    let others = ["ResetBehindAlarm", "ResetFailedAlarm", "WebhookFailedAlarm"];
    assert_eq!(names, [&others[..2], &of_sweep, &others[2..]].concat());
    let house = House::selling("tiers").await;
    let backend = house.backend();
    let fires = || async {
        let fired = house.nobody().post("/dev/schedule/reset", &json!({})).await;
        assert_eq!(fired.status, 200, "{}", fired.body);
    };
    let ringing = || -> Vec<&str> {
        names.iter().copied().filter(|it| rings(&house, &alarms[*it])).collect()
    };

    assert_eq!(backend.consumes("use", "user:bob", "credit", 1).await.status, 200);
    fires().await;
    assert!(ringing().is_empty());

    forged(&house).await;
    until_it_rings(&house, "WebhookFailedAlarm", &alarms["WebhookFailedAlarm"]).await;
    assert_eq!(ringing(), ["WebhookFailedAlarm"]);

    spoils(&house, "user:bob").await;
    house.move_clock("2026-01-16T00:00:00Z").await;
    fires().await;
    until_it_rings(&house, "ResetFailedAlarm", &alarms["ResetFailedAlarm"]).await;
    assert_eq!(ringing(), ["ResetFailedAlarm", "WebhookFailedAlarm"]);

    house.move_clock("2026-01-19T00:00:00Z").await;
    fires().await;
    until_it_rings(&house, "ResetBehindAlarm", &alarms["ResetBehindAlarm"]).await;
}

/// SP-9: an event that fails again when a person tries it rings as its delivery did.
#[tokio::test]
async fn an_event_that_fails_again_rings_the_same_alarm() {
    let watched = watched().remove("WebhookFailedAlarm").expect("an alarm");
    assert_eq!(watched.functions, ["admin", "reset", "webhook"]);
    let house = House::open().await;
    let dropped = house.nobody().put("/dev/stripe/chaos", &json!({ "drop": 1.0 })).await;
    assert_eq!(dropped.status, 200, "{}", dropped.body);
    let failed = house.admin().retry_of_a_lost_order("evt_lost").await;
    assert_eq!((failed.status, failed.problem()), (500, "unprocessable-event"));
    until_it_rings(&house, "WebhookFailedAlarm", &watched).await;
    assert!(rings_in(&house, &watched, "admin") && !rings_in(&house, &watched, "webhook"));
}

/// X-3, SP-9: what the sweep makes good, what it cannot process, and that it is behind each ring their
/// own alarm, and none before it happened.
#[tokio::test]
async fn each_finding_of_the_sweep_rings_the_alarm_that_watches_it() {
    let alarms = watched();
    let house = House::selling("packs").await;
    let alice = house.person("alice").await;
    let sweeps = |now: &'static str| {
        let house = &house;
        async move {
            house.move_clock(now).await;
            let fired = house.nobody().post("/dev/schedule/Sweep", &json!({})).await;
            assert_eq!(fired.status, 200, "{}", fired.body);
            assert_eq!(fired.status, 200, "{}", fired.body);
        }
    };
    let ringing = || -> Vec<&str> {
        let of_sweep = alarms.keys().filter(|name| name.starts_with("Sweep"));
        of_sweep.map(String::as_str).filter(|it| rings(&house, &alarms[*it])).collect()
    };
    let put = |chaos: Value| {
        let nobody = house.nobody();
        async move { assert_eq!(nobody.put("/dev/stripe/chaos", &chaos).await.status, 200) }
    };
    alice.buys("order-1", "pack-starter").await;
    house.settled().await;
    sweeps("2026-01-15T13:00:00Z").await;
    assert_eq!(ringing(), [""; 0]);

    put(json!({ "drop": 1.0 })).await;
    let ordered = house.person("bob").await.orders("order-1", "pack-starter").await;
    alice.pays(ordered.text("session"), "4242424242424242").await;
    sweeps("2026-01-15T14:00:00Z").await;
    until_it_rings(&house, "SweepRepairedAlarm", &alarms["SweepRepairedAlarm"]).await;
    assert_eq!(ringing(), ["SweepRepairedAlarm"]);

    let path = "/stripe/v1/events?type=payment_intent.succeeded&limit=1";
    let told = house.bearing(&house.stack.stripe_key).get(path).await;
    let mut strange = told.body["data"][0].clone();
    strange["id"] = json!("evt_strange");
    strange["created"] = json!(house.stack.clock.now().as_second());
    strange["data"]["object"]["metadata"]["tallystick_purchase"] = json!("pur_nobodys");
    let kept = house.nobody().post("/dev/stripe/events", &strange).await;
    assert_eq!(kept.status, 200, "{}", kept.body);
    sweeps("2026-01-15T15:00:00Z").await;
    until_it_rings(&house, "SweepFailedAlarm", &alarms["SweepFailedAlarm"]).await;

    put(json!({ "outage": true })).await;
    assert_eq!(ringing(), ["SweepFailedAlarm", "SweepRepairedAlarm"]);
    sweeps("2026-01-15T18:00:00Z").await;
    until_it_rings(&house, "SweepBehindAlarm", &alarms["SweepBehindAlarm"]).await;
}
