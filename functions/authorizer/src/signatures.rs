//! The signatures of tokens, checked by `ring`: the one cryptography of this house.
//!
//! `jsonwebtoken` comes with none of its own here; it asks the provider installed below. A verifier
//! exists only where algorithm and kind of key belong together, so that a public key can
//! never be taken for a shared secret.

use jsonwebtoken::crypto::{CryptoProvider, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{ErrorKind, Result};
use jsonwebtoken::signature::{Error, Verifier};
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey, DecodingKeyKind};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents,
    UnparsedPublicKey,
};

/// The algorithms that a token may be signed with.
pub const ALGORITHMS: [Algorithm; 4] =
    [Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA, Algorithm::HS256];

static RING: CryptoProvider = CryptoProvider {
    // We never sign.
    signer_factory: |_, _| Err(ErrorKind::InvalidAlgorithm.into()),
    verifier_factory: |algorithm, key| verifier(*algorithm, key),
    key_utils: KeyUtils::new_unimplemented(),
};

/// Makes `ring` what checks signatures in this process; again does nothing.
pub fn install() {
    let _ = RING.install_default();
}

fn verifier(algorithm: Algorithm, key: &DecodingKey) -> Result<Box<dyn JwtVerifier>> {
    let check = match (algorithm, key.family()) {
        (Algorithm::RS256, AlgorithmFamily::Rsa) => rsa,
        (Algorithm::ES256, AlgorithmFamily::Ec) => ecdsa,
        (Algorithm::EdDSA, AlgorithmFamily::Ed) => eddsa,
        (Algorithm::HS256, AlgorithmFamily::Hmac) => hmac,
        _ => return Err(ErrorKind::InvalidAlgorithm.into()),
    };
    Ok(Box::new(Ring { algorithm, key: key.clone(), check }))
}

type Check = fn(&DecodingKeyKind, &[u8], &[u8]) -> Option<()>;

struct Ring {
    algorithm: Algorithm,
    key: DecodingKey,
    check: Check,
}

impl Verifier<Vec<u8>> for Ring {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> std::result::Result<(), Error> {
        (self.check)(self.key.kind(), message, signature).ok_or_else(Error::new)
    }
}

impl JwtVerifier for Ring {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}

fn rsa(key: &DecodingKeyKind, message: &[u8], signature: &[u8]) -> Option<()> {
    let DecodingKeyKind::RsaModulusExponent { n, e } = key else {
        return None;
    };
    let key = RsaPublicKeyComponents { n, e };
    key.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature).ok()
}

fn ecdsa(key: &DecodingKeyKind, message: &[u8], signature: &[u8]) -> Option<()> {
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, bytes(key)?).verify(message, signature).ok()
}

fn eddsa(key: &DecodingKeyKind, message: &[u8], signature: &[u8]) -> Option<()> {
    UnparsedPublicKey::new(&ED25519, bytes(key)?).verify(message, signature).ok()
}

fn hmac(key: &DecodingKeyKind, message: &[u8], signature: &[u8]) -> Option<()> {
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, bytes(key)?);
    ring::hmac::verify(&key, message, signature).ok()
}

fn bytes(key: &DecodingKeyKind) -> Option<&[u8]> {
    match key {
        DecodingKeyKind::SecretOrDer(bytes) => Some(bytes),
        DecodingKeyKind::RsaModulusExponent { .. } => None,
    }
}
