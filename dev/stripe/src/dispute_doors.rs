//! `/dev/stripe/…` for disputes: what the bank of a card holder does about a payment.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State as Held};
use axum::response::Response;
use axum::routing::post;

use crate::bank::{act, json_of};
use crate::house::House;
use crate::refusal::Refusal;
use crate::resources::dispute_life;

type Shared = Held<Arc<House>>;

pub(crate) fn router(house: Arc<House>) -> Router {
    Router::new()
        .route("/dev/stripe/charges/{charge}/dispute", post(dispute))
        .route("/dev/stripe/disputes/{dispute}/{deed}", post(decide))
        .with_state(house)
}

/// `{"amount"?, "currency"?, "reason"?, "inquiry"?}`; the charge may be named by its intent.
async fn dispute(Held(house): Shared, Path(charge): Path<String>, body: Bytes) -> Response {
    act(&house, |desk| dispute_life::open(desk, &charge, &json_of(&body)?))
}

async fn decide(Held(house): Shared, Path((dispute, deed)): Path<(String, String)>) -> Response {
    act(&house, |desk| match deed.as_str() {
        "escalate" => dispute_life::escalate(desk, &dispute),
        "win" => dispute_life::win(desk, &dispute),
        "lose" => dispute_life::lose(desk, &dispute),
        "close-inquiry" => dispute_life::close_inquiry(desk, &dispute),
        other => Err(Refusal::unknown_route("POST", other)),
    })
}
