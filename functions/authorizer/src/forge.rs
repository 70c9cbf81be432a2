//! An identity provider for tests: it signs what it is told, with keys of every kind.

#![allow(clippy::arithmetic_side_effects, reason = "small numbers of our own")]

use std::collections::BTreeMap;
use std::sync::Mutex;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use lambda_http::aws_lambda_events::apigw::ApiGatewayV2CustomAuthorizerV2Request;
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256,
    RsaKeyPair,
};
use serde_json::{Value, json};

use crate::fetch::{Fetch, FetchError};

/// 2026-03-01T00:00:00Z, in seconds.
pub(crate) const NOW: i64 = 1_772_323_200;

pub(crate) const ISSUER: &str = "https://clerk.example.com";
pub(crate) const JWKS: &str = "https://clerk.example.com/.well-known/jwks.json";
pub(crate) const SECRET: &str = "super-secret-jwt-token-with-at-least-32-characters";

pub(crate) fn base64(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A private key that can name its public half.
pub(crate) enum Signer {
    Rsa(Box<RsaKeyPair>),
    Ecdsa(EcdsaKeyPair),
    Eddsa(Ed25519KeyPair),
    Secret(Vec<u8>),
}

impl Signer {
    /// The one key of the fixture, made by `openssl genpkey -algorithm RSA -outform DER`.
    pub(crate) fn rsa() -> Self {
        let der = include_bytes!("../fixtures/rsa-for-tests.der");
        Self::Rsa(Box::new(RsaKeyPair::from_der(der).unwrap()))
    }

    pub(crate) fn ecdsa() -> Self {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let made = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        Self::Ecdsa(EcdsaKeyPair::from_pkcs8(algorithm, made.as_ref(), &random).unwrap())
    }

    pub(crate) fn eddsa() -> Self {
        let made = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        Self::Eddsa(Ed25519KeyPair::from_pkcs8(made.as_ref()).unwrap())
    }

    pub(crate) fn secret(secret: impl AsRef<[u8]>) -> Self {
        Self::Secret(secret.as_ref().to_vec())
    }

    pub(crate) fn algorithm(&self) -> &'static str {
        match self {
            Self::Rsa(_) => "RS256",
            Self::Ecdsa(_) => "ES256",
            Self::Eddsa(_) => "EdDSA",
            Self::Secret(_) => "HS256",
        }
    }

    /// The public key as its issuer publishes it.
    pub(crate) fn jwk(&self, kid: &str) -> Value {
        let common = json!({"kid": kid, "use": "sig", "alg": self.algorithm()});
        let own = match self {
            Self::Rsa(pair) => {
                let key = PublicKeyComponents::<Vec<u8>>::from(pair.public());
                json!({"kty": "RSA", "n": base64(key.n), "e": base64(key.e)})
            }
            Self::Ecdsa(pair) => {
                let point = pair.public_key().as_ref();
                let (x, y) = (base64(&point[1..33]), base64(&point[33..]));
                json!({"kty": "EC", "crv": "P-256", "x": x, "y": y})
            }
            Self::Eddsa(pair) => {
                json!({"kty": "OKP", "crv": "Ed25519", "x": base64(pair.public_key())})
            }
            Self::Secret(secret) => json!({"kty": "oct", "k": base64(secret)}),
        };
        let mut jwk = common;
        jwk.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
        jwk
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match self {
            Self::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature).unwrap();
                signature
            }
            Self::Ecdsa(pair) => pair.sign(&random, message).unwrap().as_ref().to_vec(),
            Self::Eddsa(pair) => pair.sign(message).as_ref().to_vec(),
            Self::Secret(secret) => {
                let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret);
                ring::hmac::sign(&key, message).as_ref().to_vec()
            }
        }
    }

    /// A token with this very header.
    pub(crate) fn token_with(&self, header: &Value, claims: &Value) -> String {
        self.token_of(header.to_string(), claims)
    }

    /// A token with these very bytes as its header.
    pub(crate) fn token_of(&self, header: impl AsRef<[u8]>, claims: &Value) -> String {
        let message = format!("{}.{}", base64(header), base64(claims.to_string()));
        format!("{message}.{}", base64(self.sign(message.as_bytes())))
    }

    /// A token as an issuer makes it.
    pub(crate) fn token(&self, kid: &str, claims: &Value) -> String {
        self.token_with(&json!({"alg": self.algorithm(), "kid": kid, "typ": "JWT"}), claims)
    }
}

/// Claims that hold, of the issuer above.
pub(crate) fn claims() -> Value {
    json!({"iss": ISSUER, "sub": "user_2abc", "iat": NOW - 5, "nbf": NOW - 15, "exp": NOW + 55})
}

/// The same with one claim of another value; null takes it away.
pub(crate) fn claims_with(name: &str, value: Value) -> Value {
    let mut claims = claims();
    match value {
        Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
        value => claims[name] = value,
    }
    claims
}

/// The event that the gateway sends for this header.
pub(crate) fn event(header: &str, now: i64) -> ApiGatewayV2CustomAuthorizerV2Request {
    serde_json::from_value(json!({
        "version": "2.0",
        "type": "REQUEST",
        "routeArn": "arn:aws:execute-api:eu-central-1:123456789012:api/$default/GET/v1/accounts",
        "identitySource": [header],
        "routeKey": "GET /v1/accounts/{account}",
        "rawPath": "/v1/accounts/me",
        "rawQueryString": "",
        "cookies": [],
        "headers": {"host": "api.example.com"},
        "requestContext": {
            "accountId": "123456789012", "apiId": "api", "domainName": "api.example.com",
            "domainPrefix": "api",
            "http": {
                "method": "GET", "path": "/v1/accounts/me", "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.1", "userAgent": "test"
            },
            "requestId": "request-1", "routeKey": "GET /v1/accounts/{account}", "stage": "$default",
            "time": "01/Mar/2026:00:00:00 +0000", "timeEpoch": now * 1000
        },
        "pathParameters": {"account": "me"}
    }))
    .unwrap()
}

/// The web, as far as it is known: what stands where, and how often it was asked for.
#[derive(Default)]
pub(crate) struct Web {
    pages: Mutex<BTreeMap<String, Value>>,
    asked: Mutex<usize>,
}

impl Web {
    pub(crate) fn put(&self, url: &str, keys: &[Value]) {
        self.pages.lock().unwrap().insert(url.to_owned(), json!({ "keys": keys }));
    }

    pub(crate) fn take_down(&self) {
        self.pages.lock().unwrap().clear();
    }

    pub(crate) fn asked(&self) -> usize {
        *self.asked.lock().unwrap()
    }
}

impl Fetch for &Web {
    async fn get(&self, url: &str) -> Result<Vec<u8>, FetchError> {
        *self.asked.lock().unwrap() += 1;
        let page = self.pages.lock().unwrap().get(url).cloned();
        page.map(|page| page.to_string().into_bytes()).ok_or(FetchError::Slow)
    }
}
