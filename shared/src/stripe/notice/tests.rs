//! What each sample event means to us.

use serde_json::{Value, json};

use super::returned::{disputes, refunds};
use super::*;
use crate::domain::purchase::returned::{DisputeState, RefundState};
use crate::stripe::payment::Refund;

const MARK: &str = "pur_01KJKB6M00Q5V9T2X7R4N8C3HD";

macro_rules! sample {
    ($name:literal) => {
        include_str!(concat!("../../../../events/stripe/", $name, ".json"))
    };
}

fn notice(text: &str) -> Result<Option<Notice>, Untold> {
    read(&Event::parse(text.as_bytes()).unwrap())
}

fn changed(text: &str, field: &str, value: Value) -> String {
    let mut event: Value = serde_json::from_str(text).unwrap();
    event["data"]["object"][field] = value;
    event.to_string()
}

#[test]
fn a_completed_session_is_paid_with_what_was_asked_and_charged() {
    let notice = notice(sample!("checkout.session.completed")).unwrap().unwrap();
    assert_eq!(notice.mark.as_deref(), Some(MARK));
    let usd = Currency::parse("usd").unwrap();
    let paid = Fact::Paid { asked: 800, charged: 800, currency: usd };
    assert_eq!(notice.told, Told::Fact(paid));
}

/// W3, W18
#[test]
fn complete_alone_is_not_paid_and_nothing_to_pay_is() {
    let text = sample!("checkout.session.completed");
    let told = |status: &str| {
        notice(&changed(text, "payment_status", json!(status))).unwrap().unwrap().told
    };
    assert_eq!(told("unpaid"), Told::Fact(Fact::Awaited));
    assert_eq!(told("some_new_word"), Told::Fact(Fact::Awaited));
    assert!(matches!(told("no_payment_required"), Told::Fact(Fact::Paid { .. })));
}

#[test]
fn sessions_for_other_things_are_none_of_ours() {
    for mode in ["setup", "some_new_mode"] {
        let text = changed(sample!("checkout.session.completed"), "mode", json!(mode));
        assert_eq!(notice(&text), Ok(None), "{mode}");
    }
}

/// The Stripe account may sell other things: their references are not our purchases.
#[test]
fn a_reference_that_is_not_ours_is_no_mark() {
    let text = changed(sample!("checkout.session.completed"), "metadata", json!({}));
    let text = changed(&text, "client_reference_id", json!("order-77"));
    assert_eq!(notice(&text).unwrap().unwrap().mark, None);
}

/// Whoever opens a payment link may write a reference into its address: naming a purchase of ours
/// there does not make the session ours.
#[test]
fn a_reference_that_anybody_may_write_is_no_mark() {
    let text = changed(sample!("checkout.session.completed"), "metadata", json!({}));
    let told: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(told["data"]["object"]["client_reference_id"], json!(MARK));
    assert_eq!(notice(&text).unwrap().unwrap().mark, None);
}

/// OB-3: the bank's own word is the reason.
#[test]
fn a_failed_payment_says_why() {
    let notice = notice(sample!("payment_intent.payment_failed")).unwrap().unwrap();
    let Told::Fact(Fact::Failed { reason, .. }) = notice.told else { panic!("{:?}", notice.told) };
    assert_eq!(reason.as_str(), "insufficient_funds");
}

#[test]
fn money_that_went_back_is_only_a_reason_to_ask() {
    for text in [sample!("charge.refunded"), sample!("refund.created"), sample!("refund.failed")] {
        let notice = notice(text).unwrap().unwrap();
        assert_eq!(notice.told, Told::Refunded);
        assert!(notice.intent.is_some() && notice.charge.is_some());
    }
}

#[test]
fn amounts_below_nothing_and_missing_ones_are_not_guessed() {
    let session = sample!("checkout.session.completed");
    let text = changed(session, "amount_subtotal", Value::Null);
    assert_eq!(notice(&text), Err(Untold("amount_subtotal")));
    let text = changed(session, "currency", json!("US"));
    assert_eq!(notice(&text), Err(Untold("currency")));
    let intent = changed(sample!("payment_intent.succeeded"), "amount_received", Value::Null);
    assert_eq!(notice(&intent), Err(Untold("amount_received")));
}

