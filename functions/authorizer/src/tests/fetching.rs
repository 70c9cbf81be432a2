//! When an issuer's keys are fetched, and what happens when they cannot be.

use serde_json::json;

use super::{House, context, decide_at, refused};
use crate::forge::{self, JWKS, NOW, Signer};
use crate::jwks::{MAX_AGE_MS, MIN_INTERVAL_MS};
use crate::refusal::Fault;

#[tokio::test]
async fn an_unknown_key_name_fetches_once_and_then_waits() {
    let house = House::new();
    let authorizer = house.authorizer();
    authorizer.warm().await;
    assert_eq!(house.web.asked(), 1);
    let fresh = Signer::ecdsa();
    let token = fresh.token("fresh", &forge::claims());
    assert_eq!(context(&authorizer, &token).await, refused("unknown_key"));
    assert_eq!(house.web.asked(), 2, "it may be new");
    for _ in 0..100 {
        assert_eq!(context(&authorizer, &token).await, refused("unknown_key"));
    }
    assert_eq!(house.web.asked(), 2, "an invented name makes no further requests");
    house.web.put(JWKS, &[house.rsa().jwk("r"), fresh.jwk("fresh")]);
    let later = NOW + i64::try_from(MIN_INTERVAL_MS / 1000).unwrap();
    let answer = decide_at(&authorizer, &token, later).await.unwrap();
    assert_eq!((answer.context["kind"].as_str(), house.web.asked()), ("user", 3));
}

#[tokio::test]
async fn a_key_that_its_issuer_withdrew_is_gone_within_the_hour() {
    let house = House::new();
    let authorizer = house.authorizer();
    let claims = forge::claims_with("exp", json!(NOW + 86_400));
    let token = house.rsa().token("r", &claims);
    assert_eq!(context(&authorizer, &token).await["kind"], "user");
    house.web.put(JWKS, &[Signer::ecdsa().jwk("e2")]);
    let age = i64::try_from(MAX_AGE_MS / 1000).unwrap();
    let before = decide_at(&authorizer, &token, NOW + age - 1).await.unwrap();
    assert_eq!(before.context["kind"], "user");
    let after = decide_at(&authorizer, &token, NOW + age).await.unwrap();
    assert_eq!(after.context["reason"], "unknown_key");
}

#[tokio::test]
async fn while_the_issuer_is_away_known_keys_hold_and_others_are_undecided() {
    let house = House::new();
    let authorizer = house.authorizer();
    let claims = forge::claims_with("exp", json!(NOW + 86_400));
    let token = house.rsa().token("r", &claims);
    assert_eq!(context(&authorizer, &token).await["kind"], "user");
    house.web.take_down();
    let later = NOW + 7200;
    let answer = decide_at(&authorizer, &token, later).await.unwrap();
    assert_eq!(answer.context["kind"], "user");
    let unknown = Signer::ecdsa().token("new", &claims);
    let fault = decide_at(&authorizer, &unknown, later).await.unwrap_err();
    assert!(matches!(fault, Fault::JwksRecently { .. }), "{fault}");
    let fault = decide_at(&authorizer, &unknown, later + 1).await.unwrap_err();
    assert!(matches!(fault, Fault::Jwks { .. }), "{fault}");
}

#[tokio::test]
async fn without_any_key_it_is_a_fault_until_the_issuer_is_back() {
    let house = House::new();
    house.web.take_down();
    let authorizer = house.authorizer();
    authorizer.warm().await;
    let token = house.rsa().token("r", &forge::claims());
    assert!(decide_at(&authorizer, &token, NOW).await.is_err());
    assert!(decide_at(&authorizer, &token, NOW).await.is_err());
    assert_eq!(house.web.asked(), 2, "one at initialisation, one for the first token");
    house.web.put(JWKS, &[house.rsa().jwk("r")]);
    let answer = decide_at(&authorizer, &token, NOW + 1).await.unwrap();
    assert_eq!(answer.context["kind"], "user");
}

#[tokio::test]
async fn keys_we_cannot_use_are_passed_over() {
    let house = House::new();
    let mut encrypting = house.rsa().jwk("enc");
    encrypting["use"] = "enc".into();
    let mut other_alg = house.rsa().jwk("rs512");
    other_alg["alg"] = "RS512".into();
    let strange = json!({"kty": "PQC", "kid": "q", "x": "AA"});
    house.web.put(JWKS, &[json!(7), strange, encrypting, other_alg, house.rsa().jwk("r")]);
    let authorizer = house.authorizer();
    for (kid, kind) in [("r", "user"), ("enc", "refused"), ("rs512", "refused"), ("q", "refused")] {
        let token = house.rsa().token(kid, &forge::claims());
        assert_eq!(context(&authorizer, &token).await["kind"], kind, "{kid}");
    }
    let nameless = json!({"alg": "RS256"});
    let token = house.rsa().token_with(&nameless, &forge::claims());
    assert_eq!(context(&authorizer, &token).await["kind"], "user", "only one key suits");
    house.web.put(JWKS, &[house.rsa().jwk("r"), house.rsa().jwk("r2")]);
    let authorizer = house.authorizer();
    assert_eq!(context(&authorizer, &token).await, refused("unknown_key"), "two suit");
}

#[tokio::test]
async fn the_client_itself_reads_a_small_answer_and_refuses_the_rest() {
    use crate::fetch::{Fetch as _, FetchError, Https, MAX_BYTES};
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/jwks.json", listener.local_addr().unwrap());
    let answers = [
        "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 11\r\n\r\n{\"keys\":[]}"
            .to_owned(),
        "HTTP/1.1 302 Found\r\nconnection: close\r\nlocation: /x\r\ncontent-length: 0\r\n\r\n"
            .to_owned(),
        format!("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{}", "x".repeat(MAX_BYTES + 1)),
    ];
    let server = tokio::spawn(async move {
        for answer in answers {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await.unwrap();
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    let client = Https::new();
    assert_eq!(client.get(&url).await.unwrap(), b"{\"keys\":[]}");
    assert!(matches!(client.get(&url).await, Err(FetchError::Status(_))));
    assert!(matches!(client.get(&url).await, Err(FetchError::Body(_))));
    server.await.unwrap();
    assert!(matches!(client.get(&url).await, Err(FetchError::Connection(_))));
    assert!(matches!(client.get("no address").await, Err(FetchError::Address)));
}
