//! The customer portal, where a person changes or ends what they subscribe to.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State as Held};
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;
use serde_json::{Value, json};

use super::page;
use super::portal_page::{self, Portal};
use super::routes::{answer, html, see_other};
use crate::desk::Desk;
use crate::house::House;
use crate::object::{field, is_on, overlay, set, text};
use crate::params::Params;
use crate::refusal::Refusal;
use crate::resources::cards::Card;
use crate::resources::payment_methods::{self, Means};
use crate::resources::subscription_shape as shape;
use crate::resources::{
    customers, kept_methods, portal, subscription_time, subscription_updates, subscriptions,
};

pub(crate) fn router(house: Arc<House>) -> Router {
    Router::new().route("/stripe/portal/{id}", get(show).post(press)).with_state(house)
}

async fn show(Held(house): Held<Arc<House>>, Path(id): Path<String>) -> Response {
    answer(house.work(|desk| shown(desk, &id, "")))
}

/// The page of a session, with what went wrong last.
fn shown(desk: &mut Desk<'_>, id: &str, error: &str) -> Response {
    let Some(portal) = opened(desk, id) else {
        let page = page::notice("Page not found", "There is no such portal session.");
        return html(StatusCode::NOT_FOUND, page);
    };
    let status = if error.is_empty() { StatusCode::OK } else { StatusCode::PAYMENT_REQUIRED };
    html(status, portal_page::page(desk, &portal, error))
}

fn opened(desk: &Desk<'_>, id: &str) -> Option<Portal> {
    let session = desk.find(portal::SESSION, id)?;
    let customer = customers::living(desk, text(&session, "customer"))?;
    let configuration = portal::configuration(desk, text(&session, "configuration")).ok()?;
    let subscriptions = subscriptions::living_of(desk, text(&customer, "id"));
    Some(Portal { session, customer, configuration, subscriptions })
}

/// One of the buttons.
async fn press(Held(house): Held<Arc<House>>, Path(id): Path<String>, body: Bytes) -> Response {
    let pressed = house.work(|desk| {
        let form = Params::parse(&body).unwrap_or_default();
        let Some(portal) = opened(desk, &id) else {
            return shown(desk, &id, "");
        };
        match act(desk, &portal, &form) {
            Ok(()) => see_other(text(&portal.session, "url")),
            Err(refusal) => {
                desk.forget();
                shown(desk, &id, refusal.message())
            }
        }
    });
    answer(pressed)
}

fn act(desk: &mut Desk<'_>, portal: &Portal, form: &Params) -> Result<(), Refusal> {
    let action = form.text("action").unwrap_or_default();
    if action == "card" {
        allowed(portal, "payment_method_update")?;
        return new_card(desk, portal, form);
    }
    let wanted = form.text("subscription").unwrap_or_default();
    let before = portal.subscriptions.iter().find(|one| text(one, "id") == wanted);
    let Some(before) = before else {
        return Err(Refusal::invalid("There is no such subscription."));
    };
    let mut after = before.clone();
    match action {
        "cancel" => {
            allowed(portal, "subscription_cancel")?;
            if portal.says("subscription_cancel", "mode") == "immediately" {
                subscription_time::end(desk, after, "cancellation_requested");
                return Ok(());
            }
            subscriptions::end_with_period(desk, &mut after, true);
            subscription_time::change(desk, before, &after);
        }
        "keep" => {
            subscriptions::end_with_period(desk, &mut after, false);
            subscription_time::change(desk, before, &after);
        }
        _ => {
            allowed(portal, "subscription_update")?;
            switch(desk, portal, before, form.text("price").unwrap_or_default())?;
        }
    }
    Ok(())
}

fn allowed(portal: &Portal, feature: &str) -> Result<(), Refusal> {
    if is_on(&portal.feature(feature), "enabled") {
        return Ok(());
    }
    Err(Refusal::invalid("This cannot be done here."))
}

/// Puts the first item of a subscription at another price that is offered.
fn switch(
    desk: &mut Desk<'_>,
    portal: &Portal,
    before: &Value,
    price: &str,
) -> Result<(), Refusal> {
    let offers = portal::offers(desk, &portal.configuration, text(before, "currency"));
    let price = offers.into_iter().find(|offer| text(offer, "id") == price);
    let price = price.ok_or_else(|| Refusal::invalid("This plan is not offered."))?;
    let (mut after, mut items) = (before.clone(), shape::items(before));
    if let Some(item) = items.first_mut() {
        overlay(item, &json!({ "plan": shape::plan(&price), "price": price }));
    }
    let prices: Vec<Value> = items.iter().map(|item| field(item, "price")).collect();
    subscriptions::alike(&prices)?;
    shape::set_items(&mut after, items);
    let kind = portal.says("subscription_update", "proration_behavior");
    subscription_updates::apply(desk, before, after, &kind, false);
    Ok(())
}

/// Another card, for the customer and for everything it subscribes to.
fn new_card(desk: &mut Desk<'_>, portal: &Portal, form: &Params) -> Result<(), Refusal> {
    let typed = |name: &str| form.text(name).unwrap_or_default().trim().to_owned();
    let card = Card::parse(&typed("number"), &typed("expiry"), &typed("cvc"), desk.today())?;
    card.attaches()?;
    let mut customer = portal.customer.clone();
    let billing = payment_methods::billing(text(&customer, "email"), text(&customer, "name"));
    let mut method = payment_methods::create(desk, &Means::Card(card), &billing);
    kept_methods::own(desk, &mut method, &customer);
    pays_with(desk, &mut customer, &method);
    Ok(())
}

/// Makes a method the one that a customer and its subscriptions pay with.
pub(crate) fn pays_with(desk: &mut Desk<'_>, customer: &mut Value, method: &Value) {
    kept_methods::make_default(desk, customer, &field(method, "id"));
    for before in subscriptions::living_of(desk, text(customer, "id")) {
        if !text(&before, "default_payment_method").is_empty() {
            let mut after = before.clone();
            set(&mut after, "default_payment_method", field(method, "id"));
            subscription_time::change(desk, &before, &after);
        }
    }
}
