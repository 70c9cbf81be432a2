//! Trouble told well: a store that is away, a caller that asks too fast.

use std::sync::Arc;

use dev::options::Options;
use tests::dice::Dice;
use tests::house::House;
use tests::kills::blow::Blow;
use tests::kills::scene::Scene;
use tests::kills::tally::Tally;

fn with(variable: &str, value: &str) -> Options {
    let environment = [(variable.to_owned(), value.to_owned())].into();
    let most_processes = 1;
    Options { environment, most_processes, ..Options::in_memory() }
}

/// F10, F11: what cannot be read is not guessed, and the caller knows when to come back.
#[tokio::test]
async fn a_store_that_is_away_is_told_as_unavailable_with_a_time_to_retry() {
    // Port 9 discards: nothing listens there on loopback.
    let house = House::with(with("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:9")).await;
    let told = house.person("alice").await.get("/v1/accounts/me/balances").await;
    assert_eq!((told.status, told.problem()), (503, "unavailable"), "{}", told.body);
    assert_eq!(told.header("retry-after"), Some("1"));
}

/// IM-23: a limit per caller beside the gateway's, and nobody pays for another's haste.
#[tokio::test]
async fn a_caller_that_asks_too_fast_is_told_to_wait_and_others_are_not() {
    let house = House::with(with("REQUESTS_PER_SECOND", "1")).await;
    let (alice, bob) = (house.person("alice").await, house.person("bob").await);
    let mut slowed = None;
    for _ in 0..20 {
        let told = alice.get("/v1/accounts/me/balances").await;
        if told.status == 429 {
            slowed = Some(told);
            break;
        }
        assert_eq!(told.status, 200, "{}", told.body);
    }
    let slowed = slowed.expect("twenty in a row are too fast for one a second");
    assert_eq!(slowed.problem(), "too-many-requests");
    assert!(slowed.header("retry-after").is_some_and(|it| it.parse::<u32>().is_ok()));
    assert_eq!(bob.get("/v1/accounts/me/balances").await.status, 200);
}

/// F10: a store that is busy for a moment, or does not answer once, refuses no bearer.
#[tokio::test]
async fn an_api_key_is_looked_up_again_when_the_store_does_not_answer() {
    let scene = Scene::open(&Arc::new(Tally::default()), &mut Dice::seeded(1)).await;
    // The first call only opens the connection; every function makes it when it starts.
    let none = Blow::NeverDone;
    scene.proxy.meets("authorizer", &[none, Blow::Throttled, none, Blow::Failed]);
    let told = scene.doors.backend.get("/v1/accounts/user:alice/balances").await;
    assert_eq!(told.status, 200, "{}", told.body);
    assert_eq!(scene.proxy.awaits(), 0);
    scene.close().await;
}
