//! Days where the account is.

use serde_json::json;

use super::{balance, credits, tiers};

/// SP-5, X-9: five a day, spent, and back at the next midnight in Seoul, and in New York across a
/// change of clocks.
#[tokio::test]
async fn a_day_begins_at_the_accounts_own_midnight() {
    for (zone, now, before, midnight) in [
        ("Asia/Seoul", "2026-03-07T03:00:00Z", "2026-03-07T14:59:59Z", "2026-03-07T15:00:00Z"),
        (
            "America/New_York",
            "2026-03-08T06:30:00Z",
            "2026-03-09T03:59:59Z",
            "2026-03-09T04:00:00Z",
        ),
        (
            "America/New_York",
            "2026-11-01T05:30:00Z",
            "2026-11-02T04:59:59Z",
            "2026-11-02T05:00:00Z",
        ),
    ] {
        let (house, _, backend) = tiers().await;
        house.move_clock(now).await;
        let bob = house.person("bob").await;
        let set = bob.put("/v1/accounts/me/settings", &json!({ "time_zone": zone })).await;
        let expected = json!({ "account": "user:bob", "time_zone": zone, "member_caps": [] });
        assert_eq!(set.body, expected, "{}", set.body);
        assert_eq!(bob.get("/v1/accounts/me").await.body["time_zone"], zone);
        assert_eq!(backend.consumes("use-1", "user:bob", "credit", 5).await.status, 200);
        assert_eq!(balance(&backend, "credit").await["resets_at"], midnight);
        house.move_clock(before).await;
        assert_eq!(backend.consumes("use-2", "user:bob", "credit", 1).await.status, 402);
        house.move_clock(midnight).await;
        assert_eq!(credits(&backend).await, (json!(5), json!(0)), "{zone}");
        backend.verifies("user:bob").await;
    }
}

#[tokio::test]
async fn what_is_no_time_zone_is_refused() {
    let (_house, bob, _) = tiers().await;
    for zone in ["", "Mars/Olympus", "+09:00", "Europe"] {
        let told = bob.put("/v1/accounts/me/settings", &json!({ "time_zone": zone })).await;
        assert_eq!((told.status, told.problem()), (400, "invalid-request"), "{zone}");
        assert_eq!(told.body["errors"][0]["pointer"], "/time_zone");
    }
    let again = json!({ "time_zone": "asia/SEOUL" });
    for _ in 0..2 {
        let told = bob.put("/v1/accounts/me/settings", &again).await;
        assert_eq!(told.body["time_zone"], "Asia/Seoul");
    }
    let entries = bob.get("/v1/accounts/me/ledger").await.body["entries"].clone();
    let kinds: Vec<_> = entries.as_array().unwrap().iter().map(|it| it["kind"].clone()).collect();
    assert_eq!(kinds, ["settings"], "told twice, written once, and it opened the account");
}
