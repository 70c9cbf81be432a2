//! How a checkout session is paid: what happens when somebody presses the button of its page.

use serde_json::{Value, json};

use super::cards::Verdict;
use super::payment_methods::{self, Means};
use super::{customers, payment_intents, payments, session_invoices, session_shape};
use super::{session_subscriptions, sessions};
use crate::desk::Desk;
use crate::object::{field, overlay, set, text, whole};
use crate::refusal::Refusal;

/// Who pays, as they typed it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Payer {
    pub(crate) email: String,
    pub(crate) name: String,
}

/// Pays an open session. The payment intent is made here, at confirmation, as Stripe does.
///
/// # Errors
/// When the session is not open, when it cannot be paid this way, and when the bank declines; after
/// that the session is still open.
pub(crate) fn pay(
    desk: &mut Desk<'_>,
    id: &str,
    means: Option<&Means>,
    payer: &Payer,
) -> Result<Value, Refusal> {
    let mut session = sessions::retrieve(desk, id)?;
    if text(&session, "status") != "open" {
        let message =
            format!("This Checkout Session is no longer open: it is {}.", text(&session, "status"));
        return Err(Refusal::invalid(&message));
    }
    if text(&session, "mode") == "subscription" {
        return session_subscriptions::pay(desk, session, means, payer);
    }
    if whole(&session, "amount_total") == 0 {
        greet(desk, &mut session, payer);
        return Ok(complete(desk, session, payer, "no_payment_required"));
    }
    let Some(means) = means else {
        return Err(Refusal::missing("card"));
    };
    let kinds = crate::object::entries(&session, "payment_method_types");
    if !kinds.iter().any(|kind| kind == means.kind()) {
        let message = format!("This Checkout Session does not take {}.", means.kind());
        return Err(Refusal::invalid(&message));
    }
    let declined =
        matches!(means, Means::Card(card) if matches!(card.verdict(), Verdict::Declines { .. }));
    if !declined {
        greet(desk, &mut session, payer);
    }
    let mut intent = intent(desk, &mut session);
    let billing = payment_methods::billing(&email(&session, payer), &payer.name);
    payments::attempt(desk, &mut intent, means, &billing)?;
    let status = if text(&intent, "status") == "succeeded" { "paid" } else { "unpaid" };
    Ok(complete(desk, session, payer, status))
}

/// Makes the customer where the session asked for one.
pub(crate) fn greet(desk: &mut Desk<'_>, session: &mut Value, payer: &Payer) {
    let wanted =
        text(session, "customer_creation") == "always" || session_invoices::is_wanted(session);
    if !wanted || !field(session, "customer").is_null() {
        return;
    }
    let mut customer = customers::new(desk, &email(session, payer));
    set(&mut customer, "name", crate::object::or_null(&payer.name));
    desk.put(&customer);
    desk.emit("customer.created", &customer);
    set(session, "customer", field(&customer, "id"));
}

/// The session's intent: the one a declined attempt left, or a new one.
fn intent(desk: &mut Desk<'_>, session: &mut Value) -> Value {
    let customer = field(session, "customer");
    if let Some(mut intent) = desk.find("payment_intent", text(session, "payment_intent")) {
        set(&mut intent, "customer", customer);
        return intent;
    }
    let hidden = desk.hidden(text(session, "id"));
    let mut more = field(&hidden, "intent");
    set(&mut more, "customer", customer);
    set(&mut more, "payment_method_types", field(session, "payment_method_types"));
    let amount = whole(session, "amount_total");
    let intent = payment_intents::new(desk, amount, text(session, "currency"), &more);
    desk.keep(&intent, json!({ "session": field(session, "id") }), None);
    set(session, "payment_intent", field(&intent, "id"));
    desk.put(session);
    intent
}

pub(crate) fn email(session: &Value, payer: &Payer) -> String {
    let known = session.pointer("/customer_details/email").and_then(Value::as_str);
    if payer.email.is_empty() { known.unwrap_or_default().to_owned() } else { payer.email.clone() }
}

pub(crate) fn complete(
    desk: &mut Desk<'_>,
    mut session: Value,
    payer: &Payer,
    status: &str,
) -> Value {
    let details = session_shape::payer(&email(&session, payer), &payer.name);
    let news = json!({
        "status": "complete", "payment_status": status, "customer_details": details, "url": null,
        "collected_information": {
            "business_name": null, "individual_name": null, "shipping_details": null,
        },
    });
    overlay(&mut session, &news);
    if status != "unpaid" {
        session_invoices::make(desk, &mut session);
    }
    let hidden = desk.hidden(text(&session, "id"));
    desk.keep(&session, hidden, None);
    desk.emit("checkout.session.completed", &session);
    session
}

/// The money of a delayed method arrives, or it does not.
///
/// # Errors
/// When the session is not waiting for money.
pub(crate) fn settle(desk: &mut Desk<'_>, id: &str, arrived: bool) -> Result<Value, Refusal> {
    let mut session = sessions::retrieve(desk, id)?;
    let intent = desk.find("payment_intent", text(&session, "payment_intent"));
    let Some(mut intent) = intent else {
        return Err(Refusal::invalid("The session is not waiting for money."));
    };
    payments::arrive(desk, &mut intent, arrived)?;
    let kind = if arrived {
        set(&mut session, "payment_status", "paid");
        session_invoices::make(desk, &mut session);
        desk.put(&session);
        "checkout.session.async_payment_succeeded"
    } else {
        "checkout.session.async_payment_failed"
    };
    desk.emit(kind, &session);
    Ok(session)
}
