//! The HTML of the checkout page: plain forms, no script; what came from outside is escaped.

use serde_json::Value;

use super::money::{money, per};
use crate::object::{entries, field, text, whole};
use crate::resources::line_items::is_recurring;
use crate::resources::session_subscriptions::needs_card;

const STYLE: &str = include_str!("page.css");

/// What the person typed, shown again after an error; the card's number and code are not.
#[derive(Debug, Default)]
pub(crate) struct Typed {
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) error: String,
}

/// The page of an open session.
pub(crate) fn open(session: &Value, items: &[Value], typed: &Typed) -> String {
    let currency = text(session, "currency");
    let total = money(whole(session, "amount_total"), currency);
    let error = if typed.error.is_empty() {
        String::new()
    } else {
        format!("<p class=error role=alert>{}</p>", escape(&typed.error))
    };
    let body = format!(
        "<main><section class=order aria-label=Order>\
         <p><span class=badge>TEST MODE</span></p><p>{}</p><h1>{}</h1>{}<dl>{}</dl></section>\
         <section aria-label=Payment>{error}<form method=post>{}{}</form>{}</section></main>",
        if recurs(session) { "Subscribe" } else { "Pay" },
        escape(&total),
        terms(session, items),
        lines(session, items, &total),
        fields(session, typed, &total),
        cancel(session),
        hint(session),
    );
    document(&format!("Pay {}", escape(&total)), &body)
}

fn recurs(session: &Value) -> bool {
    text(session, "mode") == "subscription"
}

/// What will be due again and again, and from when.
fn terms(session: &Value, items: &[Value]) -> String {
    let recurring = || items.iter().filter(|item| is_recurring(item));
    let Some(price) = recurring().next().and_then(|item| item.get("price")) else {
        return String::new();
    };
    let sum = recurring().fold(0_i64, |sum, item| {
        let unit = item.pointer("/price/unit_amount").and_then(Value::as_i64).unwrap_or_default();
        sum.saturating_add(unit.saturating_mul(whole(item, "quantity")))
    });
    let sum = money(sum, text(session, "currency"));
    let free = recurring().any(|item| whole(item, "amount_subtotal") == 0);
    let first = if free { "After the free trial " } else { "" };
    format!("<p>{first}{} {}</p>", escape(&sum), escape(&per(price)))
}

fn lines(session: &Value, items: &[Value], total: &str) -> String {
    let currency = text(session, "currency");
    let line = |item: &Value| {
        let unit = item.pointer("/price/unit_amount").and_then(Value::as_i64).unwrap_or_default();
        format!(
            "<dt>{}<small>{} × {}</small></dt><dd>{}</dd>",
            escape(text(item, "description")),
            whole(item, "quantity"),
            escape(format!("{} {}", money(unit, currency), per(&field(item, "price"))).trim()),
            escape(&money(whole(item, "amount_subtotal"), currency)),
        )
    };
    let mut lines: Vec<String> = items.iter().map(line).collect();
    let off = session.pointer("/total_details/amount_discount").and_then(Value::as_i64);
    if let Some(off) = off.filter(|off| *off > 0) {
        let off = money(off.saturating_neg(), currency);
        lines.push(format!("<dt>Discount</dt><dd>{}</dd>", escape(&off)));
    }
    let total = escape(total);
    lines.push(format!("<dt class=total>Total due</dt><dd class=total>{total}</dd>"));
    lines.concat()
}

/// The fields and the ways to pay that this session takes.
fn fields(session: &Value, typed: &Typed, total: &str) -> String {
    let known = session.pointer("/customer_details/email").and_then(Value::as_str);
    let email = if typed.email.is_empty() { known.unwrap_or_default() } else { &typed.email };
    let payer = format!(
        "<h2>Contact</h2>\
         <label>E-mail<input type=email name=email required autocomplete=email \
         value=\"{}\"></label>",
        escape(email),
    );
    if !needs_card(session) {
        return format!("{payer}<button name=action value=pay>Complete order</button>");
    }
    let kinds = entries(session, "payment_method_types");
    let takes_cards = kinds.iter().any(|kind| kind == "card");
    let takes_debits = kinds.iter().any(|kind| kind != "card");
    let card = format!(
        "<h2>Card</h2>\
         <label>Card number<input name=number inputmode=numeric autocomplete=cc-number \
         placeholder=\"4242 4242 4242 4242\" maxlength=23></label>\
         <div class=pair><label>Expiry<input name=expiry inputmode=numeric autocomplete=cc-exp \
         placeholder=\"MM / YY\" maxlength=9></label>\
         <label>CVC<input name=cvc inputmode=numeric autocomplete=cc-csc placeholder=123 \
         maxlength=4></label></div>\
         <label>Name on card<input name=name autocomplete=cc-name value=\"{}\"></label>\
         <button name=action value=pay>{}</button>",
        escape(&typed.name),
        if recurs(session) { "Subscribe".to_owned() } else { format!("Pay {}", escape(total)) },
    );
    let debit = "<button class=second name=action value=debit>Pay by bank debit (arrives later)\
                 </button>";
    format!(
        "{payer}{}{}",
        if takes_cards { &card } else { "" },
        if takes_debits { debit } else { "" },
    )
}

fn cancel(session: &Value) -> &'static str {
    if text(session, "cancel_url").is_empty() {
        return "";
    }
    "<button class=plain name=action value=cancel formnovalidate>Cancel and go back</button>"
}

fn hint(session: &Value) -> &'static str {
    if !needs_card(session) {
        return "";
    }
    "<p class=hint>No money moves here. 4242 4242 4242 4242 pays; 4000 0000 0000 0002 is declined; \
     4000 0000 0000 9995 has insufficient funds. Any future expiry, any CVC.</p>"
}

/// The page of a session that can no longer be paid, or of none.
pub(crate) fn notice(title: &str, sentence: &str) -> String {
    let body = format!(
        "<div class=notice role=main><h1>{}</h1><p>{}</p></div>",
        escape(title),
        escape(sentence)
    );
    document(&escape(title), &body)
}

pub(crate) fn document(title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=en><head><meta charset=utf-8>\
         <meta name=viewport content=\"width=device-width, initial-scale=1\">\
         <link rel=icon href=\"data:,\">\
         <title>{title}</title><style>{STYLE}</style></head><body>{body}</body></html>"
    )
}

/// Text as text, in elements and in quoted attributes.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}
