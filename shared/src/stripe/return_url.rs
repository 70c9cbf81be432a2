//! Where Stripe may send a customer back to: pages of origins that were configured, and nowhere
//! else.

use url::{Host, Url};

/// The longest address that is looked at, in bytes.
pub const MAX_URL_BYTES: usize = 2048;

/// More origins than any deployment has.
const MAX_ORIGINS: usize = 64;

/// The origins that customers may be sent back to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnUrls {
    allowed: Vec<url::Origin>,
}

/// A page that a customer may be sent back to, as it was written: `{CHECKOUT_SESSION_ID}` in it is
/// Stripe's to fill in (<https://docs.stripe.com/payments/checkout/custom-success-page>).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnUrl(String);

/// Why an address is refused, or is no origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReturnUrlError {
    /// Longer than [`MAX_URL_BYTES`].
    #[error("the address is longer than {MAX_URL_BYTES} bytes")]
    TooLong,
    /// White space, a backslash, a control character or something beyond ASCII: browsers read those
    /// in ways of their own.
    #[error("the address has a character that does not belong into one")]
    Character,
    /// Not an absolute address of a page.
    #[error("this is not the absolute address of a page")]
    NotAnAddress,
    /// Not `https`, nor `http` on the machine itself.
    #[error("the address must begin with `https://`; `http://` is for loopback alone")]
    Scheme,
    /// A user or a password, which only ever hides where an address leads.
    #[error("the address must not have a user or a password")]
    User,
    /// An address of an origin that was not configured.
    #[error("the address is of an origin that is not allowed")]
    Origin,
    /// An allowed origin that says more than scheme, host and port.
    #[error("an allowed origin is scheme, host and port, and nothing after them")]
    NotAnOrigin,
    /// More allowed origins than 64.
    #[error("there are more than {MAX_ORIGINS} allowed origins")]
    TooManyOrigins,
}

impl ReturnUrls {
    /// Reads origins separated by commas: `https://app.example,http://localhost:4242`. With none,
    /// every address is refused.
    pub fn parse(origins: &str) -> Result<Self, ReturnUrlError> {
        let allowed = origins
            .split(',')
            .map(str::trim)
            .filter(|origin| !origin.is_empty())
            .map(origin)
            .collect::<Result<Vec<_>, _>>()?;
        if allowed.len() > MAX_ORIGINS {
            return Err(ReturnUrlError::TooManyOrigins);
        }
        Ok(Self { allowed })
    }

    /// Holds for an address whose scheme, host and port are exactly those of an allowed origin.
    pub fn check(&self, text: &str) -> Result<ReturnUrl, ReturnUrlError> {
        let url = page(text)?;
        if self.allowed.contains(&url.origin()) {
            Ok(ReturnUrl(text.to_owned()))
        } else {
            Err(ReturnUrlError::Origin)
        }
    }
}

impl ReturnUrl {
    /// The address as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn origin(text: &str) -> Result<url::Origin, ReturnUrlError> {
    let url = page(text)?;
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Err(ReturnUrlError::NotAnOrigin);
    }
    Ok(url.origin())
}

