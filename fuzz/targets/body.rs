//! Bodies of requests, from the gateway's event to the answer, through the functions' own routers.
//!
//! An input is two choices and a body. The store does not answer, so a body that holds is told
//! 503; whatever does not hold must be told so as a problem before the store is asked.

#![no_main]

use std::cell::RefCell;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use checkout::Checkout;
use fuzz::bodies::{ORIGIN, Route, Verdict, is_other_spelling};
use fuzz::input::choices;
use fuzz::json::Node;
use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use lambda_http::lambda_runtime::{Context, LambdaEvent, Service as _};
use lambda_http::request::LambdaRequest;
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};
use shared::app::App;
use shared::config::Environment;
use shared::http::service::{Served, serve};
use shared::http::telemetry::Telemetry;
use tokio::runtime::{Builder, Runtime};

/// The largest body that is taken.
const MAX_BODY: usize = 256 * 1024;

/// A door of our house, the request that knocks at it, and what its body may be.
struct Door {
    served: Served,
    event: ApiGatewayV2httpRequest,
    route: Route,
}

thread_local! {
    static RUNTIME: Runtime =
        Builder::new_current_thread().enable_all().build().expect("a runtime");
    static DOORS: RefCell<Vec<Door>> = RefCell::new(RUNTIME.with(|it| it.block_on(doors())));
}

fuzz_target!(|data: &[u8]| {
    let Some(([which, how], rest)) = choices(data) else { return };
    let mut body = rest.to_vec();
    if how & 0x03 == 3 {
        // White space is free; it is what makes a body long without a long input.
        body.resize(MAX_BODY + usize::from(which >> 2) - 32, b' ');
    }
    let content_type = match how & 0x1C {
        0x04 => Some("application/json; charset=\"UTF-8\""),
        0x08 => Some("text/plain"),
        0x0C => Some("application/json; charset=latin1"),
        0x10 => None,
        _ => Some("application/json"),
    };
    let has_key = how & 0x20 == 0;
    DOORS.with_borrow_mut(|doors| {
        let count = doors.len();
        let door = &mut doors[usize::from(which) % count];
        let answer = door.knock(&body, content_type, has_key, how & 0x40 != 0);
        judge(door.route, &body, content_type, has_key, &answer);
    });
});

/// The answer is what the rules say, and every refusal is a problem by RFC 9457.
fn judge(route: Route, body: &[u8], content_type: Option<&str>, has_key: bool, answer: &Value) {
    let status = answer["statusCode"].as_u64().expect("a status");
    let problem: Value = serde_json::from_str(answer["body"].as_str().unwrap_or_default())
        .expect("every answer here is JSON");
    assert_eq!(problem["status"], status, "{answer}");
    assert_eq!(answer["headers"]["content-type"], "application/problem+json", "{answer}");
    assert_eq!(answer["headers"]["cache-control"], "no-store", "{answer}");
    assert!(problem["title"].is_string() && problem["detail"].is_string(), "{answer}");
    // Without a key checkout is refused before its body is looked at.
    if route == Route::Checkout && !has_key {
        assert_eq!(status, 400, "{answer}");
        return;
    }
    let is_json =
        content_type.is_some_and(|it| it.starts_with("application/json") && !it.contains("latin1"));
    if !is_json {
        assert_eq!(status, 415, "{answer}");
        return;
    }
    if body.len() > MAX_BODY {
        assert_eq!(status, 413, "{answer}");
        return;
    }
    let value = serde_json::from_slice::<Value>(body).ok();
    let node = Node::read(body).filter(|node| !node.repeats());
    let (Some(value), Some(_)) = (value, node) else {
        assert_eq!(status, 400, "not JSON, or a member twice: {answer}");
        return;
    };
    match route.verdict(&value, has_key) {
        Verdict::Taken => assert_eq!(status, 503, "refused: {value} {answer}"),
        Verdict::Refused if status == 503 => {
            assert!(route == Route::Checkout && is_other_spelling(&value), "taken: {value}");
        }
        Verdict::Refused => assert!((400..500).contains(&status) && status != 413, "{answer}"),
    }
}

impl Door {
    /// One request through the gateway's event, the decoder, the router and back.
    fn knock(
        &mut self,
        body: &[u8],
        content_type: Option<&str>,
        has_key: bool,
        encoded: bool,
    ) -> Value {
        let mut event = self.event.clone();
        event.headers.remove("content-type");
        if let Some(content_type) = content_type {
            event.headers.insert("content-type", content_type.parse().expect("a header"));
        }
        if has_key {
            event.headers.insert("idempotency-key", "key-1".parse().expect("a header"));
        }
        (event.body, event.is_base64_encoded) = match std::str::from_utf8(body) {
            Ok(text) if !encoded => (Some(text.to_owned()), false),
            _ => (Some(STANDARD.encode(body)), true),
        };
        let event = LambdaEvent::new(LambdaRequest::ApiGatewayV2(event), Context::default());
        let answer = RUNTIME.with(|it| it.block_on(self.served.call(event)));
        let answer = answer.expect("a service that cannot fail");
        serde_json::to_value(&answer).expect("Lambda's answer")
    }
}

/// All functions that take bodies, on a store at whose address nobody listens.
async fn doors() -> Vec<Door> {
    let service = json!({"kind": "service", "subject": "key:k1", "scopes": "service"});
    let alice = json!({"kind": "user", "subject": "user:alice", "expires": "1772409600"});
    let checkout =
        Checkout::start(app().await, &environment()).await.expect("a setting of our own");
    let credits = [app().await, app().await].map(credits::router);
    let [consume, record] = credits.map(|it| serve(it, Telemetry::quiet(), None));
    let usage = serve(usage::router(app().await), Telemetry::quiet(), None);
    let checkout = serve(checkout::router(checkout), Telemetry::quiet(), None);
    let on = |path: &str| format!("POST /v1/accounts/{{account}}/{path}");
    let door =
        |served, route, key: &str, who: &Value| Door { served, event: event(key, who), route };
    vec![
        door(consume, Route::Spend, &on("consume"), &service),
        door(record, Route::Spend, &on("record"), &service),
        door(usage, Route::Open, "POST /v1/accounts", &service),
        door(checkout, Route::Checkout, &on("checkout"), &alice),
    ]
}

/// A request as the gateway's own sample has it, for this route and caller.
fn event(route: &str, who: &Value) -> ApiGatewayV2httpRequest {
    let sample = include_str!("../../events/http-api/consume.json");
    let mut event: Value = serde_json::from_str(sample).expect("an event of the gateway");
    event["routeKey"] = route.into();
    event["pathParameters"] = json!({"account": "user:alice"});
    event["requestContext"]["routeKey"] = route.into();
    event["requestContext"]["authorizer"]["lambda"] = who.clone();
    serde_json::from_value(event).expect("an event of the gateway")
}

async fn app() -> App {
    App::start(&environment()).await.expect("a setting of our own")
}

fn environment() -> Environment {
    Environment::of(|name| {
        let value = match name {
            "TABLE" => "fuzz",
            "AWS_REGION" => "eu-central-1",
            "AWS_ACCESS_KEY_ID" | "AWS_SECRET_ACCESS_KEY" => "fuzz",
            // The port of `tcpmux`, where nothing listens: every call fails at once.
            "AWS_ENDPOINT_URL_DYNAMODB" => "http://127.0.0.1:1",
            "ORIGINS" => ORIGIN,
            "STRIPE_SECRET_KEY" => "sk_test_fuzz",
            _ => return None,
        };
        Some(value.to_owned())
    })
}
