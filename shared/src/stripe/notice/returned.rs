//! Refunds and disputes as Stripe lists them, translated into facts by their ids.

use crate::domain::money::Currency;
use crate::domain::planted::{Bug, planted};
use crate::domain::purchase::returned::{
    Dispute as OurDispute, DisputeState, Refund as OurRefund, RefundState,
};
use crate::stripe::payment::{Dispute, DisputeStatus, Refund, RefundStatus};

use super::{Untold, minor, name};

/// Disputes of a payment in this currency as facts by their ids. One in another currency counts whole.
pub fn disputes(listed: &[Dispute], paid_in: Currency) -> Result<Vec<OurDispute>, Untold> {
    listed.iter().map(|told| dispute(told, paid_in)).collect()
}

fn dispute(told: &Dispute, paid_in: Currency) -> Result<OurDispute, Untold> {
    let amount = minor(Some(told.amount)).ok_or(Untold("dispute.amount"))?;
    Ok(OurDispute {
        id: name(&told.id).ok_or(Untold("dispute.id"))?,
        intent: told.payment_intent.as_ref().and_then(name),
        amount: Some(amount).filter(|_| {
            Currency::parse(&told.currency) == Ok(paid_in) || planted(Bug::ForeignByNumber)
        }),
        state: match told.status {
            DisputeStatus::WarningNeedsResponse
            | DisputeStatus::WarningUnderReview
            | DisputeStatus::WarningClosed
            | DisputeStatus::Prevented => DisputeState::Inquiry,
            DisputeStatus::NeedsResponse | DisputeStatus::UnderReview | DisputeStatus::Other => {
                DisputeState::Open
            }
            DisputeStatus::Lost => DisputeState::Lost,
            DisputeStatus::Won => DisputeState::Won,
        },
    })
}

/// Refunds as facts by their ids.
pub fn refunds(listed: &[Refund]) -> Result<Vec<OurRefund>, Untold> {
    listed.iter().map(refund).collect()
}

/// One that Stripe cancelled or that failed gives nothing back.
pub(super) fn refund(told: &Refund) -> Result<OurRefund, Untold> {
    Ok(OurRefund {
        id: name(&told.id).ok_or(Untold("refund.id"))?,
        intent: told.payment_intent.as_ref().and_then(name),
        amount: minor(Some(told.amount)).ok_or(Untold("refund.amount"))?,
        state: match told.status {
            Some(RefundStatus::Failed | RefundStatus::Canceled) => RefundState::Failed,
            None | Some(RefundStatus::Succeeded) => RefundState::Succeeded,
            Some(RefundStatus::Pending | RefundStatus::RequiresAction | RefundStatus::Other) => {
                RefundState::Pending
            }
        },
    })
}
