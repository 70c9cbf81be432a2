//! Checkout sessions that sell a subscription: what they ask for and what paying them makes.

use serde_json::{Value, json};

use super::cards::Verdict;
use super::payment_methods::{self, Means};
use super::payments::Holder;
use super::session_payments::{self, Payer};
use super::subscription_start::{self, Wanted, Wish};
use super::{
    customers, invoice_life, kept_methods, line_items, payment_intents, payments, subscription_time,
};
use crate::desk::Desk;
use crate::metadata::metadata;
use crate::object::{entries, field, set, text, whole};
use crate::params::Params;
use crate::refusal::Refusal;

const KNOWN: &str = "billing_mode description invoice_settings metadata proration_behavior \
    trial_end trial_period_days trial_settings";

/// What the subscription will be given when it is made.
pub(crate) fn data(desk: &Desk<'_>, params: &Params) -> Result<Value, Refusal> {
    let data = params.part("subscription_data");
    data.only(KNOWN)?;
    let mut fields = json!({
        "metadata": metadata(&data, &Value::Null)?, "description": data.text_or_null("description"),
    });
    if data.has("trial_settings") {
        set(&mut fields, "trial_settings", subscription_start::trial_settings(&data)?);
    }
    // A trial of days begins when the session is paid; one with an end ends there.
    Ok(json!({
        "fields": fields, "trial_end": subscription_start::trial_end(desk, &data)?,
        "trial_days": data.whole("trial_period_days")?,
    }))
}

/// Something recurs, all of it in one rhythm.
pub(crate) fn check(items: &[Value]) -> Result<(), Refusal> {
    let recurring = items.iter().filter(|item| line_items::is_recurring(item));
    let prices: Vec<Value> = recurring.map(|item| field(item, "price")).collect();
    if prices.is_empty() {
        let message = "You must provide at least one recurring price in `subscription` mode when \
                       using prices.";
        return Err(Refusal::invalid(message).param("line_items"));
    }
    super::subscriptions::alike(&prices)
}

/// What is different about the session itself.
pub(crate) fn shape(session: &mut Value, params: &Params) -> Result<(), Refusal> {
    for name in ["payment_method_types", "allowed_payment_method_types"] {
        if params.texts(name).iter().any(|kind| kind != "card") {
            let message = "The fake Stripe sells subscriptions for cards only.";
            return Err(params.wrong(name, message));
        }
    }
    let collection = params.word("payment_method_collection", &["always", "if_required"])?;
    set(session, "mode", "subscription");
    set(session, "payment_method_types", json!(["card"]));
    set(session, "payment_method_collection", collection.unwrap_or("always"));
    if field(session, "customer").is_null() {
        set(session, "customer_creation", "always");
    }
    Ok(())
}

/// Whether the page asks for a card.
pub(crate) fn needs_card(session: &Value) -> bool {
    whole(session, "amount_total") > 0
        || (text(session, "mode") == "subscription"
            && text(session, "payment_method_collection") == "always")
}

/// Pays an open session: the customer, the subscription, its first invoice and what pays that.
///
/// # Errors
/// When a card is needed and there is none, and when the bank declines; the session is open then.
pub(crate) fn pay(
    desk: &mut Desk<'_>,
    mut session: Value,
    means: Option<&Means>,
    payer: &Payer,
) -> Result<Value, Refusal> {
    let means = means.filter(|_| needs_card(&session));
    match means {
        Some(Means::Card(card)) if whole(&session, "amount_total") == 0 => card.attaches()?,
        Some(Means::Card(card)) if matches!(card.verdict(), Verdict::Declines { .. }) => {
            return declined(desk, &session, &Means::Card(card.clone()), payer);
        }
        Some(Means::Debit(kind)) => {
            let message = format!("This Checkout Session does not take {kind}.");
            return Err(Refusal::invalid(&message));
        }
        None if needs_card(&session) => return Err(Refusal::missing("card")),
        Some(Means::Card(_)) | None => {}
    }
    // From here on this succeeds.
    session_payments::greet(desk, &mut session, payer);
    let mut customer = desk.find("customer", text(&session, "customer")).unwrap_or_default();
    if text(&customer, "email").is_empty() && !text(&customer, "id").is_empty() {
        customers::know(desk, &mut customer, &session_payments::email(&session, payer));
    }
    let method = means.map(|means| {
        let email = session_payments::email(&session, payer);
        let billing = payment_methods::billing(&email, &payer.name);
        let mut method = payment_methods::create(desk, means, &billing);
        kept_methods::own(desk, &mut method, &customer);
        method
    });
    let wish = wish(desk, &session, customer, method.as_ref());
    let (subscription, mut invoice) = subscription_start::start(desk, &wish);
    if text(&invoice, "status") == "open" {
        invoice_life::attempt(desk, &mut invoice, method.as_ref(), Holder::Proven)?;
    }
    let subscription = subscription_time::again(desk, &subscription);
    set(&mut session, "subscription", field(&subscription, "id"));
    set(&mut session, "invoice", field(&invoice, "id"));
    let paid = if whole(&session, "amount_total") > 0 { "paid" } else { "no_payment_required" };
    Ok(session_payments::complete(desk, session, payer, paid))
}

fn wish(desk: &Desk<'_>, session: &Value, customer: Value, method: Option<&Value>) -> Wish {
    let hidden = desk.hidden(text(session, "id"));
    let data = field(&hidden, "subscription");
    let mut fields = field(&data, "fields");
    set(&mut fields, "default_payment_method", method.map(|method| field(method, "id")));
    let (wanted, once): (Vec<&Value>, Vec<&Value>) =
        entries(&hidden, "line_items").iter().partition(|item| line_items::is_recurring(item));
    let bought = |item: &Value| Wanted {
        price: field(item, "price"),
        quantity: whole(item, "quantity"),
        metadata: json!({}),
    };
    let days = field(&data, "trial_days").as_i64().filter(|days| *days > 0);
    let later = |days: i64| desk.now().saturating_add(days.saturating_mul(crate::calendar::DAY));
    let end = field(&data, "trial_end").as_i64().filter(|end| *end > desk.now());
    let coupon = session.pointer("/discounts/0/coupon").and_then(Value::as_str);
    Wish {
        customer,
        wanted: wanted.into_iter().map(bought).collect(),
        once: once.into_iter().map(bought).collect(),
        trial_end: days.map(later).or(end),
        coupon: coupon.unwrap_or_default().to_owned(),
        intent: field(&hidden, "tried"),
        session: field(session, "id"),
        fields,
    }
}

/// The bank declines: the attempt's intent stays for the next, and nothing is subscribed to.
fn declined(
    desk: &mut Desk<'_>,
    session: &Value,
    means: &Means,
    payer: &Payer,
) -> Result<Value, Refusal> {
    let mut hidden = desk.hidden(text(session, "id"));
    let tried = desk.find("payment_intent", text(&hidden, "tried"));
    let mut intent = tried.unwrap_or_else(|| {
        let more = json!({
            "customer": field(session, "customer"), "description": "Subscription creation",
        });
        let amount = whole(session, "amount_total");
        let intent = payment_intents::new(desk, amount, text(session, "currency"), &more);
        desk.keep(&intent, json!({ "session": field(session, "id") }), None);
        set(&mut hidden, "tried", field(&intent, "id"));
        let due = desk.due(text(session, "id"));
        desk.keep(session, hidden, due);
        intent
    });
    let billing = payment_methods::billing(&session_payments::email(session, payer), &payer.name);
    payments::attempt(desk, &mut intent, means, &billing)?;
    Ok(session.clone())
}
