//! The fake's own Stripe.js, and the frame in which it keeps the fields of a card.

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header;

use super::routes::FRAMES;

/// One script of several parts, of whose names a page sees `Stripe` alone.
const STRIPE_JS: &str = concat!(
    "(() => {\n\"use strict\";\n",
    include_str!("js/frame.js"),
    include_str!("js/element.js"),
    include_str!("js/bank.js"),
    include_str!("js/stripe.js"),
    "})();\n",
);

const SCRIPT: &str = "text/javascript; charset=utf-8";

/// Nothing in the frame is inline; it asks the fake's API alone.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; ";

pub(crate) fn router() -> Router {
    let page = || async { file("text/html; charset=utf-8", include_str!("js/card.html")) };
    let style = || async { file("text/css; charset=utf-8", include_str!("js/card.css")) };
    Router::new()
        .route("/stripe/js/stripe.js", get(|| async { script(STRIPE_JS) }))
        .route("/stripe/js/card", get(page))
        .route("/stripe/js/card.css", get(style))
        .route("/stripe/js/card.js", get(|| async { script(include_str!("js/card.js")) }))
        .route("/stripe/js/fields.js", get(|| async { script(include_str!("js/fields.js")) }))
        .route("/stripe/js/words.js", get(|| async { script(include_str!("js/words.js")) }))
}

fn script(text: &'static str) -> Response {
    file(SCRIPT, text)
}

fn file(kind: &'static str, text: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CACHE_CONTROL, "no-cache".to_owned()),
        (header::CONTENT_SECURITY_POLICY, format!("{POLICY}{FRAMES}")),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::REFERRER_POLICY, "no-referrer".to_owned()),
    ];
    (headers, text).into_response()
}
