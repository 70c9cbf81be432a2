//! An account, its summary, its ledger and its purchases.

use serde_json::{Value, json};
use tests::actor::Actor;
use tests::house::House;

/// BD-1: who asks for themselves is opened on first sight, with the default plan, once.
#[tokio::test]
async fn ones_own_account_is_opened_when_first_asked_for() {
    let house = House::selling("limits").await;
    let carol = house.person("carol").await;
    let first = carol.get("/v1/accounts/me").await;
    assert_eq!(first.status, 200, "{}", first.body);
    assert_eq!(first.body["id"], "user:carol");
    assert_eq!(first.body["plan"], json!({ "id": "plan-starter", "name": "Starter" }));
    assert_eq!((&first.body["entries"], &first.body["email"]), (&json!(1), &Value::Null));
    assert!(first.text("opened_at").starts_with("2026-01-15T12:0"), "{}", first.body);
    house.move_clock("2026-01-15T12:30:00Z").await;
    assert_eq!(carol.get("/v1/accounts/user:carol").await.body, first.body);
    carol.verifies("me").await;
}

/// BD-17: a server opens an account with id and e-mail before its person is seen; again changes
/// nothing, and the person finds it.
#[tokio::test]
async fn a_server_opens_an_account_with_its_email() {
    let house = House::selling("limits").await;
    let backend = house.backend();
    let body = json!({ "id": "user:dave", "email": "dave@example.com" });
    let opened = backend.post("/v1/accounts", &body).await;
    assert_eq!((opened.status, opened.is_replay()), (201, false), "{}", opened.body);
    assert_eq!(opened.body["email"], "dave@example.com");
    assert_eq!(opened.body["plan"]["id"], "plan-starter");
    house.move_clock("2026-01-16T12:00:00Z").await;
    let again = backend.post("/v1/accounts", &body).await;
    assert_eq!((again.status, again.is_replay()), (200, true), "{}", again.body);
    assert_eq!(again.body, opened.body);
    let bare = backend.post("/v1/accounts", &json!({ "id": "user:dave" })).await;
    assert_eq!(bare.body["email"], "dave@example.com", "silence forgets nothing");

    let dave = house.person("dave").await;
    assert_eq!(dave.get("/v1/accounts/me").await.body, opened.body);
    let foreign = dave.post("/v1/accounts", &json!({ "id": "user:erin" })).await;
    assert_eq!((foreign.status, foreign.problem()), (403, "forbidden"));
    let organisation = backend.post("/v1/accounts", &json!({ "id": "org:acme" })).await;
    assert_eq!((organisation.status, &organisation.body["entries"]), (201, &json!(1)));
}

/// IM-3, BD-8: plan, every balance and the purchases in one call.
#[tokio::test]
async fn the_summary_shows_everything_at_a_glance() {
    let house = House::open().await;
    let (alice, backend) = (house.person("alice").await, house.backend());
    let empty = alice.get("/v1/accounts/me/summary").await;
    assert_eq!((empty.status, &empty.body["purchases"]), (200, &json!([])), "{}", empty.body);

    let purchase = alice.buys("order-1", "pack-starter").await;
    backend.consumes("use-1", "user:alice", "interview_credit", 4).await;
    let ordered = alice.orders("order-2", "pack-pro").await;
    let told = alice.get("/v1/accounts/me/summary").await;
    assert_eq!((&told.body["account"], &told.body["plan"]), (&json!("user:alice"), &Value::Null));
    assert_eq!(told.body["balances"][0]["available"], 6);
    assert_eq!(told.body["balances"].as_array().unwrap().len(), 3);
    assert_eq!(told.body["owed"], json!([]));
    let of = |id: &str| {
        let mut purchases = told.body["purchases"].as_array().unwrap().iter();
        purchases.find(|one| one["id"] == id).unwrap_or_else(|| panic!("{}", told.body)).clone()
    };
    let paid = of(&purchase);
    assert_eq!((&paid["state"], &paid["grants"][0]["left"]), (&json!("paid"), &json!(6)));
    let pending = of(ordered.text("purchase"));
    assert_eq!((&pending["state"], &pending["charged"]), (&json!("pending"), &Value::Null));
    assert_eq!(pending["grants"][0]["left"], 0, "nothing before the money");
    assert_eq!(pending["checkout_url"], ordered.body["url"]);
}

