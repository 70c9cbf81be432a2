//! Disputes by the API: <https://docs.stripe.com/api/disputes>. What banks do about them is in
//! `dispute_life.rs`.

use serde_json::{Map, Value, json};

use super::dispute_life;
use super::dispute_shape::{EVIDENCE, KIND};
use crate::desk::Desk;
use crate::lists;
use crate::metadata::metadata;
use crate::object::{field, or_null, overlay, set, text, whole};
use crate::params::Params;
use crate::refusal::Refusal;

/// How many characters one piece of evidence may have, and all together.
const LONGEST: usize = 20_000;
const LONGEST_TOGETHER: usize = 150_000;

/// What test mode decides by: <https://docs.stripe.com/testing#disputes>.
const VERDICTS: [&str; 3] = ["winning_evidence", "losing_evidence", "escalate_inquiry_evidence"];

pub(crate) fn retrieve(desk: &mut Desk<'_>, id: &str) -> Result<Value, Refusal> {
    desk.find(KIND, id).ok_or_else(|| Refusal::not_found(KIND, id).param(KIND))
}

pub(crate) fn list(desk: &mut Desk<'_>, params: &Params) -> Result<Value, Refusal> {
    params.only("charge created ending_before limit payment_intent starting_after")?;
    let span = lists::Span::parse(params)?;
    let same = |dispute: &Value, name| params.text(name).is_none_or(|v| text(dispute, name) == v);
    let wanted = |dispute: &&Value| {
        span.holds(dispute) && same(dispute, "charge") && same(dispute, "payment_intent")
    };
    lists::page("/v1/disputes", params, desk.newest(KIND), wanted)
}

/// Metadata, and evidence that is kept (`submit=false`) or sent to the bank.
pub(crate) fn update(desk: &mut Desk<'_>, id: &str, params: &Params) -> Result<Value, Refusal> {
    let before = retrieve(desk, id)?;
    params.only("evidence metadata submit")?;
    let metadata = metadata(params, &field(&before, "metadata"))?;
    let evidence = evidence(params, &field(&before, "evidence"))?;
    let given = params.has("evidence");
    let submits = params.switch("submit")?.unwrap_or(given);
    if dispute_life::is_over(&before) {
        return Err(dispute_life::over());
    }
    let next = match text(&before, "status") {
        "needs_response" => Some("under_review"),
        "warning_needs_response" => Some("warning_under_review"),
        _ => None,
    };
    if (given || submits) && next.is_none() {
        let message = "Evidence was submitted already; the bank is looking at it.";
        return Err(Refusal::invalid(message).param("evidence"));
    }
    let mut dispute = before.clone();
    overlay(&mut dispute, &json!({ "metadata": metadata, "evidence": evidence }));
    let mut details = field(&dispute, "evidence_details");
    set(&mut details, "has_evidence", EVIDENCE.split(' ').any(|name| is_said(&evidence, name)));
    if submits {
        let count = whole(&details, "submission_count").saturating_add(1);
        set(&mut details, "submission_count", count);
        let late = desk.now() > whole(&details, "due_by");
        set(&mut details, "past_due", late);
        set(&mut dispute, "status", next);
    }
    set(&mut dispute, "evidence_details", details);
    let said = text(&evidence, "uncategorized_text");
    let verdict = Some(said).filter(|said| submits && VERDICTS.contains(said));
    // The bank answers at this moment, but after Stripe has.
    desk.keep(&dispute, json!({ "verdict": verdict }), verdict.map(|_| desk.now()));
    desk.emit_changed("charge.dispute.updated", &before, &dispute);
    Ok(dispute)
}

/// What is said now, with what was said before; an empty text takes it back.
fn evidence(params: &Params, before: &Value) -> Result<Value, Refusal> {
    let part = params.part("evidence");
    part.only(EVIDENCE)?;
    let mut evidence = before.clone();
    let mut together = 0_usize;
    for name in EVIDENCE.split(' ') {
        if let Some(said) = part.tree().as_object().unwrap_or(&Map::new()).get(name) {
            let said = said.as_str().ok_or_else(|| part.wrong(name, "Invalid string"))?;
            set(&mut evidence, name, or_null(said));
        }
        let length = text(&evidence, name).chars().count();
        together = together.saturating_add(length);
        if length > LONGEST || together > LONGEST_TOGETHER {
            let message = "Evidence: at most 20000 characters each and 150000 together";
            return Err(part.wrong(name, message));
        }
    }
    Ok(evidence)
}

fn is_said(evidence: &Value, name: &str) -> bool {
    !text(evidence, name).is_empty()
}

/// The caller gives in.
pub(crate) fn close(desk: &mut Desk<'_>, id: &str, params: &Params) -> Result<Value, Refusal> {
    let dispute = retrieve(desk, id)?;
    params.only("")?;
    if dispute_life::is_over(&dispute) {
        return Err(dispute_life::over());
    }
    Ok(dispute_life::close(desk, dispute, "lost"))
}
