//! Changes of a subscription by the API and by its customer's portal.

use serde_json::{Value, json};

use super::subscription_start as start;
use super::subscriptions::{self, alike, quantity, recurring};
use super::{proration, renewals, subscription_shape as shape, subscription_time};
use crate::calendar::Cycle;
use crate::desk::Desk;
use crate::metadata::metadata;
use crate::object::{entries, field, is_on, overlay, set, text, whole};
use crate::params::Params;
use crate::refusal::Refusal;

const KNOWN: &str = "automatic_tax billing_cycle_anchor cancel_at cancel_at_period_end \
    cancellation_details collection_method default_payment_method description items metadata \
    off_session pause_collection payment_behavior payment_settings proration_behavior \
    proration_date trial_end trial_settings";

const PRORATIONS: [&str; 3] = ["always_invoice", "create_prorations", "none"];

const BEHAVIORS: [&str; 3] = ["allow_incomplete", "default_incomplete", "error_if_incomplete"];

pub(crate) fn update(desk: &mut Desk<'_>, id: &str, params: &Params) -> Result<Value, Refusal> {
    let before = subscriptions::retrieve(desk, id)?;
    params.only(KNOWN)?;
    params.word("collection_method", &["charge_automatically"])?;
    if shape::is_over(&before) {
        let message = "A canceled subscription can only update its cancellation_details.";
        return Err(Refusal::invalid(message));
    }
    let behavior = params.word("payment_behavior", &BEHAVIORS)?.unwrap_or("allow_incomplete");
    let kind = params.word("proration_behavior", &PRORATIONS)?.unwrap_or("create_prorations");
    params.word("billing_cycle_anchor", &["now", "unchanged"])?;
    let mut after = before.clone();
    plain(desk, &mut after, params)?;
    items(desk, &mut after, params)?;
    ending(desk, &mut after, params)?;
    pausing(desk, &mut after, params)?;
    let trial_over =
        params.text("trial_end") == Some("now") && text(&before, "status") == "trialing";
    if params.has("trial_end") && !trial_over {
        trial(desk, &mut after, params)?;
    }
    let again = trial_over || params.text("billing_cycle_anchor") == Some("now");
    apply(desk, &before, after, kind, again);
    let now = subscription_time::again(desk, &before);
    if behavior == "error_if_incomplete" && became_late(&before, &now) {
        // Nothing of it stays, unlike after other declined cards.
        desk.forget();
        return Err(Refusal::card("card_declined", "Your card was declined."));
    }
    Ok(now)
}

fn became_late(before: &Value, after: &Value) -> bool {
    text(before, "status") != "past_due" && text(after, "status") == "past_due"
}

/// Makes a change true: billed from now on where the cycle changed or is to begin anew, else with
/// what it moves within the period.
pub(crate) fn apply(
    desk: &mut Desk<'_>,
    before: &Value,
    mut after: Value,
    kind: &str,
    again: bool,
) {
    let (old, new) = (Cycle::of(&shape::price(before)), Cycle::of(&shape::price(&after)));
    let trialing = text(before, "status") == "trialing";
    if again || (old != new && !trialing) {
        if kind != "none" && !trialing {
            let lines = proration::credit(desk, before);
            proration::keep(desk, &after, lines);
        }
        let now = desk.now();
        overlay(&mut after, &json!({ "billing_cycle_anchor": now }));
        if trialing {
            set(&mut after, "trial_end", now);
            if subscription_time::stands_without_means(desk, before, &after) {
                return;
            }
        }
        let status = if trialing { "active" } else { text(before, "status") };
        return renewals::begin_from(desk, before, after, "subscription_update", status);
    }
    let moved = kind != "none" && !trialing && shape::items(before) != shape::items(&after);
    let lines = if moved { proration::lines(desk, before, &after) } else { vec![] };
    if kind == "always_invoice" && !lines.is_empty() {
        return renewals::bill_now(desk, before, after, lines);
    }
    proration::keep(desk, &after, lines);
    subscription_time::change(desk, before, &after);
}

/// What is taken as it is.
fn plain(desk: &Desk<'_>, after: &mut Value, params: &Params) -> Result<(), Refusal> {
    set(after, "metadata", metadata(params, &field(after, "metadata"))?);
    if params.has("description") {
        set(after, "description", params.text_or_null("description"));
    }
    if params.has("default_payment_method") {
        let customer = desk.find("customer", text(after, "customer")).unwrap_or_default();
        let method = subscriptions::method(desk, params, &customer)?;
        set(after, "default_payment_method", method);
    }
    if params.has("trial_settings") {
        set(after, "trial_settings", start::trial_settings(params)?);
    }
    subscriptions::details(after, params)
}

