//! Allowances that are new every day and month, judged when they are looked at.

use serde_json::{Value, json};
use tests::actor::Actor;
use tests::answer::Answer;
use tests::house::House;

/// Minutes and one interview in one step.
async fn interviews(backend: &Actor, key: &str, minutes: u64) -> Answer {
    let uses = json!({ "uses": [
        { "feature": "interview_minute", "amount": minutes },
        { "feature": "interview", "amount": 1 },
    ] });
    backend.post_as(key, "/v1/accounts/user:bob/consume", &uses).await
}

async fn balance(backend: &Actor, feature: &str) -> Value {
    let told = backend.get(&format!("/v1/accounts/user:bob/balances/{feature}")).await;
    assert_eq!(told.status, 200, "{}", told.body);
    told.body
}

/// BD-5, BD-7, BD-8, BD-1: an interview draws its minutes and one of the day's three, with
/// percentages, on the default plan of an account that nobody opened.
#[tokio::test]
async fn an_interview_draws_its_minutes_and_one_of_the_days() {
    let house = House::selling("limits").await;
    let backend = house.backend();
    let used = interviews(&backend, "use-1", 30).await;
    assert_eq!(used.status, 200, "{}", used.body);

    let minutes = balance(&backend, "interview_minute").await;
    for (name, expected) in [
        ("available", json!(270)),
        ("limit", json!(300)),
        ("used", json!(30)),
        ("percent", json!(10)),
        ("every", json!("month")),
        ("resets_at", json!("2026-02-01T00:00:00Z")),
        ("changes_at", json!("2026-02-01T00:00:00Z")),
    ] {
        assert_eq!(minutes[name], expected, "{name} of {minutes}");
    }
    let interviews = balance(&backend, "interview").await;
    assert_eq!((&interviews["used"], &interviews["percent"]), (&json!(1), &json!(33)));
    assert_eq!(interviews["resets_at"], "2026-01-16T00:00:00Z");

    let missing = balance(&backend, "video_review").await;
    assert_eq!((&missing["limit"], &missing["available"]), (&Value::Null, &json!(0)));
    assert_eq!(missing["offers"][0]["plan"], "plan-professional");
    let analytics = balance(&backend, "advanced_analytics").await;
    assert_eq!(
        (&analytics["allowed"], &analytics["reason"]),
        (&json!(false), &json!("not_included"))
    );
    assert_eq!(analytics["offers"][0]["plan"], "plan-premium");
    backend.verifies("user:bob").await;
}

/// BD-13: from the catalog's threshold on a balance says that it is near its limit; what is left is
/// said beside it, and nothing of either where there is no limit.
#[tokio::test]
async fn a_balance_says_when_it_is_near_its_limit() {
    let house = House::selling("limits").await;
    let backend = house.backend();
    for (key, amount, remaining, near) in [("use-1", 239, 61, false), ("use-2", 1, 60, true)] {
        let used = backend.consumes(key, "user:bob", "interview_minute", amount).await;
        assert_eq!(used.status, 200, "{}", used.body);
        let minutes = balance(&backend, "interview_minute").await;
        assert_eq!(
            (&minutes["remaining"], &minutes["near_limit"]),
            (&json!(remaining), &json!(near))
        );
    }
    let over = backend.records("use-3", "user:bob", "interview_minute", 70).await;
    assert_eq!(over.status, 200, "{}", over.body);
    let minutes = balance(&backend, "interview_minute").await;
    assert_eq!((&minutes["remaining"], &minutes["percent"]), (&json!(0), &json!(103)));
    let all = backend.get("/v1/accounts/user:bob/balances").await;
    let near: Vec<_> = all.body["balances"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (&one["near_limit"], &one["remaining"]))
        .collect();
    let (yes, no) = (json!(true), json!(false));
    let rest = [json!(0), json!(3), json!(5), Value::Null, Value::Null];
    let [minutes, interviews, analyses, videos, analytics] = &rest;
    assert_eq!(
        near,
        [(&yes, minutes), (&no, interviews), (&no, analyses), (&no, videos), (&no, analytics)]
    );
    house.move_clock("2026-02-01T00:00:00Z").await;
    let minutes = balance(&backend, "interview_minute").await;
    assert_eq!((&minutes["remaining"], &minutes["near_limit"]), (&json!(300), &json!(false)));
}

