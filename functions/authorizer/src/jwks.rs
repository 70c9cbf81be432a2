//! The issuers' public keys: fetched once, kept, and fetched again when a token names a new one.

use std::collections::BTreeMap;

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::Mutex;

use crate::fetch::{Fetch, FetchError};
use crate::refusal::{Failure, Fault, Refusal};

/// How long keys are used without asking again: a key withdrawn by its issuer is gone after this.
pub const MAX_AGE_MS: u64 = 60 * 60 * 1000;

/// The least time between two fetches that went well: invented key names cannot make us a nuisance.
pub const MIN_INTERVAL_MS: u64 = 60 * 1000;

/// The least time between two fetches while the issuer does not answer.
pub const RETRY_INTERVAL_MS: u64 = 1000;

/// The most keys of one issuer.
const MAX_KEYS: usize = 64;

/// All issuers' keys by their address.
pub struct Jwks<F> {
    fetch: F,
    sets: BTreeMap<String, Mutex<Set>>,
}

#[derive(Default)]
struct Set {
    keys: Option<Vec<Jwk>>,
    /// The moment of the last attempt; unknown for the one at initialisation, which has no event.
    attempted_ms: Option<i64>,
    failed: bool,
}

impl<F: Fetch> Jwks<F> {
    /// No keys yet, for these addresses.
    pub fn new<'a>(fetch: F, urls: impl Iterator<Item = &'a str>) -> Self {
        Self { fetch, sets: urls.map(|url| (url.to_owned(), Mutex::default())).collect() }
    }

    /// Fetches all sets, one after another. What fails is tried again with the first token.
    pub async fn warm(&self) {
        for (url, set) in &self.sets {
            if let Err(error) = set.lock().await.refresh(&self.fetch, url, None).await {
                tracing::warn!(url, %error, "keys could not be fetched yet");
            }
        }
    }

    /// The key of this name that suits the algorithm. An unknown name fetches once more.
    pub async fn key(
        &self,
        url: &str,
        kid: Option<&str>,
        algorithm: Algorithm,
        now_ms: i64,
    ) -> Result<DecodingKey, Failure> {
        let Some(set) = self.sets.get(url) else {
            return Err(Refusal::UnknownKey.into());
        };
        let mut set = set.lock().await;
        let known = set.find(kid, algorithm);
        // Judged first: after initialisation it is not known when we asked, so we may ask again.
        let may_fetch = set.may_fetch(now_ms);
        let is_fresh = set.age_ms(now_ms).is_some_and(|age| age < MAX_AGE_MS);
        if known.is_some() && is_fresh {
            return decoding(known);
        }
        if !may_fetch {
            return match (known, set.failed) {
                // It may be new, and we could not look: not to be told as a refusal.
                (None, true) => Err(Fault::JwksRecently { url: url.to_owned() }.into()),
                (known, _) => decoding(known),
            };
        }
        match (set.refresh(&self.fetch, url, Some(now_ms)).await, known) {
            (Ok(()), _) => decoding(set.find(kid, algorithm)),
            (Err(error), Some(known)) => {
                tracing::warn!(url, %error, "using the keys of before");
                decoding(Some(known))
            }
            (Err(source), None) => Err(Fault::Jwks { url: url.to_owned(), source }.into()),
        }
    }
}

impl Set {
    async fn refresh<F: Fetch>(
        &mut self,
        fetch: &F,
        url: &str,
        now_ms: Option<i64>,
    ) -> Result<(), FetchError> {
        self.attempted_ms = now_ms;
        let fetched = fetch.get(url).await.and_then(|bytes| parse(&bytes));
        self.failed = fetched.is_err();
        self.keys = Some(fetched?);
        Ok(())
    }

    /// How long ago we asked, to the moment that the first event after initialisation sets.
    fn age_ms(&mut self, now_ms: i64) -> Option<u64> {
        self.keys.as_ref()?;
        // A clock that was set back is as good a reason to ask again as one that went on.
        Some(now_ms.abs_diff(*self.attempted_ms.get_or_insert(now_ms)))
    }

    fn may_fetch(&self, now_ms: i64) -> bool {
        let least = if self.failed { RETRY_INTERVAL_MS } else { MIN_INTERVAL_MS };
        self.attempted_ms.is_none_or(|attempted| now_ms.abs_diff(attempted) >= least)
    }

    /// By name; a token without a name needs a set in which only one key suits.
    fn find(&self, kid: Option<&str>, algorithm: Algorithm) -> Option<Jwk> {
        let suiting = self.keys.iter().flatten().filter(|key| suits(key, algorithm));
        let mut named = suiting.filter(|key| kid.is_none() || key.common.key_id.as_deref() == kid);
        let found = named.next().cloned();
        if named.next().is_some() { None } else { found }
    }
}

/// A key is for one algorithm by its type, and by what it says of itself.
fn suits(key: &Jwk, algorithm: Algorithm) -> bool {
    let type_suits = match (&key.algorithm, algorithm) {
        (AlgorithmParameters::RSA(_), Algorithm::RS256) => true,
        (AlgorithmParameters::EllipticCurve(ec), Algorithm::ES256) => {
            ec.curve == EllipticCurve::P256
        }
        (AlgorithmParameters::OctetKeyPair(okp), Algorithm::EdDSA) => {
            okp.curve == EllipticCurve::Ed25519
        }
        _ => false,
    };
    let says = |name: String| name.parse() == Ok(algorithm);
    let names_it = key.common.key_algorithm.is_none_or(|alg| says(alg.to_string()));
    let signs = matches!(key.common.public_key_use, None | Some(PublicKeyUse::Signature));
    type_suits && names_it && signs
}

fn decoding(key: Option<Jwk>) -> Result<DecodingKey, Failure> {
    let key = key.ok_or(Refusal::UnknownKey)?;
    DecodingKey::from_jwk(&key).map_err(|_| Refusal::UnknownKey.into())
}

#[derive(Deserialize)]
struct Document {
    keys: Vec<Value>,
}

/// Keys of a kind we do not know are passed over: they sign nothing that we would take.
fn parse(bytes: &[u8]) -> Result<Vec<Jwk>, FetchError> {
    let document: Document = serde_json::from_slice(bytes).map_err(|_| FetchError::NotKeys)?;
    let keys = document.keys.into_iter().take(MAX_KEYS);
    Ok(keys.filter_map(|key| serde_json::from_value(key).ok()).collect())
}
