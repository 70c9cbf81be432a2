//! Who signed in last in this browser, as the sign-in form gives them and a cookie remembers them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderMap, header};
use serde::{Deserialize, Serialize};

use super::Subject;

/// The cookie. It is not signed: whoever can set it can as well type a name.
const COOKIE: &str = "dev_issuer_person";
/// The longest name, in characters.
const LONGEST: usize = 64;

/// Somebody who signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The subject of their tokens.
    pub name: String,
    /// The organisation they act for.
    pub organisation: Option<String>,
    /// Whether they are an admin of it.
    pub admin: bool,
}

impl Person {
    /// Somebody who acts for nobody else.
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), organisation: None, admin: false }
    }

    /// As the form sent them; the error is a sentence for the form.
    pub fn of_form(name: &str, organisation: &str, role: &str) -> Result<Self, &'static str> {
        let (name, organisation) = (name.trim(), organisation.trim());
        if !holds(name) {
            return Err("A name has 1 to 64 characters, and no control characters.");
        }
        if !organisation.is_empty() && !holds(organisation) {
            return Err("An organisation has at most 64 characters, and no control characters.");
        }
        let organisation = Some(organisation.to_owned()).filter(|name| !name.is_empty());
        Ok(Self { name: name.to_owned(), organisation, admin: role == "admin" })
    }

    /// Whom the browser remembers.
    pub fn of_cookie(headers: &HeaderMap) -> Option<Self> {
        let sent = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let pairs = sent.flat_map(|line| line.split(';')).filter_map(|pair| pair.split_once('='));
        let (_, value) = pairs.into_iter().find(|(name, _)| name.trim() == COOKIE)?;
        let person = URL_SAFE_NO_PAD.decode(value.trim()).ok()?;
        let person: Self = serde_json::from_slice(&person).ok()?;
        let organisation = person.organisation.as_deref();
        (holds(&person.name) && organisation.is_none_or(holds)).then_some(person)
    }

    /// The header that has the browser remember them.
    pub fn cookie(&self) -> String {
        let person = serde_json::to_string(self).unwrap_or_default();
        set(&URL_SAFE_NO_PAD.encode(person), "")
    }

    /// Whom their tokens name.
    pub fn subject(&self) -> Subject {
        let role = if self.admin { "admin" } else { "member" };
        Subject {
            sub: self.name.clone(),
            org: self.organisation.clone(),
            role: self.organisation.as_ref().map(|_| role.to_owned()),
            ..Subject::default()
        }
    }
}

/// The header that has the browser forget whom it remembers.
pub fn forgotten() -> String {
    set("", "; Max-Age=0")
}

fn set(value: &str, more: &str) -> String {
    format!("{COOKIE}={value}; Path=/dev/issuer; HttpOnly; SameSite=Lax{more}")
}

fn holds(name: &str) -> bool {
    (1..=LONGEST).contains(&name.chars().count()) && !name.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn sent(cookie: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(cookie).unwrap())])
    }

    #[test]
    fn a_browser_remembers_exactly_who_signed_in() {
        let person = Person::of_form(" Zoë ", "acme", "admin").unwrap();
        assert_eq!((person.name.as_str(), person.admin), ("Zoë", true));
        let cookie = person.cookie();
        let (pair, _) = cookie.split_once(';').unwrap();
        assert_eq!(Person::of_cookie(&sent(&format!("other=1; {pair}"))), Some(person));
    }

    #[test]
    fn what_is_no_cookie_of_ours_is_nobody() {
        let empty = URL_SAFE_NO_PAD.encode(r#"{"name":"","organisation":null,"admin":false}"#);
        for value in ["", "%%", "e30", &empty] {
            assert_eq!(Person::of_cookie(&sent(&format!("{COOKIE}={value}"))), None, "{value}");
        }
        assert_eq!(Person::of_cookie(&HeaderMap::new()), None);
    }

    #[test]
    fn a_name_that_no_account_could_have_is_refused() {
        let long = "a".repeat(LONGEST + 1);
        for name in ["", "  ", "a\u{7}b", &long] {
            assert!(Person::of_form(name, "", "member").is_err(), "{name:?}");
            assert_eq!(Person::of_form("a", name, "member").is_err(), !name.trim().is_empty());
        }
    }
}
