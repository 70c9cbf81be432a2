//! Caps: set by the admin, held in one transaction with the pool.

use serde_json::json;
use tokio::task::JoinSet;

use super::{ACME, SESSION, cap, used, with_pool};

/// X-5, OB-7: a student with a cap of two gets exactly two, and the pool has the rest for others.
#[tokio::test]
async fn a_student_with_a_cap_of_two_gets_exactly_two() {
    let (_house, admin, backend) = with_pool(10).await;
    let set = admin.enrols(ACME, "user:sam", &json!({ "caps": [cap("ever", 2)] })).await;
    assert_eq!(set.status, 200, "{}", set.body);
    for (key, status) in [("use-1", 200), ("use-2", 200), ("use-3", 402)] {
        let told = backend.uses_for("user:sam", key, ACME, SESSION, 1).await;
        assert_eq!(told.status, status, "{}", told.body);
        if status == 402 {
            assert_eq!(told.problem(), "member-cap");
            let of = |name: &str| told.body[name].clone();
            assert_eq!((of("limit"), of("used"), of("available")), (2.into(), 2.into(), 0.into()));
            assert_eq!((of("member"), of("every")), ("user:sam".into(), "ever".into()));
        } else {
            assert_eq!(told.body["member"], "user:sam");
        }
    }
    let other = backend.uses_for("user:tim", "use-4", ACME, SESSION, 8).await;
    assert_eq!(other.status, 200, "{}", other.body);
    assert_eq!(used(&admin, "user:sam").await, (2, 2, 2));
    let ledger = admin.get(&format!("/v1/accounts/{ACME}/ledger")).await;
    assert_eq!(ledger.body["entries"][0]["member"], "user:tim", "{}", ledger.body);
    admin.verifies(ACME).await;
}

/// fifty requests at once for one student with a cap of two.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_at_once_for_one_student_stay_within_the_cap() {
    let (_house, admin, backend) = with_pool(100).await;
    admin.enrols(ACME, "user:sam", &json!({ "caps": [cap("day", 2)] })).await;
    let mut set = JoinSet::new();
    for n in 0..50 {
        let backend = backend.clone();
        set.spawn(async move {
            let (member, key) = ("user:sam", format!("use-{n}"));
            if n % 5 == 0 {
                backend.holds_for(member, &key, ACME, SESSION, 1).await
            } else {
                backend.uses_for(member, &key, ACME, SESSION, 1).await
            }
        });
    }
    let answers = set.join_all().await;
    let of = |status| answers.iter().filter(|answer| answer.status == status).count();
    assert_eq!((of(200) + of(201), of(402)), (2, 48), "{answers:?}");
    admin.verifies(ACME).await;
}

/// the organisation's own caps hold for whoever has none, by its own midnight.
#[tokio::test]
async fn everybodys_cap_holds_by_the_organisations_midnight() {
    let (house, admin, backend) = with_pool(10).await;
    let settings = json!({ "time_zone": "Asia/Seoul", "member_caps": [cap("day", 1)] });
    let set = admin.put(&format!("/v1/accounts/{ACME}/settings"), &settings).await;
    assert_eq!(set.status, 200, "{}", set.body);
    assert_eq!(set.body["member_caps"], json!([cap("day", 1)]));
    let told = admin.get(&format!("/v1/accounts/{ACME}/settings")).await;
    assert_eq!(told.body, set.body, "what was said is read back");
    let use_one = async |key: &str| backend.uses_for("user:sam", key, ACME, SESSION, 1).await;
    assert_eq!(use_one("use-1").await.status, 200);
    let refused = use_one("use-2").await;
    assert_eq!(refused.problem(), "member-cap");
    assert_eq!(refused.body["resets_at"], "2026-01-15T15:00:00Z");
    house.move_clock("2026-01-15T14:59:59Z").await;
    assert_eq!(use_one("use-3").await.status, 402);
    house.move_clock("2026-01-15T15:00:00Z").await;
    assert_eq!(use_one("use-4").await.status, 200);
    // A token holds for an hour.
    let admin = house.member("ada", "acme", "admin").await;
    assert_eq!(used(&admin, "user:sam").await, (1, 2, 2));
    admin.enrols(ACME, "user:sam", &json!({ "caps": [cap("day", -1)] })).await;
    assert_eq!(use_one("use-5").await.status, 200, "their own: no cap");
}

/// what a member holds counts against the cap, and what they settle in the end.
#[tokio::test]
async fn a_hold_counts_for_its_member() {
    let (_house, admin, backend) = with_pool(10).await;
    admin.enrols(ACME, "user:sam", &json!({ "caps": [cap("month", 3)] })).await;
    let held = backend.holds_for("user:sam", "hold-1", ACME, SESSION, 3).await;
    assert_eq!(held.status, 201, "{}", held.body);
    let more = backend.uses_for("user:sam", "use-1", ACME, SESSION, 1).await;
    assert_eq!((more.problem(), &more.body["held"]), ("member-cap", &json!(3)));
    let listed = admin.get(&format!("/v1/accounts/{ACME}/holds")).await;
    assert_eq!(listed.body["holds"][0]["member"], "user:sam", "{}", listed.body);
    let settled = backend.settles(ACME, held.text("hold"), &[(SESSION, 1)]).await;
    assert_eq!((settled.status, &settled.body["member"]), (200, &json!("user:sam")));
    assert_eq!(used(&admin, "user:sam").await, (1, 1, 1));
    assert_eq!(backend.uses_for("user:sam", "use-2", ACME, SESSION, 2).await.status, 200);
    admin.verifies(ACME).await;
}

/// the check says what a use would be told, to the member in person too.
#[tokio::test]
async fn the_check_knows_the_caps() {
    let (house, admin, backend) = with_pool(10).await;
    admin.enrols(ACME, "user:sam", &json!({ "caps": [cap("day", 1)] })).await;
    let sam = house.member("sam", "acme", "member").await;
    let path = format!("/v1/accounts/{ACME}/balances/{SESSION}");
    let told = sam.get(&path).await;
    assert_eq!((&told.body["allowed"], &told.body["member"]), (&json!(true), &json!("user:sam")));
    assert_eq!(told.body["caps"][0]["remaining"], 1, "{}", told.body);
    backend.uses_for("user:sam", "use-1", ACME, SESSION, 1).await;
    for told in [sam.get(&path).await, backend.get(&format!("{path}?member=user:sam")).await] {
        assert_eq!((&told.body["allowed"], told.text("reason")), (&json!(false), "member_cap"));
        assert_eq!(told.text("changes_at"), "2026-01-16T00:00:00Z");
    }
    let all = sam.get(&format!("/v1/accounts/{ACME}/balances")).await;
    assert_eq!(all.body["caps"][0]["used"], 1, "{}", all.body);
    let others = sam.get(&format!("{path}?member=user:tim")).await;
    assert_eq!(others.problem(), "forbidden");
    let own = backend.get(&path).await;
    assert_eq!((&own.body["allowed"], &own.body["member"]), (&json!(true), &json!(null)));
}
