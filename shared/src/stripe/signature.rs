//! The proof that a webhook comes from Stripe: HMAC-SHA256 over the time and the raw body.
//!
//! The scheme is Stripe's: `Stripe-Signature: t=1772323200,v1=5257a8…,v1=…,v0=…`, each `v1` being
//! the hash of `1772323200.` and the body as it came, keyed with the endpoint's secret
//! (<https://docs.stripe.com/webhooks#verify-manually>). Nothing here waits, reads a clock or
//! parses the body.

use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::secret::Secrets;

/// The header's name, in the lower case in which HTTP libraries hand headers over.
pub const SIGNATURE_HEADER: &str = "stripe-signature";

/// How far the signed time may be from ours, in seconds, into the past and into the future; exactly
/// this far holds.
pub const TOLERANCE_SECONDS: u64 = 300;

/// The largest body, in bytes, that is hashed at all. Stripe's own events are far smaller.
pub const MAX_BODY_BYTES: usize = 1024 * 1024;

/// The longest header, in bytes, that is looked at.
pub const MAX_HEADER_BYTES: usize = 2048;

/// The most `v1` signatures of one header. Stripe sends one for each secret that is valid, which
/// are two at most.
pub const MAX_SIGNATURES: usize = 8;

/// The longest time we read: twelve digits reach the year 33658, and every sum over them fits.
const MAX_TIME_DIGITS: usize = 12;

/// A SHA-256 hash in bytes.
const HASH_BYTES: usize = 32;

const _: () = assert!(MAX_SIGNATURES * (2 * HASH_BYTES + "v1=,".len()) < MAX_HEADER_BYTES);

/// Why a webhook is not believed. None of these tells the caller anything about the secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// The body is larger than [`MAX_BODY_BYTES`].
    #[error("the body is larger than {MAX_BODY_BYTES} bytes")]
    BodyTooLarge,
    /// There is no such header, or it is empty.
    #[error("there is no `Stripe-Signature` header")]
    Missing,
    /// The header came more than once.
    #[error("the `Stripe-Signature` header came more than once")]
    Repeated,
    /// The header is longer than [`MAX_HEADER_BYTES`].
    #[error("the `Stripe-Signature` header is longer than {MAX_HEADER_BYTES} bytes")]
    HeaderTooLong,
    /// A part of the header is no `name=value` in ASCII.
    #[error("the `Stripe-Signature` header is not a list of `name=value`")]
    Malformed,
    /// There is no `t`.
    #[error("the `Stripe-Signature` header has no time")]
    TimeMissing,
    /// There are two `t`; nobody could say which of them is signed.
    #[error("the `Stripe-Signature` header has more than one time")]
    TimeRepeated,
    /// `t` is not a number of seconds.
    #[error("the time of the `Stripe-Signature` header is not a number of seconds")]
    TimeUnreadable,
    /// There is no `v1`.
    #[error("the `Stripe-Signature` header has no `v1` signature")]
    SignatureMissing,
    /// There are more `v1` than [`MAX_SIGNATURES`].
    #[error("the `Stripe-Signature` header has more than {MAX_SIGNATURES} signatures")]
    TooManySignatures,
    /// A `v1` is not 64 hexadecimal digits in lower case.
    #[error("a `v1` signature is not 64 hexadecimal digits in lower case")]
    NotHexadecimal,
    /// It was signed more than [`TOLERANCE_SECONDS`] ago.
    #[error("the signature is older than {TOLERANCE_SECONDS} seconds")]
    TooOld,
    /// It was signed more than [`TOLERANCE_SECONDS`] ahead of our time.
    #[error("the signature is more than {TOLERANCE_SECONDS} seconds ahead of our time")]
    TooNew,
    /// No `v1` is the hash of this body under any of our secrets.
    #[error("no signature fits this body and our secrets")]
    Forged,
}

