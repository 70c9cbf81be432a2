//! An OIDC provider for development: signed tokens for whoever one wants to be.

mod authorize;
pub mod codes;
mod form;
mod person;
mod returning;
pub mod routes;
mod token;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

use crate::fault::Fault;
use crate::kept::Kept;

/// How long a token holds when nothing else is asked, in seconds.
pub const HOUR: i64 = 3_600;

/// The issuer with its one ES256 key.
#[derive(Debug)]
pub struct Issuer {
    /// Its identifier, a URL.
    pub issuer: String,
    key: EcdsaKeyPair,
    key_id: String,
    random: SystemRandom,
}

/// Whom a token names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subject {
    /// The person.
    pub sub: String,
    /// The organisation they act for.
    pub org: Option<String>,
    /// Their role in it.
    pub role: Option<String>,
    /// The audience.
    pub aud: Option<String>,
    /// What the client said to know its own sign-in again.
    pub nonce: Option<String>,
    /// After how many seconds it expires; may be in the past.
    pub exp_in: Option<i64>,
}

impl Issuer {
    /// An issuer whose key is kept, so that its tokens outlive a restart.
    pub fn new(issuer: String, kept: &Kept) -> Result<Self, Fault> {
        let random = SystemRandom::new();
        let pkcs8 = kept.value("issuer.p8", || {
            let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random);
            Ok(made.map_err(|_| Fault::Key("making the issuer's key"))?.as_ref().to_vec())
        })?;
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &pkcs8, &random)
            .map_err(|_| Fault::Key("the kept issuer's key is not one; delete it"))?;
        let key_id = URL_SAFE_NO_PAD.encode(digest(&SHA256, key.public_key().as_ref()));
        Ok(Self { issuer, key, key_id, random })
    }

    /// `/.well-known/openid-configuration`.
    pub fn configuration(&self) -> Value {
        json!({
            "issuer": self.issuer,
            "authorization_endpoint": format!("{}/authorize", self.issuer),
            "token_endpoint": format!("{}/token", self.issuer),
            "end_session_endpoint": format!("{}/logout", self.issuer),
            "jwks_uri": self.jwks_url(),
            "scopes_supported": ["openid", "profile", "email"],
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["none"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "subject_types_supported": ["public"],
        })
    }

    /// Where the keys are.
    pub fn jwks_url(&self) -> String {
        format!("{}/.well-known/jwks.json", self.issuer)
    }

    /// `/.well-known/jwks.json`.
    pub fn jwks(&self) -> Value {
        // The point is written as the byte 4, then x, then y.
        let point = self.key.public_key().as_ref();
        let (x, y) = point.get(1..).and_then(|xy| xy.split_at_checked(32)).unwrap_or_default();
        json!({ "keys": [{
            "kty": "EC",
            "crv": "P-256",
            "alg": "ES256",
            "use": "sig",
            "kid": self.key_id,
            "x": URL_SAFE_NO_PAD.encode(x),
            "y": URL_SAFE_NO_PAD.encode(y),
        }] })
    }

    /// A token for a subject, issued at `now`.
    pub fn token(&self, subject: &Subject, now: Timestamp) -> Result<String, Fault> {
        let now = now.as_second();
        let mut claims = json!({
            "iss": self.issuer,
            "sub": subject.sub,
            "iat": now,
            "nbf": now,
            "exp": now.saturating_add(subject.exp_in.unwrap_or(HOUR)),
        });
        if let Some(claims) = claims.as_object_mut() {
            for (name, said) in [("aud", &subject.aud), ("nonce", &subject.nonce)] {
                if let Some(said) = said {
                    claims.insert(name.to_owned(), json!(said));
                }
            }
            if let Some(organisation) = &subject.org {
                let role = subject.role.as_deref().unwrap_or("member");
                claims.insert("o".to_owned(), json!({ "id": organisation, "rol": role }));
            }
        }
        let header = json!({ "alg": "ES256", "typ": "JWT", "kid": self.key_id });
        let encoded = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
        let signed = format!("{}.{}", encoded(&header), encoded(&claims));
        let signature = self
            .key
            .sign(&self.random, signed.as_bytes())
            .map_err(|_| Fault::Key("signing a token"))?;
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

#[cfg(test)]
mod tests {
    use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

    use super::*;

    fn part(token: &str, at: usize) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(token.split('.').nth(at).unwrap()).unwrap()
    }

    #[test]
    fn a_token_holds_under_the_published_key_and_says_who_it_is_for() {
        let issuer = Issuer::new("http://h/dev/issuer".to_owned(), &Kept::in_memory()).unwrap();
        let subject = Subject {
            sub: "alice".to_owned(),
            org: Some("acme".to_owned()),
            role: Some("admin".to_owned()),
            ..Subject::default()
        };
        let now = "2026-03-01T00:00:00Z".parse().unwrap();
        let token = issuer.token(&subject, now).unwrap();

        let header: Value = serde_json::from_slice(&part(&token, 0)).unwrap();
        let claims: Value = serde_json::from_slice(&part(&token, 1)).unwrap();
        let expected = json!({
            "iss": "http://h/dev/issuer", "sub": "alice",
            "iat": 1_772_323_200, "nbf": 1_772_323_200, "exp": 1_772_326_800,
            "o": { "id": "acme", "rol": "admin" },
        });
        assert_eq!(claims, expected);

        let key = &issuer.jwks()["keys"][0];
        assert_eq!(header["kid"], key["kid"]);
        let coordinate = |name| URL_SAFE_NO_PAD.decode(key[name].as_str().unwrap()).unwrap();
        let point = [vec![4], coordinate("x"), coordinate("y")].concat();
        let signed = token.rsplit_once('.').unwrap().0;
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
            .verify(signed.as_bytes(), &part(&token, 2))
            .unwrap();
    }

    #[test]
    fn the_key_outlives_a_restart() {
        let directory = std::env::temp_dir().join(crate::kept::random_hex(8).unwrap());
        std::fs::create_dir_all(&directory).unwrap();
        let kept = Kept::in_directory(&directory);
        let first = Issuer::new("i".to_owned(), &kept).unwrap();
        let second = Issuer::new("i".to_owned(), &kept).unwrap();
        assert_eq!(first.jwks(), second.jwks());
        let other = Issuer::new("i".to_owned(), &Kept::in_memory()).unwrap();
        assert_ne!(first.jwks(), other.jwks());
        std::fs::remove_dir_all(directory).unwrap();
    }
}
