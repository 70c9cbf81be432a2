//! The page where a bank asks a card holder who they are, and goes back to the shop afterwards.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Query, State as Held};
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;
use serde::Deserialize;
use serde_json::Value;

use super::page;
use super::routes::{answer, framed, see_other};
use crate::desk::Desk;
use crate::house::House;
use crate::object::text;
use crate::params::Params;
use crate::refusal::Refusal;
use crate::resources::{intent_confirm, setup_confirm};

pub(crate) fn router(house: Arc<House>) -> Router {
    Router::new().route("/stripe/authenticate/{id}", get(show).post(press)).with_state(house)
}

/// What the address must say besides the intent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    client_secret: String,
}

async fn show(
    Held(house): Held<Arc<House>>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    answer(house.work(|desk| shown(desk, &id, &asked)))
}

/// The intent that is asked about, if it is one, and the secret is its own.
fn known(desk: &Desk<'_>, id: &str, asked: &Asked) -> Option<Value> {
    let intent = desk.find("payment_intent", id).or_else(|| desk.find("setup_intent", id));
    intent.filter(|intent| text(intent, "client_secret") == asked.client_secret)
}

fn shown(desk: &Desk<'_>, id: &str, asked: &Asked) -> Response {
    match known(desk, id, asked) {
        Some(intent) if text(&intent, "status") == "requires_action" => {
            let body = "<div class=notice role=main><p><span class=badge>TEST MODE</span></p>\
                        <h1>Is this you?</h1><p>Your bank asks you to confirm this payment.</p>\
                        <form method=post><button name=action value=complete>Complete</button>\
                        <button class=plain name=action value=fail>Fail</button></form></div>";
            framed(StatusCode::OK, page::document("Authentication", body))
        }
        Some(_) => {
            framed(StatusCode::OK, page::notice("Nothing to confirm", "You can close this page."))
        }
        None => {
            let page = page::notice("Page not found", "There is nothing to confirm here.");
            framed(StatusCode::NOT_FOUND, page)
        }
    }
}

/// One of the buttons. Where the intent has somewhere to go back to, it goes there and says how it
/// went, as Stripe's own page does.
async fn press(
    Held(house): Held<Arc<House>>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    body: Bytes,
) -> Response {
    let pressed = house.work(|desk| {
        let form = Params::parse(&body).unwrap_or_default();
        let Some(intent) = known(desk, &id, &asked) else {
            return shown(desk, &id, &asked);
        };
        if text(&intent, "status") != "requires_action" {
            return shown(desk, &id, &asked);
        }
        let done = prove(desk, &intent, form.text("action") == Some("complete"));
        let went = done.is_ok_and(|intent| text(&intent, "status") == "succeeded");
        let back = intent.pointer("/next_action/redirect_to_url/return_url");
        match back.and_then(Value::as_str).and_then(|back| url::Url::parse(back).ok()) {
            Some(mut back) => {
                let kind = text(&intent, "object").to_owned();
                back.query_pairs_mut()
                    .append_pair(&kind, &id)
                    .append_pair(&format!("{kind}_client_secret"), &asked.client_secret)
                    .append_pair("redirect_status", if went { "succeeded" } else { "failed" });
                see_other(back.as_str())
            }
            None => framed(StatusCode::OK, page::notice("Thank you", "You can close this page.")),
        }
    });
    answer(pressed)
}

/// A declined card is an answer as well; what came of it stays.
fn prove(desk: &mut Desk<'_>, intent: &Value, proven: bool) -> Result<Value, Refusal> {
    match text(intent, "object") {
        "setup_intent" => setup_confirm::authenticate(desk, text(intent, "id"), proven),
        _ => intent_confirm::authenticate(desk, text(intent, "id"), proven),
    }
}
