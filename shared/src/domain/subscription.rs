//! A subscription at the payment provider: how far it is, and how long it gives its plan.

use crate::domain::id::{AccountId, Label, PlanId};
use crate::domain::moment::Moment;
use crate::domain::plan::Interval;
use crate::domain::planted::{Bug, planted};

/// What an account knows of a subscription: which plan it gives, and until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscribed {
    /// The subscription's name at the provider.
    pub subscription: Label,
    /// The plan.
    pub plan: PlanId,
    /// From where its billing periods are counted.
    pub anchor: Moment,
    /// From this moment on it gives nothing, unless more is paid.
    pub until: Moment,
}

impl Subscribed {
    /// Whether it gives its plan at this moment; at its end it does not.
    pub fn is_live(&self, now: Moment) -> bool {
        now < self.until || planted(Bug::LapseMissed)
    }
}

/// A subscription as it was last seen at the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Its name at the provider.
    pub id: Label,
    /// How often it was written.
    pub version: u64,
    /// Who has it; this never changes.
    pub account: AccountId,
    /// The plan that its price is for.
    pub plan: PlanId,
    /// How often it is paid.
    pub interval: Interval,
    /// The name of its price at the provider.
    pub price: Label,
    /// How far it is.
    pub status: Status,
    /// Since when.
    pub created: Moment,
    /// From where its billing periods are counted.
    pub anchor: Moment,
    /// When the current billing period began.
    pub period_start: Moment,
    /// When it ends.
    pub period_end: Moment,
    /// When the trial is or was over.
    pub trial_end: Option<Moment>,
    /// When it will end, if it is being cancelled.
    pub cancel_at: Option<Moment>,
    /// When it ended.
    pub ended: Option<Moment>,
    /// Up to where it is paid; this never goes back.
    pub paid_until: Option<Moment>,
}

/// How far a subscription is.
/// <https://docs.stripe.com/billing/subscriptions/overview#subscription-statuses>
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Not paid yet, and it will be.
    Trialing,
    /// Its first payment is awaited.
    Incomplete,
    /// Its first payment never came.
    IncompleteExpired,
    /// All is well.
    Active,
    /// The last payment failed and is tried again.
    PastDue,
    /// No payment is tried any more.
    Unpaid,
    /// Its trial ended without a way to pay.
    Paused,
    /// It is over.
    Canceled,
}

impl Status {
    /// Every one.
    pub const ALL: [Self; 8] = [
        Self::Trialing,
        Self::Incomplete,
        Self::IncompleteExpired,
        Self::Active,
        Self::PastDue,
        Self::Unpaid,
        Self::Paused,
        Self::Canceled,
    ];

    /// The word used in storage and answers, which is the provider's.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Trialing => "trialing",
            Self::Incomplete => "incomplete",
            Self::IncompleteExpired => "incomplete_expired",
            Self::Active => "active",
            Self::PastDue => "past_due",
            Self::Unpaid => "unpaid",
            Self::Paused => "paused",
            Self::Canceled => "canceled",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }

    /// Whether nothing comes after it.
    pub fn is_terminal(self) -> bool {
        match self {
            Self::Canceled | Self::IncompleteExpired => true,
            Self::Trialing
            | Self::Incomplete
            | Self::Active
            | Self::PastDue
            | Self::Unpaid
            | Self::Paused => false,
        }
    }
}

impl Subscription {
    /// Until when it gives its plan; none where it gives nothing at all.
    ///
    /// What is paid is given, and so many days more, in which a payment may be late. What is being
    /// cancelled ends when it was said to, and not later.
    pub fn gives_until(&self, grace_days: u32) -> Option<Moment> {
        let covered = match self.status {
            Status::Trialing => Some(self.period_end),
            Status::Active | Status::PastDue => self.paid_until,
            Status::Incomplete
            | Status::IncompleteExpired
            | Status::Unpaid
            | Status::Paused
            | Status::Canceled => None,
        };
        let late = covered?.plus_days(grace_days);
        let end = self.cancel_at.filter(|_| !planted(Bug::CancelIgnored));
        Some(end.map_or(late, |end| end.min(late)))
    }
}

#[cfg(test)]
mod tests;
