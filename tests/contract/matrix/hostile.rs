//! X-1: tokens that must not hold, and what the gateway remembers of those that did.

use dev::options::Options;
use serde_json::{Value, json};
use tests::answer::Answer;
use tests::house::House;

use crate::issuer::{Issuers, Signer, base64};
use crate::people::NOW;

struct Setting {
    house: House,
    issuers: Issuers,
    signer: Signer,
}

impl Setting {
    /// A house that trusts one issuer with one RSA key, named `r`.
    async fn open() -> Self {
        let (issuers, signer) = (Issuers::serve().await, Signer::rsa());
        issuers.publish("provider", &[signer.jwk("r")]);
        let listed = vec![json!({"issuer": issuers.name("provider")})];
        let house = House::with(Options { issuers: listed, ..Options::in_memory() }).await;
        Self { house, issuers, signer }
    }

    /// Claims that hold for an hour; `jti` tells tokens apart, which the gateway remembers.
    fn claims(&self, jti: &str) -> Value {
        let issuer = self.issuers.name("provider");
        json!({"iss": issuer, "sub": "alice", "iat": NOW, "exp": NOW + 3600, "jti": jti})
    }

    async fn asks(&self, token: &str) -> Answer {
        self.house.bearing(token).get("/v1/accounts/me/balances").await
    }

    async fn refuses(&self, token: &str, reason: &str) {
        let told = self.asks(token).await;
        assert_eq!((told.status, told.problem()), (401, "unauthorized"), "{reason}: {token}");
        let expected = format!(r#"Bearer error="invalid_token", error_description="{reason}""#);
        assert_eq!(told.header("www-authenticate"), Some(expected.as_str()), "{token}");
    }
}

/// X-1: neither `none` nor a public key taken for a secret opens anything.
#[tokio::test]
async fn an_algorithm_that_the_issuer_does_not_use_is_refused() {
    let it = Setting::open().await;
    for algorithm in ["none", "None", "NONE"] {
        let header = base64(json!({"alg": algorithm, "typ": "JWT"}).to_string());
        let unsigned = format!("{header}.{}.", base64(it.claims("n").to_string()));
        it.refuses(&unsigned, "wrong_algorithm").await;
    }
    let jwk = it.signer.jwk("r");
    let der = include_bytes!("../../../functions/authorizer/fixtures/rsa-for-tests.der");
    let texts = [jwk.to_string().into_bytes(), jwk["n"].to_string().into_bytes(), der.to_vec()];
    for public in texts {
        let forged = Signer::secret(public).token("r", &it.claims("h"));
        it.refuses(&forged, "wrong_algorithm").await;
    }
    let evil = Signer::ecdsa();
    let mut header = json!({"alg": "ES256", "kid": "e", "typ": "JWT"});
    header["jwk"] = evil.jwk("e");
    it.refuses(&evil.token_with(&header, &it.claims("j")), "unknown_key").await;
    assert_eq!(it.asks(&it.signer.token("r", &it.claims("ok"))).await.status, 200);
}

/// X-1: what is changed after signing is noticed, in every part.
#[tokio::test]
async fn a_token_that_was_changed_is_refused() {
    let it = Setting::open().await;
    let token = it.signer.token("r", &it.claims("ok"));
    let [header, claims, signature] = token.split('.').collect::<Vec<_>>()[..] else { panic!() };
    let mut other = it.claims("ok");
    other["sub"] = "bob".into();
    let other = base64(other.to_string());
    it.refuses(&format!("{header}.{other}.{signature}"), "bad_signature").await;
    it.refuses(&format!("{header}.{claims}."), "bad_signature").await;
    it.refuses(&format!("{header}.{claims}"), "malformed").await;
    assert_eq!(it.asks(&token).await.status, 200);
}

/// X-1: an unknown key name is looked up once more, and invented ones make us no nuisance.
#[tokio::test]
async fn an_unknown_key_is_fetched_once_and_a_new_one_found_within_the_minute() {
    let it = Setting::open().await;
    let fresh = Signer::ecdsa();
    it.refuses(&fresh.token("fresh", &it.claims("1")), "unknown_key").await;
    assert_eq!(it.issuers.asked("provider"), 2, "once at the start, once for the new name");
    for jti in ["2", "3", "4"] {
        it.refuses(&fresh.token("fresh", &it.claims(jti)), "unknown_key").await;
    }
    assert_eq!(it.issuers.asked("provider"), 2, "an invented name makes no further request");

    it.issuers.publish("provider", &[it.signer.jwk("r"), fresh.jwk("fresh")]);
    it.house.move_clock("2026-01-15T12:02:00Z").await;
    assert_eq!(it.asks(&fresh.token("fresh", &it.claims("5"))).await.status, 200);
    assert_eq!(it.issuers.asked("provider"), 3);
}

/// X-1: the gateway remembers who a bearer is, never that its time is over.
#[tokio::test]
async fn a_token_that_ends_while_it_is_remembered_is_refused() {
    let it = Setting::open().await;
    let mut claims = it.claims("short");
    claims["exp"] = (NOW + 60).into();
    let token = it.signer.token("r", &claims);
    assert_eq!(it.asks(&token).await.status, 200);
    let decided =
        || it.house.stack.logs().iter().filter(|line| line.text.contains("decided")).count();
    let before = decided();

    // The end is that of the token and a minute for the clock of its issuer.
    it.house.move_clock("2026-01-15T12:01:30Z").await;
    assert_eq!(it.asks(&token).await.status, 200);
    it.house.move_clock("2026-01-15T12:02:00Z").await;
    it.refuses(&token, "expired").await;
    assert_eq!(decided(), before, "all of it from the gateway's memory");
}

/// X-1: after the gateway's five minutes a key that was taken back is asked for again.
#[tokio::test]
async fn a_key_withdrawn_by_its_issuer_ends_within_the_hour() {
    let it = Setting::open().await;
    let mut claims = it.claims("long");
    claims["exp"] = (NOW + 86_400).into();
    let token = it.signer.token("r", &claims);
    assert_eq!(it.asks(&token).await.status, 200);
    it.issuers.publish("provider", &[Signer::ecdsa().jwk("e")]);
    it.house.move_clock("2026-01-15T13:01:00Z").await;
    it.refuses(&token, "unknown_key").await;
}
