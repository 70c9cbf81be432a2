//! The page of an invoice, and the same as a document.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State as Held};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::{StatusCode, header};
use serde_json::Value;

use super::money::money;
use super::page::{self, escape};
use super::pdf;
use super::routes::{answer, html};
use crate::house::House;
use crate::object::{text, whole};
use crate::resources::{invoice_shape, invoices};

pub(crate) fn router(house: Arc<House>) -> Router {
    Router::new()
        .route("/stripe/invoices/{id}", get(show))
        .route("/stripe/invoices/{id}/pdf", get(document))
        .with_state(house)
}

async fn show(Held(house): Held<Arc<House>>, Path(id): Path<String>) -> Response {
    answer(house.work(|desk| match invoices::retrieve(desk, &id) {
        Ok(invoice) if text(&invoice, "status") != "draft" => {
            html(StatusCode::OK, page_of(&invoice))
        }
        Ok(_) | Err(_) => missing(),
    }))
}

async fn document(Held(house): Held<Arc<House>>, Path(id): Path<String>) -> Response {
    answer(house.work(|desk| match invoices::retrieve(desk, &id) {
        Ok(invoice) if text(&invoice, "status") != "draft" => {
            let name = format!("inline; filename=\"Invoice-{}.pdf\"", text(&invoice, "number"));
            let headers = [
                (header::CONTENT_TYPE, "application/pdf".to_owned()),
                (header::CONTENT_DISPOSITION, name),
                (header::CACHE_CONTROL, "no-store".to_owned()),
            ];
            (StatusCode::OK, headers, pdf::of_lines(&written(&invoice))).into_response()
        }
        Ok(_) | Err(_) => missing(),
    }))
}

fn missing() -> Response {
    let page = page::notice("Page not found", "There is no such invoice.");
    html(StatusCode::NOT_FOUND, page)
}

/// What an invoice says, a line each.
fn written(invoice: &Value) -> Vec<String> {
    let mut said = vec![
        format!("Invoice {}", text(invoice, "number")),
        format!("From {}", text(invoice, "account_name")),
        format!("To {}", bearer(invoice)),
        format!("Date {}", date(invoice)),
        format!("Status {}", text(invoice, "status")),
    ];
    said.push(text(invoice, "description").to_owned());
    for line in invoice_shape::lines(invoice) {
        let (description, cost) = sold(&line);
        said.push(format!("{description}: {cost}"));
    }
    said.extend(sums(invoice).iter().map(|(name, sum)| format!("{name}: {sum}")));
    said.push("This is a test invoice; no money moves.".to_owned());
    said
}

fn page_of(invoice: &Value) -> String {
    let line = |line: &Value| {
        let (description, cost) = sold(line);
        format!("<dt>{}</dt><dd>{}</dd>", escape(&description), escape(&cost))
    };
    let sum = |(name, sum): (&str, String)| {
        format!("<dt class=total>{name}</dt><dd class=total>{}</dd>", escape(&sum))
    };
    let lines = invoice_shape::lines(invoice).iter().map(line).collect::<Vec<_>>().concat();
    let sums = sums(invoice).map(sum).concat();
    let number = escape(text(invoice, "number"));
    let body = format!(
        "<main><section class=order aria-label=Invoice><p><span class=badge>TEST MODE</span></p>\
         <p>{}</p><h1>Invoice {number}</h1><p>{} · {} · {}</p><p>{}</p><dl>{lines}{sums}</dl>\
         <p><a href=\"{}\">Download as PDF</a></p></section></main>",
        escape(text(invoice, "account_name")),
        escape(&bearer(invoice)),
        date(invoice),
        escape(text(invoice, "status")),
        escape(text(invoice, "description")),
        escape(text(invoice, "invoice_pdf")),
    );
    page::document(&format!("Invoice {number}"), &body)
}

/// Whom it is for.
fn bearer(invoice: &Value) -> String {
    let (name, email) = (text(invoice, "customer_name"), text(invoice, "customer_email"));
    [name, email].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

fn date(invoice: &Value) -> String {
    let at = jiff::Timestamp::from_second(whole(invoice, "effective_at")).unwrap_or_default();
    at.strftime("%-d %B %Y").to_string()
}

/// What a line sells and what that costs.
fn sold(line: &Value) -> (String, String) {
    let description = format!("{} × {}", whole(line, "quantity"), text(line, "description"));
    (description, money(whole(line, "amount"), text(line, "currency")))
}

fn sums(invoice: &Value) -> [(&'static str, String); 3] {
    let sum = |name: &str| money(whole(invoice, name), text(invoice, "currency"));
    [("Total", sum("total")), ("Paid", sum("amount_paid")), ("Due", sum("amount_remaining"))]
}
