//! What a change in mid-period moves: the rest of the old price back, the rest of the new one due.
//! <https://docs.stripe.com/billing/subscriptions/prorations>.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::invoice_lines::{self, Line};
use super::subscription_shape as shape;
use crate::desk::Desk;
use crate::object::{entries, field, set, text, whole};

/// The lines of a change from one set of items to another, from now to the period's end.
pub(crate) fn lines(desk: &mut Desk<'_>, before: &Value, after: &Value) -> Vec<Value> {
    let (old, new) = (shape::items(before), shape::items(after));
    let gone = |item: &&Value| !new.iter().any(|other| is_same(item, other));
    let came = |item: &&Value| !old.iter().any(|other| is_same(item, other));
    let mut lines = Vec::new();
    for item in old.iter().filter(gone) {
        lines.extend(line(desk, item, true));
    }
    for item in new.iter().filter(came) {
        lines.extend(line(desk, item, false));
    }
    lines
}

/// Back for all that is left of the period.
pub(crate) fn credit(desk: &mut Desk<'_>, before: &Value) -> Vec<Value> {
    let items = shape::items(before);
    items.iter().filter_map(|item| line(desk, item, true)).collect()
}

fn is_same(item: &Value, other: &Value) -> bool {
    let price = |item: &Value| field(&field(item, "price"), "id");
    text(item, "id") == text(other, "id")
        && price(item) == price(other)
        && whole(item, "quantity") == whole(other, "quantity")
}

fn line(desk: &mut Desk<'_>, item: &Value, back: bool) -> Option<Value> {
    let (start, end) = (whole(item, "current_period_start"), whole(item, "current_period_end"));
    let (now, price) = (desk.now(), field(item, "price"));
    let full = whole(&price, "unit_amount").saturating_mul(whole(item, "quantity"));
    let share = share(full, end.saturating_sub(now), end.saturating_sub(start))?;
    let name = invoice_lines::name(desk, &price);
    let day = Timestamp::from_second(now).unwrap_or_default().strftime("%d %b %Y").to_string();
    let (amount, description) = if back {
        (share.saturating_neg(), format!("Unused time on {name} after {day}"))
    } else {
        (share, format!("Remaining time on {name} after {day}"))
    };
    let said = Line {
        amount,
        description,
        price: &price,
        quantity: whole(item, "quantity"),
        period: (now, end),
        parent: invoice_lines::of_item(item, true),
        metadata: json!({}),
    };
    Some(invoice_lines::line(desk, &said))
}

/// The part of an amount that the rest of a period costs, rounded to the nearest unit.
fn share(amount: i64, rest: i64, all: i64) -> Option<i64> {
    let (amount, rest, all) = (i128::from(amount), i128::from(rest.max(0)), i128::from(all));
    let doubled = amount.checked_mul(rest)?.checked_mul(2)?.checked_add(all)?;
    i64::try_from(doubled.checked_div(all.checked_mul(2)?)?).ok()
}

/// Lines that wait for the next invoice.
pub(crate) fn keep(desk: &mut Desk<'_>, subscription: &Value, lines: Vec<Value>) {
    if lines.is_empty() {
        return;
    }
    let id = text(subscription, "id").to_owned();
    let mut hidden = desk.hidden(&id);
    let mut pending = entries(&hidden, "pending").to_vec();
    pending.extend(lines);
    set(&mut hidden, "pending", pending);
    let due = desk.due(&id);
    let now = desk.find(super::subscriptions::KIND, &id).unwrap_or_else(|| subscription.clone());
    desk.keep(&now, hidden, due);
}
