//! The many fields of a dispute: <https://docs.stripe.com/api/disputes/object>.

use serde_json::{Value, json};

use super::dispute_claims::Claim;
use crate::calendar::DAY;
use crate::desk::Desk;
use crate::object::{field, is_on, overlay, set, text, whole};

pub(crate) const KIND: &str = "dispute";

/// What can be said for oneself, a space between two. Files are named by any text.
pub(crate) const EVIDENCE: &str = "access_activity_log billing_address cancellation_policy \
    cancellation_policy_disclosure cancellation_rebuttal customer_communication \
    customer_email_address customer_name customer_purchase_ip customer_signature \
    duplicate_charge_documentation duplicate_charge_explanation duplicate_charge_id \
    product_description receipt refund_policy refund_policy_disclosure \
    refund_refusal_explanation service_date service_documentation shipping_address \
    shipping_carrier shipping_date shipping_documentation shipping_tracking_number \
    uncategorized_file uncategorized_text";

/// Stripe keeps its fee whoever wins; $15.00 in the United States.
const FEE: i64 = 1_500;

/// A claim as a dispute that nobody has answered; no money has moved.
pub(crate) fn blank(desk: &mut Desk<'_>, charge: &Value, claim: &Claim) -> Value {
    let mut evidence = json!({ "enhanced_evidence": {} });
    for name in EVIDENCE.split(' ') {
        set(&mut evidence, name, Value::Null);
    }
    let status = if claim.inquiry { "warning_needs_response" } else { "needs_response" };
    json!({
        "id": desk.fresh("du_1"), "object": KIND, "amount": claim.amount,
        "balance_transactions": [], "charge": field(charge, "id"), "created": desk.now(),
        "currency": claim.currency, "enhanced_eligibility_types": [], "evidence": evidence,
        "evidence_details": {
            "due_by": due_by(desk.now()), "enhanced_eligibility": {}, "has_evidence": false,
            "past_due": false, "submission_count": 0,
        },
        "is_charge_refundable": claim.inquiry && !is_on(charge, "refunded"), "livemode": false,
        "metadata": {}, "payment_intent": field(charge, "payment_intent"),
        "payment_method_details": method(charge, claim), "reason": claim.reason,
        "status": status,
    })
}

/// The last second of the ninth day from now.
pub(crate) fn due_by(now: i64) -> i64 {
    now.div_euclid(DAY).saturating_add(10).saturating_mul(DAY).saturating_sub(1)
}

/// How the network has it; Stripe tells it of cards.
fn method(charge: &Value, claim: &Claim) -> Value {
    let Some(card) = charge.pointer("/payment_method_details/card") else {
        return Value::Null;
    };
    let brand = field(card, "brand");
    let code = match claim.reason.as_str() {
        "fraudulent" => "10.4",
        "duplicate" => "12.6.1",
        "product_not_received" => "13.1",
        "subscription_canceled" => "13.2",
        "product_unacceptable" => "13.3",
        "credit_not_processed" => "13.6",
        _ => "",
    };
    let code = if brand == "visa" { code } else { "" };
    json!({
        "card": {
            "brand": brand, "case_type": if claim.inquiry { "inquiry" } else { "chargeback" },
            "network": brand, "network_reason_code": crate::object::or_null(code),
        },
        "type": "card",
    })
}

/// The bank's question has become a claim: answered anew, and no longer refundable.
pub(crate) fn escalated(dispute: &mut Value, now: i64) {
    if let Some(case) = dispute.pointer_mut("/payment_method_details/card/case_type") {
        *case = "chargeback".into();
    }
    if let Some(due) = dispute.pointer_mut("/evidence_details/due_by") {
        *due = due_by(now).into();
    }
    overlay(dispute, &json!({ "status": "needs_response", "is_charge_refundable": false }));
}

/// Writes on the dispute that its money was taken, or (`back`) given back.
pub(crate) fn moves_money(desk: &mut Desk<'_>, dispute: &mut Value, back: bool) {
    let disputed = whole(dispute, "amount");
    let (amount, fee) = if back { (disputed, 0) } else { (disputed.saturating_neg(), FEE) };
    let (noun, category) =
        if back { ("reversal", "dispute_reversal") } else { ("withdrawal", "dispute") };
    let currency = text(dispute, "currency");
    let mut fees = vec![];
    if fee > 0 {
        fees.push(json!({
            "amount": fee, "application": null, "currency": currency,
            "description": "Dispute fee", "type": "stripe_fee",
        }));
    }
    let transaction = json!({
        "id": desk.fresh("txn_1"), "object": "balance_transaction", "amount": amount,
        "available_on": desk.now(), "balance_type": "payments", "created": desk.now(),
        "currency": currency,
        "description": format!("Chargeback {noun} for {}", text(dispute, "charge")),
        "exchange_rate": null, "fee": fee, "fee_details": fees,
        "net": amount.saturating_sub(fee), "reporting_category": category,
        "source": field(dispute, "id"), "status": "available", "type": "adjustment",
    });
    let mut transactions = crate::object::entries(dispute, "balance_transactions").to_vec();
    transactions.push(transaction);
    set(dispute, "balance_transactions", transactions);
}
