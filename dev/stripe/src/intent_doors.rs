//! `/dev/stripe/…` for intents: what a card holder does whom the bank asks who they are.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State as Held};
use axum::response::Response;
use axum::routing::post;
use serde_json::Value;

use crate::bank::{act, json_of};
use crate::house::House;
use crate::refusal::Refusal;
use crate::resources::{intent_confirm, setup_confirm};

type Shared = Held<Arc<House>>;

pub(crate) fn router(house: Arc<House>) -> Router {
    Router::new()
        .route("/dev/stripe/payment_intents/{intent}/authenticate", post(payment))
        .route("/dev/stripe/setup_intents/{intent}/authenticate", post(setup))
        .with_state(house)
}

/// `{"succeeded"?}`: they prove who they are, unless it says `false`.
async fn payment(Held(house): Shared, Path(id): Path<String>, body: Bytes) -> Response {
    act(&house, |desk| intent_confirm::authenticate(desk, &id, proven(&json_of(&body)?)?))
}

/// The same for a card that is to be kept.
async fn setup(Held(house): Shared, Path(id): Path<String>, body: Bytes) -> Response {
    act(&house, |desk| setup_confirm::authenticate(desk, &id, proven(&json_of(&body)?)?))
}

fn proven(asked: &Value) -> Result<bool, Refusal> {
    match asked.get("succeeded") {
        None => Ok(true),
        Some(Value::Bool(proven)) => Ok(*proven),
        Some(_) => Err(Refusal::invalid("The body is {\"succeeded\": true}, or false.")),
    }
}
