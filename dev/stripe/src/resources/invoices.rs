//! Invoices by the API: <https://docs.stripe.com/api/invoices>. How they live is in
//! `invoice_life.rs`.

use serde_json::{Value, json};

use super::invoice_shape::{self, subscription_of};
use super::payments::Holder;
use super::{customers, invoice_drafts, invoice_items, invoice_life, kept_methods};
use super::{payment_intents, prices};
use crate::desk::Desk;
use crate::lists;
use crate::metadata::metadata;
use crate::object::{field, is_on, overlay, set, text, whole};
use crate::params::Params;
use crate::refusal::Refusal;

pub(crate) const KIND: &str = "invoice";

/// An invoice of a customer's waiting items.
pub(crate) fn create(desk: &mut Desk<'_>, params: &Params) -> Result<Value, Refusal> {
    params.only(
        "auto_advance collection_method currency customer default_payment_method description \
         footer metadata pending_invoice_items_behavior",
    )?;
    params.needed("customer")?;
    params.word("collection_method", &["charge_automatically"])?;
    let customer = customers::named(desk, params)?.unwrap_or_default();
    let behavior = params.word("pending_invoice_items_behavior", &["exclude", "include"])?;
    let mut items = invoice_items::waiting(desk, text(&customer, "id"));
    if behavior != Some("include") {
        items.clear();
    }
    let currency = match items.first() {
        Some(item) => text(item, "currency").to_owned(),
        None if params.has("currency") => prices::currency(params)?,
        None => "usd".to_owned(),
    };
    items.retain(|item| text(item, "currency") == currency);
    let mut lines = Vec::with_capacity(items.len());
    for item in &items {
        lines.push(invoice_items::line(desk, item));
    }
    let mut invoice = invoice_shape::draft(desk, text(&customer, "id"), &currency, "manual", lines);
    let news = json!({
        "metadata": metadata(params, &Value::Null)?,
        "description": params.text_or_null("description"),
        "footer": params.text_or_null("footer"),
        "auto_advance": params.switch("auto_advance")?.unwrap_or(false),
        "default_payment_method": kept_methods::of_customer(desk, params, text(&customer, "id"))?,
    });
    overlay(&mut invoice, &news);
    desk.keep(&invoice, json!({}), None);
    invoice_drafts::advance(desk, &mut invoice);
    invoice_items::billed(desk, items, &invoice);
    desk.emit("invoice.created", &invoice);
    Ok(invoice)
}

pub(crate) fn retrieve(desk: &mut Desk<'_>, id: &str) -> Result<Value, Refusal> {
    let invoice = desk.find(KIND, id).filter(|invoice| !is_on(invoice, "deleted"));
    invoice.ok_or_else(|| Refusal::not_found(KIND, id))
}

/// By customer, subscription and status.
pub(crate) fn list(desk: &mut Desk<'_>, params: &Params) -> Result<Value, Refusal> {
    params.only(
        "collection_method created customer customer_account due_date ending_before limit \
         starting_after status subscription",
    )?;
    let span = lists::Span::parse(params)?;
    params.word("status", &["draft", "open", "paid", "uncollectible", "void"])?;
    let same = |invoice: &Value, name| params.text(name).is_none_or(|v| text(invoice, name) == v);
    let wanted = |invoice: &&Value| {
        !is_on(invoice, "deleted")
            && span.holds(invoice)
            && ["customer", "status"].into_iter().all(|name| same(invoice, name))
            && params.text("subscription").is_none_or(|id| subscription_of(invoice) == id)
    };
    lists::page("/v1/invoices", params, desk.newest(KIND), wanted)
}

/// The lines of one invoice, a page at a time.
pub(crate) fn lines(desk: &mut Desk<'_>, id: &str, params: &Params) -> Result<Value, Refusal> {
    let invoice = retrieve(desk, id)?;
    params.only("ending_before limit starting_after")?;
    let lines = invoice_shape::lines(&invoice);
    lists::page(&format!("/v1/invoices/{id}/lines"), params, lines.iter(), |_| true)
}

/// Pays an invoice now: by `payment_method`, or by what its customer pays with.
pub(crate) fn pay(desk: &mut Desk<'_>, id: &str, params: &Params) -> Result<Value, Refusal> {
    let mut invoice = retrieve(desk, id)?;
    params.only("forgive mandate off_session paid_out_of_band payment_method source")?;
    if params.switch("paid_out_of_band")? == Some(true) {
        return Err(params.wrong("paid_out_of_band", "The fake Stripe takes only cards."));
    }
    match text(&invoice, "status") {
        "paid" => return Err(Refusal::invalid("Invoice is already paid")),
        "draft" => {
            affordable(&invoice)?;
            invoice_life::finalize(desk, &mut invoice);
        }
        "open" | "uncollectible" => {}
        status => {
            let message = format!("Invoices with a status of {status} cannot be paid.");
            return Err(Refusal::invalid(&message));
        }
    }
    if text(&invoice, "status") == "paid" {
        return Ok(invoice);
    }
    let method = method(desk, &invoice, params)?;
    let away = params.switch("off_session")? == Some(true);
    let holder = if away { Holder::Called } else { Holder::Here };
    invoice_life::attempt(desk, &mut invoice, Some(&method), holder)?;
    Ok(invoice)
}

fn method(desk: &mut Desk<'_>, invoice: &Value, params: &Params) -> Result<Value, Refusal> {
    let customer = desk.find("customer", text(invoice, "customer")).unwrap_or_default();
    if let Some(id) = params.text("payment_method") {
        return kept_methods::keep(desk, id, &customer);
    }
    invoice_life::pays_by(desk, invoice)
        .ok_or_else(|| Refusal::invalid(invoice_life::NO_METHOD).code("missing"))
}

/// Finalizes a draft.
pub(crate) fn finalize(desk: &mut Desk<'_>, id: &str, params: &Params) -> Result<Value, Refusal> {
    let mut invoice = retrieve(desk, id)?;
    params.only("auto_advance")?;
    let advances = params.switch("auto_advance")?;
    if text(&invoice, "status") != "draft" {
        let message =
            "This invoice is already finalized, you can't re-finalize a non-draft invoice.";
        return Err(Refusal::invalid(message).code("invoice_not_editable"));
    }
    affordable(&invoice)?;
    if let Some(advances) = advances {
        set(&mut invoice, "auto_advance", advances);
    }
    invoice_life::finalize(desk, &mut invoice);
    invoice_drafts::advance(desk, &mut invoice);
    Ok(invoice)
}

/// What is more than can be charged at once is not finalized.
fn affordable(invoice: &Value) -> Result<(), Refusal> {
    payment_intents::chargeable(whole(invoice, "amount_due").max(payment_intents::LEAST))
}

/// Gives up on an open invoice: `void` or `uncollectible`.
pub(crate) fn give_up(desk: &mut Desk<'_>, id: &str, status: &str) -> Result<Value, Refusal> {
    let mut invoice = retrieve(desk, id)?;
    if !matches!(text(&invoice, "status"), "open" | "uncollectible") {
        let status = field(&invoice, "status");
        let message = format!("You can only pass in open invoices. This invoice is {status}.");
        return Err(Refusal::invalid(&message));
    }
    invoice_life::give_up(desk, &mut invoice, status);
    Ok(invoice)
}
