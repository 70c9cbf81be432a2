//! A Checkout Session, narrowed to the fields that we read, in events and in answers alike.
//!
//! A field that may be null or absent for somebody else's use of the same Stripe account is
//! optional here: an event that is not about us must not fail.

use serde::Deserialize;

use super::amount::{amount, optional_amount};
use super::id::{StripeId, expandable};
use super::metadata::Metadata;

/// A Checkout Session. <https://docs.stripe.com/api/checkout/sessions/object>
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Session {
    /// `cs_…`
    pub id: StripeId,
    /// What it is for.
    pub mode: SessionMode,
    /// Where it stands; null for sessions of old.
    pub status: Option<SessionStatus>,
    /// Whether the money is there. `complete` alone does not say so.
    pub payment_status: PaymentStatus,
    /// Made by Stripe only when the customer confirms; none where nothing is to be paid.
    #[serde(default, deserialize_with = "expandable")]
    pub payment_intent: Option<StripeId>,
    /// What the maker of the session wrote there: our purchase's id if we made it.
    pub client_reference_id: Option<String>,
    /// `cus_…`
    #[serde(default, deserialize_with = "expandable")]
    pub customer: Option<StripeId>,
    /// Carries [`PURCHASE_MARK`](super::metadata::PURCHASE_MARK) if we made it.
    #[serde(default)]
    pub metadata: Metadata,
    /// Before discounts and taxes.
    #[serde(default, deserialize_with = "optional_amount")]
    pub amount_subtotal: Option<i64>,
    /// After discounts and taxes: what is charged.
    #[serde(default, deserialize_with = "optional_amount")]
    pub amount_total: Option<i64>,
    /// How the subtotal became the total.
    pub total_details: Option<TotalDetails>,
    /// Three letters in lower case.
    pub currency: Option<String>,
    /// Whether this is about real money.
    pub livemode: bool,
    /// Stripe's page, while the session is open.
    pub url: Option<String>,
    /// When an open session ends, in seconds since 1970.
    pub expires_at: Option<i64>,
}

/// How a session's subtotal became its total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct TotalDetails {
    /// The sum of all discounts.
    #[serde(deserialize_with = "amount")]
    pub amount_discount: i64,
    /// The sum of all taxes.
    #[serde(deserialize_with = "amount")]
    pub amount_tax: i64,
}

/// What a session is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionMode {
    /// One payment.
    Payment,
    /// A payment method to be kept.
    Setup,
    /// A subscription.
    Subscription,
    /// One that Stripe added since.
    #[serde(other)]
    Other,
}

/// Where a session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionStatus {
    /// The customer is at it.
    Open,
    /// The customer is done; the money may still be on its way.
    Complete,
    /// It ended without the customer.
    Expired,
    /// One that Stripe added since.
    #[serde(other)]
    Other,
}

/// Whether a session's money is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentStatus {
    /// It is there.
    Paid,
    /// It is not, or not yet.
    Unpaid,
    /// There is none to be paid: a full discount.
    NoPaymentRequired,
    /// One that Stripe added since. It is no reason to grant anything.
    #[serde(other)]
    Other,
}
