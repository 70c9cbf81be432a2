//! What the caller is told when a call goes wrong.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::VecDeque;
use std::error::Error;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::*;
use crate::stripe::api::StripeApi;
use crate::stripe::stand_in::{StandIn, client, id, key, session};

/// What Stripe answers when it refuses.
fn refused(kind: &str, code: &str) -> Value {
    json!({"error": {
        "type": kind,
        "code": code,
        "message": "No such customer: 'cus_1'",
        "param": "customer",
        "doc_url": "https://stripe.com/docs/error-codes/resource-missing",
        "request_log_url": "https://dashboard.stripe.com/test/logs/req_aB3?t=1772323200",
    }})
}

#[tokio::test]
async fn a_refusal_is_told_with_all_that_stripe_says() {
    let answer = (404, refused("invalid_request_error", "resource_missing"));
    let (_stripe, client) = StandIn::answering(vec![answer]).await;
    let error = client.retrieve_checkout_session(&id("cs_test_1")).await.unwrap_err();
    assert!(error.is_not_found() && !error.is_retryable());
    assert_eq!(
        error.to_string(),
        "reading checkout session cs_test_1: Stripe refused: 404 invalid_request_error, code \
         resource_missing, param customer, request req_aB3: No such customer: 'cus_1'"
    );
}

#[tokio::test]
async fn a_refused_key_is_not_repeated() {
    let mut said = refused("invalid_request_error", "api_key_expired");
    said["error"]["message"] = json!("Expired API Key provided: sk_test_tallystick");
    let (_stripe, client) = StandIn::answering(vec![(401, said)]).await;
    let error = client.retrieve_payment_intent(&id("pi_1")).await.unwrap_err();
    assert!(!format!("{error} {error:?} {client:?}").contains("sk_test"));
    assert!(matches!(error, StripeFault::Refused { .. }));
}

/// Faults are logged, and logs hold no e-mail addresses.
#[tokio::test]
async fn a_refused_address_is_not_repeated() {
    let mut said = refused("invalid_request_error", "email_invalid");
    said["error"]["message"] = json!("Invalid email address: alice@example");
    said["error"]["param"] = json!("email");
    let (_stripe, client) = StandIn::answering(vec![(400, said)]).await;
    let error = client.create_customer("user:a", Some("alice@example"), &key()).await.unwrap_err();
    let printed = format!("{error} {error:?}");
    assert!(!printed.contains('@') && printed.contains("param email"), "{printed}");
}

#[tokio::test]
async fn what_passes_by_itself_may_be_asked_again() {
    for status in [409, 429, 500, 503] {
        let answer = (status, refused("api_error", "lock_timeout"));
        let (stripe, client) = StandIn::answering(vec![answer]).await;
        let error = client.create_customer("user:a", None, &key()).await.unwrap_err();
        assert!(error.is_retryable(), "{status}: {error}");
        let StripeFault::Unavailable { outage: Outage::Busy(said), .. } = &error else {
            unreachable!("{error:?}");
        };
        assert_eq!(said.status, status);
        assert_eq!(stripe.asked().len(), 1, "the caller tries again, and nobody else");
    }
}

#[tokio::test]
async fn an_error_that_is_not_in_stripes_words_is_an_outage() {
    let page = (502, "<html>Bad Gateway</html>".to_owned());
    let (_stripe, client) = StandIn::saying(VecDeque::from([page])).await;
    let error = client.retrieve_payment_intent(&id("pi_1")).await.unwrap_err();
    assert!(matches!(&error, StripeFault::Unavailable { outage: Outage::Foreign(_), .. }));
    assert!(error.is_retryable() && error.source().is_some());
}

#[tokio::test]
async fn an_answer_that_we_do_not_understand_names_its_field() {
    let mut wrong = session();
    wrong["amount_total"] = json!("800");
    let (_stripe, client) = StandIn::answering(vec![(200, wrong)]).await;
    let error = client.retrieve_checkout_session(&id("cs_test_1")).await.unwrap_err();
    let StripeFault::Unreadable { source, .. } = &error else { unreachable!("{error:?}") };
    assert_eq!(source.field(), Some("amount_total"));
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn nobody_there_and_nobody_answering_are_outages() {
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", closed.local_addr().unwrap());
    drop(closed);
    let error = client(&base, Duration::from_secs(10)).retrieve_payment_intent(&id("pi_1")).await;
    assert!(matches!(
        error.unwrap_err(),
        StripeFault::Unavailable { outage: Outage::Connection(StripeError::ClientError(_)), .. }
    ));
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", silent.local_addr().unwrap());
    let error = client(&base, Duration::from_millis(50)).retrieve_payment_intent(&id("pi_1")).await;
    assert!(matches!(
        error.unwrap_err(),
        StripeFault::Unavailable { outage: Outage::Connection(StripeError::Timeout), .. }
    ));
}

#[test]
fn the_request_is_found_in_the_address_of_its_log() {
    for (url, id) in [
        ("https://dashboard.stripe.com/test/logs/req_aB3?t=1", Some("req_aB3")),
        ("https://dashboard.stripe.com/acct_1/test/workbench/logs?object=req_aB3", Some("req_aB3")),
        ("https://dashboard.stripe.com/test/logs", None),
    ] {
        assert_eq!(request_id(url).as_deref(), id);
    }
}

#[test]
fn only_what_passes_by_itself_is_tried_again() {
    for status in [409, 424, 429, 500, 502, 503, 504, 599] {
        assert!(is_passing(status), "{status}");
    }
    for status in [301, 400, 401, 402, 403, 404, 410, 422] {
        assert!(!is_passing(status), "{status}");
    }
    let timeout = StripeFault::of("asking".to_owned(), StripeError::Timeout);
    assert!(timeout.is_retryable() && !timeout.is_not_found());
}
