//! What the functions write: one line for each request, its metrics, and nothing that is secret.

use std::time::Duration;

use dev::options::Options;
use serde_json::{Value, json};
use tests::answer::Answer;
use tests::house::House;

use crate::used::a_hole_in_the_ledger;

const MAIL: &str = "alice.lidell@example.com";
const CARD: &str = "4242424242424242";

/// Every line as JSON, with the function that wrote it in place of the metric's dimension.
pub fn lines(house: &House) -> Vec<Value> {
    let lines = house.stack.logs();
    let parsed = lines.iter().map(|line| {
        let mut parsed: Value = serde_json::from_str(&line.text).expect(&line.text);
        parsed["function"] = line.function.clone().into();
        parsed
    });
    parsed.collect()
}

fn is_request(line: &Value, id: &str) -> bool {
    line["message"] == "request" && line["request_id"] == id
}

/// The line of a request, waited for: it comes through a pipe, beside the answer.
pub async fn of_request(house: &House, id: &str) -> Value {
    let found = async {
        loop {
            if let Some(line) = lines(house).into_iter().find(|line| is_request(line, id)) {
                return line;
            }
            tokio::task::yield_now().await;
        }
    };
    let found = tokio::time::timeout(Duration::from_secs(10), found).await;
    found.unwrap_or_else(|_| panic!("no line of request {id}"))
}

/// Buys, spends, is refused, forges, and asks with everything that should not hold.
async fn story(house: &House) -> Vec<Answer> {
    // A provider's subject may be an address.
    let (alice, backend) = (house.person(MAIL).await, house.backend());
    let account = format!("user:{MAIL}");
    let mut told = Vec::new();
    told.push(backend.post("/v1/accounts", &json!({"id": account, "email": MAIL})).await);
    let ordered = alice.orders("order-1", "pack-starter").await;
    let session = ordered.text("session").to_owned();
    told.push(ordered);
    assert_eq!(alice.pays(&session, "4000000000000002").await.status, 402);
    assert_eq!(alice.pays(&session, CARD).await.status, 200);
    house.settled().await;
    for (key, amount) in [("use", 4), ("use", 4), ("use", 5), ("more", 40)] {
        told.push(backend.consumes(key, &account, "interview_credit", amount).await);
    }
    for rest in ["", "/summary", "/ledger", "/purchases", "/balances", "/verify?x=y"] {
        told.push(alice.get(&format!("/v1/accounts/me{rest}")).await);
        told.push(house.person("bob").await.get(&format!("/v1/accounts/{account}{rest}")).await);
    }
    told.push(alice.get(&format!("/v1/checkout/{session}")).await);
    for bearer in ["tsk_no", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.", "Bearer", "sk_test_mine"] {
        told.push(house.bearing(bearer).get("/v1/accounts/me/balances").await);
    }
    let body = json!({"email": MAIL, "number": CARD, "uses": "sk_live_x"});
    told.push(
        backend.post_as("whsec_key", &format!("/v1/accounts/{account}/consume"), &body).await,
    );
    told.push(house.nobody().get("/v1/catalog").await);
    a_hole_in_the_ledger(house).await;
    told.push(alice.get("/v1/accounts/me/verify").await);
    told.extend(forged(house).await);
    told
}

/// Webhooks that nobody signed, and one that is signed and cannot be read.
pub async fn forged(house: &House) -> Vec<Answer> {
    let body = json!({"id": "evt_1", "email": MAIL, "card": CARD}).to_string();
    let at = house.stack.clock.now().as_second();
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, house.stack.webhook_secret.as_bytes());
    let tag = ring::hmac::sign(&key, format!("{at}.{body}").as_bytes());
    let tag = tag.as_ref().iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    let mut told = Vec::new();
    for signature in ["t=1,v1=whsec_secret", "", &format!("t={at},v1={tag}")] {
        let request = reqwest::Client::new().post(&house.stack.webhook).body(body.clone());
        let request = request.header("content-type", "application/json");
        told.push(Answer::of(request.header("stripe-signature", signature)).await);
    }
    let statuses: Vec<_> = told.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses, [400, 400, 500]);
    told
}

/// no line of the whole story carries a key, a token, a body, an address or a card, however
/// much is asked to be written.
#[tokio::test]
async fn no_line_carries_a_secret_or_a_person() {
    let mut options = Options::in_memory();
    options.environment.insert("RUST_LOG".to_owned(), "trace".to_owned());
    let house = House::with(options).await;
    let told = story(&house).await;
    let last = told.last().unwrap().header("x-request-id").unwrap();
    of_request(&house, last).await;
    let stack = &house.stack;
    let secrets = [
        "sk_",
        "rk_",
        "whsec_",
        "Bearer ",
        "tsk_",
        "eyJ",
        "@",
        "lidell",
        CARD,
        "4000000000000002",
        "uses",
        &stack.service_key,
        &stack.stripe_key,
        &stack.webhook_secret,
    ];
    let lines = stack.logs();
    assert!(lines.len() > 60, "{} lines are a story", lines.len());
    for line in lines {
        for secret in secrets {
            assert!(!line.text.contains(secret), "{}: {secret}: {}", line.function, line.text);
        }
    }
}

/// each request has exactly one line with its fields, and its metrics stand beside it.
#[tokio::test]
async fn every_request_has_one_line_and_its_metrics() {
    let house = House::open().await;
    let told = story(&house).await;
    for answer in &told {
        let id = answer.header("x-request-id").expect("an id");
        let line = of_request(&house, id).await;
        let all = lines(&house).into_iter().filter(|line| is_request(line, id)).count();
        assert_eq!(all, 1, "{id}");
        assert_eq!(line["status"], answer.status, "{line}");
        assert_eq!(line["level"], "INFO");
        let names = ["timestamp", "method", "route", "duration_ms", "caller", "cold"];
        assert!(names.iter().all(|name| !line[*name].is_null()), "{line}");
        let problem = answer.body["type"].as_str().and_then(|it| it.rsplit('/').next());
        assert_eq!(line["problem"].as_str(), problem, "{line}");
        let is_known = line["caller"] != "none";
        assert_eq!(line["subject"].is_string(), is_known, "{line}");
    }
    let (metrics, others): (Vec<_>, Vec<_>) =
        lines(&house).into_iter().partition(|line| !line["_aws"].is_null());
    for line in &others {
        assert!(line["message"].is_string() && line["level"].is_string(), "{line}");
    }
    let requests = others.iter().filter(|line| line["message"] == "request").count();
    let mut counted = 0;
    for line in &metrics {
        let told = &line["_aws"]["CloudWatchMetrics"][0];
        assert_eq!(told["Namespace"], "Tallystick", "{line}");
        assert!(line["_aws"]["Timestamp"].is_u64(), "{line}");
        let names = told["Metrics"].as_array().unwrap().iter().map(|it| it["Name"].as_str());
        assert!(names.flatten().all(|name| !line[name].is_null()), "{line}");
        counted += line["requests"].as_u64().unwrap_or_default();
    }
    assert_eq!(usize::try_from(counted).unwrap(), requests, "what is counted is what was asked");
    for alarm in ["webhook_forged", "webhook_failed", "verify_failed"] {
        assert!(metrics.iter().any(|line| line[alarm].is_u64()), "{alarm}");
    }
}
