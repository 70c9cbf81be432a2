//! Signatures as Stripe's own library makes them, and what holds of them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use serde::Deserialize;

use super::*;
use crate::stripe::secret::Secrets;

/// Made by Stripe's own library for Node; the file says which and how.
const VECTORS: &str = include_str!("../../../../events/stripe/signatures.json");

#[derive(Deserialize)]
struct Vectors {
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
pub(super) struct Vector {
    name: String,
    pub body: String,
    secret: String,
    pub timestamp: i64,
    pub header: String,
}

pub(super) fn vectors() -> Vec<Vector> {
    serde_json::from_str::<Vectors>(VECTORS).unwrap().vectors
}

pub(super) fn first() -> Vector {
    vectors().remove(0)
}

impl Vector {
    pub fn secrets(&self) -> Secrets {
        Secrets::parse(&self.secret).unwrap()
    }

    /// What `verify` says to another header, with everything else as it was.
    pub fn with_header(&self, header: &str) -> Result<(), SignatureError> {
        verify(&[header.as_bytes()], self.body.as_bytes(), &self.secrets(), self.timestamp)
    }

    /// What `verify` says to another body, with everything else as it was.
    pub fn with_body(&self, body: &[u8]) -> Result<(), SignatureError> {
        verify(&[self.header.as_bytes()], body, &self.secrets(), self.timestamp)
    }

    fn at(&self, now: i64) -> Result<(), SignatureError> {
        verify(&[self.header.as_bytes()], self.body.as_bytes(), &self.secrets(), now)
    }

    fn with_secrets(&self, secrets: &str) -> Result<(), SignatureError> {
        let secrets = Secrets::parse(secrets).unwrap();
        verify(&[self.header.as_bytes()], self.body.as_bytes(), &secrets, self.timestamp)
    }

    /// The hexadecimal digits of the first signature.
    pub fn digits(&self) -> &str {
        self.header.split(',').find_map(|part| part.strip_prefix("v1=")).unwrap()
    }
}

#[test]
fn every_header_of_stripes_own_library_holds() {
    let vectors = vectors();
    assert_eq!(vectors.len(), 9);
    for vector in vectors {
        assert_eq!(vector.at(vector.timestamp), Ok(()), "{}", vector.name);
    }
}

#[test]
fn a_signature_of_another_secret_is_forged() {
    for vector in vectors() {
        assert_eq!(vector.with_secrets("whsec_other"), Err(SignatureError::Forged));
        assert_eq!(vector.with_secrets("whsec_other,whsec_more"), Err(SignatureError::Forged));
    }
}

#[test]
fn a_rolled_secret_holds_while_it_is_kept_as_the_previous_one() {
    let vector = vectors().into_iter().find(|v| v.secret == "whsec_vector_previous").unwrap();
    assert_eq!(vector.with_secrets("whsec_vector_current,whsec_vector_previous"), Ok(()));
    assert_eq!(vector.with_secrets("whsec_vector_current"), Err(SignatureError::Forged));
}

#[test]
fn of_several_signatures_any_one_may_fit() {
    let vector = first();
    let (time, digits) = (vector.timestamp, vector.digits().to_owned());
    let wrong = "0".repeat(64);
    for header in [
        format!("t={time},v1={wrong},v1={digits}"),
        format!("t={time},v1={digits},v1={wrong}"),
        format!("v1={digits},t={time}"),
        format!("v0={wrong},t={time},v1={wrong},v1={wrong},v1={digits},v2=later"),
    ] {
        assert_eq!(vector.with_header(&header), Ok(()), "{header}");
    }
    let most = format!("t={time}{},v1={digits}", format!(",v1={wrong}").repeat(7));
    assert_eq!(vector.with_header(&most), Ok(()));
    let more = format!("t={time}{},v1={digits}", format!(",v1={wrong}").repeat(8));
    assert_eq!(vector.with_header(&more), Err(SignatureError::TooManySignatures));
}

#[test]
fn a_header_is_found_however_its_name_is_written() {
    let vector = first();
    for name in ["Stripe-Signature", "stripe-signature", "STRIPE-SIGNATURE"] {
        let mut headers = HeaderMap::new();
        let name = http::HeaderName::from_bytes(name.as_bytes()).unwrap();
        headers.insert(name, vector.header.parse().unwrap());
        let values: Vec<&[u8]> =
            headers.get_all(SIGNATURE_HEADER).iter().map(http::HeaderValue::as_bytes).collect();
        let body = vector.body.as_bytes();
        assert_eq!(verify(&values, body, &vector.secrets(), vector.timestamp), Ok(()));
    }
}

#[test]
fn five_minutes_hold_and_a_second_more_does_not() {
    let vector = first();
    let time = vector.timestamp;
    for now in [time - 300, time - 1, time, time + 1, time + 300] {
        assert_eq!(vector.at(now), Ok(()), "{now}");
    }
    for (now, error) in [
        (time + 301, SignatureError::TooOld),
        (time - 301, SignatureError::TooNew),
        (i64::MAX, SignatureError::TooOld),
        (0, SignatureError::TooNew),
        (i64::MIN, SignatureError::TimeUnreadable),
    ] {
        assert_eq!(vector.at(now), Err(error), "{now}");
    }
}

#[test]
fn a_body_in_base64_holds_only_when_it_is_decoded() {
    for vector in vectors() {
        let sent = STANDARD.encode(&vector.body);
        assert_eq!(vector.with_body(sent.as_bytes()), Err(SignatureError::Forged));
        assert_eq!(vector.with_body(&STANDARD.decode(sent).unwrap()), Ok(()));
    }
}

#[test]
fn a_header_of_two_kilobytes_is_read_and_a_longer_one_is_not() {
    let vector = first();
    let filled = |length: usize| {
        let header = format!("{},v0=", vector.header);
        format!("{header}{}", "0".repeat(length - header.len()))
    };
    assert_eq!(vector.with_header(&filled(2048)), Ok(()));
    assert_eq!(vector.with_header(&filled(2049)), Err(SignatureError::HeaderTooLong));
}

#[test]
fn a_body_larger_than_the_limit_is_not_hashed() {
    let vector = first();
    assert_eq!(MAX_BODY_BYTES, 1_048_576);
    let largest = vec![b' '; MAX_BODY_BYTES];
    assert_eq!(vector.with_body(&largest), Err(SignatureError::Forged));
    let larger = vec![b' '; MAX_BODY_BYTES + 1];
    assert_eq!(verify(&[], &larger, &vector.secrets(), 0), Err(SignatureError::BodyTooLarge));
}
