//! Holds `docs/openapi.json` to the code, to the routes of the template, and to what is answered.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "api/document.rs"]
mod document;
#[path = "api/fits.rs"]
mod fits;
#[path = "api/problems.rs"]
mod problems;
mod routes;
#[path = "api/support.rs"]
mod support;
#[path = "api/wallet.rs"]
mod wallets;
#[path = "api/webhook.rs"]
mod webhook;

use routes::ROUTES;
use serde_json::{Value, json};
use tests::answer::Answer;
use tests::house::House;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/openapi.json");

/// The page is written from the handlers; a change of a handler that it does not show is seen here.
#[test]
fn the_api_page_is_current() {
    let text = serde_json::to_string_pretty(&document::document()).unwrap() + "\n";
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(PATH, &text).unwrap();
    }
    let written = std::fs::read_to_string(PATH).unwrap_or_default();
    assert!(
        written == text,
        "docs/openapi.json is not current: UPDATE_DOCS=1 cargo test -p tests --test openapi"
    );
}

#[test]
fn every_route_of_the_template_is_on_the_page_and_no_other() {
    let document = document::document();
    let mut written: Vec<String> = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            if operation["tags"] != json!(["webhook"]) {
                written.push(format!("{} {path}", method.to_uppercase()));
            }
        }
    }
    let mut declared: Vec<String> =
        ROUTES.iter().map(|route| format!("{} {}", route.method, route.path)).collect();
    written.sort();
    declared.sort();
    assert_eq!(written, declared);
}

#[test]
fn each_function_and_who_may_ask_it_is_what_the_template_says() {
    let document = document::document();
    for route in &ROUTES {
        let operation = &document["paths"][route.path][route.method.to_lowercase()];
        let open = operation["security"] == json!([{}]);
        assert_eq!(operation["tags"], json!([route.function]), "{}", route.path);
        assert_eq!(open, !route.known_caller, "{} {}", route.method, route.path);
        assert_eq!(operation["responses"]["401"].is_null(), open, "{}", route.path);
    }
}

#[test]
fn every_kind_of_problem_stands_at_some_route() {
    let told = problems::told_somewhere();
    for kind in shared::http::problem::Kind::ALL {
        assert!(told.contains(&kind.slug()), "{}", kind.slug());
    }
}

/// An answer of the running stack against its schema; says what does not fit.
fn must_fit(document: &Value, method: &str, path: &str, answer: &Answer) {
    let responses = &document["paths"][path][method]["responses"];
    let response = &responses[answer.status.to_string()];
    assert!(!response.is_null(), "{method} {path}: {} is not on the page", answer.status);
    if answer.status == 204 {
        assert!(response["content"].is_null() && answer.body.is_null(), "{method} {path}");
        return;
    }
    let media = answer.header("content-type").unwrap();
    let schema = &response["content"][media]["schema"];
    assert!(!schema.is_null(), "{method} {path}: {media} is not on the page");
    let complaints = fits::complaints(document, schema, &answer.body);
    assert!(complaints.is_empty(), "{method} {path}: {complaints:?} in {}", answer.body);
    if answer.status >= 400 {
        let kinds = response["description"].as_str().unwrap();
        let kind = format!("`{}`", answer.problem());
        assert!(kinds.contains(&kind), "{method} {path}: {kind} is not in {kinds}");
    }
}