/// BD-10, BD-5: at midnight the day's allowance is new, and at the first of the month the
/// month's; nothing else has to happen for it.
#[tokio::test]
async fn an_allowance_is_new_when_its_period_begins() {
    let house = House::selling("limits").await;
    let backend = house.backend();
    for n in 1..=3 {
        assert_eq!(interviews(&backend, &format!("use-{n}"), 100).await.status, 200);
    }
    house.move_clock("2026-01-15T23:59:30Z").await;
    let refused = interviews(&backend, "use-4", 1).await;
    assert_eq!((refused.status, &refused.body["available"]), (402, &json!(0)), "{}", refused.body);
    assert_eq!(balance(&backend, "interview").await["available"], 0);

    house.move_clock("2026-01-16T00:00:00Z").await;
    assert_eq!(balance(&backend, "interview").await["available"], 3);
    assert_eq!(balance(&backend, "interview_minute").await["available"], 0, "not the month's");
    let refused = interviews(&backend, "use-5", 1).await;
    assert_eq!(refused.body["feature"], "interview_minute");
    assert_eq!(refused.body["resets_at"], "2026-02-01T00:00:00Z");
    assert_eq!(balance(&backend, "interview").await["used"], 0, "all or nothing");

    house.move_clock("2026-01-31T23:59:30Z").await;
    assert_eq!(balance(&backend, "interview_minute").await["available"], 0);
    house.move_clock("2026-02-01T00:00:00Z").await;
    assert_eq!(balance(&backend, "interview_minute").await["available"], 300);
    assert_eq!(interviews(&backend, "use-6", 300).await.status, 200);
    assert_eq!(balance(&backend, "interview_minute").await["percent"], 100);
    house.move_clock("2026-03-01T00:00:00Z").await;
    assert_eq!(balance(&backend, "interview_minute").await["available"], 300);
    backend.verifies("user:bob").await;
}

/// SP-1, BD-6: FREE gives five credits a day; what was used beyond them is seen that day and does
/// not burden the next.
#[tokio::test]
async fn the_free_tier_gives_five_credits_each_day() {
    let house = House::selling("tiers").await;
    let backend = house.backend();
    let plan = house.person("bob").await.get("/v1/accounts/me").await;
    assert_eq!(plan.body["plan"], json!({ "id": "plan-free", "name": "FREE" }));
    assert_eq!(backend.consumes("use-1", "user:bob", "credit", 5).await.status, 200);
    let sixth = backend.consumes("use-2", "user:bob", "credit", 1).await;
    assert_eq!((sixth.status, &sixth.body["resets_at"]), (402, &json!("2026-01-16T00:00:00Z")));
    assert_eq!(sixth.body["offers"][0]["plan"], "plan-pro");

    let over = backend.records("use-3", "user:bob", "credit", 7).await;
    assert_eq!((over.status, &over.body["outcome"][0]["short"]), (200, &json!(7)));
    let today = balance(&backend, "credit").await;
    assert_eq!((&today["over"], &today["percent"]), (&json!(7), &json!(240)));
    assert_eq!(today["available"], 0, "never below zero");

    house.move_clock("2026-01-19T08:00:00Z").await;
    let later = balance(&backend, "credit").await;
    assert_eq!((&later["available"], &later["over"]), (&json!(5), &json!(0)), "{later}");
    assert_eq!(backend.consumes("use-4", "user:bob", "credit", 5).await.status, 200);
    assert_eq!(backend.consumes("use-5", "user:bob", "credit", 1).await.status, 402);
    backend.verifies("user:bob").await;
}

/// F12: a clock that goes back gives no allowance a second time.
#[tokio::test]
async fn a_clock_that_goes_back_gives_no_day_twice() {
    let house = House::selling("tiers").await;
    let backend = house.backend();
    house.move_clock("2026-01-16T00:00:01Z").await;
    assert_eq!(backend.consumes("use-1", "user:bob", "credit", 5).await.status, 200);
    house.move_clock("2026-01-15T23:59:30Z").await;
    let refused = backend.consumes("use-2", "user:bob", "credit", 1).await;
    assert_eq!((refused.status, refused.problem()), (402, "insufficient"), "{}", refused.body);
    house.move_clock("2026-01-16T12:00:00Z").await;
    assert_eq!(backend.consumes("use-3", "user:bob", "credit", 1).await.status, 402);
    backend.verifies("user:bob").await;
}