/// Reads an address as a browser does, but only where there is one way to read it.
fn page(text: &str) -> Result<Url, ReturnUrlError> {
    if text.len() > MAX_URL_BYTES {
        return Err(ReturnUrlError::TooLong);
    }
    if !text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') {
        return Err(ReturnUrlError::Character);
    }
    let url = Url::parse(text).map_err(|_| ReturnUrlError::NotAnAddress)?;
    let host = url.host().ok_or(ReturnUrlError::NotAnAddress)?;
    if url.scheme() != "https" && !(url.scheme() == "http" && is_loopback(&host)) {
        return Err(ReturnUrlError::Scheme);
    }
    // `https:/host` and `https:host` are read as `https://host` by a browser, and as something else
    // by others.
    let after = text.get(url.scheme().len()..).unwrap_or_default();
    let authority = after.strip_prefix("://").ok_or(ReturnUrlError::NotAnAddress)?;
    if authority.starts_with('/') {
        return Err(ReturnUrlError::NotAnAddress);
    }
    // An empty user leaves no trace in the parsed address.
    let authority = authority.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') || !url.username().is_empty() || url.password().is_some() {
        return Err(ReturnUrlError::User);
    }
    Ok(url)
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::ReturnUrlError as E;
    use super::*;

    const ALLOWED: &str = "https://good.example, https://good.example:8443,http://localhost:4242,\
                           http://127.0.0.1:80,http://[::1]:4242,";

    fn check(text: &str) -> Result<ReturnUrl, E> {
        ReturnUrls::parse(ALLOWED).unwrap().check(text)
    }

    #[test]
    fn a_page_of_an_allowed_origin_is_kept_as_it_was_written() {
        for text in [
            "https://good.example",
            "https://good.example/",
            "https://good.example:443/a?b=c#d",
            "https://GOOD.example/A%20b?x={CHECKOUT_SESSION_ID}",
            "https://good.example/{CHECKOUT_SESSION_ID}/done?session={CHECKOUT_SESSION_ID}#x",
            "https://good.example/?next=https://a@b",
            "https://good.example:8443/done",
            "http://localhost:4242/",
            "http://127.0.0.1/done",
            "http://[::1]:4242/done",
        ] {
            assert_eq!(check(text).as_ref().map(ReturnUrl::as_str), Ok(text));
        }
    }

    #[test]
    fn everything_else_is_refused() {
        let long = format!("https://good.example/{}", "a".repeat(MAX_URL_BYTES));
        for (text, error) in [
            ("", E::NotAnAddress),
            ("/done", E::NotAnAddress),
            ("//good.example/done", E::NotAnAddress),
            ("good.example/done", E::NotAnAddress),
            ("https:good.example", E::NotAnAddress),
            ("https:/good.example", E::NotAnAddress),
            ("https:///good.example", E::NotAnAddress),
            ("javascript:alert(1)", E::NotAnAddress),
            ("javascript://good.example/%0aalert(1)", E::Scheme),
            ("data:text/html,x", E::NotAnAddress),
            ("ftp://good.example/", E::Scheme),
            ("http://good.example/", E::Scheme),
            ("http://10.0.0.1/", E::Scheme),
            ("https://good.example@evil.example", E::User),
            ("https://good.example:x@evil.example/", E::User),
            ("https://user@good.example/", E::User),
            ("https://@good.example/", E::User),
            ("https://evil.example#@good.example/", E::Origin),
            ("https://good.example.evil.example/", E::Origin),
            ("https://evil.example/https://good.example/", E::Origin),
            ("https://evilgood.example/", E::Origin),
            ("https://a.good.example/", E::Origin),
            ("https://good.example./", E::Origin),
            ("https://good.example:444/", E::Origin),
            ("http://localhost:4243/", E::Origin),
            ("https://localhost:4242/", E::Origin),
            ("https://good.example\\@evil.example", E::Character),
            ("https:\\\\good.example", E::Character),
            ("https://good.example/\n", E::Character),
            ("https://good.\texample/", E::Character),
            (" https://good.example/", E::Character),
            ("https://good.example/é", E::Character),
            ("https://good.example/\u{202e}", E::Character),
            (&long, E::TooLong),
        ] {
            assert_eq!(check(text), Err(error), "{text:?}");
        }
    }

    #[test]
    fn an_allowed_origin_says_no_more_than_an_origin() {
        for (text, error) in [
            ("https://good.example/app", E::NotAnOrigin),
            ("https://good.example?", E::NotAnOrigin),
            ("https://good.example#", E::NotAnOrigin),
            ("https://u@good.example", E::User),
            ("http://good.example", E::Scheme),
            ("*", E::NotAnAddress),
            ("good.example", E::NotAnAddress),
        ] {
            assert_eq!(ReturnUrls::parse(text), Err(error), "{text}");
        }
        let many = "https://good.example,".repeat(MAX_ORIGINS + 1);
        assert_eq!(ReturnUrls::parse(&many), Err(E::TooManyOrigins));
    }

    #[test]
    fn without_origins_every_address_is_refused() {
        let none = ReturnUrls::parse("").unwrap();
        assert_eq!(none.check("https://good.example/"), Err(E::Origin));
    }

    proptest! {
        #[test]
        fn what_stands_before_or_after_an_allowed_host_never_makes_another_one_allowed(
            before in "[a-z.@:/-]{1,12}",
            after in "[a-z.@:-]{1,12}",
        ) {
            let evil = format!("https://{before}good.example{after}.evil.example/");
            prop_assert!(check(&evil).is_err(), "{}", evil);
        }
    }
}
