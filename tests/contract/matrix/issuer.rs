//! Identity providers of the test's own: they sign what they are told and publish their keys.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Json, Response};
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair,
};
use serde_json::{Value, json};

/// A secret as long as Supabase's.
pub const SECRET: &str = "a shared secret of a project, with more than 32 bytes";

/// A private key, or a shared secret.
pub enum Signer {
    /// RS256.
    Rsa(Box<RsaKeyPair>),
    /// ES256.
    Ecdsa(Box<EcdsaKeyPair>),
    /// HS256.
    Secret(Vec<u8>),
}

impl Signer {
    pub fn rsa() -> Self {
        let der = include_bytes!("../../../functions/authorizer/fixtures/rsa-for-tests.der");
        Self::Rsa(Box::new(RsaKeyPair::from_der(der).unwrap()))
    }

    pub fn ecdsa() -> Self {
        let (algorithm, random) = (&ECDSA_P256_SHA256_FIXED_SIGNING, SystemRandom::new());
        let made = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        Self::Ecdsa(Box::new(EcdsaKeyPair::from_pkcs8(algorithm, made.as_ref(), &random).unwrap()))
    }

    pub fn secret(secret: impl AsRef<[u8]>) -> Self {
        Self::Secret(secret.as_ref().to_vec())
    }

    fn algorithm(&self) -> &'static str {
        match self {
            Self::Rsa(_) => "RS256",
            Self::Ecdsa(_) => "ES256",
            Self::Secret(_) => "HS256",
        }
    }

    /// The public key as its issuer publishes it.
    pub fn jwk(&self, kid: &str) -> Value {
        match self {
            Self::Rsa(pair) => {
                let key = PublicKeyComponents::<Vec<u8>>::from(pair.public());
                let (n, e) = (base64(key.n), base64(key.e));
                json!({"kid": kid, "use": "sig", "alg": "RS256", "kty": "RSA", "n": n, "e": e})
            }
            Self::Ecdsa(pair) => {
                // The point is written as the byte 4, then x, then y.
                let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
                let (x, y) = (base64(x), base64(y));
                json!({"kid": kid, "use": "sig", "kty": "EC", "crv": "P-256", "x": x, "y": y})
            }
            Self::Secret(_) => panic!("a secret is not published"),
        }
    }

    /// A token with this very header.
    pub fn token_with(&self, header: &Value, claims: &Value) -> String {
        let message = format!("{}.{}", base64(header.to_string()), base64(claims.to_string()));
        let random = SystemRandom::new();
        let signature = match self {
            Self::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message.as_bytes(), &mut signature).unwrap();
                signature
            }
            Self::Ecdsa(pair) => pair.sign(&random, message.as_bytes()).unwrap().as_ref().to_vec(),
            Self::Secret(secret) => {
                let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret);
                ring::hmac::sign(&key, message.as_bytes()).as_ref().to_vec()
            }
        };
        format!("{message}.{}", base64(signature))
    }

    /// A token as an issuer makes it.
    pub fn token(&self, kid: &str, claims: &Value) -> String {
        self.token_with(&json!({"alg": self.algorithm(), "kid": kid, "typ": "JWT"}), claims)
    }
}

/// Base64 as tokens have it.
pub fn base64(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// One listener on loopback that publishes the keys of several providers, and counts who asks.
pub struct Issuers {
    base: String,
    pages: Arc<Mutex<Pages>>,
}

/// Each provider's keys, and how often they were asked for.
type Pages = BTreeMap<String, (Vec<Value>, usize)>;

impl Issuers {
    /// Nobody yet, on a free port.
    pub async fn serve() -> Self {
        let pages = Arc::new(Mutex::new(Pages::new()));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new()
            .route("/{provider}/.well-known/jwks.json", get(published))
            .with_state(Arc::clone(&pages));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { base, pages }
    }

    /// The `iss` of a provider.
    pub fn name(&self, provider: &str) -> String {
        format!("{}/{provider}", self.base)
    }

    /// Publishes these keys in place of those before.
    pub fn publish(&self, provider: &str, keys: &[Value]) {
        let mut pages = self.pages.lock().unwrap();
        pages.entry(provider.to_owned()).or_default().0 = keys.to_vec();
    }

    /// How often the keys of a provider were asked for.
    pub fn asked(&self, provider: &str) -> usize {
        self.pages.lock().unwrap()[provider].1
    }
}

async fn published(
    State(pages): State<Arc<Mutex<Pages>>>,
    Path(provider): Path<String>,
) -> Response {
    match pages.lock().unwrap().get_mut(&provider) {
        Some((keys, asked)) => {
            *asked += 1;
            Json(json!({ "keys": keys })).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
