//! W17 over HTTP: what is believed, what is not, and that nothing is asked before it is.

use dev::options::Options;
use reqwest::RequestBuilder;
use serde_json::json;
use tests::answer::Answer;
use tests::house::House;

use super::by_hand::{ByHand, code, signature};

/// A house whose database is counted and whose clock stands still, with a payment to be told of.
async fn still(environment: &[(&str, &str)]) -> (House, tests::actor::Actor, String) {
    let mut options = Options { count_dynamodb: true, ..Options::in_memory() };
    let more = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    options.environment.extend(more);
    let house = House::with(options).await;
    let clock = json!({ "now": "2026-01-15T12:00:00Z", "frozen": true });
    assert_eq!(house.nobody().put("/dev/clock", &clock).await.status, 200);
    let alice = house.person("alice").await;
    house.keeps_events_back().await;
    house.paid(&alice, "pack-popular").await;
    let body = house.event("checkout.session.completed").await.to_string();
    // A function looks at its database once when it starts; that is over after a first letter.
    house.letter(b"").send().await.unwrap();
    house.stack.dynamodb_requests();
    (house, alice, body)
}

/// Whatever this is, it is not believed: 400, and the database was not asked.
async fn refused(house: &House, what: &str, letter: RequestBuilder, problem: &str) {
    let told = Answer::of(letter).await;
    assert_eq!((told.status, told.problem()), (400, problem), "{what}");
    assert_eq!(house.stack.dynamodb_requests(), [], "{what}");
}

/// W17: forged, missing, changed, repeated, empty.
#[tokio::test]
async fn what_is_not_signed_is_refused_before_the_database_is_asked() {
    let (house, alice, body) = still(&[]).await;
    let (secret, now) = (house.stack.webhook_secret.clone(), house.now());
    let bytes = body.as_bytes();
    let good = signature(&secret, now, bytes);
    let hash = code(&secret, now, bytes);
    refused(&house, "no header", house.letter(bytes), "bad-signature").await;
    for (what, header) in [
        ("empty", String::new()),
        ("nonsense", "what is this".to_owned()),
        ("another secret", signature("whsec_other", now, bytes)),
        ("an empty secret", signature("", now, bytes)),
        ("two times", format!("t={now},{good}")),
        ("no time", format!("v1={hash}")),
        ("no signature", format!("t={now}")),
        ("an older scheme", format!("t={now},v0={hash}")),
        ("another time than was signed", format!("t={},v1={hash}", now - 1)),
        ("a time that is no number", format!("t=now,v1={hash}")),
        ("capital digits", format!("t={now},v1={}", hash.to_uppercase())),
        ("half a hash", format!("t={now},v1={}", &hash[..32])),
        ("the header twice in one", format!("{good},{good}")),
        ("too long", format!("{good},v0={}", "0".repeat(2048))),
    ] {
        let letter = house.letter(bytes).header("stripe-signature", header);
        refused(&house, what, letter, "bad-signature").await;
    }
    let twice = house.letter(bytes).header("stripe-signature", &good);
    let twice = twice.header("Stripe-Signature", &good);
    refused(&house, "the header twice", twice, "bad-signature").await;
    let changed = body.replacen("800", "801", 1);
    for (what, changed) in [("a changed byte", changed.as_str()), ("an empty body", "")] {
        let letter = house.letter(changed.as_bytes()).header("stripe-signature", &good);
        refused(&house, what, letter, "bad-signature").await;
    }
    assert_eq!(alice.available("me", "interview_credit").await, 0);
    let letter = house.letter(bytes).header("stripe-signature", &good);
    assert_eq!(Answer::of(letter).await.status, 200);
    assert_eq!(alice.available("me", "interview_credit").await, 25);
    alice.verifies("me").await;
}

/// W17: 300 seconds to either side hold, one more does not.
#[tokio::test]
async fn a_signature_holds_for_exactly_300_seconds() {
    let (house, alice, body) = still(&[]).await;
    let (secret, now) = (house.stack.webhook_secret.clone(), house.now());
    for (at, holds) in [(-301, false), (301, false), (-300, true), (300, true)] {
        let signed = signature(&secret, now + at, body.as_bytes());
        let letter = house.letter(body.as_bytes()).header("stripe-signature", signed);
        if holds {
            assert_eq!(Answer::of(letter).await.status, 200, "{at}");
        } else {
            refused(&house, &at.to_string(), letter, "stale-signature").await;
        }
    }
    assert_eq!(alice.available("me", "interview_credit").await, 25);
    alice.verifies("me").await;
}

/// W17: one right signature among several is enough, the header's name has no case, and the
/// function URL may hand the body over in base64.
#[tokio::test]
async fn what_stripe_may_send_otherwise_is_believed() {
    let (house, alice, body) = still(&[]).await;
    let (secret, now) = (house.stack.webhook_secret.clone(), house.now());
    let bytes = body.as_bytes();
    let (good, bad) = (code(&secret, now, bytes), "0".repeat(64));
    for header in [
        format!("t={now},v1={bad},v1={good}"),
        format!("t={now},v1={good},v1={bad},v0={bad}"),
        format!("v1={good},t={now}"),
    ] {
        let letter = house.letter(bytes).header("STRIPE-SIGNATURE", &header);
        assert_eq!(Answer::of(letter).await.status, 200, "{header}");
    }
    for kind in ["application/octet-stream", "application/x-www-form-urlencoded"] {
        let letter = reqwest::Client::new().post(&house.stack.webhook).body(body.clone());
        let letter = letter.header("content-type", kind);
        let letter = letter.header("stripe-signature", signature(&secret, now, bytes));
        assert_eq!(Answer::of(letter).await.status, 200, "{kind}");
    }
    assert_eq!(alice.available("me", "interview_credit").await, 25);
    alice.verifies("me").await;
}

/// W17: while a secret is rolled, both hold; a third does not.
#[tokio::test]
async fn the_previous_secret_holds_beside_the_current_one() {
    let secrets = [("STRIPE_WEBHOOK_SECRET", "whsec_new,whsec_old")];
    let (house, alice, body) = still(&secrets).await;
    let (bytes, now) = (body.as_bytes(), house.now());
    for (secret, holds) in [("whsec_older", false), ("whsec_old", true), ("whsec_new", true)] {
        let letter = house.letter(bytes);
        let letter = letter.header("stripe-signature", signature(secret, now, bytes));
        if holds {
            assert_eq!(Answer::of(letter).await.status, 200, "{secret}");
        } else {
            refused(&house, secret, letter, "bad-signature").await;
        }
    }
    assert_eq!(alice.available("me", "interview_credit").await, 25);
    alice.verifies("me").await;
}

/// W17: without a secret the function does not start, so nothing is believed.
#[tokio::test]
async fn an_empty_secret_believes_nobody() {
    for secrets in ["", ",", "whsec_new,"] {
        let (house, alice, body) = still(&[("STRIPE_WEBHOOK_SECRET", secrets)]).await;
        let signed = signature("", house.now(), body.as_bytes());
        let letter = house.letter(body.as_bytes()).header("stripe-signature", signed);
        let told = Answer::of(letter).await;
        assert!(told.status >= 400, "{secrets:?}: {}", told.status);
        let asked = house.stack.dynamodb_requests();
        assert!(asked.iter().all(|it| it.operation == "GetItem"), "{asked:?}");
        assert_eq!(alice.available("me", "interview_credit").await, 0);
    }
}
