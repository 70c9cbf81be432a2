//! What a browser may ask of the checkout page.

use std::io;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State as Held};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use http::{HeaderValue, StatusCode, header};
use serde_json::Value;

use super::page::{self, Typed};
use crate::desk::Desk;
use crate::house::House;
use crate::object::{entries, text};
use crate::params::Params;
use crate::refusal::Refusal;
use crate::resources::cards::Card;
use crate::resources::payment_methods::{Means, debit_of};
use crate::resources::session_payments::{self, Payer};
use crate::resources::{session_subscriptions, sessions};

pub(crate) fn router(house: Arc<House>) -> Router {
    Router::new().route("/stripe/checkout/{id}", get(show).post(press)).with_state(house)
}

async fn show(Held(house): Held<Arc<House>>, Path(id): Path<String>) -> Response {
    answer(house.work(|desk| shown(desk, &id, &Typed::default())))
}

/// The page of a session as it stands.
fn shown(desk: &mut Desk<'_>, id: &str, typed: &Typed) -> Response {
    let Ok(session) = sessions::retrieve(desk, id) else {
        let page = page::notice("Page not found", "There is no such checkout session.");
        return html(StatusCode::NOT_FOUND, page);
    };
    let (title, sentence) = match (text(&session, "status"), text(&session, "payment_status")) {
        ("open", _) => {
            let items = desk.hidden(id);
            let page = page::open(&session, entries(&items, "line_items"), typed);
            return html(status(typed), page);
        }
        ("complete", "unpaid") => ("Payment on its way", "Your bank will send it in a few days."),
        ("complete", _) => ("You're all done here", "This checkout session is already paid."),
        _ => ("This page has expired", "Go back to the shop and start again."),
    };
    html(StatusCode::OK, page::notice(title, sentence))
}

fn status(typed: &Typed) -> StatusCode {
    if typed.error.is_empty() { StatusCode::OK } else { StatusCode::PAYMENT_REQUIRED }
}

/// One of the buttons.
async fn press(Held(house): Held<Arc<House>>, Path(id): Path<String>, body: Bytes) -> Response {
    let pressed = house.work(|desk| {
        let form = Params::parse(&body).unwrap_or_default();
        let Ok(session) = sessions::retrieve(desk, &id) else {
            return shown(desk, &id, &Typed::default());
        };
        if form.text("action") == Some("cancel") {
            return see_other(text(&session, "cancel_url"));
        }
        if text(&session, "status") != "open" {
            return shown(desk, &id, &Typed::default());
        }
        match pay(desk, &session, &form) {
            Ok(session) => see_other(&success_url(&session)),
            Err(refusal) => {
                let typed = Typed {
                    email: form.text("email").unwrap_or_default().to_owned(),
                    name: form.text("name").unwrap_or_default().to_owned(),
                    error: refusal.message().to_owned(),
                };
                shown(desk, &id, &typed)
            }
        }
    });
    answer(pressed)
}

fn pay(desk: &mut Desk<'_>, session: &Value, form: &Params) -> Result<Value, Refusal> {
    let field = |name: &str| form.text(name).unwrap_or_default().trim().to_owned();
    let payer = Payer { email: field("email"), name: field("name") };
    if !payer.email.contains('@') {
        return Err(Refusal::invalid("Please give your e-mail address.").param("email"));
    }
    let means = if form.text("action") == Some("debit") {
        Some(Means::Debit(debit_of(text(session, "currency"))))
    } else if !session_subscriptions::needs_card(session) {
        None
    } else {
        let today = desk.today();
        let card = Card::parse(&field("number"), &field("expiry"), &field("cvc"), today)?;
        Some(Means::Card(card))
    };
    session_payments::pay(desk, text(session, "id"), means.as_ref(), &payer)
}

/// Where the payer goes afterwards; the placeholder stands for the session's id.
pub(crate) fn success_url(session: &Value) -> String {
    text(session, "success_url").replace("{CHECKOUT_SESSION_ID}", text(session, "id"))
}

pub(crate) fn answer(worked: io::Result<Response>) -> Response {
    worked.unwrap_or_else(|cause| {
        tracing::error!(%cause, "the journal could not be written");
        let page = page::notice("Something went wrong", "Nothing was paid. Please try again.");
        html(StatusCode::INTERNAL_SERVER_ERROR, page)
    })
}

/// Who may show in a frame what Stripe.js shows in one: pages of this machine, whatever their port.
pub(crate) const FRAMES: &str =
    "frame-ancestors 'self' http://127.0.0.1:* http://localhost:* https://localhost:*";

pub(crate) fn html(status: StatusCode, page: String) -> Response {
    page_within("frame-ancestors 'none'", status, page)
}

/// A page that Stripe.js may show in a frame.
pub(crate) fn framed(status: StatusCode, page: String) -> Response {
    page_within(FRAMES, status, page)
}

fn page_within(frames: &str, status: StatusCode, page: String) -> Response {
    let policy = format!("default-src 'none'; style-src 'unsafe-inline'; img-src data:; {frames}");
    let headers = [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (header::REFERRER_POLICY, "no-referrer".to_owned()),
    ];
    (status, headers, Html(page)).into_response()
}

pub(crate) fn see_other(url: &str) -> Response {
    match HeaderValue::from_str(url) {
        Ok(url) if !url.is_empty() => {
            (StatusCode::SEE_OTHER, [(header::LOCATION, url)]).into_response()
        }
        _ => html(StatusCode::OK, page::notice("Thank you", "You can close this page.")),
    }
}
