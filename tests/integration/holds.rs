//! Holds: reserve for a session that lasts, settle with the real amount, release, and what time does.

use serde_json::{Value, json};
use tests::actor::{Actor, listed};
use tests::answer::Answer;
use tests::house::House;
use tokio::task::JoinSet;

const ALICE: &str = "user:alice";
const CREDIT: &str = "interview_credit";

/// A house, alice with ten credits, and the backend.
async fn with_ten() -> (House, Actor, Actor) {
    let house = House::open().await;
    let (alice, backend) = (house.person("alice").await, house.backend());
    alice.buys("order-1", "pack-starter").await;
    (house, alice, backend)
}

async fn held(backend: &Actor, key: &str, amount: u64) -> String {
    let held = backend.holds(key, ALICE, &[(CREDIT, amount)], 3600).await;
    assert_eq!(held.status, 201, "{}", held.body);
    held.text("hold").to_owned()
}

async fn balance(actor: &Actor, account: &str, feature: &str) -> (Value, Value) {
    let told = actor.get(&format!("/v1/accounts/{account}/balances/{feature}")).await;
    (told.body["available"].clone(), told.body["held"].clone())
}

fn outcome(answer: &Answer) -> (u64, u64, u64) {
    assert_eq!(answer.status, 200, "{}", answer.body);
    let one = &answer.body["outcome"][0];
    let number = |name: &str| one[name].as_u64().unwrap_or_else(|| panic!("{}", answer.body));
    (number("amount"), number("short"), number("available"))
}

/// X-4, IM-18: two sessions want the last credit at once: one gets it and lasts, the other is told
/// what would help, and gets it when the first ends unused.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_sessions_one_gets_the_last_credit() {
    let (_house, alice, backend) = with_ten().await;
    assert_eq!(backend.consumes("use-1", ALICE, CREDIT, 9).await.status, 200);
    let mut set = JoinSet::new();
    for session in ["talk-1", "talk-2"] {
        let backend = backend.clone();
        set.spawn(async move {
            let body = json!({ "uses": listed(&[(CREDIT, 1)]), "session": session });
            backend.post("/v1/accounts/user:alice/holds", &body).await
        });
    }
    let mut answers = set.join_all().await;
    answers.sort_by_key(|answer| answer.status);
    assert_eq!([answers[0].status, answers[1].status], [201, 402], "{answers:?}");
    assert_eq!(answers[1].problem(), "insufficient");
    assert_eq!(answers[1].body["offers"][0]["pack"], "pack-starter");
    assert_eq!(balance(&alice, "me", CREDIT).await, (json!(0), json!(1)));

    let released = backend.releases(ALICE, answers[0].text("hold")).await;
    assert_eq!(outcome(&released), (1, 0, 1));
    let body = json!({ "uses": listed(&[(CREDIT, 1)]), "session": "talk-3" });
    let next = backend.post("/v1/accounts/user:alice/holds", &body).await;
    assert_eq!(next.status, 201, "{}", next.body);
    alice.verifies("me").await;
}

/// what a session held that died comes back at the instant its hold expires, by itself.
#[tokio::test]
async fn a_crashed_sessions_hold_comes_back_at_its_expiry() {
    let (house, alice, backend) = with_ten().await;
    let made = backend.holds("hold-1", ALICE, &[(CREDIT, 10)], 1800).await;
    let until = made.text("expires_at");
    assert!(until.starts_with("2026-01-15T12:3"), "{until}");
    let listed = alice.get("/v1/accounts/me/holds").await;
    let expected = json!([{
        "hold": made.text("hold"),
        "member": null,
        "expires_at": until,
        "held": [{ "feature": CREDIT, "amount": 10 }],
    }]);
    assert_eq!(listed.body["holds"], expected);
    house.move_clock("2026-01-15T12:29:00Z").await;
    assert_eq!(balance(&alice, "me", CREDIT).await, (json!(0), json!(10)));
    let refused = backend.consumes("use-1", ALICE, CREDIT, 1).await;
    assert_eq!(refused.status, 402, "{}", refused.body);
    house.move_clock(until).await;
    assert_eq!(balance(&alice, "me", CREDIT).await, (json!(10), json!(0)));
    assert_eq!(alice.get("/v1/accounts/me/holds").await.body["holds"], json!([]));
    alice.verifies("me").await;
    assert_eq!(backend.consumes("use-2", ALICE, CREDIT, 10).await.status, 200);
    alice.verifies("me").await;
}

