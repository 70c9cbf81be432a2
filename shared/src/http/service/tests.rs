//! The finished service, driven by events and judged by its answers and its log lines.

use std::num::NonZeroU32;

use axum::Router;
use axum::routing::{get, post};
use lambda_http::lambda_runtime::{Context, LambdaEvent, Service as _};
use lambda_http::tower::ServiceExt;
use serde_json::{Value, json};

use super::{Served, serve};
use crate::http::body::Json;
use crate::http::limit::Rate;
use crate::http::problem::{Kind, Problem};
use crate::http::sample::{alice, decoded, event, service};
use crate::http::telemetry::Telemetry;

async fn echo(Json(body): Json<Value>) -> axum::Json<Value> {
    axum::Json(body)
}

async fn broken() -> String {
    panic!("with a secret")
}

async fn short() -> Problem {
    Problem::new(Kind::Insufficient)
}

fn served(rate: Option<Rate>) -> Served {
    let router = Router::new()
        .route("/v1/echo/{name}", post(echo))
        .route("/v1/broken", get(broken))
        .route("/v1/short", get(short));
    serve(router, Telemetry::quiet(), rate)
}

async fn answer(served: &mut Served, event: &Value) -> Value {
    let event = LambdaEvent::new(decoded(event), Context::default());
    let reply = served.ready().await.unwrap().call(event).await.unwrap();
    serde_json::to_value(reply).unwrap()
}

fn problem(reply: &Value) -> Value {
    assert_eq!(reply["headers"]["content-type"], "application/problem+json");
    assert_eq!(reply["isBase64Encoded"], false);
    serde_json::from_str(reply["body"].as_str().unwrap()).unwrap()
}

#[tokio::test]
async fn an_answer_carries_its_requests_id_and_is_not_kept_by_caches() {
    let mut sent = event("POST", "/v1/echo/a", &alice());
    sent["headers"]["content-type"] = "application/json".into();
    sent["body"] = r#"{"a":1}"#.into();
    let reply = answer(&mut served(None), &sent).await;
    assert_eq!((&reply["statusCode"], &reply["body"]), (&json!(200), &json!(r#"{"a":1}"#)));
    assert_eq!(reply["headers"]["x-request-id"], "request-1");
    assert_eq!(reply["headers"]["cache-control"], "no-store");
}

#[tokio::test]
async fn unknown_routes_and_methods_are_problems_too() {
    let mut served = served(None);
    let lost = answer(&mut served, &event("GET", "/v2/nowhere", &alice())).await;
    assert_eq!(problem(&lost)["type"], "https://tallystick.dev/problems/not-found");
    assert_eq!(problem(&lost)["instance"], "urn:tallystick:request:request-1");
    let wrong = answer(&mut served, &event("DELETE", "/v1/echo/a", &alice())).await;
    assert_eq!(wrong["statusCode"], 405);
    assert_eq!(wrong["headers"]["allow"], "POST");
    assert_eq!(problem(&wrong)["type"], "https://tallystick.dev/problems/method-not-allowed");
}

#[tokio::test]
async fn a_handler_that_panics_answers_500_and_says_nothing_of_the_inside() {
    let mut served = served(None);
    let reply = answer(&mut served, &event("GET", "/v1/broken", &alice())).await;
    assert_eq!(reply["statusCode"], 500);
    assert_eq!(problem(&reply)["type"], "https://tallystick.dev/problems/internal");
    assert!(!reply.to_string().contains("secret"));
    let next = answer(&mut served, &event("GET", "/v1/short", &alice())).await;
    assert_eq!(next["statusCode"], 402, "the service goes on");
}

#[tokio::test]
async fn a_caller_who_asks_too_fast_is_told_when_to_come_back() {
    let mut served =
        served(Some(Rate { per_second: NonZeroU32::MIN, burst: NonZeroU32::new(2).unwrap() }));
    let asked = event("GET", "/v1/short", &alice());
    for _ in 0..2 {
        assert_eq!(answer(&mut served, &asked).await["statusCode"], 402);
    }
    let reply = answer(&mut served, &asked).await;
    assert_eq!(reply["statusCode"], 429);
    assert_eq!(problem(&reply)["type"], "https://tallystick.dev/problems/too-many-requests");
    assert_eq!(reply["headers"]["retry-after"], "1");
    assert_eq!(reply["headers"]["ratelimit"], "\"caller\";r=0;t=1");
    assert_eq!(reply["headers"]["ratelimit-policy"], "\"caller\";q=2;w=2");
    for other in [service("service"), Value::Null] {
        let reply = answer(&mut served, &event("GET", "/v1/short", &other)).await;
        assert_eq!(reply["statusCode"], 402, "another caller has another bucket");
    }
}

#[tokio::test]
async fn no_path_query_or_host_stops_the_function() {
    let mut served = served(None);
    let long = "a".repeat(70_000);
    for text in ["<>\"{}|\\^`", "a b\tc\r\n", "\u{0}\u{7f}é\u{202e}", "%", "%zz", "#?#?", &long] {
        let mut sent = event("GET", "/v1/short", &alice());
        sent["rawQueryString"] = text.into();
        let status = answer(&mut served, &sent).await["statusCode"].as_u64();
        assert!(status == Some(402) || text.len() > 10_000 && status == Some(404), "{text:?}");
        let mut sent = event("GET", "/v1/short", &alice());
        sent["rawPath"] = format!("/v1/{text}").into();
        assert_eq!(answer(&mut served, &sent).await["statusCode"], 404, "{text:?}");
        let mut sent = event("GET", "/v1/short", &alice());
        sent["requestContext"]["domainName"] = text.into();
        sent["requestContext"]["stage"] = text.into();
        assert_eq!(answer(&mut served, &sent).await["statusCode"], 402, "{text:?}");
    }
    let mut sent = event("GET", "/v1/short", &alice());
    sent["headers"]["host"] = "[not a host".into();
    sent["headers"]["x-forwarded-proto"] = "no scheme".into();
    assert_eq!(answer(&mut served, &sent).await["statusCode"], 402);
}

mod lines;
