//! Who may not: nobody reaches another's wallet, by the account or by an id of Stripe's.

use serde_json::json;
use tests::answer::Answer;
use tests::house::House;

use super::VISA;

/// OB-5, OB-6, IM-13: a wallet is its owner's and the organisation's admins'. Another organisation's admin,
/// a member, the team's own backend, a stranger and nobody at all are refused, by every route alike.
#[tokio::test]
async fn only_who_may_buy_for_an_account_reaches_its_wallet() {
    let house = House::open().await;
    let ann = house.member("ann", "acme", "admin").await;
    let card = ann.saves("save-1", "org:acme", VISA).await;
    let back = json!({ "return_url": format!("{}/", house.stack.base) });
    let others = [
        (house.member("eve", "evil", "admin").await, 403),
        (house.member("carol", "acme", "member").await, 403),
        (house.person("alice").await, 403),
        (house.backend(), 403),
        (house.nobody(), 401),
    ];
    for (number, (other, status)) in others.iter().enumerate() {
        let answers = [
            other.get("/v1/accounts/org:acme/payment-methods").await,
            other.begins_to_save("save-2", "org:acme").await,
            other.prefers("org:acme", &card).await,
            other.removes("org:acme", &card).await,
            other.get("/v1/accounts/org:acme/invoices").await,
            other.post("/v1/accounts/org:acme/portal", &back).await,
        ];
        let statuses = answers.map(|answer| answer.status);
        assert_eq!(statuses, [*status; 6], "the {number}. of the others");
    }
    assert_eq!(ann.pays_with("org:acme").await, [("4242".to_owned(), true)]);
}

/// OB-5: another's card is told like one that never was, in the same bytes, and nothing happens to it.
#[tokio::test]
async fn anothers_card_is_told_like_one_that_is_not_there() {
    let house = House::open().await;
    let (alice, bob) = (house.person("alice").await, house.person("bob").await);
    let bobs = bob.saves("save-1", "me", VISA).await;
    let before = alice.removes("me", &bobs).await;
    assert_eq!(
        (before.status, before.problem()),
        (404, "no-such-payment-method"),
        "no customer yet"
    );
    alice.saves("save-1", "me", VISA).await;
    let told = |answer: Answer| {
        let id = answer.header("x-request-id").expect("an id").to_owned();
        (answer.status, answer.body.to_string().replace(&id, ""))
    };
    let nothing = told(alice.removes("me", "pm_none").await);
    assert_eq!(nothing.0, 404);
    for method in [bobs.as_str(), "pm_card_visa", "cus_1", "a%20b", "%2F..%2Fcustomers"] {
        assert_eq!(told(alice.removes("me", method).await), nothing, "{method}");
    }
    for method in [bobs.as_str(), "pm_none", "pm_card_visa", "../customers", "", "a\nb"] {
        assert_eq!(told(alice.prefers("me", method).await), nothing, "{method:?}");
    }
    assert_eq!(bob.pays_with("me").await, [("4242".to_owned(), true)]);
    let cursor = alice.get(&format!("/v1/accounts/me/payment-methods?cursor={bobs}")).await;
    assert_eq!((cursor.status, cursor.problem()), (400, "invalid-request"));
}
