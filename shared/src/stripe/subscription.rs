//! A subscription, narrowed to the fields that we read, as in [`super::session`].

use serde::Deserialize;

use super::amount::optional_amount;
use super::id::{StripeId, expandable};
use super::metadata::Metadata;

/// A subscription with its latest invoice. <https://docs.stripe.com/api/subscriptions/object>
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Subscription {
    /// `sub_…`
    pub id: StripeId,
    /// `cus_…`
    #[serde(default, deserialize_with = "expandable")]
    pub customer: Option<StripeId>,
    /// Stripe's word for how far it is.
    pub status: String,
    /// Carries [`PURCHASE_MARK`](super::metadata::PURCHASE_MARK) if it is of a session that we
    /// made.
    #[serde(default)]
    pub metadata: Metadata,
    /// What is subscribed to.
    pub items: Items,
    /// The last invoice, expanded; none where nothing was ever to be paid.
    pub latest_invoice: Option<LatestInvoice>,
    /// From where its billing periods are counted, in seconds since 1970.
    pub billing_cycle_anchor: i64,
    /// Since when.
    pub created: i64,
    /// Whether it ends with its period.
    pub cancel_at_period_end: bool,
    /// When it will end.
    pub cancel_at: Option<i64>,
    /// When it ended.
    pub ended_at: Option<i64>,
    /// When its trial is over.
    pub trial_end: Option<i64>,
    /// Whether this is about real money.
    pub livemode: bool,
}

/// The items of a subscription: its first ten stand in it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Items {
    /// Each with its price.
    pub data: Vec<SubscriptionItem>,
}

/// One thing that is subscribed to. <https://docs.stripe.com/api/subscription_items/object>
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SubscriptionItem {
    /// What it costs.
    pub price: RecurringPrice,
    /// When its billing period began, in seconds since 1970.
    pub current_period_start: i64,
    /// When it ends.
    pub current_period_end: i64,
}

/// A price that is paid again and again. <https://docs.stripe.com/api/prices/object>
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct RecurringPrice {
    /// `price_…`
    pub id: StripeId,
    /// Three letters in lower case.
    pub currency: String,
    /// Minor units each time; none for prices in tiers or in fractions of a cent.
    #[serde(default, deserialize_with = "optional_amount")]
    pub unit_amount: Option<i64>,
    /// The name by which the catalog knows it.
    pub lookup_key: Option<String>,
    /// May carry [`PLAN_MARK`](super::metadata::PLAN_MARK).
    #[serde(default)]
    pub metadata: Metadata,
    /// How often it is paid; none for a price that is paid once.
    pub recurring: Option<Recurring>,
}

/// How often a price is paid.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Recurring {
    /// `day`, `week`, `month` or `year`.
    pub interval: String,
    /// Every so many of them.
    pub interval_count: u64,
}

/// An invoice, as far as it says whether it is paid.
/// <https://docs.stripe.com/api/invoices/object>
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct LatestInvoice {
    /// `draft`, `open`, `paid`, `uncollectible` or `void`.
    pub status: Option<String>,
}

/// What an event says of the subscription it is about; the rest is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SubscriptionNamed {
    /// `sub_…`
    pub id: StripeId,
}

/// What an invoice says of the subscription it is for.
/// <https://docs.stripe.com/api/invoices/object#invoice_object-parent>
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct InvoiceNamed {
    #[serde(default)]
    parent: Option<Parent>,
    /// Where it stood until the API of 2025-03-31; an endpoint may be older.
    #[serde(default, deserialize_with = "expandable")]
    subscription: Option<StripeId>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Parent {
    #[serde(default)]
    subscription_details: Option<Details>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Details {
    #[serde(default, deserialize_with = "expandable")]
    subscription: Option<StripeId>,
}

impl InvoiceNamed {
    /// The subscription, if it is for one.
    pub fn subscription(self) -> Option<StripeId> {
        let named = self.parent.and_then(|parent| parent.subscription_details?.subscription);
        named.or(self.subscription)
    }
}