/// W11: of a dispute there are four states, whatever Stripe calls them; only money in the payment's
/// own currency can be compared with it.
#[test]
fn the_words_for_a_dispute_have_four_meanings() {
    let usd = Currency::parse("usd").unwrap();
    let listed = |status: &str, currency: &str| -> Dispute {
        let told = json!({ "id": "du_1", "amount": 5, "currency": currency, "status": status });
        serde_json::from_value(told).unwrap()
    };
    for (status, state) in [
        ("warning_needs_response", DisputeState::Inquiry),
        ("warning_under_review", DisputeState::Inquiry),
        ("warning_closed", DisputeState::Inquiry),
        ("prevented", DisputeState::Inquiry),
        ("needs_response", DisputeState::Open),
        ("under_review", DisputeState::Open),
        ("never heard of", DisputeState::Open),
        ("lost", DisputeState::Lost),
        ("won", DisputeState::Won),
    ] {
        let told = &disputes(&[listed(status, "usd")], usd).unwrap()[0];
        assert_eq!((told.state, told.amount), (state, Some(5)), "{status}");
    }
    assert_eq!(disputes(&[listed("lost", "eur")], usd).unwrap()[0].amount, None);
    let negative = Dispute { amount: -1, ..listed("lost", "usd") };
    assert_eq!(disputes(&[negative], usd), Err(Untold("dispute.amount")));
}

#[test]
fn an_event_about_a_dispute_tells_that_dispute() {
    for text in [sample!("charge.dispute.created"), sample!("charge.dispute.closed")] {
        let notice = notice(text).unwrap().unwrap();
        assert_eq!(notice.told, Told::Disputed);
        assert!(notice.intent.is_some() && notice.charge.is_some() && notice.dispute.is_some());
    }
}

/// Should Stripe's list not have it yet, the refund is not lost with its event.
#[test]
fn an_event_about_a_refund_tells_that_refund() {
    let told = |text: &str| notice(text).unwrap().unwrap().refund.map(|refund| refund.state);
    assert!(told(sample!("refund.created")).is_some());
    assert_eq!(told(sample!("refund.failed")), Some(RefundState::Failed));
    assert_eq!(told(sample!("charge.refunded")), None);
}

/// OB-2: an invoice of ours is paid or called off; that an attempt failed, its payment says.
#[test]
fn an_invoice_says_that_it_is_paid_or_called_off() {
    for (text, expected) in [
        (sample!("invoice.paid"), Told::Billed),
        (sample!("invoice.voided"), Told::Fact(Fact::Canceled)),
        (sample!("payment_intent.canceled"), Told::Fact(Fact::Canceled)),
    ] {
        let notice = notice(text).unwrap().unwrap();
        assert_eq!((notice.mark.as_deref(), notice.told), (Some(MARK), expected));
    }
    let mut event: Value = serde_json::from_str(sample!("invoice.paid")).unwrap();
    event["type"] = json!("invoice.payment_failed");
    assert_eq!(notice(&event.to_string()), Ok(None));

    let told: Value = serde_json::from_str(sample!("invoice.paid")).unwrap();
    let mut invoice = told["data"]["object"].clone();
    (invoice["subtotal"], invoice["amount_paid"]) = (json!(800), json!(440));
    let paid = billed::paid(&serde_json::from_value(invoice.clone()).unwrap());
    let usd = Currency::parse("usd").unwrap();
    assert_eq!(paid, Ok(Fact::Paid { asked: 800, charged: 440, currency: usd }));
    invoice["subtotal"] = json!(-1);
    let odd = billed::paid(&serde_json::from_value(invoice).unwrap());
    assert_eq!(odd, Err(Untold("subtotal")));
}

/// W10: a refund that failed or was cancelled gives nothing back.
#[test]
fn the_words_for_a_refund_have_three_meanings() {
    let listed = |status: Value| -> Refund {
        let refund = json!({ "id": "re_1", "amount": 5, "currency": "usd", "status": status });
        serde_json::from_value(refund).unwrap()
    };
    for (status, state) in [
        (json!("pending"), RefundState::Pending),
        (json!("requires_action"), RefundState::Pending),
        (json!("succeeded"), RefundState::Succeeded),
        (Value::Null, RefundState::Succeeded),
        (json!("failed"), RefundState::Failed),
        (json!("canceled"), RefundState::Failed),
    ] {
        assert_eq!(refunds(&[listed(status.clone())]).unwrap()[0].state, state, "{status}");
    }
}

#[test]
fn an_event_and_a_mark_are_named_as_stripe_told_them() {
    let event = Event::parse(sample!("refund.created").as_bytes()).unwrap();
    assert_eq!(event_id(&event).unwrap().as_str(), event.id.as_str());
    assert_eq!(purchase(MARK).unwrap().as_str(), MARK);
    assert_eq!(purchase(""), None);
}

/// A refund is of the payment that it names; a second payment's takes nothing of the first one.
#[test]
fn a_refund_is_told_with_its_payment_and_its_amount() {
    let text = sample!("refund.created");
    let told: Value = serde_json::from_str(text).unwrap();
    let refund = notice(text).unwrap().unwrap().refund.unwrap();
    let object = &told["data"]["object"];
    assert_eq!(Some(refund.id.as_str()), object["id"].as_str());
    assert_eq!(refund.intent.as_ref().map(Label::as_str), object["payment_intent"].as_str());
    assert_eq!(Some(refund.amount), object["amount"].as_u64());
}