/// less than was held comes back, more is drawn from the balance, and what nothing covers is
/// `short`; a repeat is the first answer, another end is refused.
#[tokio::test]
async fn a_hold_is_settled_with_the_real_amount_and_once() {
    let (_house, alice, backend) = with_ten().await;
    let less = held(&backend, "hold-1", 4).await;
    let settled = backend.settles(ALICE, &less, &[(CREDIT, 3)]).await;
    assert_eq!((outcome(&settled), &settled.body["expired"]), ((3, 0, 7), &json!(false)));
    alice.verifies("me").await;

    let more = held(&backend, "hold-2", 2).await;
    let settled = backend.settles(ALICE, &more, &[(CREDIT, 5)]).await;
    assert_eq!(outcome(&settled), (5, 0, 2));
    alice.verifies("me").await;

    let over = held(&backend, "hold-3", 1).await;
    let path = format!("/v1/accounts/{ALICE}/holds/{over}/settle");
    let body = json!({ "uses": listed(&[(CREDIT, 6)]) });
    let settled = backend.post_as("key-1", &path, &body).await;
    assert_eq!(outcome(&settled), (6, 4, 0));
    for key in ["key-1", "key-2"] {
        let again = backend.post_as(key, &path, &body).await;
        assert!(again.is_replay(), "{}", again.body);
        assert_eq!(again.body, settled.body);
    }
    let otherwise = backend.settles(ALICE, &over, &[(CREDIT, 1)]).await;
    assert_eq!((otherwise.status, otherwise.problem()), (409, "hold-ended"));
    assert_eq!(otherwise.body["ended_by"], "settle");
    let released = backend.releases(ALICE, &over).await;
    assert_eq!((released.status, released.problem()), (409, "hold-ended"));
    assert_eq!(alice.available("me", CREDIT).await, 0);
    let told = alice.get("/v1/accounts/me/balances").await;
    let told = told.body["balances"].as_array().unwrap().iter();
    let credits = told.clone().find(|it| it["feature"] == CREDIT).unwrap();
    assert_eq!((&credits["over"], &credits["held"]), (&json!(4), &json!(0)));
    alice.verifies("me").await;
}

/// a release gives everything back, any number of times the same, and ends it for good.
#[tokio::test]
async fn a_released_hold_is_not_settled_any_more() {
    let (_house, alice, backend) = with_ten().await;
    let hold = held(&backend, "hold-1", 4).await;
    let released = backend.releases(ALICE, &hold).await;
    assert_eq!((outcome(&released), &released.body["expired"]), ((4, 0, 10), &json!(false)));
    let again = backend.releases(ALICE, &hold).await;
    assert!(again.is_replay() && again.body == released.body, "{}", again.body);
    let settled = backend.settles(ALICE, &hold, &[(CREDIT, 4)]).await;
    assert_eq!((settled.status, settled.problem()), (409, "hold-ended"));
    assert_eq!(settled.body["ended_by"], "release");
    assert_eq!(alice.available("me", CREDIT).await, 10);
    alice.verifies("me").await;
}

/// after its expiry a hold is settled from the balance, and the answer says so.
#[tokio::test]
async fn a_hold_that_has_expired_is_settled_from_the_balance() {
    let (house, _alice, backend) = with_ten().await;
    let (one, other) = (held(&backend, "hold-1", 4).await, held(&backend, "hold-2", 6).await);
    house.move_clock("2026-01-15T13:30:00Z").await;
    let settled = backend.settles(ALICE, &one, &[(CREDIT, 4)]).await;
    assert_eq!((outcome(&settled), &settled.body["expired"]), ((4, 0, 6), &json!(true)));
    // Nothing of the other one is in the account any more.
    let settled = backend.settles(ALICE, &other, &[(CREDIT, 8)]).await;
    assert_eq!((outcome(&settled), &settled.body["expired"]), ((8, 2, 0), &json!(true)));
    let again = backend.settles(ALICE, &other, &[(CREDIT, 8)]).await;
    assert!(again.is_replay() && again.body == settled.body, "{}", again.body);
    backend.verifies(ALICE).await;
}

