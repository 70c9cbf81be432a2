//! The one table of API routes: which resource answers which method and path.

use http::Method;
use serde_json::Value;

use crate::desk::Desk;
use crate::params::Params;
use crate::refusal::Refusal;
use crate::resources::{
    charges, coupons, customers, disputes, events, intent_confirm, intent_updates, invoice_drafts,
    invoice_items, invoice_payments, invoices, kept_methods, line_items, payment_intents,
    payment_methods, portal, prices, products, refunds, sessions, setup_confirm, setup_intents,
    subscription_updates, subscriptions,
};

/// Answers one request; `path` is what follows `/v1/`.
pub(crate) fn answer(
    desk: &mut Desk<'_>,
    method: &Method,
    path: &str,
    params: &Params,
) -> Result<Value, Refusal> {
    let segments: Vec<&str> = path.trim_end_matches('/').split('/').collect();
    match (method.as_str(), segments.as_slice()) {
        ("POST", ["customers"]) => customers::create(desk, params),
        ("GET", ["customers"]) => customers::list(desk, params),
        ("GET", ["customers", id]) => customers::retrieve(desk, id),
        ("POST", ["customers", id]) => customers::update(desk, id, params),
        ("DELETE", ["customers", id]) => customers::delete(desk, id),
        ("GET", ["customers", id, "payment_methods"]) => kept_methods::list(desk, Some(id), params),
        ("GET", ["customers", customer, "payment_methods", id]) => {
            kept_methods::retrieve(desk, customer, id)
        }

        ("POST", ["checkout", "sessions"]) => sessions::create(desk, params),
        ("GET", ["checkout", "sessions"]) => sessions::list(desk, params),
        ("GET", ["checkout", "sessions", id]) => sessions::retrieve(desk, id),
        ("POST", ["checkout", "sessions", id, "expire"]) => sessions::expire(desk, id),
        ("GET", ["checkout", "sessions", id, "line_items"]) => line_items::list(desk, id, params),

        ("POST", ["payment_intents"]) => payment_intents::create(desk, params),
        ("GET", ["payment_intents"]) => payment_intents::list(desk, params),
        ("GET", ["payment_intents", id]) => payment_intents::retrieve(desk, id, params),
        ("POST", ["payment_intents", id]) => intent_updates::update(desk, id, params),
        ("POST", ["payment_intents", id, "confirm"]) => intent_confirm::confirm(desk, id, params),
        ("POST", ["payment_intents", id, "cancel"]) => payment_intents::cancel(desk, id, params),
        ("POST", ["payment_methods"]) => kept_methods::create(desk, params),
        ("GET", ["payment_methods"]) => kept_methods::list(desk, None, params),
        ("GET", ["payment_methods", id]) => payment_methods::retrieve(desk, id),
        ("POST", ["payment_methods", id, "attach"]) => kept_methods::attach(desk, id, params),
        ("POST", ["payment_methods", id, "detach"]) => kept_methods::detach(desk, id),

        ("POST" | "GET", ["setup_intents", ..]) => setup(desk, method, path, &segments, params),

        ("GET", ["charges"]) => charges::list(desk, params),
        ("GET", ["charges", id]) => charges::retrieve(desk, id),
        ("POST", ["refunds"]) => refunds::create(desk, params),
        ("GET", ["refunds"]) => refunds::list(desk, params),
        ("GET", ["refunds", id]) => refunds::retrieve(desk, id),
        ("POST", ["refunds", id]) => refunds::update(desk, id, params),

        ("GET", ["disputes"]) => disputes::list(desk, params),
        ("GET", ["disputes", id]) => disputes::retrieve(desk, id),
        ("POST", ["disputes", id]) => disputes::update(desk, id, params),
        ("POST", ["disputes", id, "close"]) => disputes::close(desk, id, params),

        ("POST", ["products"]) => products::create(desk, params),
        ("GET", ["products"]) => products::list(desk, params),
        ("GET", ["products", id]) => products::retrieve(desk, id),
        ("POST", ["products", id]) => products::update(desk, id, params),
        ("POST", ["prices"]) => prices::create(desk, params),
        ("GET", ["prices"]) => prices::list(desk, params),
        ("GET", ["prices", id]) => prices::retrieve(desk, id),
        ("POST", ["prices", id]) => prices::update(desk, id, params),
        ("POST", ["coupons"]) => coupons::create(desk, params),
        ("GET", ["coupons"]) => coupons::list(desk, params),
        ("GET", ["coupons", id]) => coupons::retrieve(desk, id),

        ("POST" | "GET" | "DELETE", ["subscriptions", ..]) => {
            subscription(desk, method, path, &segments, params)
        }
        ("POST" | "GET" | "DELETE", ["invoices" | "invoiceitems" | "invoice_payments", ..]) => {
            invoice(desk, method, path, &segments, params)
        }

        ("POST", ["billing_portal", "sessions"]) => portal::open(desk, params),
        ("POST", ["billing_portal", "configurations"]) => portal::configure(desk, params),
        ("GET", ["billing_portal", "configurations"]) => portal::list(desk, params),
        ("GET", ["billing_portal", "configurations", id]) => portal::configuration(desk, id),
        ("POST", ["billing_portal", "configurations", id]) => portal::reconfigure(desk, id, params),

        ("GET", ["events"]) => events::list(desk, params),
        ("GET", ["events", id]) => events::retrieve(desk, id),
        _ => Err(Refusal::unknown_route(method.as_str(), &format!("/v1/{path}"))),
    }
}

