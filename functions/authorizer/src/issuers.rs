//! The identity providers whose tokens hold, read from `ISSUERS`.

use std::fmt;
use std::net::IpAddr;

use jsonwebtoken::Algorithm;
use serde::Deserialize;
use url::{Host, Url};

use crate::signatures::ALGORITHMS;

/// RFC 7518 §3.2: a secret at least as long as the hash.
const MIN_SECRET: usize = 32;

/// One issuer. The same `iss` may stand twice with different algorithms: that is how a provider
/// moves from a shared secret to signing keys.
#[derive(Clone, Debug)]
pub struct Issuer {
    /// Compared with `iss` to the byte, a trailing slash included.
    pub issuer: String,
    /// What its signatures are checked with.
    pub keys: Keys,
    /// What it may sign with.
    pub algorithms: Vec<Algorithm>,
    /// What `aud` must be or hold; without it, `aud` is not looked at.
    pub audience: Option<String>,
    /// Where a token says the organisation: `o.id` is the member `id` of `o`.
    pub organisation_claim: String,
    /// Where it says the role or roles in it.
    pub role_claim: String,
    /// The roles that make an admin; any other makes a member.
    pub admin_roles: Vec<String>,
}

/// What signatures are checked with.
#[derive(Clone, PartialEq, Eq)]
pub enum Keys {
    /// Public keys, fetched from this address.
    Jwks(String),
    /// A shared secret.
    Secret(Vec<u8>),
    /// A shared secret that is still to be loaded, by this name.
    Named(String),
}

impl fmt::Debug for Keys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Jwks(url) => write!(formatter, "Jwks({url})"),
            Self::Secret(_) => formatter.write_str("Secret(…)"),
            Self::Named(name) => write!(formatter, "Named({name})"),
        }
    }
}

impl Issuer {
    /// Where its public keys are, if it has any.
    pub fn jwks_url(&self) -> Option<&str> {
        match &self.keys {
            Keys::Jwks(url) => Some(url),
            Keys::Secret(_) | Keys::Named(_) => None,
        }
    }

    /// The name of the secret that is still to be loaded.
    pub fn secret_name(&self) -> Option<&str> {
        match &self.keys {
            Keys::Named(name) => Some(name),
            Keys::Jwks(_) | Keys::Secret(_) => None,
        }
    }

    /// The issuer with its secret loaded.
    pub fn with_secret(self, secret: &[u8]) -> Result<Self, Misconfigured> {
        let keys = Keys::Secret(long_enough(&self.issuer, secret)?);
        Ok(Self { keys, ..self })
    }
}

/// Why `ISSUERS` is not taken. It never says a secret.
#[derive(Debug, thiserror::Error)]
pub enum Misconfigured {
    /// It is not the JSON we read.
    #[error("ISSUERS is not the JSON list we read, at line {line}, column {column}")]
    Json {
        /// Where.
        line: usize,
        /// Where.
        column: usize,
    },
    /// One issuer in it does not hold.
    #[error("issuer {issuer}: {why}")]
    Issuer {
        /// Which.
        issuer: String,
        /// Why.
        why: &'static str,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    issuer: String,
    jwks_url: Option<String>,
    algorithms: Option<Vec<Algorithm>>,
    audience: Option<String>,
    secret: Option<String>,
    secret_name: Option<String>,
    organisation_claim: Option<String>,
    role_claim: Option<String>,
    admin_roles: Option<Vec<String>>,
}

/// Reads the list.
pub fn parse(json: &str) -> Result<Vec<Issuer>, Misconfigured> {
    let entries: Vec<Entry> = serde_json::from_str(json)
        .map_err(|error| Misconfigured::Json { line: error.line(), column: error.column() })?;
    let mut issuers: Vec<Issuer> = Vec::new();
    for entry in entries {
        let issuer = read(entry)?;
        let clashes = |other: &Issuer| {
            other.issuer == issuer.issuer
                && issuer.algorithms.iter().any(|one| other.algorithms.contains(one))
        };
        if issuers.iter().any(clashes) {
            return Err(wrong(&issuer.issuer, "stands twice with the same algorithm"));
        }
        issuers.push(issuer);
    }
    Ok(issuers)
}

fn read(entry: Entry) -> Result<Issuer, Misconfigured> {
    let no = |why| Err(wrong(&entry.issuer, why));
    if !is_safe(&entry.issuer) {
        return no("must be https, or http on loopback");
    }
    let keys = match (entry.jwks_url, entry.secret, entry.secret_name) {
        (url, None, None) => Keys::Jwks(url.unwrap_or_else(|| well_known(&entry.issuer))),
        (None, Some(secret), None) => Keys::Secret(long_enough(&entry.issuer, secret.as_bytes())?),
        (None, None, Some(name)) => Keys::Named(name),
        _ => return no("needs one of jwks_url, secret and secret_name"),
    };
    let is_shared = !matches!(keys, Keys::Jwks(_));
    if let Keys::Jwks(url) = &keys
        && !is_safe(url)
    {
        return no("jwks_url must be https, or http on loopback");
    }
    let suits =
        |one: &Algorithm| ALGORITHMS.contains(one) && (*one == Algorithm::HS256) == is_shared;
    let algorithms =
        entry.algorithms.unwrap_or_else(|| ALGORITHMS.into_iter().filter(suits).collect());
    if algorithms.is_empty() || !algorithms.iter().all(suits) {
        return no("HS256 goes with a secret; RS256, ES256 and EdDSA go with jwks_url; no other");
    }
    if entry.audience.as_deref() == Some("") {
        return no("audience is empty");
    }
    let defaults = || ["admin", "org:admin", "owner"].map(str::to_owned).to_vec();
    Ok(Issuer {
        keys,
        algorithms,
        audience: entry.audience,
        organisation_claim: entry.organisation_claim.unwrap_or_else(|| "o.id".to_owned()),
        role_claim: entry.role_claim.unwrap_or_else(|| "o.rol".to_owned()),
        admin_roles: entry.admin_roles.unwrap_or_else(defaults),
        issuer: entry.issuer,
    })
}

fn wrong(issuer: &str, why: &'static str) -> Misconfigured {
    Misconfigured::Issuer { issuer: issuer.to_owned(), why }
}

fn long_enough(issuer: &str, secret: &[u8]) -> Result<Vec<u8>, Misconfigured> {
    if secret.len() < MIN_SECRET {
        return Err(wrong(issuer, "the secret is shorter than 32 bytes"));
    }
    Ok(secret.to_vec())
}

/// Where Clerk, Supabase, Cognito and Auth0 keep their keys.
fn well_known(issuer: &str) -> String {
    format!("{}/.well-known/jwks.json", issuer.trim_end_matches('/'))
}

/// Keys come over TLS; plain http is for this machine alone.
fn is_safe(address: &str) -> bool {
    let Ok(url) = Url::parse(address) else {
        return false;
    };
    let is_loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => IpAddr::V4(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::V6(ip).is_loopback(),
        None => false,
    };
    url.scheme() == "https" || url.scheme() == "http" && is_loopback
}
