//! The secrets that sign Stripe's webhooks to us: the current one and, while it is rolled, the
//! previous.

use hmac::{Hmac, KeyInit};
use sha2::Sha256;

/// The endpoint's signing secret and, while it is being rolled, the one before. They cannot be read
/// back.
#[derive(Clone)]
pub struct Secrets {
    keyed: Vec<Hmac<Sha256>>,
}

/// Why a setting is no signing secret. The text is never repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SecretsError {
    /// With an empty secret anybody could sign.
    #[error("the webhook's signing secret is empty")]
    Empty,
    /// There is one current and at most one previous secret.
    #[error("there are more than two signing secrets, a current and a previous one")]
    TooMany,
    /// White space or something beyond ASCII: a setting pasted wrongly.
    #[error("the webhook's signing secret has a character that no secret of Stripe's has")]
    Unreadable,
}

impl Secrets {
    /// Reads `current` or `current,previous`. An empty one of either is refused, never skipped.
    pub fn parse(text: &str) -> Result<Self, SecretsError> {
        let parts: Vec<&str> = text.split(',').collect();
        match parts.as_slice() {
            [current] => Self::new(current, None),
            [current, previous] => Self::new(current, Some(previous)),
            _ => Err(SecretsError::TooMany),
        }
    }

    /// From the two values of a secret store, where the previous one may not exist.
    pub fn new(current: &str, previous: Option<&str>) -> Result<Self, SecretsError> {
        let keyed = [Some(current), previous]
            .into_iter()
            .flatten()
            .map(key)
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self { keyed })
    }

    /// A hash keyed with each of them, ready to be fed.
    pub(super) fn keyed(&self) -> impl Iterator<Item = &Hmac<Sha256>> {
        self.keyed.iter()
    }
}

/// White space around a secret came with the setting and is not its own.
fn key(secret: &str) -> Result<Hmac<Sha256>, SecretsError> {
    let secret = secret.trim();
    if secret.is_empty() {
        return Err(SecretsError::Empty);
    }
    if !secret.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(SecretsError::Unreadable);
    }
    Hmac::new_from_slice(secret.as_bytes()).map_err(|_| SecretsError::Unreadable)
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Secrets({} kept)", self.keyed.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_secret_is_refused_wherever_it_stands() {
        for text in ["", " ", ",", "whsec_a,", ",whsec_b", " , "] {
            assert_eq!(Secrets::parse(text).err(), Some(SecretsError::Empty), "{text:?}");
        }
        assert_eq!(Secrets::new("whsec_a", Some("")).err(), Some(SecretsError::Empty));
    }

    #[test]
    fn one_or_two_secrets_are_read_and_space_around_them_is_not_theirs() {
        for (text, kept) in [("whsec_a", 1), (" whsec_a\n", 1), ("whsec_a, whsec_b", 2)] {
            assert_eq!(Secrets::parse(text).unwrap().keyed().count(), kept, "{text:?}");
        }
    }

    #[test]
    fn a_third_secret_or_a_broken_one_is_refused() {
        assert_eq!(Secrets::parse("a,b,c").err(), Some(SecretsError::TooMany));
        for text in ["whsec a", "whsec\ta", "whsec_é"] {
            assert_eq!(Secrets::parse(text).err(), Some(SecretsError::Unreadable), "{text:?}");
        }
    }

    #[test]
    fn a_secret_is_never_printed() {
        let printed = format!("{:?}", Secrets::parse("whsec_a,whsec_b").unwrap());
        assert_eq!(printed, "Secrets(2 kept)");
    }
}