fn subscription(
    desk: &mut Desk<'_>,
    method: &Method,
    path: &str,
    segments: &[&str],
    params: &Params,
) -> Result<Value, Refusal> {
    match (method.as_str(), segments) {
        ("POST", ["subscriptions"]) => subscriptions::create(desk, params),
        ("GET", ["subscriptions"]) => subscriptions::list(desk, params),
        ("GET", ["subscriptions", id]) => subscriptions::retrieve(desk, id),
        ("POST", ["subscriptions", id]) => subscription_updates::update(desk, id, params),
        ("DELETE", ["subscriptions", id]) => subscriptions::cancel(desk, id, params),
        ("POST", ["subscriptions", id, "resume"]) => subscriptions::resume(desk, id, params),
        _ => Err(Refusal::unknown_route(method.as_str(), &format!("/v1/{path}"))),
    }
}

fn setup(
    desk: &mut Desk<'_>,
    method: &Method,
    path: &str,
    segments: &[&str],
    params: &Params,
) -> Result<Value, Refusal> {
    match (method.as_str(), segments) {
        ("POST", ["setup_intents"]) => setup_intents::create(desk, params),
        ("GET", ["setup_intents"]) => setup_intents::list(desk, params),
        ("GET", ["setup_intents", id]) => setup_intents::retrieve(desk, id, params),
        ("POST", ["setup_intents", id]) => setup_intents::update(desk, id, params),
        ("POST", ["setup_intents", id, "confirm"]) => setup_confirm::confirm(desk, id, params),
        ("POST", ["setup_intents", id, "cancel"]) => setup_intents::cancel(desk, id, params),
        _ => Err(Refusal::unknown_route(method.as_str(), &format!("/v1/{path}"))),
    }
}

fn invoice(
    desk: &mut Desk<'_>,
    method: &Method,
    path: &str,
    segments: &[&str],
    params: &Params,
) -> Result<Value, Refusal> {
    match (method.as_str(), segments) {
        ("POST", ["invoices"]) => invoices::create(desk, params),
        ("GET", ["invoices"]) => invoices::list(desk, params),
        ("GET", ["invoices", id]) => invoices::retrieve(desk, id),
        ("POST", ["invoices", id]) => invoice_drafts::update(desk, id, params),
        ("DELETE", ["invoices", id]) => invoice_drafts::delete(desk, id),
        ("GET", ["invoices", id, "lines"]) => invoices::lines(desk, id, params),
        ("POST", ["invoices", id, "pay"]) => invoices::pay(desk, id, params),
        ("POST", ["invoices", id, "finalize"]) => invoices::finalize(desk, id, params),
        ("POST", ["invoices", id, "void"]) => invoices::give_up(desk, id, "void"),
        ("POST", ["invoices", id, "mark_uncollectible"]) => {
            invoices::give_up(desk, id, "uncollectible")
        }
        ("POST", ["invoiceitems"]) => invoice_items::create(desk, params),
        ("GET", ["invoiceitems"]) => invoice_items::list(desk, params),
        ("GET", ["invoiceitems", id]) => invoice_items::retrieve(desk, id),
        ("GET", ["invoice_payments"]) => invoice_payments::list(desk, params),
        ("GET", ["invoice_payments", id]) => invoice_payments::retrieve(desk, id),
        _ => Err(Refusal::unknown_route(method.as_str(), &format!("/v1/{path}"))),
    }
}
