//! The same request again: the first answer, for ever, and nothing drawn twice.

use serde_json::{Value, json};
use tests::actor::Actor;
use tests::answer::Answer;
use tests::house::House;

const CONSUME: &str = "/v1/accounts/user:alice/consume";

/// Alice with ten credits and one generation.
async fn stocked() -> (House, Actor) {
    let house = House::open().await;
    let alice = house.person("alice").await;
    alice.buys("order-1", "pack-starter").await;
    alice.buys("order-2", "pack-qa-generator").await;
    let backend = house.backend();
    (house, backend)
}

/// A use of one of each feature named, in a session.
async fn in_session(backend: &Actor, key: &str, session: &str, features: &[&str]) -> Answer {
    let one = |feature: &&str| json!({ "feature": feature, "amount": 1 });
    let uses: Vec<Value> = features.iter().map(one).collect();
    backend.post_as(key, CONSUME, &json!({ "uses": uses, "session": session })).await
}

async fn left(backend: &Actor) -> (i64, i64) {
    let credits = backend.available("user:alice", "interview_credit").await;
    (credits, backend.available("user:alice", "qa_generator").await)
}

/// the same key gives the same answer, a year later too, and draws once.
#[tokio::test]
async fn the_same_key_gives_the_same_answer_a_year_later() {
    let (house, backend) = stocked().await;
    let first = backend.consumes("use-1", "user:alice", "interview_credit", 3).await;
    assert_eq!((first.status, first.header("idempotency-replayed")), (200, None));
    backend.consumes("use-2", "user:alice", "interview_credit", 2).await;
    for now in ["2026-01-15T12:10:00Z", "2026-01-16T12:00:00Z", "2027-01-15T12:00:00Z"] {
        house.move_clock(now).await;
        let again = backend.consumes("use-1", "user:alice", "interview_credit", 3).await;
        assert_eq!((again.status, again.is_replay()), (200, true), "{now}: {}", again.body);
        assert_eq!(again.body, first.body, "{now}");
    }
    assert_eq!(left(&backend).await.0, 5);
    backend.verifies("user:alice").await;
}

/// a success that emptied the balance is told again, never as "insufficient".
#[tokio::test]
async fn a_success_that_emptied_the_balance_is_told_again() {
    let (house, backend) = stocked().await;
    let first = backend.consumes("use-1", "user:alice", "interview_credit", 10).await;
    house.stack.kill("credits");
    let again = backend.consumes("use-1", "user:alice", "interview_credit", 10).await;
    assert_eq!((again.status, again.is_replay()), (200, true), "{}", again.body);
    assert_eq!(again.body, first.body);
}

/// a key names one request for ever; everything that was asked belongs to it.
#[tokio::test]
async fn a_key_with_another_body_is_refused() {
    let (house, backend) = stocked().await;
    let uses = json!([{ "feature": "interview_credit", "amount": 1 }]);
    let body = json!({ "uses": uses, "reference": "a" });
    assert_eq!(backend.post_as("use-1", CONSUME, &body).await.status, 200);
    let more = json!([{ "feature": "interview_credit", "amount": 2 }]);
    for other in [
        json!({ "uses": more, "reference": "a" }),
        json!({ "uses": uses, "reference": "b" }),
        json!({ "uses": uses }),
        json!({ "uses": [{ "feature": "qa_generator", "amount": 1 }], "reference": "a" }),
    ] {
        let told = backend.post_as("use-1", CONSUME, &other).await;
        assert_eq!((told.status, told.problem()), (422, "idempotency-key-reused"), "{other}");
    }
    let recorded = backend.post_as("use-1", "/v1/accounts/user:alice/record", &body).await;
    assert_eq!((recorded.status, recorded.problem()), (422, "idempotency-key-reused"));
    house.move_clock("2027-01-15T12:00:00Z").await;
    let later = backend.post_as("use-1", CONSUME, &json!({ "uses": uses })).await;
    assert_eq!((later.status, later.problem()), (422, "idempotency-key-reused"));
    assert_eq!(left(&backend).await, (9, 1));
}

