//! One payment: what was ordered, what was paid, what came back, and what it gave.

pub mod returned;

use crate::domain::amount::Amount;
use crate::domain::id::{AccountId, FeatureId, GrantId, Label, PackId, PlanId, PurchaseId};
use crate::domain::moment::Moment;
use crate::domain::money::Money;
use crate::domain::operation::Fingerprint;
use crate::domain::plan::Interval;
use crate::domain::purchase::returned::{Dispute, Refund};

/// A purchase. It is stored before anybody is asked to pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purchase {
    /// Our name of it.
    pub id: PurchaseId,
    /// How often it was written.
    pub version: u64,
    /// Who gets what it brings.
    pub account: AccountId,
    /// What was ordered.
    pub article: Article,
    /// How many of it.
    pub quantity: u64,
    /// What it costs in all, before discounts and tax.
    pub price: Money,
    /// What the order asked for, so that the same key with another order is noticed.
    pub fingerprint: Fingerprint,
    /// When it was ordered.
    pub created: Moment,
    /// How far it is.
    pub state: PurchaseState,
    /// What it brings or brought, feature by feature.
    pub lots: Vec<Lot>,
    /// Every refund that we were told of.
    pub refunds: Vec<Refund>,
    /// Every dispute that we were told of.
    pub disputes: Vec<Dispute>,
    /// Its names at the payment provider.
    pub provider: ProviderNames,
}

/// What can be ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Article {
    /// A pack, paid once.
    Pack(PackId),
    /// A plan, paid at each interval. The order brings nothing itself: its subscription does.
    Plan(PlanId, Interval),
}

impl Article {
    /// Its id in the catalog; those of packs and plans never meet.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Pack(pack) => pack.as_str(),
            Self::Plan(plan, _) => plan.as_str(),
        }
    }
}

/// How far a purchase is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PurchaseState {
    /// Ordered, not paid.
    Pending,
    /// The last attempt to pay failed; another may still succeed.
    Failed {
        /// When, by the provider's clock; none where that was not kept.
        at: Option<Moment>,
        /// What the bank or the provider said.
        reason: Label,
    },
    /// The checkout was left until it expired.
    Expired,
    /// The payment, or the invoice that it was for, was called off.
    Canceled,
    /// Paid and granted.
    Paid {
        /// What was charged in minor units, tax included; 0 for a checkout that cost nothing.
        charged: u64,
        /// When it was granted.
        at: Moment,
    },
}

impl PurchaseState {
    /// The word used in storage and answers.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Failed { .. } => "failed",
            Self::Expired => "expired",
            Self::Canceled => "canceled",
            Self::Paid { .. } => "paid",
        }
    }
}

/// What a purchase brings of one feature, and what of it was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lot {
    /// The grant it makes.
    pub grant: GrantId,
    /// Of what.
    pub feature: FeatureId,
    /// How much.
    pub amount: Amount,
    /// After how many days the rest is lost.
    pub expires_after_days: Option<u32>,
    /// Lower is drawn first.
    pub priority: u32,
    /// How much was taken back from the account.
    pub taken: Amount,
    /// How much should have been taken back but was already spent.
    pub owed: u64,
}

/// What the payment provider calls the parts of this purchase.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProviderNames {
    /// The checkout session.
    pub session: Option<Label>,
    /// Where the buyer pays, until the session expires. An address may be long: 2,048 bytes.
    pub url: Option<String>,
    /// The payment.
    pub intent: Option<Label>,
    /// The charge.
    pub charge: Option<Label>,
    /// The invoice, where the buyer pays one and not at a checkout.
    pub invoice: Option<Label>,
}

impl Purchase {
    /// Notes that an attempt to pay failed. The last one stands, in whatever order they are told,
    /// and none after the payment or the end of the checkout.
    pub fn note_failure(&mut self, at: Moment, reason: &Label) {
        let newer = match &self.state {
            PurchaseState::Pending => true,
            PurchaseState::Failed { at: known, reason: other } => {
                (Some(at), reason) > (*known, other)
            }
            PurchaseState::Expired | PurchaseState::Canceled | PurchaseState::Paid { .. } => false,
        };
        if newer {
            self.state = PurchaseState::Failed { at: Some(at), reason: reason.clone() };
        }
    }

    /// Notes that the payment was called off, unless it is paid. How a checkout ended, its session
    /// says.
    pub fn note_cancel(&mut self) {
        let stays = match self.state {
            PurchaseState::Pending | PurchaseState::Failed { .. } | PurchaseState::Expired => false,
            PurchaseState::Canceled | PurchaseState::Paid { .. } => true,
        };
        if !stays && self.provider.session.is_none() {
            self.state = PurchaseState::Canceled;
        }
    }

    /// Notes that the checkout was left, unless more is known.
    pub fn note_expiry(&mut self) {
        match self.state {
            PurchaseState::Pending | PurchaseState::Failed { .. } | PurchaseState::Expired => {
                self.state = PurchaseState::Expired;
            }
            PurchaseState::Canceled | PurchaseState::Paid { .. } => {}
        }
    }

    /// Whether the provider is to be asked how it is. An invoice stays open after an attempt to pay
    /// has failed, until somebody closes it; a checkout closes itself.
    pub fn is_unsettled(&self) -> bool {
        match self.state {
            PurchaseState::Pending => true,
            PurchaseState::Failed { .. } => self.provider.invoice.is_some(),
            PurchaseState::Expired | PurchaseState::Canceled | PurchaseState::Paid { .. } => false,
        }
    }

    /// Whether it and another purchase of the same were open at the same time and are both paid: perhaps
    /// one more than the buyer meant.
    pub fn is_double_of(&self, other: &Self) -> bool {
        let span = |purchase: &Self| match purchase.state {
            PurchaseState::Paid { at, .. } => Some((purchase.created, at)),
            PurchaseState::Pending
            | PurchaseState::Failed { .. }
            | PurchaseState::Expired
            | PurchaseState::Canceled => None,
        };
        let (Some((begun, paid)), Some((other_begun, other_paid))) = (span(self), span(other))
        else {
            return false;
        };
        self.id != other.id
            && self.account == other.account
            && (&self.article, self.quantity) == (&other.article, other.quantity)
            && begun <= other_paid
            && other_begun <= paid
    }

    /// What was charged, once it is paid.
    pub fn charged(&self) -> Option<u64> {
        match self.state {
            PurchaseState::Paid { charged, .. } => Some(charged),
            PurchaseState::Pending
            | PurchaseState::Failed { .. }
            | PurchaseState::Expired
            | PurchaseState::Canceled => None,
        }
    }
}
