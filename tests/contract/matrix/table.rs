//! The matrix itself: every row with every column.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::HeaderName;
use serde_json::{Value, json};
use tests::actor::Actor;
use tests::answer::Answer;

use crate::people::{COLUMNS, Column, Town};
use crate::routes::ROUTES;
use crate::rows::{ROWS, Row};

/// What is there to be asked for, by account.
type Things = BTreeMap<&'static str, Thing>;

/// An account's purchase, its checkout session, the event that told of it, a saved card, and a hold for
/// each way of ending one.
struct Thing {
    purchase: String,
    session: String,
    event: String,
    card: String,
    settled: String,
    released: String,
}

impl Thing {
    /// What nobody has.
    fn none() -> Self {
        let hold = format!("hold_{}", "0".repeat(64));
        Self {
            purchase: "pur_00000000000000000000000000".to_owned(),
            session: "cs_test_nothing".to_owned(),
            event: "evt_nothing".to_owned(),
            card: "pm_nothing".to_owned(),
            settled: hold.clone(),
            released: hold,
        }
    }
}

async fn things(town: &Town) -> Things {
    let mut things = Things::new();
    let buyers = [
        ("user:alice", town.person("alice")),
        ("user:bob", town.person("bob")),
        ("org:acme", town.actor(Column::OrgAdmin)),
    ];
    for (account, buyer) in buyers {
        let ordered = orders(&buyer, account, &town.house.stack.base).await;
        let session = ordered.text("session").to_owned();
        assert_eq!(buyer.pays(&session, "4242424242424242").await.status, 200);
        let purchase = ordered.text("purchase").to_owned();
        let card = buyer.saves("first", account, "4242424242424242").await;
        things.insert(account, Thing { purchase, session, card, ..Thing::none() });
    }
    town.house.settled().await;
    for (account, thing) in &mut things {
        thing.event = told(town, &thing.session).await;
        thing.settled = holds(town, account, "settled").await;
        thing.released = holds(town, account, "released").await;
    }
    things
}

/// The event by which Stripe told that a session was paid.
async fn told(town: &Town, session: &str) -> String {
    let stripe = town.house.bearing(&town.house.stack.stripe_key);
    let listed = stripe.get("/stripe/v1/events?type=checkout.session.completed").await;
    let events = listed.body["data"].as_array().unwrap();
    let event = events.iter().find(|event| event["data"]["object"]["id"] == session);
    event.unwrap()["id"].as_str().unwrap().to_owned()
}

async fn holds(town: &Town, account: &str, key: &str) -> String {
    let body = json!({"uses": [{"feature": "interview_credit", "amount": 1}]});
    let path = format!("/v1/accounts/{account}/holds");
    let held = town.house.backend().post_as(key, &path, &body).await;
    assert_eq!(held.status, 201, "{}", held.body);
    held.text("hold").to_owned()
}

async fn orders(buyer: &Actor, account: &str, base: &str) -> Answer {
    let page = format!("{base}/");
    let body = json!({"pack": "pack-popular", "success_url": page, "cancel_url": page});
    let path = format!("/v1/accounts/{account}/checkout");
    let ordered = buyer.post_as("first", &path, &body).await;
    assert_eq!(ordered.status, 201, "{}", ordered.body);
    ordered
}

/// The request of a cell. Each has a key of its own.
fn asked(
    town: &Town,
    row: &Row,
    account: &str,
    thing: &Thing,
    authorization: Option<String>,
    key: &str,
) -> reqwest::RequestBuilder {
    let hold = if row.path.ends_with("settle") { &thing.settled } else { &thing.released };
    let path = format!("{}{}", row.path, row.query)
        .replace("{hold}", hold)
        .replace("{account}", account)
        .replace("{feature}", "interview_credit")
        .replace("{purchase}", &thing.purchase)
        .replace("{session}", &thing.session)
        .replace("{payment_method}", &thing.card)
        .replace("{member}", "user:hugo")
        .replace("{event}", &thing.event);
    let mut request = town.house.nobody().request(row.method, &path);
    if let Some(authorization) = authorization {
        request = request.header("Authorization", authorization);
    }
    match row.body {
        Some(body) => {
            let body = body
                .replace("{account}", account)
                .replace("{payment_method}", &thing.card)
                .replace("{base}", &town.house.stack.base);
            let body: Value = serde_json::from_str(&body).unwrap();
            request.header("Idempotency-Key", key).json(&body)
        }
        None => request,
    }
}

