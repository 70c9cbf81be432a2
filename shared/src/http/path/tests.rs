//! Ids as they come through the gateway's event, encoded and decoded.

use axum::Router;
use axum::routing::get;
use lambda_http::lambda_runtime::{Context, LambdaEvent};
use lambda_http::tower::ServiceExt;
use serde_json::{Value, json};

use super::{Account, Params, is_account};
use crate::http::problem::Problem;
use crate::http::sample::{alice, decoded, event, routed, service};
use crate::http::service::serve;
use crate::http::telemetry::Telemetry;

const ROUTE: &str = "GET /v1/accounts/{account}/balances/{feature}";

async fn show(Account(account): Account, params: Params) -> Result<String, Problem> {
    Ok(format!("{account}|{}", params.get("feature")?))
}

async fn answer(event: &Value) -> (u64, String) {
    let router = Router::new().route("/v1/accounts/{account}/balances/{feature}", get(show));
    let event = LambdaEvent::new(decoded(event), Context::default());
    let reply = serve(router, Telemetry::quiet(), None).oneshot(event).await.unwrap();
    let reply = serde_json::to_value(reply).unwrap();
    (reply["statusCode"].as_u64().unwrap(), reply["body"].as_str().unwrap_or_default().to_owned())
}

async fn through_gateway(account: &str, feature: &str) -> (u64, String) {
    let names = json!({"account": account, "feature": feature});
    answer(&routed(ROUTE, &names, &service("service"))).await
}

#[test]
fn an_account_is_a_person_or_an_organisation() {
    let longest = format!("user:{}", "a".repeat(250));
    for id in ["user:alice", "org:acme", "user:auth0|5f7c", "user:a/b#c", "user:\u{202e}", &longest]
    {
        assert!(is_account(id), "{id:?}");
    }
    let too_long = format!("{longest}a");
    for id in ["", "me", "user:", "org:", "User:a", "key:k", "user:a\n", "user:\u{0}", &too_long] {
        assert!(!is_account(id), "{id:?}");
    }
}

#[tokio::test]
async fn whatever_an_id_holds_it_arrives_as_the_gateway_read_it() {
    for id in [
        "user:alice",
        "user:a/b",
        "user:a#b",
        "user:a?b=c",
        "user:100%",
        "user:%2F",
        "user:a b+c",
        "user:../../org:x",
        "user:.",
        "user:\u{202e}evil",
        "user:é",
        "user:auth0|5f7c",
        "org:a&b;c",
    ] {
        let told = (200, format!("{id}|interview_credit"));
        assert_eq!(through_gateway(id, "interview_credit").await, told);
    }
}

#[tokio::test]
async fn what_is_no_id_is_refused() {
    let long = format!("user:{}", "a".repeat(2000));
    for id in ["alice", "user:", "user:a\u{0}", "user:a\nb", "USER:a", &long] {
        let (status, body) = through_gateway(id, "minute").await;
        assert_eq!(status, 400, "{id:?} {body}");
        assert!(body.contains("problems/invalid-account"), "{body}");
    }
    for feature in ["a\u{0}", "a\nb", &"f".repeat(256)] {
        let (status, body) = through_gateway("user:alice", feature).await;
        assert!(status == 400 || status == 404, "{feature:?} {body}");
    }
}

#[tokio::test]
async fn me_is_the_person_and_means_nothing_to_a_key() {
    let names = json!({"account": "me", "feature": "minute"});
    let (status, body) = answer(&routed(ROUTE, &names, &alice())).await;
    assert_eq!((status, body.as_str()), (200, "user:alice|minute"));
    let (status, body) = through_gateway("me", "minute").await;
    assert_eq!(status, 400);
    assert!(body.contains("invalid-account"), "{body}");
}

#[tokio::test]
async fn who_asks_is_judged_before_what_is_asked() {
    let names = json!({"account": "nonsense", "feature": "minute"});
    assert_eq!(answer(&routed(ROUTE, &names, &Value::Null)).await.0, 401);
}

#[tokio::test]
async fn without_a_route_an_encoded_path_is_decoded_once() {
    let at = |account: &str| format!("/v1/accounts/{account}/balances/minute");
    for (path, id) in [
        ("user%3Aa%2Fb", "user:a/b"),
        ("user:a%23b", "user:a#b"),
        ("user:a%252Fb", "user:a%2Fb"),
        ("user:%E2%80%AE", "user:\u{202e}"),
    ] {
        let (status, body) = answer(&event("GET", &at(path), &service("service"))).await;
        assert_eq!((status, body), (200, format!("{id}|minute")));
    }
    for path in ["user:a%00", "user:%ff"] {
        assert_eq!(answer(&event("GET", &at(path), &service("service"))).await.0, 400, "{path}");
    }
}
