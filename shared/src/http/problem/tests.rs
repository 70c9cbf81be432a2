//! Problems as callers see them, and the page about them.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::{BASE, Kind, Problem, response};

async fn json_of(response: Response) -> Value {
    let bytes = axum::body::to_bytes(response.into_body(), 65_536).await.unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

#[tokio::test]
async fn a_problem_is_written_as_the_rfc_wants() {
    let problem = Problem::new(Kind::Insufficient)
        .with("feature", "interview_credit")
        .with("available", 2)
        .with("status", "an extension cannot take a member of the RFC");
    let response = problem.into_response();
    assert_eq!(response.status(), StatusCode::PAYMENT_REQUIRED);
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    assert_eq!(
        json_of(response::with_instance(response, "r-1")).await,
        json!({
            "type": "https://tallystick.dev/problems/insufficient",
            "title": "There is not enough",
            "status": 402,
            "detail": Kind::Insufficient.meaning(),
            "instance": "urn:tallystick:request:r-1",
            "feature": "interview_credit",
            "available": 2,
        })
    );
}

#[tokio::test]
async fn errors_name_each_place() {
    let problem = Problem::invalid("/uses/0/amount", "is not a whole number")
        .error("/session", "is too long");
    let body = json_of(problem.into_response()).await;
    assert_eq!(
        body["errors"],
        json!([
            {"pointer": "/uses/0/amount", "detail": "is not a whole number"},
            {"pointer": "/session", "detail": "is too long"},
        ])
    );
}

#[test]
fn a_missing_token_and_a_refused_one_are_challenged_differently() {
    let challenge = |problem: Problem| {
        let response = problem.into_response();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
        response.headers()["www-authenticate"].to_str().unwrap().to_owned()
    };
    assert_eq!(challenge(Problem::new(Kind::Unauthorized)), "Bearer");
    assert_eq!(
        challenge(Problem::refused_token("expired")),
        r#"Bearer error="invalid_token", error_description="expired""#
    );
    assert_eq!(
        challenge(Problem::refused_token("\"\r\nX-Evil: 1".to_owned())),
        r#"Bearer error="invalid_token", error_description="malformed""#
    );
}

#[test]
fn a_wait_is_told_in_seconds() {
    let response = Problem::unavailable(3).into_response();
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(response.headers()["retry-after"], "3");
    let response = Problem::new(Kind::TooManyRequests).retry_after(1).into_response();
    assert_eq!(response.headers()["retry-after"], "1");
}

#[test]
fn every_kind_is_an_error_with_a_slug_of_its_own() {
    let slugs: BTreeSet<_> = Kind::ALL.iter().map(|kind| kind.slug()).collect();
    assert_eq!(slugs.len(), Kind::ALL.len());
    for kind in Kind::ALL {
        assert!(kind.status().is_client_error() || kind.status().is_server_error(), "{kind:?}");
        assert!(kind.slug().bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'));
        assert!(kind.meaning().ends_with('.') && !kind.title().is_empty());
    }
}

fn page() -> String {
    let mut page = String::from(
        "# Problems\n\n\
         Every error is `application/problem+json` (RFC 9457). `type` is stable: decide on it,\n\
         not on the words. `instance` is the request's id. This page is written from\n\
         `shared/src/http/problem.rs`;\n\
         `UPDATE_DOCS=1 cargo test -p shared the_problems_page` writes it again.\n",
    );
    for kind in Kind::ALL {
        let (slug, status) = (kind.slug(), kind.status().as_u16());
        write!(page, "\n## {slug}\n\n`{BASE}{slug}` · {status} · {}\n\n", kind.title()).unwrap();
        writeln!(page, "{}", kind.meaning()).unwrap();
    }
    page
}

#[test]
fn the_problems_page_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/problems.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, page()).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(written == page(), "docs/problems.md is not current: run with UPDATE_DOCS=1");
}