/// Every page of a list, following `next`.
async fn pages(actor: &Actor, path: &str, name: &str, limit: usize) -> Vec<Vec<Value>> {
    let (mut pages, mut cursor) = (Vec::new(), String::new());
    loop {
        let told = actor.get(&format!("{path}?limit={limit}{cursor}")).await;
        assert_eq!(told.status, 200, "{}", told.body);
        pages.push(told.body[name].as_array().unwrap().clone());
        match told.body["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return pages,
        }
        assert!(pages.len() < 20, "a list that never ends");
    }
}

/// IM-7, IM-9, X-8: the ledger is paged newest first, gapless, each entry chained to the one before.
#[tokio::test]
async fn the_ledger_is_paged_newest_first_and_chained() {
    let house = House::open().await;
    let (alice, backend) = (house.person("alice").await, house.backend());
    alice.buys("order-1", "pack-starter").await;
    for n in 0..5 {
        house.move_clock(&format!("2026-01-15T12:0{}:00Z", n + 1)).await;
        let one = json!([{ "feature": "interview_credit", "amount": 1 }]);
        let body = json!({ "uses": one, "session": format!("talk-{n}"), "reference": "room 1" });
        let used = backend.post("/v1/accounts/user:alice/consume", &body).await;
        assert_eq!(used.status, 200, "{}", used.body);
    }
    let path = "/v1/accounts/me/ledger";
    let whole = alice.get(path).await.body;
    let entries = whole["entries"].as_array().unwrap();
    assert!(whole.get("next").is_none_or(Value::is_null), "{whole}");
    let seqs: Vec<_> = entries.iter().map(|entry| entry["seq"].as_u64().unwrap()).collect();
    assert_eq!(seqs, (1..=6).rev().collect::<Vec<_>>());
    for pair in entries.windows(2) {
        assert_eq!(pair[0]["prev"], pair[1]["hash"]);
    }
    let (newest, oldest) = (&entries[0], &entries[5]);
    assert_eq!((&newest["kind"], &newest["scope"]), (&json!("consume"), &json!("service")));
    assert_eq!((&newest["session"], &newest["reference"]), (&json!("talk-4"), &json!("room 1")));
    assert!(newest["at"].as_str().unwrap().starts_with("2026-01-15T12:05:"), "{newest}");
    assert_eq!(newest["outcome"][0]["available"], 5);
    assert_eq!((&oldest["kind"], &oldest["scope"]), (&json!("fulfil"), &json!("stripe")));

    for (limit, lengths) in
        [(1, vec![1; 6]), (2, vec![2; 3]), (3, vec![3; 2]), (4, vec![4, 2]), (6, vec![6])]
    {
        let pages = pages(&alice, path, "entries", limit).await;
        assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), lengths, "limit {limit}");
        assert_eq!(&pages.concat(), entries, "limit {limit}");
    }
    assert_eq!(alice.get(&format!("{path}?limit=100")).await.status, 200);
}

/// IM-4, IM-9: purchases are paged newest first, the last page without `next`.
#[tokio::test]
async fn purchases_are_paged_newest_first() {
    let house = House::open().await;
    let mut ids = Vec::new();
    // The same within the hour is the same purchase.
    for n in 2..6 {
        house.move_clock(&format!("2026-01-15T1{n}:0{n}:00Z")).await;
        let ordered = house.person("alice").await.orders(&format!("order-{n}"), "pack-pro").await;
        ids.insert(0, json!(ordered.text("purchase")));
    }
    let backend = house.backend();
    for (limit, lengths) in
        [(1, vec![1; 4]), (2, vec![2; 2]), (3, vec![3, 1]), (4, vec![4]), (100, vec![4])]
    {
        let path = "/v1/accounts/user:alice/purchases";
        let pages = pages(&backend, path, "purchases", limit).await;
        assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), lengths, "limit {limit}");
        let found: Vec<_> = pages.concat().iter().map(|one| one["id"].clone()).collect();
        assert_eq!(found, ids, "limit {limit}");
    }
    let none = backend.get("/v1/accounts/user:bob/purchases").await;
    assert_eq!((none.status, &none.body["purchases"]), (200, &json!([])));
}

/// IM-13: a purchase of another account is not there.
#[tokio::test]
async fn a_purchase_is_found_under_its_own_account_alone() {
    let house = House::open().await;
    let purchase = house.person("alice").await.buys("order-1", "pack-starter").await;
    let told =
        house.person("bob").await.get(&format!("/v1/accounts/me/purchases/{purchase}")).await;
    assert_eq!((told.status, told.problem()), (404, "not-found"));
}