/// X-1, IM-1, IM-4, IM-5, IM-7, IM-8, IM-10, IM-11: what is answered is what the page promises.
#[tokio::test]
async fn what_is_answered_fits_the_page() {
    let house = House::open().await;
    let document = document::document();
    let (alice, backend) = (house.person("alice").await, house.backend());
    let fits = |method: &str, path: &str, answer: Answer| {
        must_fit(&document, method, path, &answer);
        answer
    };
    let opening = json!({ "id": "user:alice", "email": "alice@example.com" });
    fits("post", "/v1/accounts", backend.post("/v1/accounts", &opening).await);
    let ordered = alice.orders("order-1", "pack-popular").await;
    let ordered = fits("post", "/v1/accounts/{account}/checkout", ordered);
    alice.buys("order-2", "pack-starter").await;

    let use_path = "/v1/accounts/{account}/consume";
    let consume = |key, amount| backend.consumes(key, "user:alice", "interview_credit", amount);
    fits("post", use_path, consume("use-1", 3).await);
    let again = fits("post", use_path, consume("use-1", 3).await);
    assert!(again.is_replay());
    assert_eq!(fits("post", use_path, consume("use-1", 4).await).status, 422);
    assert_eq!(fits("post", use_path, consume("use-2", 100).await).status, 402);
    assert_eq!(fits("post", use_path, alice.consumes("k", "user:alice", "x", 1).await).status, 403);
    let record_path = "/v1/accounts/{account}/record";
    let record = backend.records("rec-1", "user:alice", "interview_credit", 9);
    fits("post", record_path, record.await);

    let (purchase, session) = (ordered.text("purchase"), ordered.text("session"));
    let asked = [
        ("/v1/accounts/{account}", "/v1/accounts/me".to_owned()),
        ("/v1/accounts/{account}/summary", "/v1/accounts/me/summary".to_owned()),
        ("/v1/accounts/{account}/ledger", "/v1/accounts/me/ledger?limit=2".to_owned()),
        ("/v1/accounts/{account}/ledger", "/v1/accounts/me/ledger?limit=0".to_owned()),
        ("/v1/accounts/{account}/purchases", "/v1/accounts/me/purchases".to_owned()),
        (
            "/v1/accounts/{account}/purchases/{purchase}",
            format!("/v1/accounts/me/purchases/{purchase}"),
        ),
        ("/v1/accounts/{account}/purchases/{purchase}", "/v1/accounts/me/purchases/x".to_owned()),
        ("/v1/accounts/{account}/verify", "/v1/accounts/me/verify".to_owned()),
        ("/v1/accounts/{account}/balances", "/v1/accounts/me/balances".to_owned()),
        ("/v1/accounts/{account}/balances", "/v1/accounts/nobody/balances".to_owned()),
        (
            "/v1/accounts/{account}/balances/{feature}",
            "/v1/accounts/me/balances/interview_credit?amount=50".to_owned(),
        ),
        ("/v1/accounts/{account}/balances/{feature}", "/v1/accounts/me/balances/none".to_owned()),
        (
            "/v1/accounts/{account}/explain/{feature}",
            "/v1/accounts/me/explain/interview_credit?amount=50&entries=2".to_owned(),
        ),
        (
            "/v1/accounts/{account}/explain/{feature}",
            "/v1/accounts/me/explain/interview_credit?at=2000-01-01T00:00:00Z".to_owned(),
        ),
        ("/v1/accounts/{account}/explain/{feature}", "/v1/accounts/me/explain/none".to_owned()),
        ("/v1/checkout/{session}", format!("/v1/checkout/{session}")),
    ];
    for (path, address) in &asked {
        fits("get", path, alice.get(address).await);
    }
    fits("get", "/v1/catalog", house.nobody().get("/v1/catalog").await);
    let stranger = house.bearing("not-a-token").get("/v1/accounts/me").await;
    assert_eq!(fits("get", "/v1/accounts/{account}", stranger).status, 401);
}

