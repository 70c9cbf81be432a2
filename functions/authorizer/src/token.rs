//! A token: read, its issuer found, its signature checked; only then is anything in it believed.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, crypto};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Map, Value};

use crate::claims::{Claims, Identity};
use crate::fetch::Fetch;
use crate::issuers::{Issuer, Keys};
use crate::jwks::Jwks;
use crate::refusal::{Failure, Fault, Refusal};

/// The longest token taken; the gateway's header limit is little above.
pub const MAX_TOKEN: usize = 8 * 1024;

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    typ: Option<String>,
    /// Extensions that must be understood (RFC 7515 §4.1.11); we understand none.
    crit: Option<IgnoredAny>,
}

impl Header {
    /// RFC 7515 §4: a JSON object, all of it, that says nothing twice. Serde alone would also take
    /// a list of its members, and pass over what is no JSON in members that nobody asks for.
    fn read(encoded: &str) -> Result<Self, Refusal> {
        let decoded = decoded(encoded)?;
        json::<Map<String, Value>>(&decoded)?;
        json(&decoded)
    }
}

/// Verifies a token at this moment.
pub async fn verify<F: Fetch>(
    token: &str,
    issuers: &[Issuer],
    jwks: &Jwks<F>,
    now_ms: i64,
) -> Result<Identity, Failure> {
    if token.len() > MAX_TOKEN {
        return Err(Refusal::Malformed.into());
    }
    let (message, signature) = token.rsplit_once('.').ok_or(Refusal::Malformed)?;
    // A further dot is in neither alphabet, so it does not decode.
    let (header, payload) = message.split_once('.').ok_or(Refusal::Malformed)?;
    let header = Header::read(header)?;
    let claims: Claims = json(&decoded(payload)?)?;
    if header.crit.is_some() || !is_access_token_type(header.typ.as_deref()) {
        return Err(Refusal::Malformed.into());
    }
    let algorithm: Algorithm = header.alg.parse().map_err(|_| Refusal::WrongAlgorithm)?;
    let issuer = issuer_of(issuers, claims.issuer()?, algorithm)?;
    let key = key_of(issuer, jwks, &header, algorithm, now_ms).await?;
    match crypto::verify(signature, message.as_bytes(), &key, algorithm) {
        Ok(true) => Ok(claims.identity(issuer, now_ms)?),
        Ok(false) | Err(_) => Err(Refusal::BadSignature.into()),
    }
}

/// The issuer of exactly this name that may sign in this way.
fn issuer_of<'a>(
    issuers: &'a [Issuer],
    name: &str,
    algorithm: Algorithm,
) -> Result<&'a Issuer, Refusal> {
    let mut named = issuers.iter().filter(|issuer| issuer.issuer == name).peekable();
    named.peek().ok_or(Refusal::UnknownIssuer)?;
    named.find(|it| it.algorithms.contains(&algorithm)).ok_or(Refusal::WrongAlgorithm)
}

/// The issuer's key; `jku`, `jwk` and `x5u` of the header are never looked at.
async fn key_of<F: Fetch>(
    issuer: &Issuer,
    jwks: &Jwks<F>,
    header: &Header,
    algorithm: Algorithm,
    now_ms: i64,
) -> Result<DecodingKey, Failure> {
    match &issuer.keys {
        Keys::Jwks(url) => jwks.key(url, header.kid.as_deref(), algorithm, now_ms).await,
        Keys::Secret(secret) => Ok(DecodingKey::from_secret(secret)),
        Keys::Named(_) => Err(Fault::Secret { issuer: issuer.issuer.clone() }.into()),
    }
}

/// Without a type, `JWT` (RFC 7519) and `at+jwt` (RFC 9068): a logout or proof token is no access
/// token.
fn is_access_token_type(typ: Option<&str>) -> bool {
    let Some(typ) = typ else { return true };
    let typ = typ.to_ascii_lowercase();
    matches!(typ.as_str(), "jwt" | "at+jwt" | "application/at+jwt")
}

fn decoded(part: &str) -> Result<Vec<u8>, Refusal> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| Refusal::Malformed)
}

fn json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(bytes).map_err(|_| Refusal::Malformed)
}
