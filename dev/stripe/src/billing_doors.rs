//! `/dev/stripe/…` for subscriptions: the card of a customer, an open invoice, what follows the last
//! failed try.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State as Held};
use axum::response::Response;
use axum::routing::{get, post};
use serde_json::Value;

use crate::bank::{act, card, json_of};
use crate::desk::Desk;
use crate::hosted::portal;
use crate::house::House;
use crate::object::text;
use crate::refusal::Refusal;
use crate::resources::payment_methods::{self, Means};
use crate::resources::payments::Holder;
use crate::resources::{customers, dunning, invoice_life, invoices, kept_methods};

type Shared = Held<Arc<House>>;

pub(crate) fn router(house: Arc<House>) -> Router {
    Router::new()
        .route("/dev/stripe/billing", get(billing).put(set_billing))
        .route("/dev/stripe/customers/{customer}/card", post(new_card))
        .route("/dev/stripe/invoices/{invoice}/pay", post(pay_invoice))
        .with_state(house)
}

async fn billing(Held(house): Shared) -> Response {
    act(&house, |desk| Ok(dunning::shown(desk)))
}

/// `{"after_retries": "cancel"}`, or `unpaid`, or `past_due`.
async fn set_billing(Held(house): Shared, body: Bytes) -> Response {
    act(&house, |desk| dunning::choose(desk, &json_of(&body)?))
}

/// `{"card": "4242…"}`: what the customer and its subscriptions pay with from now on. No bank is
/// asked before money is due, so a card that declines can be put in.
async fn new_card(Held(house): Shared, Path(id): Path<String>, body: Bytes) -> Response {
    act(&house, |desk| {
        let customer = customers::living(desk, &id);
        let mut customer = customer.ok_or_else(|| Refusal::not_found("customer", &id))?;
        let method = switch(desk, &customer, &json_of(&body)?)?;
        portal::pays_with(desk, &mut customer, &method);
        Ok(customer)
    })
}

/// `{"card"?}`: a person pays an open invoice, by this card or by the one that is kept.
async fn pay_invoice(Held(house): Shared, Path(id): Path<String>, body: Bytes) -> Response {
    act(&house, |desk| {
        let asked = json_of(&body)?;
        if text(&asked, "card").is_empty() {
            return invoices::pay(desk, &id, &crate::params::Params::default());
        }
        let mut invoice = invoices::retrieve(desk, &id)?;
        if text(&invoice, "status") != "open" {
            return Err(Refusal::invalid("Only an open invoice can be paid."));
        }
        let customer = desk.find("customer", text(&invoice, "customer")).unwrap_or_default();
        let method = switch(desk, &customer, &asked)?;
        invoice_life::attempt(desk, &mut invoice, Some(&method), Holder::Proven)?;
        Ok(invoice)
    })
}

fn switch(desk: &mut Desk<'_>, customer: &Value, asked: &Value) -> Result<Value, Refusal> {
    let card = card(desk, asked)?;
    let billing = payment_methods::billing(text(customer, "email"), text(customer, "name"));
    let mut method = payment_methods::create(desk, &Means::Card(card), &billing);
    kept_methods::own(desk, &mut method, customer);
    Ok(method)
}
