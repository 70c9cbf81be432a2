//! `/dev/stripe/…`: what card holders and banks do, and how webhooks are delivered. For tests and
//! people; Stripe has nothing like it.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State as Held};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::StatusCode;
use serde_json::{Value, json};

use crate::chaos::Chaos;
use crate::desk::Desk;
use crate::house::House;
use crate::object::text;
use crate::refusal::Refusal;
use crate::resources::cards::Card;
use crate::resources::payment_methods::{Means, debit_of};
use crate::resources::session_payments::{self, Payer};
use crate::resources::{events, refunds, sessions};
use crate::{billing_doors, dispute_doors, intent_doors};

/// How long `settle` waits: longer than the courier's waits together.
const SETTLE: Duration = Duration::from_secs(90);

type Shared = Held<Arc<House>>;

pub(crate) fn router(house: Arc<House>) -> Router {
    Router::new()
        .route("/dev/stripe/chaos", get(chaos).put(set_chaos))
        .route("/dev/stripe/deliveries", get(deliveries))
        .route("/dev/stripe/settle", post(settle))
        .route("/dev/stripe/redeliver/{event}", post(redeliver))
        .route("/dev/stripe/events", post(emit))
        .route("/dev/stripe/checkout/{session}/{deed}", post(checkout))
        .route("/dev/stripe/refunds/{refund}/{deed}", post(refund))
        .with_state(Arc::clone(&house))
        .merge(billing_doors::router(Arc::clone(&house)))
        .merge(dispute_doors::router(Arc::clone(&house)))
        .merge(intent_doors::router(house))
}

async fn chaos(Held(house): Shared) -> Response {
    Json(house.chaos()).into_response()
}

async fn set_chaos(Held(house): Shared, body: Bytes) -> Response {
    match Chaos::parse(&body) {
        Ok(chaos) => {
            house.set_chaos(chaos.clone());
            Json(chaos).into_response()
        }
        Err(why) => refused(&Refusal::invalid(&why)),
    }
}

async fn deliveries(Held(house): Shared) -> Response {
    Json(json!({ "deliveries": house.deliveries.all() })).into_response()
}

/// Waits until nothing is pending or retrying. `{"timeout_ms": 1000}` waits less.
async fn settle(Held(house): Shared, body: Bytes) -> Response {
    let asked: Value = serde_json::from_slice(&body).unwrap_or_default();
    let bound = asked.get("timeout_ms").and_then(Value::as_u64).map(Duration::from_millis);
    let bound = bound.unwrap_or(SETTLE).min(SETTLE);
    // The clock may have been moved; what that brings is to be delivered too.
    if house.tick().is_err() {
        return refused(&Refusal::fault("The fake Stripe could not write its journal."));
    }
    let settled = tokio::time::timeout(bound, house.settled()).await.is_ok();
    let status = if settled { StatusCode::OK } else { StatusCode::GATEWAY_TIMEOUT };
    (status, Json(json!({ "settled": settled }))).into_response()
}

async fn redeliver(Held(house): Shared, Path(event): Path<String>) -> Response {
    act(&house, |desk| {
        let found = events::retrieve(desk, &event)?;
        desk.send(&event, true);
        Ok(found)
    })
}

async fn emit(Held(house): Shared, body: Bytes) -> Response {
    act(&house, |desk| events::emit(desk, &json_of(&body)?))
}

async fn checkout(
    Held(house): Shared,
    Path((session, deed)): Path<(String, String)>,
    body: Bytes,
) -> Response {
    act(&house, |desk| {
        let asked = json_of(&body)?;
        match deed.as_str() {
            "pay" => pay(desk, &session, &asked),
            "pay-later" => pay_later(desk, &session, &asked),
            "settle-later" => match asked.get("succeeded").and_then(Value::as_bool) {
                Some(arrived) => session_payments::settle(desk, &session, arrived),
                None => Err(Refusal::missing("succeeded")),
            },
            "expire" => sessions::expire(desk, &session),
            other => Err(Refusal::unknown_route("POST", other)),
        }
    })
}

/// `{"card": "4242…", "email"?, "name"?, "expiry"?, "cvc"?}`.
fn pay(desk: &mut Desk<'_>, session: &str, asked: &Value) -> Result<Value, Refusal> {
    let card = card(desk, asked)?;
    session_payments::pay(desk, session, Some(&Means::Card(card)), &payer(asked))
}

/// The card that a body describes; one that pays where it says nothing.
pub(crate) fn card(desk: &Desk<'_>, asked: &Value) -> Result<Card, Refusal> {
    let or = |name: &str, otherwise: &str| match text(asked, name) {
        "" => otherwise.to_owned(),
        text => text.to_owned(),
    };
    let today = desk.today();
    let expiry = or("expiry", &format!("12/{}", today.0.saturating_add(5)));
    let number = or("card", "4242424242424242");
    Card::parse(&number, &expiry, &or("cvc", "123"), today)
}

fn pay_later(desk: &mut Desk<'_>, session: &str, asked: &Value) -> Result<Value, Refusal> {
    let currency = text(&sessions::retrieve(desk, session)?, "currency").to_owned();
    let means = Means::Debit(debit_of(&currency));
    session_payments::pay(desk, session, Some(&means), &payer(asked))
}

fn payer(asked: &Value) -> Payer {
    let (email, name) = (text(asked, "email").to_owned(), text(asked, "name").to_owned());
    Payer { email, name }
}

async fn refund(Held(house): Shared, Path((refund, deed)): Path<(String, String)>) -> Response {
    act(&house, |desk| match deed.as_str() {
        "fail" => refunds::fail(desk, &refund),
        "succeed" => refunds::succeed(desk, &refund),
        other => Err(Refusal::unknown_route("POST", other)),
    })
}

pub(crate) fn json_of(body: &[u8]) -> Result<Value, Refusal> {
    if body.is_empty() {
        return Ok(json!({}));
    }
    serde_json::from_slice(body).map_err(|_| Refusal::invalid("The body is not JSON."))
}

/// Does it and answers with the object as it is then; a refusal leaves nothing behind unless a card
/// was declined.
pub(crate) fn act(
    house: &House,
    deed: impl FnOnce(&mut Desk<'_>) -> Result<Value, Refusal>,
) -> Response {
    let done = house.work(|desk| {
        let done = deed(desk);
        if done.as_ref().is_err_and(|refusal| refusal.status != StatusCode::PAYMENT_REQUIRED) {
            desk.forget();
        }
        done
    });
    match done {
        Ok(Ok(object)) => Json(object).into_response(),
        Ok(Err(refusal)) => refused(&refusal),
        Err(cause) => {
            tracing::error!(%cause, "the journal could not be written");
            refused(&Refusal::fault("The fake Stripe could not write its journal."))
        }
    }
}

fn refused(refusal: &Refusal) -> Response {
    (refusal.status, Json(refusal.body())).into_response()
}
