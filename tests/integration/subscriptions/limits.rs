//! The limits of plans, day by day and month by month.

use serde_json::json;
use tests::house::House;

use super::{GOOD, balance};

async fn interview(house: &House, key: &str, verb: &str, minutes: u64) -> tests::answer::Answer {
    let uses = json!({ "uses": [
        { "feature": "interview_minute", "amount": minutes },
        { "feature": "interview", "amount": 1 },
    ] });
    house.backend().post_as(key, &format!("/v1/accounts/user:bob/{verb}"), &uses).await
}

/// BD-2, BD-5, BD-7: Starter refuses the fourth interview of the day, and the 301st minute of the
/// month.
#[tokio::test]
async fn starter_refuses_the_fourth_interview_and_the_301st_minute() {
    let house = House::selling("limits").await;
    for n in 1..=3 {
        assert_eq!(interview(&house, &format!("use-{n}"), "consume", 50).await.status, 200);
    }
    let fourth = interview(&house, "use-4", "consume", 1).await;
    assert_eq!((fourth.status, &fourth.body["feature"]), (402, &json!("interview")));
    house.move_clock("2026-01-16T12:00:00Z").await;
    assert_eq!(interview(&house, "use-5", "consume", 150).await.status, 200);
    let minute = interview(&house, "use-6", "consume", 1).await;
    assert_eq!((minute.status, &minute.body["feature"]), (402, &json!("interview_minute")));
    assert_eq!(minute.body["resets_at"], "2026-02-01T00:00:00Z");
    assert_eq!(balance(&house.backend(), "interview").await["used"], 1, "all or nothing");
}

/// BD-3: what Professional gives of each feature.
#[tokio::test]
async fn each_plan_gives_what_the_catalog_says() {
    let house = House::selling("limits").await;
    let (bob, backend) = (house.person("bob").await, house.backend());
    bob.subscribes("order-1", "plan-professional", GOOD).await;
    for (feature, limit, every) in [
        ("interview_minute", 800, "month"),
        ("interview", 10, "day"),
        ("detailed_analysis", 25, "month"),
        ("video_review", 10, "month"),
    ] {
        let told = balance(&backend, feature).await;
        assert_eq!((&told["limit"], &told["every"]), (&json!(limit), &json!(every)), "{feature}");
    }
    assert_eq!(balance(&backend, "advanced_analytics").await["allowed"], false);
}

/// IM-21: $200 a year, and interviews without a limit beside the packs.
#[tokio::test]
async fn a_yearly_plan_gives_interviews_without_a_limit() {
    let house = House::open().await;
    let (bob, backend) = (house.person("bob").await, house.backend());
    let page = format!("{}/", house.stack.base);
    let body = json!({
        "plan": "plan-unlimited", "interval": "year", "success_url": page, "cancel_url": page,
    });
    let ordered = bob.post_as("order-1", "/v1/accounts/me/checkout", &body).await;
    assert_eq!(ordered.status, 201, "{}", ordered.body);
    assert_eq!(bob.pays(ordered.text("session"), GOOD).await.status, 200);
    bob.hears_stripe().await;
    assert_eq!(bob.available("me", "interview_credit").await, -1);
    let subscription = bob.get("/v1/accounts/me").await.body["subscription"].clone();
    assert_eq!(
        (&subscription["interval"], &subscription["status"]),
        (&json!("year"), &json!("active"))
    );
    assert!(subscription["paid_until"].as_str().unwrap().starts_with("2027-01-15"));
    for n in 1..=3 {
        let used =
            backend.consumes(&format!("use-{n}"), "user:bob", "interview_credit", 1_000).await;
        assert_eq!(used.status, 200, "{}", used.body);
    }
    backend.verifies("user:bob").await;
}

/// BD-6: ten minutes that happened, with five of 300 left, are answered and shown; the next check
/// says no.
#[tokio::test]
async fn use_after_the_fact_may_pass_the_limit_and_the_next_check_says_no() {
    let house = House::selling("limits").await;
    let backend = house.backend();
    assert_eq!(interview(&house, "use-1", "consume", 295).await.status, 200);
    let recorded = interview(&house, "use-2", "record", 10).await;
    assert_eq!(recorded.status, 200, "{}", recorded.body);
    let minutes = balance(&backend, "interview_minute").await;
    let shown = minutes["used"].as_u64().unwrap() + minutes["over"].as_u64().unwrap();
    assert_eq!((shown, &minutes["limit"], &minutes["percent"]), (305, &json!(300), &json!(101)));
    assert_eq!((&minutes["allowed"], &minutes["available"]), (&json!(false), &json!(0)));
    backend.verifies("user:bob").await;
}

/// BD-3, BD-4, BD-11: Premium never refuses an interview and shows what was used.
#[tokio::test]
async fn premium_never_refuses_an_interview_and_shows_its_use() {
    let house = House::selling("limits").await;
    let (bob, backend) = (house.person("bob").await, house.backend());
    bob.subscribes("order-1", "plan-premium", GOOD).await;
    for n in 1..=40 {
        assert_eq!(interview(&house, &format!("use-{n}"), "consume", 10).await.status, 200);
    }
    let interviews = balance(&backend, "interview").await;
    assert_eq!((&interviews["limit"], &interviews["used"]), (&json!(-1), &json!(40)));
    assert_eq!((&interviews["available"], &interviews["percent"]), (&json!(-1), &json!(null)));
    let minutes = balance(&backend, "interview_minute").await;
    assert_eq!((&minutes["limit"], &minutes["used"]), (&json!(2500), &json!(400)));
    assert_eq!(balance(&backend, "advanced_analytics").await["allowed"], true);
    backend.verifies("user:bob").await;
}
