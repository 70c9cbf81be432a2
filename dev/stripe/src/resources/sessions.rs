//! Checkout sessions: <https://docs.stripe.com/api/checkout/sessions>. How they are paid is in
//! `session_payments.rs`.

use serde_json::{Value, json};

use super::{
    customers, line_items, payment_intents, payment_methods, session_invoices, session_shape,
    session_subscriptions,
};
use crate::desk::Desk;
use crate::lists;
use crate::metadata::metadata;
use crate::object::{field, overlay, set, text};
use crate::params::Params;
use crate::refusal::Refusal;

pub(crate) const KIND: &str = "checkout.session";

/// A session lives a day unless `expires_at` says less, which is at least half an hour.
const DAY: i64 = 86_400;
const HALF_AN_HOUR: i64 = 1_800;

const KNOWN: &str = "adaptive_pricing after_expiration allow_promotion_codes \
    allowed_payment_method_types automatic_tax billing_address_collection branding_settings \
    cancel_url client_reference_id consent_collection currency custom_fields custom_text customer \
    customer_account customer_creation customer_email customer_update discounts \
    excluded_payment_method_types expires_at integration_identifier invoice_creation line_items \
    locale managed_payments metadata mode name_collection optional_items origin_context \
    payment_intent_data payment_method_collection payment_method_configuration payment_method_data \
    payment_method_options payment_method_types permissions phone_number_collection \
    redirect_on_completion return_url saved_payment_method_options setup_intent_data \
    shipping_address_collection shipping_options submit_type subscription_data success_url \
    tax_id_collection ui_mode wallet_options";

const KNOWN_OF_INTENT: &str = "application_fee_amount capture_method description metadata \
    on_behalf_of receipt_email setup_future_usage shipping statement_descriptor \
    statement_descriptor_suffix transfer_data transfer_group";

pub(crate) fn create(desk: &mut Desk<'_>, params: &Params) -> Result<Value, Refusal> {
    params.only(KNOWN)?;
    payment_intents::no_types(desk, params)?;
    let recurs = mode(params)?;
    let (success, cancel) = (address(params, "success_url")?, address(params, "cancel_url")?);
    if success.is_none() {
        return Err(Refusal::missing("success_url"));
    }
    if params.has("customer") && params.has("customer_email") {
        let message = "You may only specify one of these parameters: customer, customer_email.";
        return Err(Refusal::invalid(message));
    }
    if params.text("client_reference_id").is_some_and(|id| id.chars().count() > 200) {
        return Err(params.wrong("client_reference_id", "At most 200 characters."));
    }
    let customer = customers::named(desk, params)?.unwrap_or_default();
    let expires_at = expiry(desk, params)?;
    let metadata = metadata(params, &Value::Null)?;
    let intent = intent_data(params)?;
    let subscription = session_subscriptions::data(desk, params)?;
    let invoice = session_invoices::asked(params, recurs)?;
    let trial = !field(&subscription, "trial_end").is_null();
    let basket = line_items::basket(desk, params, recurs, trial)?;
    if recurs {
        session_subscriptions::check(&basket.items)?;
    }
    let total = basket.subtotal.saturating_sub(basket.discount);
    if total > 0 {
        payment_intents::chargeable(total)?;
    }
    let news = json!({
        "amount_subtotal": basket.subtotal, "amount_total": total, "cancel_url": cancel,
        "currency": basket.currency, "customer": field(&customer, "id"),
        "expires_at": expires_at, "metadata": metadata, "success_url": success,
        "total_details": {
            "amount_discount": basket.discount, "amount_shipping": 0, "amount_tax": 0,
        },
        "customer_details": known_payer(&customer, params),
        "discounts": discounts(params), "payment_method_types": methods(params, &basket.currency),
    });
    let mut session = session_shape::blank(desk, params)?;
    overlay(&mut session, &news);
    if let Some(creation) = invoice {
        set(&mut session, "invoice_creation", creation);
    }
    if recurs {
        session_subscriptions::shape(&mut session, params)?;
    }
    let mut hidden = json!({ "intent": intent, "subscription": subscription });
    set(&mut hidden, "line_items", basket.items);
    desk.keep(&session, hidden, Some(expires_at));
    Ok(session)
}

/// Whether a subscription is sold.
fn mode(params: &Params) -> Result<bool, Refusal> {
    params.needed("mode")?;
    let mode = params.word("mode", &["payment", "setup", "subscription"])?;
    if mode == Some("setup") {
        return Err(params.wrong("mode", "The fake Stripe does not know `setup` mode."));
    }
    let recurs = mode == Some("subscription");
    let other = if recurs { "payment_intent_data" } else { "subscription_data" };
    if params.has(other) {
        let mode = mode.unwrap_or_default();
        let message = format!("You can not pass `{other}` in `{mode}` mode.");
        return Err(params.wrong(other, &message));
    }
    if recurs && params.has("customer_creation") {
        let message = "`customer_creation` can only be used in `payment` and `setup` mode.";
        return Err(params.wrong("customer_creation", message));
    }
    let ui = params.text("ui_mode").unwrap_or("hosted_page");
    if !matches!(ui, "hosted_page" | "hosted") {
        return Err(params.wrong("ui_mode", "The fake Stripe knows only its hosted page."));
    }
    Ok(recurs)
}

