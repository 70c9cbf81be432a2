//! Money that goes back: what refunds and disputes should have been taken for.

use std::slice::from_ref;

use fuzz::rules::is_id;
use serde_json::Value;
use shared::domain::money::Currency;
use shared::domain::purchase::returned::{DisputeState, RefundState};
use shared::stripe::notice::Notice;
use shared::stripe::notice::returned::disputes;

use crate::{id, money};

/// The refund that an event tells of, as a fact.
pub fn refund(object: &Value, notice: &Notice) {
    let refund = notice.refund.as_ref().expect("the refund that it tells of");
    assert_eq!(Some(refund.id.as_str()), object["id"].as_str());
    assert_eq!(refund.intent.as_ref().map(|id| id.as_str()), id(object, "payment_intent"));
    assert_eq!(Some(refund.amount), money(object, "amount"));
    let expected = match object["status"].as_str() {
        None | Some("succeeded") => RefundState::Succeeded,
        Some("failed" | "canceled") => RefundState::Failed,
        Some(_) => RefundState::Pending,
    };
    assert_eq!(refund.state, expected);
}

/// What of a dispute counts, where it was paid in dollars, and in euros.
pub fn dispute(object: &Value, notice: &Notice) {
    assert!(notice.refund.is_none());
    let told = notice.dispute.as_ref().expect("the dispute that it tells of");
    assert_eq!(Some(told.id.as_str()), object["id"].as_str());
    for paid_in in ["usd", "eur"] {
        let read = disputes(from_ref(told), Currency::parse(paid_in).expect("one"));
        let Ok([fact]) = read.as_deref() else {
            assert!(!object["id"].as_str().is_some_and(is_id), "not taken for a fact: {object}");
            continue;
        };
        assert_eq!(Some(fact.id.as_str()), object["id"].as_str());
        let named = id(object, "payment_intent").filter(|name| is_id(name));
        assert_eq!(fact.intent.as_ref().map(|name| name.as_str()), named);
        let same = object["currency"] == paid_in;
        assert_eq!(fact.amount, money(object, "amount").filter(|_| same));
        let expected = match object["status"].as_str() {
            Some("won") => DisputeState::Won,
            Some("lost") => DisputeState::Lost,
            Some("prevented" | "warning_needs_response") => DisputeState::Inquiry,
            Some("warning_under_review" | "warning_closed") => DisputeState::Inquiry,
            // A word that Stripe added since is taken for the worst.
            _ => DisputeState::Open,
        };
        assert_eq!(fact.state, expected);
    }
}
