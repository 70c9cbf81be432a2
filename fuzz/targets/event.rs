//! Stripe's events: read the same however they are spelled, and translated as a table of Stripe's
//! words says.
//!
//! An input is the body of a webhook.

#![no_main]

#[path = "event/billed.rs"]
mod billed;
#[path = "event/returned.rs"]
mod returned;

use fuzz::json::Node;
use fuzz::rules::{is_currency, is_id};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use shared::domain::command::fact::Fact;
use shared::stripe::event::{Event, EventKind};
use shared::stripe::notice::{Notice, Told, Untold, read};

/// Twelve digits, Stripe's own limit.
const MAX_AMOUNT: u64 = 999_999_999_999;

fuzz_target!(|data: &[u8]| {
    let event = Event::parse(data);
    let again = Event::parse(data);
    assert_eq!(event.as_ref().ok(), again.as_ref().ok(), "read twice, differently");
    let (Ok(value), Some(node)) = (serde_json::from_slice::<Value>(data), Node::read(data)) else {
        // What is not even JSON may stand only where nobody looks.
        if let Ok(event) = &event {
            let _ = read(event);
        }
        return;
    };
    let spelled_anew = Event::parse(value.to_string().as_bytes());
    match (&event, &spelled_anew) {
        (Ok(event), Ok(other)) => assert_eq!(event, other, "another spelling, another event"),
        (Err(_), Err(_)) => {}
        (Ok(_), Err(error)) => panic!("only the first spelling is read: {error:?}"),
        (Err(error), Ok(_)) => assert!(node.repeats(), "only the second is read: {error:?}"),
    }
    let Ok(event) = event else { return };
    // Serde reads an object from a list of its members too; Stripe, whose signature holds here,
    // sends none, so such an event is only read.
    let object = &value["data"]["object"];
    let billed = [&object["parent"], &object["parent"]["subscription_details"]];
    if [&value, &value["data"], object].iter().chain(&billed).any(|it| it.is_array()) {
        let _ = read(&event);
        return;
    }
    envelope(&event, &value);
    amounts(&event.kind, object);
    billed::subscription(&event.kind, object);
    match read(&event) {
        Ok(notice) => judge(event.kind.name(), object, notice.as_ref()),
        Err(untold) => unreadable(event.kind.name(), event.created, object, untold),
    }
});

fn envelope(event: &Event, value: &Value) {
    assert_eq!(Some(event.id.as_str()), value["id"].as_str());
    assert_eq!(Some(event.kind.name()), value["type"].as_str());
    assert_eq!(Some(event.livemode), value["livemode"].as_bool());
    assert_eq!(Some(event.created), value["created"].as_i64());
    assert_eq!(event.account.as_ref().map(|id| id.as_str()), value["account"].as_str());
}

/// Every amount is what stands there, and none is below nothing or beyond Stripe's limit.
fn amounts(kind: &EventKind, object: &Value) {
    let (mut always, mut maybe) = (Vec::new(), Vec::new());
    match kind {
        EventKind::CheckoutSessionCompleted(it)
        | EventKind::CheckoutSessionAsyncPaymentSucceeded(it)
        | EventKind::CheckoutSessionAsyncPaymentFailed(it)
        | EventKind::CheckoutSessionExpired(it) => {
            maybe =
                vec![("amount_subtotal", it.amount_subtotal), ("amount_total", it.amount_total)];
        }
        EventKind::PaymentIntentSucceeded(it)
        | EventKind::PaymentIntentPaymentFailed(it)
        | EventKind::PaymentIntentCanceled(it) => {
            always = vec![("amount", it.amount)];
            maybe = vec![("amount_received", it.amount_received)];
        }
        EventKind::ChargeRefunded(it) => {
            always = vec![
                ("amount", it.amount),
                ("amount_captured", it.amount_captured),
                ("amount_refunded", it.amount_refunded),
            ];
        }
        EventKind::RefundCreated(it)
        | EventKind::RefundUpdated(it)
        | EventKind::RefundFailed(it) => always = vec![("amount", it.amount)],
        EventKind::Dispute(_, it) => always = vec![("amount", it.amount)],
        EventKind::Invoice(_, it) => billed::amounts(it, object),
        EventKind::SetupIntentSucceeded(_) | EventKind::Subscription(..) | EventKind::Other(_) => {}
    }
    let always = always.into_iter().map(|(field, amount)| (field, Some(amount)));
    for (field, amount) in always.chain(maybe) {
        let read = amount.map(|minor| u64::try_from(minor).expect("never below nothing"));
        assert_eq!(read, money(object, field), "{field}");
        assert!(read.is_some() || object[field].is_null(), "{field}");
    }
}

/// A field that is an id, or an object that has one.
fn id<'a>(object: &'a Value, field: &str) -> Option<&'a str> {
    object[field].as_str().or_else(|| object[field]["id"].as_str())
}

fn mark(object: &Value) -> Option<&str> {
    object["metadata"]["tallystick_purchase"].as_str()
}

/// An amount of money, which is never below nothing.
fn money(object: &Value, field: &str) -> Option<u64> {
    object[field].as_u64().filter(|minor| *minor <= MAX_AMOUNT)
}

