//! A whole stack over HTTP, as far as it goes without the functions' own answers.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod practice;
mod sign_in;
mod site;

use std::path::Path;

use dev::options::Options;
use dev::stack::Stack;
use serde_json::{Value, json};

async fn stack() -> Stack {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let template = own.join("src/template/fixture.yaml");
    Stack::start(Options { template, ..Options::in_memory() }).await.unwrap()
}

async fn get(url: String) -> (u16, Value) {
    let response = reqwest::get(url).await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

#[tokio::test]
async fn two_stacks_run_side_by_side_and_each_has_its_own_keys() {
    let (one, two) = tokio::join!(stack(), stack());
    assert_ne!(one.base, two.base);
    assert_ne!(one.service_key, two.service_key);
    let described = one.described();
    for name in [
        "base",
        "webhook",
        "webhook_secret",
        "stripe",
        "stripe_key",
        "dynamodb",
        "issuer",
        "service_key",
    ] {
        assert!(described[name].as_str().is_some_and(|value| !value.is_empty()), "{name}");
    }
    assert_eq!(one.webhook, format!("{}/webhook", one.base));
    one.stop().await;
    assert_eq!(get(format!("{}/v2", two.base)).await, (404, json!({ "message": "Not Found" })));
}

#[tokio::test]
async fn the_clock_can_be_read_and_moved_and_bad_times_are_refused() {
    let stack = stack().await;
    let url = format!("{}/dev/clock", stack.base);
    let client = reqwest::Client::new();
    let moved = client.put(&url).json(&json!({ "now": "1999-03-01T00:00:00Z", "frozen": true }));
    assert_eq!(moved.send().await.unwrap().status(), 200);
    let shown = json!({ "now": "1999-03-01T00:00:00Z", "frozen": true });
    assert_eq!(get(url.clone()).await, (200, shown.clone()));
    for bad in ["", "{}", "[]", "{\"now\":\"tomorrow\"}", "{\"now\":1}", "{\"when\":null}"] {
        let refused = client.put(&url).body(bad).send().await.unwrap();
        assert_eq!(refused.status(), 400, "{bad}");
        assert_eq!(refused.headers()["content-type"], "application/problem+json");
    }
    assert_eq!(get(url).await, (200, shown));
}

#[tokio::test]
async fn a_token_is_issued_under_the_published_configuration() {
    let stack = stack().await;
    let (status, answer) = get(format!("{}/dev/token?sub=alice&exp_in=-5", stack.base)).await;
    assert_eq!(status, 200);
    assert_eq!(answer["token"].as_str().unwrap().split('.').count(), 3);
    for bad in ["", "?sub=", "?sub=a&exp_in=soon", "?sub=a&rol=x"] {
        assert_eq!(get(format!("{}/dev/token{bad}", stack.base)).await.0, 400, "{bad}");
    }
    let url = format!("{}/.well-known/openid-configuration", stack.issuer);
    let (_, configuration) = get(url).await;
    assert_eq!(configuration["issuer"], stack.issuer);
    let (_, keys) = get(configuration["jwks_uri"].as_str().unwrap().to_owned()).await;
    assert_eq!(keys["keys"][0]["alg"], "ES256");
}

#[tokio::test]
async fn a_request_under_a_foreign_name_is_refused_everywhere() {
    let stack = stack().await;
    let client = reqwest::Client::new();
    for path in ["/", "/dev/token?sub=a", "/v1/catalog", "/webhook", "/nowhere"] {
        let asked = client.get(format!("{}{path}", stack.base)).header("host", "example.com");
        assert_eq!(asked.send().await.unwrap().status(), 403, "{path}");
    }
}

#[tokio::test]
async fn the_gateway_refuses_by_itself_what_needs_no_function() {
    let stack = stack().await;
    let client = reqwest::Client::new();
    let balances = format!("{}/v1/accounts/me/balances", stack.base);
    assert_eq!(get(balances.clone()).await, (401, json!({ "message": "Unauthorized" })));

    let origin = stack.base.clone();
    let preflight = client
        .request(reqwest::Method::OPTIONS, balances)
        .header("origin", &origin)
        .header("access-control-request-method", "GET");
    let answer = preflight.send().await.unwrap();
    assert_eq!(answer.status(), 204);
    assert_eq!(answer.headers()["access-control-allow-origin"], origin.as_str());

    let consume = format!("{}/v1/accounts/me/consume", stack.base);
    let large = client.post(consume).body(vec![0; 10 * 1024 * 1024 + 1]);
    assert_eq!(large.send().await.unwrap().status(), 413);
    let large = client.post(&stack.webhook).body(vec![0; 6 * 1024 * 1024 + 1]);
    assert_eq!(large.send().await.unwrap().status(), 413);

    let fired = client.post(format!("{}/dev/schedule/none", stack.base)).send().await.unwrap();
    assert_eq!(fired.status(), 404);
    assert_eq!(fired.headers()["content-type"], "application/problem+json");
}

#[tokio::test]
async fn a_directory_belongs_to_one_stack_at_a_time_and_keeps_its_keys() {
    let data = std::env::temp_dir().join(dev::kept::random_hex(8).unwrap());
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let options = Options {
        memory: false,
        data: data.clone(),
        template: own.join("src/template/fixture.yaml"),
        ..Options::in_memory()
    };
    let first = Stack::start(options.clone()).await.unwrap();
    let refused = Stack::start(options.clone()).await.unwrap_err();
    assert!(refused.told().contains("another dev stack"));
    let key = first.service_key.clone();
    first.stop().await;
    let second = Stack::start(options).await.unwrap();
    assert_eq!(second.service_key, key);
    second.stop().await;
    std::fs::remove_dir_all(data).unwrap();
}

#[tokio::test]
async fn a_subscription_renews_when_the_stacks_clock_is_moved() {
    let stack = stack().await;
    let (client, described) = (reqwest::Client::new(), stack.described());
    let key = described["stripe_key"].as_str().unwrap();
    let clock = async |now: &str| {
        let url = format!("{}/dev/clock", stack.base);
        let body = json!({ "now": now, "frozen": true });
        assert_eq!(client.put(url).json(&body).send().await.unwrap().status(), 200);
    };
    clock("2027-01-31T10:00:00Z").await;
    let form = [
        ("mode", "subscription"),
        ("success_url", "https://shop.example/"),
        ("line_items[0][quantity]", "1"),
        ("line_items[0][price_data][currency]", "usd"),
        ("line_items[0][price_data][unit_amount]", "2000"),
        ("line_items[0][price_data][recurring][interval]", "month"),
        ("line_items[0][price_data][product_data][name]", "Popular"),
    ];
    let url = format!("{}/stripe/v1/checkout/sessions", stack.base);
    let session = client.post(url).bearer_auth(key).form(&form).send().await.unwrap();
    let session: Value = session.json().await.unwrap();
    let session = session["id"].as_str().unwrap();
    let url = format!("{}/dev/stripe/checkout/{session}/pay", stack.base);
    assert_eq!(client.post(url).json(&json!({})).send().await.unwrap().status(), 200);
    clock("2027-03-31T10:00:00Z").await;
    let url = format!("{}/stripe/v1/invoices?status=paid", stack.base);
    let paid = client.get(url).bearer_auth(key).send().await.unwrap();
    let paid: Value = paid.json().await.unwrap();
    assert_eq!(paid["data"].as_array().unwrap().len(), 3);
}

/// Stripe's command line keeps no path of its base, and finds the fake Stripe by its key.
#[tokio::test]
async fn who_comes_with_stripes_key_means_stripe() {
    let stack = Stack::start(Options::in_memory()).await.unwrap();
    let client = reqwest::Client::new();
    let ask = async |key: &str| {
        let request = client.get(format!("{}/v1/customers?limit=1", stack.base));
        let answer = request.bearer_auth(key).send().await.unwrap();
        (answer.status().as_u16(), answer.json::<Value>().await.unwrap())
    };
    let (status, listed) = ask(&stack.stripe_key).await;
    assert_eq!((status, &listed["object"]), (200, &Value::from("list")), "{listed}");
    for other in [&stack.service_key, "sk_test_other", ""] {
        assert_eq!(ask(other).await.0, 404, "a route that our API does not have");
    }
    stack.stop().await;
}