/// An address to return to: absolute, `http` or `https`.
pub(crate) fn address(params: &Params, field: &str) -> Result<Option<String>, Refusal> {
    let Some(text) = params.text(field) else {
        return Ok(None);
    };
    let is_address = url::Url::parse(text)
        .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    if is_address && text.len() <= 5_000 {
        return Ok(Some(text.to_owned()));
    }
    Err(params.wrong(field, "Not a valid URL").code("url_invalid"))
}

fn expiry(desk: &Desk<'_>, params: &Params) -> Result<i64, Refusal> {
    let now = desk.now();
    let (soonest, latest) = (now.saturating_add(HALF_AN_HOUR), now.saturating_add(DAY));
    let at = params.whole("expires_at")?.unwrap_or(latest);
    if (soonest..=latest).contains(&at) {
        return Ok(at);
    }
    let message = "The `expires_at` timestamp must be from 30 minutes to 24 hours from now.";
    Err(params.wrong("expires_at", message))
}

/// What the payment intent will be given when it is made.
fn intent_data(params: &Params) -> Result<Value, Refusal> {
    let data = params.part("payment_intent_data");
    data.only(KNOWN_OF_INTENT)?;
    Ok(json!({
        "metadata": metadata(&data, &Value::Null)?, "description": data.text_or_null("description"),
        "receipt_email": data.text_or_null("receipt_email"),
        "setup_future_usage": data.word("setup_future_usage", &["off_session", "on_session"])?,
    }))
}

/// What is known of the payer before they have typed anything.
fn known_payer(customer: &Value, params: &Params) -> Value {
    let email = params.text("customer_email").unwrap_or_else(|| text(customer, "email"));
    if email.is_empty() { Value::Null } else { session_shape::payer(email, "") }
}

fn discounts(params: &Params) -> Value {
    let discounts = params.parts("discounts");
    let coupons = discounts
        .iter()
        .map(|part| json!({ "coupon": part.text("coupon"), "promotion_code": null }));
    Value::Array(coupons.collect())
}

fn methods(params: &Params, currency: &str) -> Value {
    let given = json!(["card", payment_methods::debit_of(currency)]);
    let asked = ["payment_method_types", "allowed_payment_method_types"];
    let asked = asked.into_iter().map(|name| params.texts(name)).find(|kinds| !kinds.is_empty());
    asked.map_or(given, Value::from)
}

pub(crate) fn retrieve(desk: &mut Desk<'_>, id: &str) -> Result<Value, Refusal> {
    desk.find(KIND, id).ok_or_else(|| Refusal::not_found(KIND, id))
}

pub(crate) fn list(desk: &mut Desk<'_>, params: &Params) -> Result<Value, Refusal> {
    params.only(
        "created customer customer_account customer_details ending_before limit payment_intent \
         payment_link starting_after status subscription",
    )?;
    let span = lists::Span::parse(params)?;
    params.word("status", &["complete", "expired", "open"])?;
    let email = params.part("customer_details").text("email").map(str::to_owned);
    let same = |session: &Value, f| params.text(f).is_none_or(|v| text(session, f) == v);
    let wanted = |session: &&Value| {
        span.holds(session)
            && ["customer", "payment_intent", "status", "subscription"]
                .into_iter()
                .all(|f| same(session, f))
            && email.as_ref().is_none_or(|email| {
                session.pointer("/customer_details/email").and_then(Value::as_str) == Some(email)
            })
    };
    lists::page("/v1/checkout/sessions", params, desk.newest(KIND), wanted)
}

pub(crate) fn expire(desk: &mut Desk<'_>, id: &str) -> Result<Value, Refusal> {
    let session = retrieve(desk, id)?;
    if text(&session, "status") != "open" {
        let message = format!(
            "Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout \
             Session has a status of {}.",
            text(&session, "status")
        );
        return Err(Refusal::invalid(&message));
    }
    Ok(end(desk, session))
}

/// The end of an unpaid session, and of the intent that a declined attempt left.
pub(crate) fn end(desk: &mut Desk<'_>, mut session: Value) -> Value {
    overlay(&mut session, &json!({ "status": "expired", "url": null }));
    let hidden = desk.hidden(text(&session, "id"));
    let tried = match text(&session, "payment_intent") {
        "" => text(&hidden, "tried").to_owned(),
        own => own.to_owned(),
    };
    desk.keep(&session, hidden, None);
    if let Some(mut intent) = desk.find("payment_intent", &tried) {
        payment_intents::end(desk, &mut intent, &"expired".into());
    }
    desk.emit("checkout.session.expired", &session);
    session
}
