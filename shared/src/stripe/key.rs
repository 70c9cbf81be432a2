//! Stripe's keys: the secret one with the places it may be sent to, and the one that names a
//! request for ever.

use std::fmt;

use url::{Host, Url};

/// Stripe's own API, and the only place that a live key is ever sent to.
pub const STRIPE_API: &str = "https://api.stripe.com";

/// A secret or restricted key of a Stripe account. It is never printed.
#[derive(Clone)]
pub struct SecretKey(String);

/// Why a key or an address is not used. None of these repeats the key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// It does not begin as Stripe's keys do.
    #[error("the Stripe secret key must begin with `sk_` or `rk_` and be one word")]
    NotASecretKey,
    /// The address is no address of an API.
    #[error("the Stripe API base must be an http or https address without user, query or fragment")]
    NotABase,
    /// A live key moves real money: it goes to Stripe or nowhere.
    #[error("a live Stripe key is sent to {STRIPE_API} alone, not to {host}")]
    LiveKeyElsewhere {
        /// Where it was about to be sent.
        host: String,
    },
}

impl SecretKey {
    /// Reads a key such as `sk_test_…`.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let known = text.starts_with("sk_") || text.starts_with("rk_");
        if !known || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(KeyError::NotASecretKey);
        }
        Ok(Self(text.to_owned()))
    }

    /// Whether it moves real money. Whatever does not say that it is for tests does.
    pub fn livemode(&self) -> bool {
        !(self.0.starts_with("sk_test_") || self.0.starts_with("rk_test_"))
    }

    /// The address under which this key's requests go: `base` with a slash at its end.
    pub(super) fn base(&self, base: &str) -> Result<Url, KeyError> {
        let mut url = Url::parse(base).map_err(|_| KeyError::NotABase)?;
        let plain = matches!(url.scheme(), "http" | "https")
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none();
        let Some(host) = url.host_str().filter(|_| plain).map(str::to_owned) else {
            return Err(KeyError::NotABase);
        };
        let stripes_own = url.scheme() == "https"
            && url.host() == Some(Host::Domain("api.stripe.com"))
            && url.port().is_none()
            && url.path() == "/";
        if self.livemode() && !stripes_own {
            return Err(KeyError::LiveKeyElsewhere { host });
        }
        let path = format!("{}/", url.path().trim_end_matches('/'));
        url.set_path(&path);
        Ok(url)
    }

    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.livemode() { "SecretKey(live)" } else { "SecretKey(test)" })
    }
}

/// The key under which Stripe does a request once, however often it is sent within 24 hours.
/// <https://docs.stripe.com/api/idempotent_requests>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(::stripe::IdempotencyKey);

/// A text that is no idempotency key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an idempotency key must be 1 to 255 visible ASCII characters")]
pub struct IdempotencyKeyError;

impl IdempotencyKey {
    /// Reads a key. It is a header's value, so only visible ASCII can be part of it.
    pub fn parse(text: &str) -> Result<Self, IdempotencyKeyError> {
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(IdempotencyKeyError);
        }
        ::stripe::IdempotencyKey::new(text).map(Self).map_err(|_| IdempotencyKeyError)
    }

    /// The key of one step on the way of something that is named for ever: `void`, `pur_…`.
    pub fn of(step: &str, name: &str) -> Result<Self, IdempotencyKeyError> {
        Self::parse(&format!("{step}/{name}"))
    }

    pub(super) fn once(&self) -> ::stripe::RequestStrategy {
        ::stripe::RequestStrategy::Idempotent(self.0.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(key: &str, base: &str) -> Result<String, KeyError> {
        SecretKey::parse(key).unwrap().base(base).map(String::from)
    }

    #[test]
    fn a_live_key_goes_to_stripe_alone() {
        for key in ["sk_live_1", "rk_live_1", "sk_1", "sk_testing", "rk_org_live_1"] {
            assert!(SecretKey::parse(key).unwrap().livemode(), "{key}");
            for own in
                ["https://api.stripe.com", "https://api.stripe.com/", "https://API.stripe.com:443"]
            {
                assert_eq!(base(key, own).as_deref(), Ok("https://api.stripe.com/"));
            }
            for (elsewhere, host) in [
                ("http://api.stripe.com", "api.stripe.com"),
                ("https://api.stripe.com:8443", "api.stripe.com"),
                ("https://api.stripe.com/other", "api.stripe.com"),
                ("https://api.stripe.com.evil.example", "api.stripe.com.evil.example"),
                ("https://api.stripe.com.", "api.stripe.com."),
                ("https://evil.example/api.stripe.com", "evil.example"),
                ("http://127.0.0.1:4242/stripe", "127.0.0.1"),
            ] {
                let host = host.to_owned();
                assert_eq!(base(key, elsewhere), Err(KeyError::LiveKeyElsewhere { host }));
            }
        }
    }

    #[test]
    fn a_test_key_goes_to_any_base_and_its_path_is_kept() {
        for (from, to) in [
            ("https://api.stripe.com", "https://api.stripe.com/"),
            ("http://127.0.0.1:4242/stripe", "http://127.0.0.1:4242/stripe/"),
            ("http://127.0.0.1:4242/stripe/", "http://127.0.0.1:4242/stripe/"),
            ("http://[::1]:1", "http://[::1]:1/"),
        ] {
            assert_eq!(base("sk_test_1", from).as_deref(), Ok(to));
        }
    }

    #[test]
    fn what_is_no_address_of_an_api_is_refused() {
        for text in [
            "",
            "api.stripe.com",
            "ftp://a.example",
            "https://api.stripe.com@evil.example",
            "https://:x@a.example",
            "https://a.example/?x",
            "https://a.example/#x",
            "data:text/plain,x",
        ] {
            assert_eq!(base("sk_test_1", text), Err(KeyError::NotABase), "{text}");
            assert_eq!(base("sk_live_1", text), Err(KeyError::NotABase), "{text}");
        }
    }

    #[test]
    fn what_is_no_secret_key_is_refused_and_no_key_is_printed() {
        for text in ["", "pk_test_1", "whsec_1", " sk_test_1", "sk_test_1\n", "sk_tést"] {
            assert_eq!(SecretKey::parse(text).err(), Some(KeyError::NotASecretKey), "{text:?}");
        }
        assert_eq!(format!("{:?}", SecretKey::parse("sk_live_1").unwrap()), "SecretKey(live)");
    }

    #[test]
    fn an_idempotency_key_is_a_header_value() {
        assert!(IdempotencyKey::parse("checkout:pur_1").is_ok());
        assert!(IdempotencyKey::parse(&"k".repeat(255)).is_ok());
        for text in ["", "a b", "a\r\nb", "é", &"k".repeat(256)] {
            assert_eq!(IdempotencyKey::parse(text), Err(IdempotencyKeyError), "{text:?}");
        }
    }
}
