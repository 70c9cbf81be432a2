//! Minor units as people read them.

use serde_json::Value;

use crate::object::{field, text, whole};

/// The currencies without minor units: <https://docs.stripe.com/currencies#zero-decimal>.
const WHOLE: &str = "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf";

/// `800`, `usd` → `$8.00`.
pub(crate) fn money(minor: i64, currency: &str) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    let minor = minor.unsigned_abs();
    let number = if WHOLE.split(' ').any(|whole| whole == currency) {
        grouped(minor)
    } else {
        format!("{}.{:02}", grouped(minor / 100), minor % 100)
    };
    match currency {
        "usd" => format!("{sign}${number}"),
        "eur" => format!("{sign}€{number}"),
        "gbp" => format!("{sign}£{number}"),
        "jpy" => format!("{sign}¥{number}"),
        "inr" => format!("{sign}₹{number}"),
        other => format!("{sign}{number} {}", other.to_uppercase()),
    }
}

/// How often a recurring price is due: `per month`, `every 3 months`; nothing for one that is paid
/// once.
pub(crate) fn per(price: &Value) -> String {
    let recurring = field(price, "recurring");
    match (text(&recurring, "interval"), whole(&recurring, "interval_count")) {
        ("", _) => String::new(),
        (interval, 0 | 1) => format!("per {interval}"),
        (interval, count) => format!("every {count} {interval}s"),
    }
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        let left = digits.len().saturating_sub(place);
        if place > 0 && left.is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::money;

    #[test]
    fn minor_units_are_shown_as_their_currency_is_written() {
        assert_eq!(money(800, "usd"), "$8.00");
        assert_eq!(money(123_456_789, "eur"), "€1,234,567.89");
        assert_eq!(money(500, "jpy"), "¥500");
        assert_eq!(money(5, "chf"), "0.05 CHF");
    }
}
