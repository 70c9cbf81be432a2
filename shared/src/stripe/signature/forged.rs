//! What only looks like a signature of Stripe's, and is refused with its reason.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use proptest::prelude::*;

use super::tests::{first, vectors};
use super::{SignatureError as E, verify};

#[test]
fn a_header_that_does_not_say_it_all_once_is_refused() {
    let vector = first();
    let (time, digits) = (vector.timestamp, vector.digits().to_owned());
    for (header, error) in [
        (String::new(), E::Missing),
        ("nonsense".to_owned(), E::Malformed),
        (format!("t={time},v1={digits},"), E::Malformed),
        (format!("v1={digits}"), E::TimeMissing),
        (format!("T={time},v1={digits}"), E::TimeMissing),
        (format!("t={time}"), E::SignatureMissing),
        (format!("t={time},v0={digits}"), E::SignatureMissing),
        (format!("t={time}, v1={digits}"), E::SignatureMissing),
        (format!("t={time},t={time},v1={digits}"), E::TimeRepeated),
        (format!("t={time},v1={digits},t=1"), E::TimeRepeated),
        (format!("t=,v1={digits}"), E::TimeUnreadable),
        (format!("t=+{time},v1={digits}"), E::TimeUnreadable),
        (format!("t=-1,v1={digits}"), E::TimeUnreadable),
        (format!("t={time}.5,v1={digits}"), E::TimeUnreadable),
        (format!("t={},v1={digits}", "9".repeat(13)), E::TimeUnreadable),
        (format!("t=00{time},v1={digits}"), E::Forged),
        (format!("t={time},v1="), E::NotHexadecimal),
        (format!("t={time},v1={}", &digits[1..]), E::NotHexadecimal),
        (format!("t={time},v1={digits}0"), E::NotHexadecimal),
        (format!("t={time},v1={digits}00"), E::NotHexadecimal),
        (format!("t={time},v1={}", digits.to_uppercase()), E::NotHexadecimal),
        (format!("t={time},v1={digits},v1=gg"), E::NotHexadecimal),
        (format!("t={time},v1={digits},v0={}", "0".repeat(2048)), E::HeaderTooLong),
    ] {
        assert_eq!(vector.with_header(&header), Err(error), "{header}");
    }
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let vector = first();
    let mut header = vector.header.clone().into_bytes();
    header.extend(b",v0=\xff");
    let answer = verify(&[&header], vector.body.as_bytes(), &vector.secrets(), vector.timestamp);
    assert_eq!(answer, Err(E::Malformed));
}

#[test]
fn a_header_that_is_missing_or_came_twice_is_refused() {
    let vector = first();
    let (header, body) = (vector.header.as_bytes(), vector.body.as_bytes());
    let (secrets, now) = (vector.secrets(), vector.timestamp);
    assert_eq!(verify(&[], body, &secrets, now), Err(E::Missing));
    assert_eq!(verify(&[header, header], body, &secrets, now), Err(E::Repeated));
    // A gateway that joins repeated headers by a comma does not hide it.
    let joined = format!("{0},{0}", vector.header);
    assert_eq!(vector.with_header(&joined), Err(E::TimeRepeated));
}

proptest! {
    #[test]
    fn a_body_with_any_byte_changed_is_refused(
        which in 0_usize..9,
        at: prop::sample::Index,
        by in 1_u8..,
    ) {
        let vector = vectors().remove(which);
        let mut body = vector.body.clone().into_bytes();
        let at = at.index(body.len());
        body[at] ^= by;
        prop_assert_eq!(vector.with_body(&body), Err(E::Forged));
    }

    #[test]
    fn a_header_with_any_byte_changed_is_refused(at: prop::sample::Index, by in 1_u8..) {
        let vector = first();
        let mut header = vector.header.clone().into_bytes();
        let at = at.index(header.len());
        header[at] ^= by;
        let body = vector.body.as_bytes();
        prop_assert!(verify(&[&header], body, &vector.secrets(), vector.timestamp).is_err());
    }

    #[test]
    fn a_body_cut_or_grown_is_refused(cut in 1_usize..60, grown in "[ -~]{1,40}") {
        let vector = first();
        let shorter = &vector.body[..vector.body.len() - cut];
        prop_assert_eq!(vector.with_body(shorter.as_bytes()), Err(E::Forged));
        let longer = format!("{}{grown}", vector.body);
        prop_assert_eq!(vector.with_body(longer.as_bytes()), Err(E::Forged));
    }

    #[test]
    fn no_header_and_no_clock_panics(header: Vec<u8>, body: Vec<u8>, now: i64) {
        let vector = first();
        prop_assert!(verify(&[&header], &body, &vector.secrets(), now).is_err());
    }
}
