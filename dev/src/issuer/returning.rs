//! Where a browser may be sent back to: pages of this machine, and never anywhere else.

use url::{Host, Url};

/// The address to send a browser back to; nothing where it is not on this machine.
pub fn address(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let here = match url.host()? {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    };
    let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    (here && plain && ["http", "https"].contains(&url.scheme())).then_some(url)
}

/// The address with these answers behind it; those without a value are left out.
pub fn with(mut url: Url, answers: &[(&str, Option<&str>)]) -> String {
    if answers.iter().any(|(_, value)| value.is_some()) {
        let mut pairs = url.query_pairs_mut();
        for (name, value) in answers {
            if let Some(value) = value {
                pairs.append_pair(name, value);
            }
        }
    }
    url.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_sent_back_to_this_machine_only() {
        for (text, here) in [
            ("http://127.0.0.1:4242/usage", true),
            ("http://localhost/", true),
            ("https://localhost:8443/x?y=1", true),
            ("http://[::1]:4242/usage", true),
            ("https://example.com/", false),
            ("http://127.0.0.1.example.com/", false),
            ("http://localhost@example.com/", false),
            ("http://user@localhost/", false),
            ("http://localhost/#fragment", false),
            ("javascript:alert(1)", false),
            ("//localhost/", false),
            ("", false),
        ] {
            assert_eq!(address(text).is_some(), here, "{text}");
        }
    }

    #[test]
    fn the_answers_come_behind_what_is_there() {
        let back = address("http://localhost/usage?tab=1").unwrap();
        let told = with(back.clone(), &[("code", Some("a&b")), ("state", None)]);
        assert_eq!(told, "http://localhost/usage?tab=1&code=a%26b");
        assert_eq!(with(back, &[("state", None)]), "http://localhost/usage?tab=1");
    }
}
