//! A subscription as it is told.

use serde::Serialize;

use crate::domain::subscription::Subscription;

/// A subscription.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SubscriptionView {
    /// Its id at Stripe, `sub_…`.
    pub id: String,
    /// The plan that its price is for.
    pub plan: String,
    /// How often it is paid: `month`, `quarter` or `year`.
    pub interval: &'static str,
    /// The id of its price at Stripe.
    pub price: String,
    /// `trialing`, `active`, `past_due`, `unpaid`, `paused`, `incomplete`, `incomplete_expired` or
    /// `canceled`.
    pub status: &'static str,
    /// Since when, RFC 3339 in UTC.
    pub created_at: String,
    /// From where its billing periods are counted.
    pub anchor: String,
    /// When the current billing period began.
    pub current_period_start: String,
    /// When it ends.
    pub current_period_end: String,
    /// When its trial is or was over.
    pub trial_end: Option<String>,
    /// When it will end, if it is being cancelled.
    pub cancel_at: Option<String>,
    /// When it ended.
    pub ended_at: Option<String>,
    /// Up to where it is paid.
    pub paid_until: Option<String>,
    /// Until when it gives its plan, days of grace included; absent where it gives nothing.
    pub gives_until: Option<String>,
}

impl SubscriptionView {
    /// The subscription, with the catalog's days of grace.
    pub fn of(subscription: &Subscription, grace_days: u32) -> Self {
        Self {
            id: subscription.id.to_string(),
            plan: subscription.plan.to_string(),
            interval: subscription.interval.as_str(),
            price: subscription.price.to_string(),
            status: subscription.status.as_str(),
            created_at: subscription.created.to_string(),
            anchor: subscription.anchor.to_string(),
            current_period_start: subscription.period_start.to_string(),
            current_period_end: subscription.period_end.to_string(),
            trial_end: subscription.trial_end.map(|at| at.to_string()),
            cancel_at: subscription.cancel_at.map(|at| at.to_string()),
            ended_at: subscription.ended.map(|at| at.to_string()),
            paid_until: subscription.paid_until.map(|at| at.to_string()),
            gives_until: subscription.gives_until(grace_days).map(|at| at.to_string()),
        }
    }
}
