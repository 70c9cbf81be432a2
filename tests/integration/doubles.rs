//! The same bought twice: by a double click, which must not be, and by two pages, which may.

use serde_json::{Value, json};
use tests::house::House;

/// another key for what is open already gets the same page, and keeps it for ever.
#[tokio::test]
async fn a_double_click_gets_the_page_that_is_open() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    let first = alice.orders("click-1", "pack-popular").await;
    assert_eq!(first.status, 201, "{}", first.body);
    let second = alice.orders("click-2", "pack-popular").await;
    assert_eq!((second.status, &second.body), (200, &first.body));
    assert_eq!(second.header("idempotency-replayed"), Some("true"));
    // Something else, or somebody else, gets a page of its own.
    let other = alice.orders("click-3", "pack-starter").await;
    let bob = house.person("bob").await.orders("click-1", "pack-popular").await;
    assert_eq!((other.status, bob.status), (201, 201));
    alice.pays(first.text("session"), "4242424242424242").await;
    house.settled().await;
    assert_eq!(alice.available("me", "interview_credit").await, 25);
    let again = alice.orders("click-2", "pack-popular").await;
    assert_eq!((again.status, &again.body), (200, &first.body), "as it was answered before");
    let reused = alice.orders("click-2", "pack-starter").await;
    assert_eq!((reused.status, reused.problem()), (422, "idempotency-key-reused"));
    let next = alice.orders("click-4", "pack-popular").await;
    assert_eq!(next.status, 201, "what is paid is not open: {}", next.body);
    house.move_clock("2026-01-15T13:10:00Z").await;
    let alice = house.person("alice").await;
    let late = alice.orders("click-5", "pack-popular").await;
    assert_eq!(late.status, 201, "{}", late.body);
    assert_ne!(late.text("session"), next.text("session"));
}

/// A second click while the first is still at Stripe, or never came back from there, gets the first
/// one's order.
#[tokio::test]
async fn a_second_click_before_the_first_has_its_page_gets_the_same_order() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    let outage = |outage: bool| {
        let nobody = house.nobody();
        async move {
            let told = nobody.put("/dev/stripe/chaos", &json!({ "outage": outage })).await;
            assert_eq!(told.status, 200, "{}", told.body);
        }
    };
    outage(true).await;
    assert_eq!(alice.orders("click-1", "pack-popular").await.status, 502);
    outage(false).await;
    let second = alice.orders("click-2", "pack-popular").await;
    assert_eq!(second.status, 200, "{}", second.body);
    let first = alice.orders("click-1", "pack-popular").await;
    assert_eq!((first.status, &first.body), (200, &second.body));
    let listed = alice.get("/v1/accounts/me/purchases").await.body;
    assert_eq!(listed["purchases"].as_array().map(Vec::len), Some(1), "{listed}");
}

/// A card that was declined does not close the page.
#[tokio::test]
async fn a_page_on_which_a_card_was_declined_is_given_again() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    let first = alice.orders("click-1", "pack-popular").await;
    assert_eq!(alice.pays(first.text("session"), "4000000000000002").await.status, 402);
    house.settled().await;
    let second = alice.orders("click-2", "pack-popular").await;
    assert_eq!((second.status, &second.body), (200, &first.body));
}

/// two pages for one pack, both paid, are both granted, and each says so of the other.
#[tokio::test]
async fn two_pages_that_are_both_paid_are_granted_and_flagged() {
    let house = House::open().await;
    let alice = house.person("alice").await;
    let first = alice.orders("page-1", "pack-popular").await;
    // An hour later the first page is still open at Stripe, and no longer given out.
    house.move_clock("2026-01-15T13:30:00Z").await;
    let alice = house.person("alice").await;
    let second = alice.orders("page-2", "pack-popular").await;
    assert_eq!((first.status, second.status), (201, 201));
    for page in [&first, &second] {
        alice.pays(page.text("session"), "4242424242424242").await;
    }
    house.settled().await;
    assert_eq!(alice.available("me", "interview_credit").await, 50);
    let third = alice.buys("page-3", "pack-popular").await;
    let show = |id: String| {
        let alice = &alice;
        async move { alice.get(&format!("/v1/accounts/me/purchases/{id}")).await.body }
    };
    let [one, two] = [&first, &second].map(|page| page.text("purchase").to_owned());
    assert_eq!(show(one.clone()).await["doubles"], json!([two]));
    assert_eq!(show(two.clone()).await["doubles"], json!([one]));
    assert_eq!(show(third.clone()).await["doubles"], json!([]));
    let listed = alice.get("/v1/accounts/me/purchases").await.body;
    let told: Vec<&Value> =
        listed["purchases"].as_array().unwrap().iter().map(|it| &it["doubles"]).collect();
    assert_eq!(told, [&json!([]), &json!([one]), &json!([two])]);
    alice.verifies("me").await;
}

/// SP-2: a page of a plan is not given out again by another key: who has subscribed meanwhile is
/// refused.
#[tokio::test]
async fn another_key_does_not_get_around_a_subscription() {
    let house = House::selling("tiers").await;
    let alice = house.person("alice").await;
    let first = alice.orders_plan("key-1", "plan-pro").await;
    assert_eq!(first.status, 201, "{}", first.body);
    alice.subscribes("key-2", "plan-enterprise", "4242424242424242").await;
    let again = alice.orders_plan("key-3", "plan-pro").await;
    assert_eq!((again.status, again.problem()), (409, "already-subscribed"), "{}", again.body);
}
