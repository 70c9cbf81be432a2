//! Refunds and disputes as they stand in a purchase's document.

use serde::{Deserialize, Serialize};

use crate::domain::id::Label;
use crate::domain::purchase::returned::{Dispute, DisputeState, Refund, RefundState};
use crate::store::items::document::{text, text_if};

/// One refund.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefundDocument {
    #[serde(with = "text")]
    id: Label,
    #[serde(with = "text_if", default, skip_serializing_if = "Option::is_none")]
    intent: Option<Label>,
    amount: u64,
    #[serde(with = "text")]
    state: RefundState,
}

/// One dispute.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DisputeDocument {
    #[serde(with = "text")]
    id: Label,
    #[serde(with = "text_if", default, skip_serializing_if = "Option::is_none")]
    intent: Option<Label>,
    /// Absent counts whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    amount: Option<u64>,
    #[serde(with = "text")]
    state: DisputeState,
}

/// As it is written.
pub fn refund_document(refund: &Refund) -> RefundDocument {
    let (id, intent) = (refund.id.clone(), refund.intent.clone());
    RefundDocument { id, intent, amount: refund.amount, state: refund.state }
}

/// As it is read.
pub fn refund(document: RefundDocument) -> Refund {
    let RefundDocument { id, intent, amount, state } = document;
    Refund { id, intent, amount, state }
}

/// As it is written.
pub fn dispute_document(dispute: &Dispute) -> DisputeDocument {
    let (id, intent) = (dispute.id.clone(), dispute.intent.clone());
    DisputeDocument { id, intent, amount: dispute.amount, state: dispute.state }
}

/// As it is read.
pub fn dispute(document: DisputeDocument) -> Dispute {
    let DisputeDocument { id, intent, amount, state } = document;
    Dispute { id, intent, amount, state }
}