/// IM-18, X-4: the gate of a session: held when it connects, however often it connects, settled when
/// it finishes, however often that is told, and refused to who has nothing.
#[tokio::test]
async fn a_session_is_held_when_it_connects_and_settled_when_it_finishes() {
    let (_house, alice, backend) = with_ten().await;
    let connect = async |account: &str| {
        let body = json!({ "uses": listed(&[(CREDIT, 1)]), "session": "interview-7",
            "expires_in": 7200, "reference": "room 5" });
        backend.post(&format!("/v1/accounts/{account}/holds"), &body).await
    };
    let first = connect(ALICE).await;
    assert_eq!((first.status, first.text("session")), (201, "interview-7"), "{}", first.body);
    let again = connect(ALICE).await;
    assert!(again.status == 200 && again.is_replay() && again.body == first.body);
    assert_eq!(alice.available("me", CREDIT).await, 9);
    let hold = first.text("hold");
    for _ in 0..3 {
        let settled = backend.settles(ALICE, hold, &[(CREDIT, 1)]).await;
        assert_eq!(outcome(&settled), (1, 0, 9));
    }
    let late = connect(ALICE).await;
    assert_eq!(late.body, first.body, "the session was there once");
    assert_eq!(alice.available("me", CREDIT).await, 9);
    let poor = connect("user:bob").await;
    assert_eq!((poor.status, poor.problem()), (402, "insufficient"));
    alice.verifies("me").await;
}

/// X-4, BD-10: what is held of a day counts in that day, whenever its session ends.
#[tokio::test]
async fn a_hold_over_midnight_burdens_its_own_day() {
    let house = House::selling("tiers").await;
    let backend = house.backend();
    house.move_clock("2026-01-15T23:50:00Z").await;
    let one = backend.holds("hold-1", ALICE, &[("credit", 2)], 3600).await;
    let other = backend.holds("hold-2", ALICE, &[("credit", 3)], 3600).await;
    assert_eq!(backend.consumes("use-1", ALICE, "credit", 1).await.status, 402);
    house.move_clock("2026-01-16T00:00:00Z").await;
    assert_eq!(balance(&backend, ALICE, "credit").await, (json!(5), json!(5)));
    let settled = backend.settles(ALICE, one.text("hold"), &[("credit", 2)]).await;
    assert_eq!(outcome(&settled), (2, 0, 5));
    assert_eq!(backend.consumes("use-2", ALICE, "credit", 5).await.status, 200);
    let released = backend.releases(ALICE, other.text("hold")).await;
    assert_eq!(outcome(&released), (3, 0, 0), "it is of a day that is over");
    assert_eq!(backend.consumes("use-3", ALICE, "credit", 1).await.status, 402);
    backend.verifies(ALICE).await;
}

/// a hold is found under its own account and by its own name alone.
#[tokio::test]
async fn a_hold_that_is_not_there_is_not_found() {
    let (house, alice, backend) = with_ten().await;
    let hold = held(&backend, "hold-1", 1).await;
    let unknown = format!("hold_{}", "0".repeat(64));
    for (account, hold) in
        [("user:bob", hold.as_str()), (ALICE, &unknown), (ALICE, "hold_1"), (ALICE, &hold[5..])]
    {
        let settled = backend.settles(account, hold, &[(CREDIT, 1)]).await;
        assert_eq!((settled.status, settled.problem()), (404, "not-found"), "{account} {hold}");
        assert_eq!(backend.releases(account, hold).await.status, 404, "{account} {hold}");
    }
    assert_eq!(alice.releases(ALICE, &hold).await.status, 403);
    assert_eq!(house.nobody().releases(ALICE, &hold).await.status, 401);
    // What is refused leaves the hold as it was.
    assert_eq!(backend.settles(ALICE, &hold, &[("gold", 1)]).await.problem(), "unknown-feature");
    assert_eq!(backend.settles(ALICE, &hold, &[(CREDIT, 1)]).await.status, 200);
    alice.verifies("me").await;
}
