//! The decision as a whole: a header goes in, the context of the functions comes out.

mod configuration;
mod fetching;
mod hostile;
mod keys;
mod providers;

use serde_json::{Value, json};

use crate::api_key::MemoryKeys;
use crate::forge::{self, JWKS, NOW, Signer, Web};
use crate::refusal::Fault;
use crate::{Answer, Authorizer, issuers};

type TestAuthorizer<'a> = Authorizer<&'a Web, MemoryKeys>;

fn authorizer<'a>(web: &'a Web, configuration: &Value) -> TestAuthorizer<'a> {
    let issuers = issuers::parse(&configuration.to_string()).unwrap();
    Authorizer::new(issuers, web, MemoryKeys::default())
}

async fn decide_at(
    authorizer: &TestAuthorizer<'_>,
    token: &str,
    now: i64,
) -> Result<Answer, Fault> {
    authorizer.decide(&forge::event(&format!("Bearer {token}"), now)).await
}

/// The context as JSON, the way the gateway gets it.
async fn context(authorizer: &TestAuthorizer<'_>, token: &str) -> Value {
    let answer = decide_at(authorizer, token, NOW).await.unwrap();
    let answer = serde_json::to_value(answer).unwrap();
    assert_eq!(answer["isAuthorized"], true);
    answer["context"].clone()
}

fn refused(reason: &str) -> Value {
    json!({"kind": "refused", "reason": reason})
}

/// One issuer with one key of each kind, all published.
struct House {
    web: Web,
    signers: [(&'static str, Signer); 3],
}

impl House {
    fn new() -> Self {
        let signers = [("r", Signer::rsa()), ("e", Signer::ecdsa()), ("d", Signer::eddsa())];
        let web = Web::default();
        web.put(JWKS, &signers.each_ref().map(|(kid, signer)| signer.jwk(kid)));
        Self { web, signers }
    }

    fn authorizer(&self) -> TestAuthorizer<'_> {
        authorizer(&self.web, &json!([{"issuer": forge::ISSUER}]))
    }

    fn rsa(&self) -> &Signer {
        &self.signers[0].1
    }
}

#[tokio::test]
async fn a_token_of_each_algorithm_makes_its_subject_a_user() {
    let house = House::new();
    let authorizer = house.authorizer();
    for (kid, signer) in &house.signers {
        let context = context(&authorizer, &signer.token(kid, &forge::claims())).await;
        let until = (NOW + 55 + 60).to_string();
        assert_eq!(context, json!({"kind": "user", "subject": "user:user_2abc", "expires": until}));
    }
    assert_eq!(house.web.asked(), 1, "keys are fetched once");
}

#[tokio::test]
async fn the_moment_is_the_events_and_the_leeway_a_minute() {
    let house = House::new();
    let authorizer = house.authorizer();
    let kind_at = async |claims: Value, now: i64| {
        let token = house.rsa().token("r", &claims);
        let answer = decide_at(&authorizer, &token, now).await.unwrap();
        answer.context.get("reason").unwrap_or(&answer.context["kind"]).clone()
    };
    let exp = NOW + 55;
    assert_eq!(kind_at(forge::claims(), exp + 59).await, "user");
    assert_eq!(kind_at(forge::claims(), exp + 60).await, "expired");
    for name in ["nbf", "iat"] {
        let claims = forge::claims_with(name, json!(NOW + 60));
        assert_eq!(kind_at(claims.clone(), NOW).await, "user", "{name}");
        assert_eq!(kind_at(claims, NOW - 1).await, "not_yet_valid", "{name}");
        assert_eq!(kind_at(forge::claims_with(name, Value::Null), NOW).await, "user", "{name}");
    }
}

#[tokio::test]
async fn the_scheme_is_bearer_in_any_case_and_stands_once() {
    let house = House::new();
    let authorizer = house.authorizer();
    let token = house.rsa().token("r", &forge::claims());
    for (header, kind) in [
        (format!("bearer  {token}"), "user"),
        (format!("BEARER {token} "), "user"),
        (token.clone(), "refused"),
        (format!("Basic {token}"), "refused"),
        ("Bearer".to_owned(), "refused"),
        ("Bearer ".to_owned(), "refused"),
        (String::new(), "refused"),
        (format!("Bearer {token},Bearer {token}"), "refused"),
        (format!("Bearer {token} {token}"), "refused"),
    ] {
        let answer = authorizer.decide(&forge::event(&header, NOW)).await.unwrap();
        assert_eq!(answer.context["kind"], kind, "{header}");
    }
    let mut event = forge::event(&format!("Bearer {token}"), NOW);
    event.identity_source = None;
    assert_eq!(authorizer.decide(&event).await.unwrap().context["reason"], "malformed");
}
