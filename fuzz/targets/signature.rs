//! The check of Stripe's signature against a slow second version of its documented rule.
//!
//! An input is four choices, the header as a template, 0xFF, and the body. In the template a byte
//! below 32 stands for what a mutation could never guess: a real signature of this body, or a time.

#![no_main]

use std::sync::LazyLock;

use fuzz::input::{choices, halves};
use fuzz::mac::{hex, hmac};
use libfuzzer_sys::fuzz_target;
use shared::stripe::secret::Secrets;
use shared::stripe::signature::verify;

/// 2026-03-01T00:00:00Z.
const NOW: i64 = 1_772_323_200;

const CURRENT: &str = "whsec_current";
const PREVIOUS: &str = "whsec_previous";
const STRANGER: &str = "whsec_stranger";

static SECRETS: LazyLock<[(Vec<&str>, Secrets); 3]> = LazyLock::new(|| {
    [vec![CURRENT], vec![CURRENT, PREVIOUS], vec![PREVIOUS]]
        .map(|list| (list.clone(), Secrets::parse(&list.join(",")).expect("our own secrets")))
});

fuzz_target!(|data: &[u8]| {
    let Some(([which, late, later, count], rest)) = choices(data) else { return };
    let (template, body) = halves(rest);
    let age = i64::from(i16::from_le_bytes([late, later]));
    let (known, secrets) = &SECRETS[usize::from(which) % SECRETS.len()];
    let lines: Vec<Vec<u8>> = match count % 8 {
        0 => Vec::new(),
        1 => template.split(|byte| *byte == b'\n').map(|line| header(line, age, body)).collect(),
        _ => vec![header(template, age, body)],
    };
    let lines: Vec<&[u8]> = lines.iter().map(Vec::as_slice).collect();
    // Mostly the one moment; now and then the edges of what a clock can say.
    let now = match count {
        250 => 0,
        251 => i64::MIN,
        252 => i64::MAX,
        253 => 999_999_999_999,
        _ => NOW,
    };
    let told = verify(&lines, body, secrets, now);
    let holds = slow(&lines, body, known, now);
    assert_eq!(
        told.is_ok(),
        holds,
        "{told:?}: {:?}",
        lines.iter().map(|l| l.escape_ascii().to_string()).collect::<Vec<_>>()
    );
    if let [line] = &lines[..]
        && told.is_ok()
    {
        assert!(stripe_would_say_so(line, body, known, now), "Stripe's own rule refuses this");
        let longer = [body, b"."].concat();
        assert!(verify(&lines, &longer, secrets, now).is_err(), "another body holds as well");
        assert!(verify(&lines, body, &SECRETS[0].1, now - 601).is_err(), "it holds for ever");
    }
});

/// The template with times and signatures in their places.
fn header(template: &[u8], age: i64, body: &[u8]) -> Vec<u8> {
    let mut timed = Vec::new();
    for byte in template {
        match byte {
            1 => timed.extend_from_slice((NOW - age).to_string().as_bytes()),
            2 => timed.extend_from_slice(NOW.to_string().as_bytes()),
            _ => timed.push(*byte),
        }
    }
    let time = timed.split(|byte| *byte == b',').find_map(|part| part.strip_prefix(b"t="));
    let time = time.unwrap_or_default().to_vec();
    let signed = |secret: &str, body: &[u8]| hex(&hmac(secret.as_bytes(), &message(&time, body)));
    let mut whole = Vec::new();
    for byte in timed {
        match byte {
            3 => whole.extend_from_slice(signed(CURRENT, body).as_bytes()),
            4 => whole.extend_from_slice(signed(PREVIOUS, body).as_bytes()),
            5 => whole.extend_from_slice(signed(STRANGER, body).as_bytes()),
            6 => whole.extend_from_slice(signed(CURRENT, body).to_uppercase().as_bytes()),
            7 => whole.extend_from_slice(signed(CURRENT, &[body, b" "].concat()).as_bytes()),
            8 => whole.extend_from_slice(&signed(CURRENT, body).as_bytes()[..63]),
            9 => whole.extend_from_slice(&[b'a'; 600]),
            _ => whole.push(byte),
        }
    }
    whole
}

fn message(time: &[u8], body: &[u8]) -> Vec<u8> {
    [time, b".", body].concat()
}

/// <https://docs.stripe.com/webhooks#verify-manually>, and what this house asks beyond it: one
/// header of at most 2048 bytes, one time of at most twelve digits, at most eight `v1`, each of
/// them well-formed, and no more than five minutes into the future either.
fn slow(lines: &[&[u8]], body: &[u8], known: &[&str], now: i64) -> bool {
    let [line] = lines else { return false };
    let Ok(line) = String::from_utf8(line.to_vec()) else { return false };
    if line.len() > 2048 || body.len() > 1024 * 1024 {
        return false;
    }
    let mut times = Vec::new();
    let mut signatures = Vec::new();
    for part in line.split(',').map(str::to_owned).collect::<Vec<_>>() {
        let Some(at) = part.find('=') else { return false };
        match &part[..at] {
            "t" => times.push(part[at + 1..].to_owned()),
            "v1" => signatures.push(part[at + 1..].to_owned()),
            _ => {}
        }
    }
    let is_hash =
        |text: &String| text.len() == 64 && text.chars().all(|c| "0123456789abcdef".contains(c));
    if times.len() != 1
        || signatures.is_empty()
        || signatures.len() > 8
        || !signatures.iter().all(is_hash)
    {
        return false;
    }
    let time = &times[0];
    if time.is_empty() || time.len() > 12 || !time.chars().all(|c| "0123456789".contains(c)) {
        return false;
    }
    let signed_at =
        time.chars().fold(0_i128, |sum, digit| sum * 10 + i128::from(u32::from(digit) - 48));
    if (i128::from(now) - signed_at).abs() > 300 {
        return false;
    }
    known.iter().any(|secret| {
        let expected = hex(&hmac(secret.as_bytes(), &message(time.as_bytes(), body)));
        signatures.contains(&expected)
    })
}

/// The documented steps alone: what this refuses no rule of ours may let in.
fn stripe_would_say_so(line: &[u8], body: &[u8], known: &[&str], now: i64) -> bool {
    let line = String::from_utf8_lossy(line);
    let pairs: Vec<(&str, &str)> =
        line.split(',').filter_map(|part| part.split_once('=')).collect();
    let Some((_, time)) = pairs.iter().find(|(name, _)| *name == "t") else { return false };
    let signed = |secret: &&str| hex(&hmac(secret.as_bytes(), &message(time.as_bytes(), body)));
    let is_fresh = time.parse::<i64>().is_ok_and(|time| now - time <= 300);
    is_fresh && known.iter().map(signed).any(|expected| pairs.contains(&("v1", &expected)))
}
