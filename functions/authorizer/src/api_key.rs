//! API keys of the team's own backend: `tsk_` and 32 random bytes, of which only a hash is stored.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::refusal::{Fault, Refusal};

/// How every key begins, so that scanners find one that was left somewhere.
pub const PREFIX: &str = "tsk_";

/// The random part: as much as the hash has.
const RANDOM_BYTES: usize = 32;

/// SHA-256 over the whole text of a key, prefix included, in lower-case hexadecimal. The key is
/// random enough that it needs no salt and no slow hash.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyHash(String);

impl KeyHash {
    /// The hash of a key; nothing for what cannot be one.
    pub fn of(text: &str) -> Option<Self> {
        let random = URL_SAFE_NO_PAD.decode(text.strip_prefix(PREFIX)?).ok()?;
        let hash = Sha256::digest(text.as_bytes());
        let hex = hash.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        (random.len() == RANDOM_BYTES).then_some(Self(hex))
    }

    /// The 64 digits, as the store's key spells them.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a key may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scopes {
    /// What a backend does: spend and read.
    Service,
    /// That, and what only admins may.
    ServiceAdmin,
}

impl Scopes {
    /// As stored, and as the context says it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::ServiceAdmin => "service admin",
        }
    }

    /// Reads what is stored; anything else gives no rights.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Service, Self::ServiceAdmin].into_iter().find(|scopes| scopes.as_str() == text)
    }
}

/// A stored key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// Its public name, 1 to 64 of `[A-Za-z0-9_-]`; shown in logs and operation ids.
    pub id: String,
    /// What it may do.
    pub scopes: Scopes,
    /// The one account it is for; without it, all.
    pub account: Option<String>,
    /// Whether it was withdrawn.
    pub revoked: bool,
    /// The second since 1970 at which it is over.
    pub expires: Option<i64>,
}

impl ApiKey {
    /// Whether the key holds at this moment. There is no leeway: both clocks are ours.
    pub fn must_hold(&self, now_ms: i64) -> Result<(), Refusal> {
        if self.revoked {
            return Err(Refusal::Revoked);
        }
        let end_ms = self.expires.map(|end| end.saturating_mul(1000));
        if end_ms.is_some_and(|end| now_ms >= end) { Err(Refusal::Expired) } else { Ok(()) }
    }
}

/// Where keys are kept.
pub trait KeyStore: Send + Sync {
    /// The key of this hash. A fault is not "there is none".
    fn find(&self, hash: &KeyHash) -> impl Future<Output = Result<Option<ApiKey>, Fault>> + Send;
}

/// Keys in memory: for tests, and for an installation that has none.
#[derive(Clone, Debug, Default)]
pub struct MemoryKeys(pub BTreeMap<KeyHash, ApiKey>);

impl KeyStore for MemoryKeys {
    async fn find(&self, hash: &KeyHash) -> Result<Option<ApiKey>, Fault> {
        Ok(self.0.get(hash).cloned())
    }
}
