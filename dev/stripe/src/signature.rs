//! Stripe's signature of a webhook: <https://docs.stripe.com/webhooks#verify-manually>.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The value of `Stripe-Signature` for a body sent at `at`, in Unix seconds.
pub(crate) fn header(secret: &str, at: i64, body: &[u8]) -> String {
    // HMAC takes a key of any length; the error belongs to other MACs.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
        return String::new();
    };
    mac.update(format!("{at}.").as_bytes());
    mac.update(body);
    let code = mac.finalize().into_bytes();
    let mut header = format!("t={at},v1=");
    for byte in code {
        for half in [byte >> 4, byte & 15] {
            header.extend(char::from_digit(u32::from(half), 16));
        }
    }
    header
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXPECTED: &str = "t=1767225600,v1=\
        f4d5f51477c6698fe9d263cd98eb657ada2ab386dd3c4358048d61a566ce9ad7";

    /// The expected value is made by `stripe.webhooks.generateTestHeaderString` of Stripe's
    /// library for Node.
    #[test]
    fn the_header_is_the_one_that_the_official_library_makes() {
        let body = br#"{"id":"evt_1","object":"event"}"#;
        assert_eq!(header("whsec_test", 1_767_225_600, body), EXPECTED);
    }
}