/// the same key on another account is another operation; features in another order are not.
#[tokio::test]
async fn a_key_belongs_to_its_account() {
    let (house, backend) = stocked().await;
    house.person("bob").await.buys("order-1", "pack-starter").await;
    let alices = backend.consumes("use-1", "user:alice", "interview_credit", 1).await;
    let bobs = backend.consumes("use-1", "user:bob", "interview_credit", 1).await;
    assert_eq!((alices.status, bobs.status, bobs.is_replay()), (200, 200, false));
    assert_eq!(backend.available("user:bob", "interview_credit").await, 9);

    let both = |first: &str, second: &str| {
        json!({ "uses": [
            { "feature": first, "amount": 1 }, { "feature": second, "amount": 1 },
        ] })
    };
    let used = both("interview_credit", "qa_generator");
    let used = backend.post_as("use-2", CONSUME, &used).await;
    let again = both("qa_generator", "interview_credit");
    let again = backend.post_as("use-2", CONSUME, &again).await;
    assert!(again.is_replay() && again.body == used.body, "{}", again.body);
}

/// quoted as the draft wants it, or bare: one key.
#[tokio::test]
async fn a_quoted_key_and_a_bare_one_are_one() {
    let (_house, backend) = stocked().await;
    let first = backend.consumes("use-1", "user:alice", "interview_credit", 1).await;
    let again = backend.consumes("\"use-1\"", "user:alice", "interview_credit", 1).await;
    assert!(again.is_replay() && again.body == first.body, "{}", again.body);
    assert_eq!(left(&backend).await.0, 9);
}

/// IM-6: the same session draws once, under whatever key, and without one.
#[tokio::test]
async fn a_session_draws_once_under_any_key() {
    let (_house, backend) = stocked().await;
    let first = in_session(&backend, "use-1", "talk-1", &["interview_credit"]).await;
    assert_eq!((first.status, first.is_replay()), (200, false), "{}", first.body);
    let second = in_session(&backend, "use-2", "talk-1", &["interview_credit"]).await;
    assert!(second.is_replay() && second.body == first.body, "{}", second.body);
    let uses = json!([{ "feature": "interview_credit", "amount": 1 }]);
    let body = json!({ "uses": uses, "session": "talk-1" });
    let third = backend.post(CONSUME, &body).await;
    assert!(third.is_replay() && third.body == first.body, "{}", third.body);
    let more = json!([{ "feature": "interview_credit", "amount": 2 }]);
    let more = backend.post(CONSUME, &json!({ "uses": more, "session": "talk-1" })).await;
    assert_eq!((more.status, more.problem()), (422, "idempotency-key-reused"));
    assert_eq!(left(&backend).await.0, 9);

    let other = in_session(&backend, "use-1", "talk-2", &["interview_credit"]).await;
    assert_eq!((other.status, other.is_replay()), (200, false), "another session, the same key");
    assert_eq!(left(&backend).await.0, 8);
    backend.verifies("user:alice").await;
}

/// IM-6: a session that used some features never draws any of them again with a different set.
#[tokio::test]
async fn a_session_never_draws_twice_in_overlapping_sets() {
    let both: &[&str] = &["interview_credit", "qa_generator"];
    for (first, then) in [
        (both, &["interview_credit"][..]),
        (both, &["qa_generator"][..]),
        (&["qa_generator"][..], both),
        (&["interview_credit"][..], both),
    ] {
        for restarted in [false, true] {
            let (house, backend) = stocked().await;
            assert_eq!(in_session(&backend, "use-1", "talk-1", first).await.status, 200);
            let before = left(&backend).await;
            if restarted {
                house.stack.kill("credits");
            }
            let told = in_session(&backend, "use-2", "talk-1", then).await;
            let problem = (told.status, told.problem());
            assert_eq!(problem, (422, "idempotency-key-reused"), "{first:?} {then:?}");
            assert_eq!(left(&backend).await, before, "{first:?} {then:?}");
            backend.verifies("user:alice").await;
        }
    }
}

/// refused, topped up, tried again with the same key: it succeeds, and then stays.
#[tokio::test]
async fn a_refused_use_succeeds_after_a_top_up_with_the_same_key() {
    let (house, backend) = stocked().await;
    let refused = backend.consumes("use-1", "user:alice", "interview_credit", 11).await;
    assert_eq!((refused.status, refused.problem()), (402, "insufficient"));
    let again = backend.consumes("use-1", "user:alice", "interview_credit", 11).await;
    assert_eq!((again.status, again.is_replay()), (402, false), "a refusal is no answer for ever");
    house.person("alice").await.buys("order-3", "pack-starter").await;
    let done = backend.consumes("use-1", "user:alice", "interview_credit", 11).await;
    assert_eq!((done.status, done.is_replay()), (200, false), "{}", done.body);
    assert_eq!(done.body["outcome"][0]["available"], 9);
    let replay = backend.consumes("use-1", "user:alice", "interview_credit", 11).await;
    assert!(replay.is_replay() && replay.body == done.body, "{}", replay.body);
    backend.verifies("user:alice").await;
}
