//! Authorization codes: each is good once, for a minute, for the client that asked.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};

use super::person::Person;
use crate::fault::Fault;
use crate::kept::random_hex;

/// How long a code is good. By the real clock: the stack's may jump between sign-in and exchange.
const LIFE: Duration = Duration::from_mins(1);
/// So many codes wait at once.
const MOST: usize = 1_000;

/// What a code stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    /// Who signed in.
    pub person: Person,
    /// The client that asked.
    pub client_id: String,
    /// Where the code was sent.
    pub redirect_uri: String,
    /// The hash of the verifier (RFC 7636, S256).
    pub challenge: String,
    /// What was asked for.
    pub scope: String,
    /// What the client said to know its own sign-in again.
    pub nonce: Option<String>,
}

/// What a client shows for a code.
#[derive(Debug)]
pub struct Shown<'a> {
    /// The code.
    pub code: &'a str,
    /// Who asks.
    pub client_id: &'a str,
    /// Where the code came to it.
    pub redirect_uri: &'a str,
    /// The text whose hash is the challenge.
    pub verifier: &'a str,
}

/// The codes that wait.
#[derive(Debug, Default)]
pub struct Codes(Mutex<HashMap<String, (Instant, Granted)>>);

impl Codes {
    /// A new code; nothing when too many wait.
    pub fn make(&self, granted: Granted, now: Instant) -> Result<Option<String>, Fault> {
        let code = random_hex(32)?;
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|_, (made, _)| now.saturating_duration_since(*made) < LIFE);
        if waiting.len() >= MOST {
            return Ok(None);
        }
        waiting.insert(code.clone(), (now, granted));
        Ok(Some(code))
    }

    /// What the code stands for, where everything fits. A code that was shown is used up, also by
    /// one who could not show the rest.
    pub fn take(&self, shown: &Shown<'_>, now: Instant) -> Option<Granted> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (made, granted) = waiting.remove(shown.code)?;
        let fits = now.saturating_duration_since(made) < LIFE
            && granted.client_id == shown.client_id
            && granted.redirect_uri == shown.redirect_uri
            && granted.challenge == challenge(shown.verifier);
        fits.then_some(granted)
    }
}

/// The challenge that belongs to a verifier.
pub fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::monotonic;

    fn granted() -> Granted {
        Granted {
            person: Person::named("alice"),
            client_id: "pages".to_owned(),
            redirect_uri: "http://localhost/usage".to_owned(),
            challenge: challenge("verifier"),
            scope: "openid".to_owned(),
            nonce: None,
        }
    }

    fn shown(code: &str) -> Shown<'_> {
        let redirect_uri = "http://localhost/usage";
        Shown { code, client_id: "pages", redirect_uri, verifier: "verifier" }
    }

    /// The example of RFC 7636, appendix B.
    #[test]
    fn a_challenge_is_that_of_the_standard() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert_eq!(challenge(verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn a_code_is_good_once() {
        let (codes, now) = (Codes::default(), monotonic());
        let code = codes.make(granted(), now).unwrap().unwrap();
        assert_eq!(codes.take(&shown(&code), now), Some(granted()));
        assert_eq!(codes.take(&shown(&code), now), None);
    }

    #[test]
    fn a_code_is_good_for_less_than_a_minute() {
        let (codes, now) = (Codes::default(), monotonic());
        for (seconds, good) in [(59, true), (60, false)] {
            let code = codes.make(granted(), now).unwrap().unwrap();
            let later = now.checked_add(Duration::from_secs(seconds)).unwrap();
            assert_eq!(codes.take(&shown(&code), later).is_some(), good, "{seconds}");
        }
    }

    #[test]
    fn a_code_is_good_only_for_whom_it_was_made() {
        let (codes, now) = (Codes::default(), monotonic());
        for change in [
            |shown: &mut Shown<'_>| shown.client_id = "other",
            |shown: &mut Shown<'_>| shown.redirect_uri = "http://localhost/other",
            |shown: &mut Shown<'_>| shown.verifier = "other",
        ] {
            let code = codes.make(granted(), now).unwrap().unwrap();
            let mut wrong = shown(&code);
            change(&mut wrong);
            assert_eq!(codes.take(&wrong, now), None, "{wrong:?}");
            assert_eq!(codes.take(&shown(&code), now), None, "it is used up");
        }
    }

    #[test]
    fn no_more_codes_wait_than_a_thousand() {
        let (codes, now) = (Codes::default(), monotonic());
        for _ in 0..MOST {
            assert!(codes.make(granted(), now).unwrap().is_some());
        }
        assert_eq!(codes.make(granted(), now).unwrap(), None);
        let later = now.checked_add(LIFE).unwrap();
        assert!(codes.make(granted(), later).unwrap().is_some());
    }
}