/// What the event should have been taken for, by its name and the words in its object.
fn judge(kind: &str, object: &Value, notice: Option<&Notice>) {
    let is_session = kind.starts_with("checkout.session.");
    let known = [
        "checkout.session.completed",
        "checkout.session.async_payment_succeeded",
        "checkout.session.async_payment_failed",
        "checkout.session.expired",
        "payment_intent.succeeded",
        "payment_intent.payment_failed",
        "payment_intent.canceled",
        "charge.refunded",
        "refund.created",
        "refund.updated",
        "refund.failed",
        "charge.dispute.created",
        "charge.dispute.updated",
        "charge.dispute.closed",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.funds_reinstated",
    ];
    let is_sale = object["mode"] == "payment" || object["mode"] == "subscription";
    let is_billed = billed::is_told(kind, object);
    let is_ours = is_billed || known.contains(&kind) && (!is_session || is_sale);
    let Some(notice) = notice else {
        assert!(!is_ours, "{kind} is passed over");
        return;
    };
    assert!(is_ours, "{kind} is none of ours");
    let own = object["id"].as_str();
    let is_dispute = kind.starts_with("charge.dispute.");
    let family = if is_dispute { "dispute" } else { kind.split('.').next().unwrap_or_default() };
    let [session, intent, charge] = match family {
        "checkout" => [own, id(object, "payment_intent"), None],
        "payment_intent" => [None, own, id(object, "latest_charge")],
        "charge" => [None, id(object, "payment_intent"), own],
        "invoice" => [None, None, None],
        _ => [None, id(object, "payment_intent"), id(object, "charge")],
    };
    assert_eq!(notice.session.as_ref().map(|id| id.as_str()), session);
    assert_eq!(notice.intent.as_ref().map(|id| id.as_str()), intent);
    assert_eq!(notice.charge.as_ref().map(|id| id.as_str()), charge);
    assert_eq!(notice.invoice.as_ref().map(|id| id.as_str()), own.filter(|_| is_billed));
    // A refund is marked by whoever makes it, a person at Stripe's desk for example; a dispute too.
    let is_return = matches!(family, "refund" | "dispute");
    assert_eq!(notice.mark.as_deref(), if is_return { None } else { mark(object) });
    match family {
        "refund" => returned::refund(object, notice),
        "dispute" => returned::dispute(object, notice),
        _ => assert!(notice.refund.is_none() && notice.dispute.is_none()),
    }
    told(kind, object, &notice.told);
}

/// The last second of the year 9999.
const LAST_SECOND: i64 = 253_402_300_799;

fn told(kind: &str, object: &Value, told: &Told) {
    let paid = matches!(object["payment_status"].as_str(), Some("paid" | "no_payment_required"));
    match kind {
        "checkout.session.completed" if !paid => assert_eq!(*told, Told::Fact(Fact::Awaited)),
        "checkout.session.completed" | "checkout.session.async_payment_succeeded" => {
            let Told::Fact(Fact::Paid { asked, charged, currency }) = told else {
                panic!("paid, and told as {told:?}");
            };
            assert_eq!(Some(*asked), money(object, "amount_subtotal"));
            assert_eq!(Some(*charged), money(object, "amount_total"));
            assert_eq!(Some(currency.as_str()), object["currency"].as_str());
        }
        "checkout.session.expired" => assert_eq!(*told, Told::Fact(Fact::Expired)),
        "invoice.paid" => assert_eq!(*told, Told::Billed),
        "invoice.voided" | "payment_intent.canceled" => {
            assert_eq!(*told, Told::Fact(Fact::Canceled));
        }
        "checkout.session.async_payment_failed" | "payment_intent.payment_failed" => {
            let Told::Fact(Fact::Failed { at, reason }) = told else {
                panic!("failed, and told as {told:?}");
            };
            assert!(at.seconds() <= LAST_SECOND, "{at:?} is later than any moment");
            assert!(is_id(reason.as_str()), "the reason cannot be kept: {reason:?}");
        }
        "payment_intent.succeeded" => {
            let Told::Paid { charged, currency } = told else {
                panic!("paid, and told as {told:?}");
            };
            assert_eq!(Some(*charged), money(object, "amount_received"));
            assert_eq!(Some(currency.as_str()), object["currency"].as_str());
        }
        _ if kind.starts_with("charge.dispute.") => assert_eq!(*told, Told::Disputed, "{kind}"),
        _ => assert_eq!(*told, Told::Refunded, "{kind}"),
    }
}

/// A complaint names a field that is indeed missing or out of range.
fn unreadable(kind: &str, created: i64, object: &Value, Untold(field): Untold) {
    match field {
        "currency" => assert!(!object["currency"].as_str().is_some_and(is_currency), "{kind}"),
        "amount_subtotal" | "amount_total" | "amount_received" => {
            assert_eq!(money(object, field), None, "{kind}: {field}");
        }
        // Only a failure asks when it was: a time before 1970 or after 9999 is none.
        "created" => assert!(!(0..=LAST_SECOND).contains(&created), "{kind}: {created}"),
        _ => panic!("{kind}: {field} is complained of"),
    }
}