/// X-1: who may do what is one table, and no route is left out of it.
#[tokio::test]
async fn every_route_answers_everybody_as_the_table_says() {
    let rows: BTreeSet<_> = ROWS.iter().map(|row| (row.method, row.path, !row.public)).collect();
    let routes = ROUTES.iter().map(|it| (it.method, it.path, it.known_caller)).collect();
    assert_eq!(rows, routes, "every route has a row");
    assert!(ROUTES.iter().all(|route| !route.function.is_empty()));

    let town = Town::open().await;
    let things = things(&town).await;
    let mut wrong = Vec::new();
    for (number, row) in ROWS.iter().enumerate() {
        for column in COLUMNS {
            let account = column.account();
            let key = format!("{number}-{column:?}");
            let authorization = town.authorization(column);
            let request = asked(&town, row, account, &things[account], authorization, &key);
            let answer = Answer::of(request).await;
            if let Err(why) = judged(row, column, &answer) {
                wrong.push(format!("{} {} {column:?}: {why}", row.method, row.path));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// What is wrong with an answer, if anything.
fn judged(row: &Row, column: Column, answer: &Answer) -> Result<(), String> {
    let told = answer.header("www-authenticate");
    let (status, problem, challenge) = match (row.public, column, column.reason()) {
        (true, ..) => (200, None, None),
        // The gateway itself turns away who sends no `Authorization` at all.
        (_, Column::Anonymous, _) => (401, None, None),
        (_, _, Some(reason)) => {
            let challenge =
                format!(r#"Bearer error="invalid_token", error_description="{reason}""#);
            (401, Some("unauthorized"), Some(challenge))
        }
        _ => match row.expected(column) {
            403 => (403, Some("forbidden"), None),
            400 => (400, Some("invalid-account"), None),
            status => (status, None, None),
        },
    };
    // What is paid with has a `type` too, and is no problem.
    let is_problem = answer.header("content-type") == Some("application/problem+json");
    let told_problem = answer.body["type"].as_str().filter(|_| is_problem);
    let told_problem = told_problem.and_then(|it| it.rsplit('/').next());
    let as_expected = answer.status == status && told_problem == problem;
    if as_expected && told == challenge.as_deref() {
        return Ok(());
    }
    Err(format!(
        "expected {status} {problem:?} {challenge:?}, got {} {told:?} {}",
        answer.status, answer.body
    ))
}

/// X-1: a 403 says nothing about what is there: the same bytes for what is and what is not.
#[tokio::test]
async fn a_refusal_does_not_say_whether_the_account_exists() {
    let town = Town::open().await;
    let things = things(&town).await;
    let (bobs, nothing) = (&things["user:bob"], &Thing::none());
    for row in ROWS.iter().filter(|row| row.expected(Column::Other) == 403) {
        let mut told = BTreeSet::new();
        for (account, thing) in [
            ("user:bob", bobs),
            ("user:bob", nothing),
            ("user:nobody", nothing),
            ("user:nobody", bobs),
            ("org:acme", nothing),
            ("org:nothing", nothing),
        ] {
            let alice = town.authorization(Column::Own);
            told.insert(bytes(asked(&town, row, account, thing, alice, "same")).await);
        }
        assert_eq!(told.len(), 1, "{} {}: {told:#?}", row.method, row.path);
        assert_eq!(told.first().unwrap().0, 403, "{} {}", row.method, row.path);
    }
}

/// Everything that is told, but for what belongs to the one request: its id and its moment.
async fn bytes(request: reqwest::RequestBuilder) -> (u16, Vec<(String, String)>, String) {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
    let id = header("x-request-id");
    let own = ["date", "x-request-id", "apigw-requestid"];
    let names = response.headers().keys().map(HeaderName::as_str);
    let headers: BTreeSet<_> = names.filter(|name| !own.contains(name)).collect();
    let headers = headers.into_iter().map(|name| (name.to_owned(), header(name))).collect();
    (status, headers, response.text().await.unwrap().replace(&id, ""))
}
