//! What we attach to Stripe's objects, so that everything that comes back finds its way.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

/// The metadata key under which everything that we make in Stripe carries the id of our purchase.
pub const PURCHASE_MARK: &str = "tallystick_purchase";

/// The metadata key under which a customer in Stripe carries the id of our account.
pub const ACCOUNT_MARK: &str = "tallystick_account";

/// The metadata key under which a price in Stripe may carry the id of the catalog's plan.
pub const PLAN_MARK: &str = "tallystick_plan";

/// What was attached to an object; null and absent are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata(BTreeMap<String, String>);

impl Metadata {
    /// The id of our purchase, where the object carries our mark.
    pub fn purchase(&self) -> Option<&str> {
        self.get(PURCHASE_MARK)
    }

    /// The id of our account, where the object carries our mark.
    pub fn account(&self) -> Option<&str> {
        self.get(ACCOUNT_MARK)
    }

    /// What stands under `key`.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }
}

impl<'de> Deserialize<'de> for Metadata {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Self(Option::deserialize(from)?.unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn our_mark_is_found_among_others() {
        let read = |value| serde_json::from_value::<Metadata>(value).unwrap();
        let marked = read(json!({"order": "7", "tallystick_purchase": "pur_1"}));
        assert_eq!(marked.purchase(), Some("pur_1"));
        assert_eq!(marked.get("order"), Some("7"));
        assert_eq!(read(json!({"order": "7"})).purchase(), None);
    }

    #[test]
    fn no_metadata_is_empty_and_what_is_no_text_is_refused() {
        assert_eq!(serde_json::from_value::<Metadata>(json!(null)).unwrap(), Metadata::default());
        for value in [json!("x"), json!({"tallystick_purchase": 5}), json!([])] {
            assert!(serde_json::from_value::<Metadata>(value).is_err());
        }
    }
}
