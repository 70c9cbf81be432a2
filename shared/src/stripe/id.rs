//! An id that Stripe gave: `cs_…`, `pi_…`, `re_…`, safe to put into a path or a key.

use std::fmt;

use serde::{Deserialize, Deserializer, de};

/// The longest id, in bytes, that Stripe gives (<https://docs.stripe.com/upgrades>).
pub const MAX_ID_BYTES: usize = 255;

/// An id of one of Stripe's objects.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StripeId(String);

/// A text that is no id of Stripe's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be 1 to {MAX_ID_BYTES} letters, digits, `_` or `-`")]
pub struct StripeIdError;

impl StripeId {
    /// Reads an id. Nothing that a path or a query gives a meaning to can be part of one.
    pub fn parse(text: &str) -> Result<Self, StripeIdError> {
        let known = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        if text.is_empty() || text.len() > MAX_ID_BYTES || !text.bytes().all(known) {
            return Err(StripeIdError);
        }
        Ok(Self(text.to_owned()))
    }

    /// The id as Stripe writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StripeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for StripeId {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(from)?).map_err(de::Error::custom)
    }
}

/// Reads a field that Stripe may expand: null, the id, or the object that has it.
/// <https://docs.stripe.com/expand>
pub(super) fn expandable<'de, D: Deserializer<'de>>(from: D) -> Result<Option<StripeId>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "expected an id or an object that has one")]
    enum Expandable {
        Id(StripeId),
        Object { id: StripeId },
    }
    Ok(Option::<Expandable>::deserialize(from)?.map(|field| match field {
        Expandable::Id(id) | Expandable::Object { id } => id,
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_id_is_what_stripe_writes() {
        for text in ["evt_1Pgc76B7WZ01zgkWwyRHS12y", "cs_test_a1YS1", "gold-plan", "1"] {
            assert_eq!(StripeId::parse(text).unwrap().as_str(), text);
        }
        assert!(StripeId::parse(&"a".repeat(255)).is_ok());
    }

    #[test]
    fn nothing_that_leads_elsewhere_is_an_id() {
        let long = "a".repeat(256);
        for text in ["", "..", "cs/../refunds", "cs?expand", "cs#", "cs%2e", "cs\0", "é", &long] {
            assert_eq!(StripeId::parse(text), Err(StripeIdError), "{text:?}");
        }
    }

    #[test]
    fn an_expanded_object_stands_for_its_id() {
        for (field, id) in [
            (json!(null), None),
            (json!("pi_1"), Some("pi_1")),
            (json!({"id": "pi_1", "object": "payment_intent", "amount": 5}), Some("pi_1")),
        ] {
            let read = expandable(field).unwrap();
            assert_eq!(read.as_ref().map(StripeId::as_str), id);
        }
        for field in [json!(5), json!({"object": "customer"}), json!(["pi_1"]), json!("a b")] {
            assert!(expandable(field).is_err());
        }
    }
}
