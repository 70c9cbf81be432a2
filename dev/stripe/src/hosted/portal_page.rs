//! The HTML of the customer portal: plain forms, no script; what came from outside is escaped.

use jiff::Timestamp;
use serde_json::Value;

use super::money::{money, per};
use super::page::{document, escape};
use crate::desk::Desk;
use crate::object::{field, is_on, text, whole};
use crate::resources::subscription_shape as shape;
use crate::resources::{invoice_lines, kept_methods, portal};

/// What a session shows.
#[derive(Debug)]
pub(crate) struct Portal {
    pub(crate) session: Value,
    pub(crate) customer: Value,
    pub(crate) configuration: Value,
    pub(crate) subscriptions: Vec<Value>,
}

impl Portal {
    /// What the configuration says of a feature.
    pub(crate) fn feature(&self, name: &str) -> Value {
        field(&field(&self.configuration, "features"), name)
    }

    /// One word of it.
    pub(crate) fn says(&self, feature: &str, name: &str) -> String {
        text(&self.feature(feature), name).to_owned()
    }
}

/// The whole page, with what went wrong last.
pub(crate) fn page(desk: &Desk<'_>, portal: &Portal, error: &str) -> String {
    let error = if error.is_empty() {
        String::new()
    } else {
        format!("<p class=error role=alert>{}</p>", escape(error))
    };
    let mut parts: Vec<String> =
        portal.subscriptions.iter().map(|one| subscription(desk, portal, one)).collect();
    if parts.is_empty() {
        parts.push("<p>There is no subscription.</p>".to_owned());
    }
    let back = text(&portal.session, "return_url");
    let back = if back.is_empty() {
        String::new()
    } else {
        format!("<p><a href=\"{}\">Go back</a></p>", escape(back))
    };
    let body = format!(
        "<main><section class=order aria-label=Subscription>\
         <p><span class=badge>TEST MODE</span></p><p>Your subscription</p>{}{back}</section>\
         <section aria-label=\"Payment method\">{error}{}</section></main>",
        parts.concat(),
        card(portal),
    );
    document("Your subscription", &body)
}

fn subscription(desk: &Desk<'_>, portal: &Portal, one: &Value) -> String {
    let price = shape::price(one);
    let (name, costs) = said(desk, &price);
    let card = kept_methods::default_of(desk, one, text(one, "customer")).unwrap_or_default();
    let card = card.pointer("/card/last4").and_then(Value::as_str).unwrap_or_default();
    let card =
        if card.is_empty() { "no card".to_owned() } else { format!("card •••• {card}") };
    format!(
        "<h1>{}</h1><p>{} · {}</p><p>{} · {}</p><form method=post>\
         <input type=hidden name=subscription value=\"{}\">{}{}</form>",
        escape(&name),
        escape(&costs),
        escape(text(one, "status")),
        escape(&next(one)),
        escape(&card),
        escape(text(one, "id")),
        offers(desk, portal, one),
        ending(portal, one),
    )
}

/// The name and the cost of a price, as a person reads it.
fn said(desk: &Desk<'_>, price: &Value) -> (String, String) {
    let cost = money(whole(price, "unit_amount"), text(price, "currency"));
    (invoice_lines::name(desk, price), format!("{cost} {}", per(price)))
}

fn next(one: &Value) -> String {
    let day = |second: i64| {
        Timestamp::from_second(second).unwrap_or_default().strftime("%d %B %Y").to_string()
    };
    match field(one, "cancel_at").as_i64() {
        Some(end) => format!("Ends on {}", day(end)),
        None => format!("Renews on {}", day(shape::period(one).1)),
    }
}

fn offers(desk: &Desk<'_>, portal: &Portal, one: &Value) -> String {
    if !is_on(&portal.feature("subscription_update"), "enabled") {
        return String::new();
    }
    let own = field(&shape::price(one), "id");
    let others = portal::offers(desk, &portal.configuration, text(one, "currency"));
    let button = |price: &Value| {
        let (name, costs) = said(desk, price);
        format!(
            "<button class=second name=price value=\"{}\">Change to {} ({})</button>",
            escape(text(price, "id")),
            escape(&name),
            escape(&costs),
        )
    };
    others.iter().filter(|price| field(price, "id") != own).map(button).collect()
}

fn ending(portal: &Portal, one: &Value) -> &'static str {
    if !field(one, "cancel_at").is_null() {
        return "<button name=action value=keep>Don't cancel</button>";
    }
    if is_on(&portal.feature("subscription_cancel"), "enabled") {
        return "<button class=plain name=action value=cancel>Cancel subscription</button>";
    }
    ""
}

fn card(portal: &Portal) -> &'static str {
    if !is_on(&portal.feature("payment_method_update"), "enabled") {
        return "";
    }
    "<form method=post><h2>Another card</h2>\
     <label>Card number<input name=number inputmode=numeric autocomplete=cc-number \
     placeholder=\"4242 4242 4242 4242\" maxlength=23 required></label>\
     <div class=pair><label>Expiry<input name=expiry inputmode=numeric autocomplete=cc-exp \
     placeholder=\"MM / YY\" maxlength=9 required></label>\
     <label>CVC<input name=cvc inputmode=numeric autocomplete=cc-csc placeholder=123 \
     maxlength=4 required></label></div>\
     <button name=action value=card>Save card</button></form>"
}
