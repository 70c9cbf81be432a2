//! A purchase as it is told: in lists of `usage`, and after the redirect by `checkout`.

use serde::Serialize;

use crate::domain::account::Account;
use crate::domain::amount::Amount;
use crate::domain::decide::reverse::target;
use crate::domain::id::Label;
use crate::domain::money::Money;
use crate::domain::purchase::returned::{Dispute, Refund};
use crate::domain::purchase::{Article, Lot, Purchase, PurchaseState};
use crate::http::amount::number;

/// A purchase with what is left of it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PurchaseView {
    /// Our name of it, `pur_…`.
    pub id: String,
    /// Who got what it brought.
    pub account: String,
    /// The pack that was ordered.
    pub pack: Option<String>,
    /// The plan that was ordered; what it gives stands with its subscription.
    pub plan: Option<String>,
    /// How often the plan is paid: `month`, `quarter` or `year`.
    pub interval: Option<&'static str>,
    /// How many of it.
    pub quantity: u64,
    /// What it costs in all, before discounts and tax.
    pub price: MoneyView,
    /// `pending`, `failed`, `expired`, `canceled` or `paid`.
    pub state: &'static str,
    /// Why the last attempt to pay failed.
    pub reason: Option<String>,
    /// What was charged in minor units, tax included.
    pub charged: Option<u64>,
    /// How much of it was refunded, in minor units; refunds under way count, failed ones do not.
    pub refunded: u64,
    /// How much of it is disputed, in minor units; lost disputes count, won ones and inquiries do not.
    pub disputed: u64,
    /// How much went back by either, in minor units: never more than was charged.
    pub returned: u64,
    /// When it was ordered, RFC 3339 in UTC.
    pub created_at: String,
    /// When it was granted.
    pub paid_at: Option<String>,
    /// Where the buyer pays, while it is not paid.
    pub checkout_url: Option<String>,
    /// Its payment at Stripe, `pi_…`, once there is one.
    pub payment_intent: Option<String>,
    /// The invoice that it is paid by, `in_…`, where it was not bought at a checkout.
    pub invoice: Option<String>,
    /// Other paid purchases of the same that were open at the same time: perhaps one more than the buyer
    /// meant. Each brought what it brings. In a list they are those of the page; absent where the account's
    /// other purchases are not looked at.
    pub doubles: Option<Vec<String>>,
    /// What it brings, feature by feature.
    pub grants: Vec<LotView>,
    /// Every refund that we were told of.
    pub refunds: Vec<RefundView>,
    /// Every dispute that we were told of.
    pub disputes: Vec<DisputeView>,
}

/// Money in minor units.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MoneyView {
    /// Cents, or whatever the currency's smallest unit is.
    pub amount: u64,
    /// ISO 4217 in lower case.
    pub currency: String,
}

/// What a purchase brings of one feature; amounts of -1 are unlimited.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LotView {
    /// The feature's id.
    pub feature: String,
    /// How much it brings.
    pub amount: i64,
    /// How much of it is left.
    pub left: i64,
    /// How much should be taken back for the money that went back: the same share of the amount,
    /// rounded up. It is `taken` and `owed` together.
    pub target: i64,
    /// How much was taken back because money went back.
    pub taken: i64,
    /// How much should have been taken back but was already spent.
    pub owed: u64,
}

/// One refund.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefundView {
    /// Its id at Stripe.
    pub id: String,
    /// In minor units.
    pub amount: u64,
    /// `pending`, `succeeded` or `failed`.
    pub state: &'static str,
}

/// One dispute.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DisputeView {
    /// Its id at Stripe.
    pub id: String,
    /// In minor units; absent where it is told in another currency, and counts whole.
    pub amount: Option<u64>,
    /// `inquiry`, `open`, `lost` or `won`.
    pub state: &'static str,
}

impl PurchaseView {
    /// The purchase, beside the account that holds what is left of it.
    pub fn of(purchase: &Purchase, account: Option<&Account>) -> Self {
        let (reason, paid_at) = match &purchase.state {
            PurchaseState::Failed { reason, .. } => (Some(reason.to_string()), None),
            PurchaseState::Paid { at, .. } => (None, Some(at.to_string())),
            PurchaseState::Pending | PurchaseState::Expired | PurchaseState::Canceled => {
                (None, None)
            }
        };
        let (pack, plan, interval) = match &purchase.article {
            Article::Pack(pack) => (Some(pack.to_string()), None, None),
            Article::Plan(plan, every) => (None, Some(plan.to_string()), Some(every.as_str())),
        };
        let open = matches!(purchase.state, PurchaseState::Pending | PurchaseState::Failed { .. });
        Self {
            id: purchase.id.to_string(),
            account: purchase.account.to_string(),
            pack,
            plan,
            interval,
            quantity: purchase.quantity,
            price: MoneyView::of(purchase.price),
            state: purchase.state.as_str(),
            reason,
            charged: purchase.charged(),
            refunded: purchase.refunded(),
            disputed: purchase.disputed(),
            returned: purchase.returned(),
            created_at: purchase.created.to_string(),
            paid_at,
            checkout_url: purchase.provider.url.clone().filter(|_| open),
            payment_intent: purchase.provider.intent.as_ref().map(Label::to_string),
            invoice: purchase.provider.invoice.as_ref().map(Label::to_string),
            doubles: None,
            grants: purchase.lots.iter().map(|lot| LotView::of(lot, purchase, account)).collect(),
            refunds: purchase.refunds.iter().map(RefundView::of).collect(),
            disputes: purchase.disputes.iter().map(DisputeView::of).collect(),
        }
    }
}

impl PurchaseView {
    /// The purchase as [`Self::of`], held against others of its account.
    pub fn among(purchase: &Purchase, others: &[Purchase], account: Option<&Account>) -> Self {
        let doubles = others.iter().filter(|other| purchase.is_double_of(other));
        let doubles = doubles.map(|other| other.id.to_string()).collect();
        Self { doubles: Some(doubles), ..Self::of(purchase, account) }
    }
}

impl MoneyView {
    /// Money as it is told.
    pub fn of(money: Money) -> Self {
        Self { amount: money.minor, currency: money.currency.to_string() }
    }
}

impl LotView {
    fn of(lot: &Lot, purchase: &Purchase, account: Option<&Account>) -> Self {
        let charged = purchase.charged().unwrap_or_default();
        let grant = account.and_then(|account| account.grant(&lot.grant));
        Self {
            feature: lot.feature.to_string(),
            amount: number(lot.amount),
            left: number(grant.map_or(Amount::NONE, |grant| grant.left)),
            target: number(target(lot.amount, purchase.returned(), charged)),
            taken: number(lot.taken),
            owed: lot.owed,
        }
    }
}

impl DisputeView {
    fn of(dispute: &Dispute) -> Self {
        Self { id: dispute.id.to_string(), amount: dispute.amount, state: dispute.state.as_str() }
    }
}

impl RefundView {
    fn of(refund: &Refund) -> Self {
        Self { id: refund.id.to_string(), amount: refund.amount, state: refund.state.as_str() }
    }
}