/// Holds when one `v1` of the header is the hash of exactly this body under the current or the
/// previous secret, at a time no further than [`TOLERANCE_SECONDS`] from `now_seconds` (since
/// 1970).
///
/// `header_values` are all values of the header [`SIGNATURE_HEADER`], of which there must be one.
/// `raw_body` are the bytes as Stripe sent them: whoever got them in base64 decodes them first.
pub fn verify(
    header_values: &[&[u8]],
    raw_body: &[u8],
    secrets: &Secrets,
    now_seconds: i64,
) -> Result<(), SignatureError> {
    if raw_body.len() > MAX_BODY_BYTES {
        return Err(SignatureError::BodyTooLarge);
    }
    let claim = match header_values {
        [] | [[]] => return Err(SignatureError::Missing),
        [value] => Claim::read(value)?,
        _ => return Err(SignatureError::Repeated),
    };
    let age = now_seconds.checked_sub(claim.seconds).ok_or(SignatureError::TimeUnreadable)?;
    if age.unsigned_abs() > TOLERANCE_SECONDS {
        return Err(if age.is_positive() {
            SignatureError::TooOld
        } else {
            SignatureError::TooNew
        });
    }
    if secrets.keyed().any(|secret| claim.holds(secret, raw_body)) {
        Ok(())
    } else {
        Err(SignatureError::Forged)
    }
}

/// What the header claims, not yet believed.
struct Claim<'a> {
    /// The time as it was written, because that is what was signed.
    time: &'a str,
    seconds: i64,
    signatures: Vec<[u8; HASH_BYTES]>,
}

impl<'a> Claim<'a> {
    /// Schemes other than `v1` are passed over, as Stripe asks: `v0` is what its test tools add.
    fn read(value: &'a [u8]) -> Result<Self, SignatureError> {
        if value.len() > MAX_HEADER_BYTES {
            return Err(SignatureError::HeaderTooLong);
        }
        let text = std::str::from_utf8(value).map_err(|_| SignatureError::Malformed)?;
        let mut time = None;
        let mut signatures = Vec::new();
        for part in text.split(',') {
            match part.split_once('=').ok_or(SignatureError::Malformed)? {
                ("t", _) if time.is_some() => return Err(SignatureError::TimeRepeated),
                ("t", digits) => time = Some(digits),
                ("v1", _) if signatures.len() == MAX_SIGNATURES => {
                    return Err(SignatureError::TooManySignatures);
                }
                ("v1", digits) => signatures.push(hash(digits)?),
                _ => {}
            }
        }
        let time = time.ok_or(SignatureError::TimeMissing)?;
        if signatures.is_empty() {
            return Err(SignatureError::SignatureMissing);
        }
        Ok(Self { time, seconds: seconds(time)?, signatures })
    }

    /// Compares in constant time; the body is hashed once for each secret.
    fn holds(&self, secret: &Hmac<Sha256>, raw_body: &[u8]) -> bool {
        let mut mac = secret.clone();
        mac.update(self.time.as_bytes());
        mac.update(b".");
        mac.update(raw_body);
        self.signatures.iter().any(|signature| mac.clone().verify_slice(signature).is_ok())
    }
}

fn seconds(digits: &str) -> Result<i64, SignatureError> {
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !plain || digits.len() > MAX_TIME_DIGITS {
        return Err(SignatureError::TimeUnreadable);
    }
    digits.parse().map_err(|_| SignatureError::TimeUnreadable)
}

/// Lower case only: that is how Stripe writes it, and a header has one spelling then.
fn hash(digits: &str) -> Result<[u8; HASH_BYTES], SignatureError> {
    let mut bytes = [0; HASH_BYTES];
    let (pairs, rest) = digits.as_bytes().as_chunks::<2>();
    if pairs.len() != HASH_BYTES || !rest.is_empty() {
        return Err(SignatureError::NotHexadecimal);
    }
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = nibble(*high)?.wrapping_mul(16).wrapping_add(nibble(*low)?);
    }
    Ok(bytes)
}

fn nibble(digit: u8) -> Result<u8, SignatureError> {
    match digit {
        b'0'..=b'9' => Ok(digit & 0x0f),
        b'a'..=b'f' => Ok((digit & 0x0f).wrapping_add(9)),
        _ => Err(SignatureError::NotHexadecimal),
    }
}

#[cfg(test)]
mod forged;
#[cfg(test)]
mod tests;
