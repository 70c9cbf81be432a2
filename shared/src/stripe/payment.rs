//! Payment intents, charges, refunds and disputes, narrowed to the fields that we read, as in
//! [`super::session`].

use serde::Deserialize;

use super::amount::{amount, optional_amount};
use super::id::{StripeId, expandable};
use super::metadata::Metadata;

/// A payment intent. <https://docs.stripe.com/api/payment_intents/object>
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PaymentIntent {
    /// `pi_…`
    pub id: StripeId,
    /// Where it stands.
    pub status: PaymentIntentStatus,
    /// What is to be paid.
    #[serde(deserialize_with = "amount")]
    pub amount: i64,
    /// What was paid.
    #[serde(default, deserialize_with = "optional_amount")]
    pub amount_received: Option<i64>,
    /// Three letters in lower case.
    pub currency: String,
    /// `ch_…` of the last attempt.
    #[serde(default, deserialize_with = "expandable")]
    pub latest_charge: Option<StripeId>,
    /// `cus_…`
    #[serde(default, deserialize_with = "expandable")]
    pub customer: Option<StripeId>,
    /// Carries [`PURCHASE_MARK`](super::metadata::PURCHASE_MARK) if it is of a session that we
    /// made.
    #[serde(default)]
    pub metadata: Metadata,
    /// Why the last attempt failed.
    pub last_payment_error: Option<PaymentError>,
    /// Whether this is about real money.
    pub livemode: bool,
}

/// Where a payment intent stands. <https://docs.stripe.com/payments/paymentintents/lifecycle>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentIntentStatus {
    /// No payment method yet, or the last one failed.
    RequiresPaymentMethod,
    /// Ready to be confirmed.
    RequiresConfirmation,
    /// The customer has to do something.
    RequiresAction,
    /// On its way.
    Processing,
    /// Authorised, to be captured.
    RequiresCapture,
    /// Over, without money.
    Canceled,
    /// The money is there.
    Succeeded,
    /// One that Stripe added since.
    #[serde(other)]
    Other,
}

/// Why a payment failed. <https://docs.stripe.com/error-codes>
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PaymentError {
    /// `card_declined`
    pub code: Option<String>,
    /// The card issuer's own word: `insufficient_funds`.
    pub decline_code: Option<String>,
    /// For the customer to read.
    pub message: Option<String>,
    /// `card_error`
    #[serde(rename = "type")]
    pub kind: Option<String>,
}

/// A charge. <https://docs.stripe.com/api/charges/object>
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Charge {
    /// `ch_…`
    pub id: StripeId,
    /// The intent it was made for; none for a charge made without one.
    #[serde(default, deserialize_with = "expandable")]
    pub payment_intent: Option<StripeId>,
    /// What was asked for.
    #[serde(deserialize_with = "amount")]
    pub amount: i64,
    /// What was taken.
    #[serde(deserialize_with = "amount")]
    pub amount_captured: i64,
    /// The sum of its refunds so far.
    #[serde(deserialize_with = "amount")]
    pub amount_refunded: i64,
    /// Three letters in lower case.
    pub currency: String,
    /// Whether all of it was refunded.
    pub refunded: bool,
    /// What the intent carried when the charge was made.
    #[serde(default)]
    pub metadata: Metadata,
    /// Whether this is about real money.
    pub livemode: bool,
}

/// A refund. <https://docs.stripe.com/api/refunds/object>
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Refund {
    /// `re_…`
    pub id: StripeId,
    /// `ch_…`
    #[serde(default, deserialize_with = "expandable")]
    pub charge: Option<StripeId>,
    /// `pi_…`
    #[serde(default, deserialize_with = "expandable")]
    pub payment_intent: Option<StripeId>,
    /// What goes back.
    #[serde(deserialize_with = "amount")]
    pub amount: i64,
    /// Three letters in lower case.
    pub currency: String,
    /// Where it stands; null for refunds of old, which succeeded.
    pub status: Option<RefundStatus>,
    /// Why it failed.
    pub failure_reason: Option<String>,
}

/// Where a refund stands. <https://docs.stripe.com/refunds#refund-object>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundStatus {
    /// On its way.
    Pending,
    /// The customer has to do something.
    RequiresAction,
    /// The customer has it.
    Succeeded,
    /// It came back.
    Failed,
    /// It was called off.
    Canceled,
    /// One that Stripe added since.
    #[serde(other)]
    Other,
}

/// A dispute. <https://docs.stripe.com/api/disputes/object>
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Dispute {
    /// `du_…`
    pub id: StripeId,
    /// `ch_…`
    #[serde(default, deserialize_with = "expandable")]
    pub charge: Option<StripeId>,
    /// `pi_…`
    #[serde(default, deserialize_with = "expandable")]
    pub payment_intent: Option<StripeId>,
    /// What is disputed; more or less than the charge where the currencies differ.
    #[serde(deserialize_with = "amount")]
    pub amount: i64,
    /// Three letters in lower case; the bank's, which need not be the charge's.
    pub currency: String,
    /// Where it stands.
    pub status: DisputeStatus,
}

/// Where a dispute stands. <https://docs.stripe.com/disputes/how-disputes-work>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisputeStatus {
    /// The bank asks; the money stays.
    WarningNeedsResponse,
    /// The bank reads our answer to its question.
    WarningUnderReview,
    /// The bank's question came to nothing.
    WarningClosed,
    /// The bank has the money and waits for evidence.
    NeedsResponse,
    /// The bank has the money and reads our evidence.
    UnderReview,
    /// The money is ours again.
    Won,
    /// The money is the customer's.
    Lost,
    /// It was refunded before it became a dispute; the refund counts.
    Prevented,
    /// One that Stripe added since.
    #[serde(other)]
    Other,
}
