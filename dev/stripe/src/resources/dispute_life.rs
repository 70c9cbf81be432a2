//! What a bank does about a payment: it disputes it or only inquires, and decides in the end:
//! <https://docs.stripe.com/disputes/how-disputes-work>.

use serde_json::{Value, json};

use super::dispute_claims::{self, Claim};
use super::dispute_shape::{self as shape, KIND};
use super::disputes;
use crate::desk::Desk;
use crate::object::{entries, field, overlay, set, text};
use crate::refusal::Refusal;

/// The bank claims a payment back, or asks about it.
///
/// # Errors
/// When there is no such payment, when it is disputed already, and when the claim makes no sense.
pub(crate) fn open(desk: &mut Desk<'_>, id: &str, asked: &Value) -> Result<Value, Refusal> {
    let charge = dispute_claims::charge(desk, id)?;
    let claim = Claim::parse(asked, &charge)?;
    let is_open = |dispute: &Value| dispute.get("charge") == charge.get("id") && !is_over(dispute);
    if !desk.seen(KIND, is_open).is_empty() {
        let message = format!("Charge {} is disputed already.", text(&charge, "id"));
        return Err(Refusal::invalid(&message).param("charge"));
    }
    Ok(dispute(desk, charge, &claim))
}

fn dispute(desk: &mut Desk<'_>, mut charge: Value, claim: &Claim) -> Value {
    let mut dispute = shape::blank(desk, &charge, claim);
    set(&mut charge, "disputed", true);
    desk.put(&charge);
    if !claim.inquiry {
        shape::moves_money(desk, &mut dispute, false);
    }
    desk.put(&dispute);
    desk.emit("charge.dispute.created", &dispute);
    if !claim.inquiry {
        desk.emit("charge.dispute.funds_withdrawn", &dispute);
    }
    dispute
}

/// The card of a charge is one that disputes what it paid.
pub(crate) fn begin(desk: &mut Desk<'_>, charge: Value) {
    let hidden = desk.hidden(text(&charge, "id"));
    if let Ok(claim) = Claim::parse(&field(&hidden, "claim"), &charge) {
        dispute(desk, charge, &claim);
    }
}

/// The bank makes a claim of its question.
///
/// # Errors
/// When there is no such dispute, and when it is no open inquiry.
pub(crate) fn escalate(desk: &mut Desk<'_>, id: &str) -> Result<Value, Refusal> {
    let before = open_one(desk, id, true)?;
    let mut dispute = before.clone();
    shape::escalated(&mut dispute, desk.now());
    shape::moves_money(desk, &mut dispute, false);
    desk.put(&dispute);
    desk.emit_changed("charge.dispute.updated", &before, &dispute);
    desk.emit("charge.dispute.funds_withdrawn", &dispute);
    Ok(dispute)
}

/// The bank gives the money back. After a loss it rarely does, so that is allowed too.
///
/// # Errors
/// When there is no such dispute, when it is an inquiry, and when it is won already.
pub(crate) fn win(desk: &mut Desk<'_>, id: &str) -> Result<Value, Refusal> {
    let late =
        Some(disputes::retrieve(desk, id)?).filter(|before| text(before, "status") == "lost");
    let was_lost = late.is_some();
    let before = late.map_or_else(|| open_one(desk, id, false), Ok)?;
    let mut dispute = before.clone();
    overlay(&mut dispute, &json!({ "status": "won", "is_charge_refundable": true }));
    let was_taken = !entries(&dispute, "balance_transactions").is_empty();
    if was_taken {
        shape::moves_money(desk, &mut dispute, true);
    }
    desk.put(&dispute);
    if was_lost {
        desk.emit_changed("charge.dispute.updated", &before, &dispute);
    }
    if was_taken {
        desk.emit("charge.dispute.funds_reinstated", &dispute);
    }
    if !was_lost {
        desk.emit("charge.dispute.closed", &dispute);
    }
    Ok(dispute)
}

/// The bank keeps the money.
///
/// # Errors
/// When there is no such dispute, when it is an inquiry, and when it is over.
pub(crate) fn lose(desk: &mut Desk<'_>, id: &str) -> Result<Value, Refusal> {
    let dispute = open_one(desk, id, false)?;
    Ok(close(desk, dispute, "lost"))
}

/// The bank asks no further.
///
/// # Errors
/// When there is no such dispute, and when it is no open inquiry.
pub(crate) fn close_inquiry(desk: &mut Desk<'_>, id: &str) -> Result<Value, Refusal> {
    let dispute = open_one(desk, id, true)?;
    Ok(close(desk, dispute, "warning_closed"))
}

/// Ends a dispute that no money comes back from.
pub(crate) fn close(desk: &mut Desk<'_>, mut dispute: Value, status: &str) -> Value {
    set(&mut dispute, "status", status);
    if status == "lost" {
        set(&mut dispute, "is_charge_refundable", false);
    }
    desk.put(&dispute);
    desk.emit("charge.dispute.closed", &dispute);
    dispute
}

/// The evidence was one of the texts that test mode decides by.
pub(crate) fn decide(desk: &mut Desk<'_>, dispute: &Value) {
    let id = text(dispute, "id");
    let verdict = desk.hidden(id);
    desk.keep(dispute, Value::Null, None);
    // What the verdict does not fit, such as an escalation of what is no inquiry, stays as it is.
    let _ = match (text(&verdict, "verdict"), is_inquiry(dispute)) {
        ("escalate_inquiry_evidence", true) => escalate(desk, id),
        ("winning_evidence" | "losing_evidence", true) => close_inquiry(desk, id),
        ("winning_evidence", false) => win(desk, id),
        ("losing_evidence", false) => lose(desk, id),
        _ => Ok(Value::Null),
    };
}

/// The money is with the bank, so a refund would pay it twice.
pub(crate) fn forbids_refund(desk: &Desk<'_>, charge: &str) -> bool {
    let forbids = |dispute: &Value| {
        text(dispute, "charge") == charge && field(dispute, "is_charge_refundable") == false
    };
    !desk.seen(KIND, forbids).is_empty()
}

pub(crate) fn is_over(dispute: &Value) -> bool {
    matches!(text(dispute, "status"), "won" | "lost" | "warning_closed")
}

fn is_inquiry(dispute: &Value) -> bool {
    text(dispute, "status").starts_with("warning_")
}

/// The refusal of whatever comes after the end.
pub(crate) fn over() -> Refusal {
    Refusal::invalid("This dispute is already closed")
}

/// An open inquiry, or an open dispute that is none.
fn open_one(desk: &mut Desk<'_>, id: &str, inquiry: bool) -> Result<Value, Refusal> {
    let dispute = disputes::retrieve(desk, id)?;
    if is_over(&dispute) {
        return Err(over());
    }
    match (inquiry, is_inquiry(&dispute)) {
        (true, false) => Err(Refusal::invalid("This dispute is not an inquiry.")),
        (false, true) => Err(Refusal::invalid("An inquiry is closed or escalated, never decided.")),
        _ => Ok(dispute),
    }
}