/// Items named by `id` change; those without one are new; `deleted` ones go.
fn items(desk: &mut Desk<'_>, after: &mut Value, params: &Params) -> Result<(), Refusal> {
    if !params.has("items") {
        return Ok(());
    }
    let (mut items, period) = (shape::items(after), shape::period(after));
    for part in params.parts("items") {
        part.only("deleted id metadata price price_data quantity")?;
        let place = items.iter().position(|item| Some(text(item, "id")) == part.text("id"));
        let Some(place) = place else {
            if let Some(id) = part.text("id") {
                return Err(part
                    .wrong("id", &format!("No such subscription item: '{id}'"))
                    .code("resource_missing"));
            }
            let price = recurring(desk, &part)?;
            let many = quantity(&part)?.unwrap_or(1);
            let metadata = metadata(&part, &Value::Null)?;
            items.push(shape::item(desk, after, &price, many, &metadata));
            continue;
        };
        if part.switch("deleted")? == Some(true) {
            items.remove(place);
            continue;
        }
        let Some(item) = items.get_mut(place) else { continue };
        if part.has("price") || part.has("price_data") {
            let price = recurring(desk, &part)?;
            overlay(item, &json!({ "plan": shape::plan(&price), "price": price }));
        }
        let many = quantity(&part)?.unwrap_or_else(|| whole(item, "quantity"));
        let metadata = metadata(&part, &field(item, "metadata"))?;
        overlay(item, &json!({ "quantity": many, "metadata": metadata }));
    }
    if items.is_empty() {
        return Err(params.wrong("items", "A subscription must have at least one item."));
    }
    alike(&items.iter().map(|item| field(item, "price")).collect::<Vec<_>>())?;
    shape::set_items(after, items);
    shape::set_period(after, period);
    Ok(())
}

/// `cancel_at_period_end` and `cancel_at`.
fn ending(desk: &Desk<'_>, after: &mut Value, params: &Params) -> Result<(), Refusal> {
    let ends = params.switch("cancel_at_period_end")?;
    if let Some(ends) = ends.filter(|ends| *ends || is_on(after, "cancel_at_period_end")) {
        subscriptions::end_with_period(desk, after, ends);
    }
    if !params.has("cancel_at") {
        return Ok(());
    }
    if ends == Some(true) {
        let message = "You may only specify one of these parameters: cancel_at, \
                       cancel_at_period_end.";
        return Err(params.wrong("cancel_at", message));
    }
    let at = params.whole("cancel_at")?;
    if at.is_some_and(|at| at <= desk.now()) {
        return Err(params.wrong("cancel_at", "`cancel_at` must be in the future."));
    }
    let news = json!({
        "cancel_at": at, "cancel_at_period_end": false, "canceled_at": at.map(|_| desk.now()),
    });
    overlay(after, &news);
    let why = if at.is_some() { "cancellation_requested".into() } else { Value::Null };
    subscription_time::because(after, &why);
    Ok(())
}

/// `pause_collection`: an empty text takes it away.
fn pausing(desk: &Desk<'_>, after: &mut Value, params: &Params) -> Result<(), Refusal> {
    if !params.has("pause_collection") {
        return Ok(());
    }
    let part = params.part("pause_collection");
    if part.tree().as_str() == Some("") {
        set(after, "pause_collection", Value::Null);
        return Ok(());
    }
    part.only("behavior resumes_at")?;
    part.needed("behavior")?;
    let behavior = part.word("behavior", &["keep_as_draft", "mark_uncollectible", "void"])?;
    let resumes = part.whole("resumes_at")?;
    if resumes.is_some_and(|at| at <= desk.now()) {
        return Err(part.wrong("resumes_at", "`resumes_at` must be in the future."));
    }
    set(after, "pause_collection", json!({ "behavior": behavior, "resumes_at": resumes }));
    Ok(())
}

/// A trial that ends at another moment, or begins now.
fn trial(desk: &mut Desk<'_>, after: &mut Value, params: &Params) -> Result<(), Refusal> {
    let Some(end) = start::trial_end(desk, params)? else {
        return Ok(());
    };
    let now = desk.now();
    let since = field(after, "trial_start").as_i64().unwrap_or(now);
    let news = json!({
        "status": "trialing", "trial_start": since, "trial_end": end, "billing_cycle_anchor": end,
    });
    overlay(after, &news);
    let begins = entries(&field(after, "items"), "data")
        .first()
        .map_or(now, |item| whole(item, "current_period_start"));
    shape::set_period(after, (begins, end));
    Ok(())
}
