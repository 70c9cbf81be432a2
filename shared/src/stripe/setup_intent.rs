//! A setup intent, by which a person saves a card at Stripe without paying.

use serde::Deserialize;

use super::id::{StripeId, expandable};
use super::metadata::Metadata;

/// A setup intent as an event tells of it. <https://docs.stripe.com/api/setup_intents/object>
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SetupIntent {
    /// `seti_…`
    pub id: StripeId,
    /// `cus_…`
    #[serde(default, deserialize_with = "expandable")]
    pub customer: Option<StripeId>,
    /// What was saved, `pm_…`.
    #[serde(default, deserialize_with = "expandable")]
    pub payment_method: Option<StripeId>,
    /// Carries [`ACCOUNT_MARK`](super::metadata::ACCOUNT_MARK) if we made it.
    #[serde(default)]
    pub metadata: Metadata,
}

/// A setup intent that waits for a card. It is not printed: who has the secret may save one.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct OpenedSetup {
    /// `seti_…`
    pub id: StripeId,
    /// With it and the publishable key, Stripe's own form in the browser saves the card.
    pub client_secret: String,
}