/// what is answered about holds is what the page promises.
#[tokio::test]
async fn what_is_answered_of_holds_fits_the_page() {
    let house = House::open().await;
    let document = document::document();
    let (alice, backend) = (house.person("alice").await, house.backend());
    let fits = |method: &str, path: &str, answer: Answer| {
        must_fit(&document, method, path, &answer);
        answer
    };
    alice.buys("order-1", "pack-starter").await;
    let holds_path = "/v1/accounts/{account}/holds";
    let made = backend.holds("hold-1", "user:alice", &[("interview_credit", 2)], 60).await;
    let made = fits("post", holds_path, made);
    assert_eq!(made.status, 201, "{}", made.body);
    let many = backend.holds("hold-2", "user:alice", &[("interview_credit", 90)], 60).await;
    assert_eq!(fits("post", holds_path, many).status, 402);
    fits("get", holds_path, alice.get("/v1/accounts/me/holds").await);
    let hold = made.text("hold");
    let settle_path = "/v1/accounts/{account}/holds/{hold}/settle";
    let settle = backend.settles("user:alice", hold, &[("interview_credit", 1)]);
    assert_eq!(fits("post", settle_path, settle.await).status, 200);
    let settle = backend.settles("user:alice", hold, &[("interview_credit", 2)]);
    assert_eq!(fits("post", settle_path, settle.await).status, 409);
    let release_path = "/v1/accounts/{account}/holds/{hold}/release";
    assert_eq!(fits("post", release_path, backend.releases("user:alice", hold).await).status, 409);
    let none = backend.releases("user:alice", "hold_1").await;
    assert_eq!(fits("post", release_path, none).status, 404);
}

/// SP-2, X-9, BD-9: what is answered about plans is what the page promises.
#[tokio::test]
async fn what_is_answered_of_plans_fits_the_page() {
    let house = House::open().await;
    let document = document::document();
    let alice = house.person("alice").await;
    let fits = |method: &str, path: &str, answer: Answer| {
        must_fit(&document, method, path, &answer);
        answer
    };
    let back = json!({ "return_url": format!("{}/", alice.base()) });
    let portal_path = "/v1/accounts/{account}/portal";
    let early = alice.post("/v1/accounts/me/portal", &back).await;
    assert_eq!(fits("post", portal_path, early).status, 409);
    let checkout_path = "/v1/accounts/{account}/checkout";
    let ordered = fits("post", checkout_path, alice.orders_plan("order-1", "plan-unlimited").await);
    assert_eq!(alice.pays(ordered.text("session"), "4242424242424242").await.status, 200);
    alice.hears_stripe().await;
    let again = alice.orders_plan("order-2", "plan-unlimited").await;
    assert_eq!(fits("post", checkout_path, again).status, 409);
    let none = alice.orders_plan("order-3", "plan-none").await;
    assert_eq!(fits("post", checkout_path, none).status, 404);
    let portal = alice.post("/v1/accounts/me/portal", &back).await;
    assert_eq!(fits("post", portal_path, portal).status, 201);
    for zone in ["Asia/Seoul", "nowhere"] {
        let settings = alice.put("/v1/accounts/me/settings", &json!({ "time_zone": zone })).await;
        fits("put", "/v1/accounts/{account}/settings", settings);
    }
    for name in ["", "/summary", "/purchases", "/subscriptions", "/settings"] {
        let told = alice.get(&format!("/v1/accounts/me{name}")).await;
        assert_eq!(told.status, 200, "{}", told.body);
        fits("get", &format!("/v1/accounts/{{account}}{name}"), told);
    }
}

/// The checker itself: a member that is missing, unknown or of another type is complained of.
#[test]
fn what_does_not_fit_is_complained_of() {
    let document = json!({ "components": { "schemas": { "A": {
        "type": "object", "required": ["n"],
        "properties": {
            "n": { "type": "integer", "minimum": 0 },
            "t": { "type": ["string", "null"] },
            "l": { "type": "array", "items": { "$ref": "#/components/schemas/A" } },
        },
    } } } });
    let schema = json!({ "$ref": "#/components/schemas/A" });
    let complaints = |value: Value| fits::complaints(&document, &schema, &value).len();
    assert_eq!(complaints(json!({ "n": 1, "t": null, "l": [{ "n": 0 }] })), 0);
    assert_eq!(complaints(json!({ "t": "x" })), 1);
    assert_eq!(complaints(json!({ "n": -1 })), 1);
    assert_eq!(complaints(json!({ "n": 1, "t": 5 })), 1);
    assert_eq!(complaints(json!({ "n": 1, "u": 5 })), 1);
    assert_eq!(complaints(json!({ "n": 1, "l": [{ "n": "0" }, 7] })), 2);
}
