//! Decimal amounts as Stripe takes them: up to twelve places of a minor unit, without floats.

/// The places behind the point.
const PLACES: usize = 12;
const ONE: i128 = 1_000_000_000_000;

/// An amount in millionths of millionths of a minor unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Decimal(i128);

impl Decimal {
    /// Reads `12`, `-3.5` or `0.000000000001`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
        let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !is_digits(whole) || !is_digits(part) || part.len() > PLACES || whole.len() > 12 {
            return None;
        }
        let whole: i128 = whole.parse().ok()?;
        let part: i128 = format!("{part:0<PLACES$}").parse().ok()?;
        let sum = whole.checked_mul(ONE)?.checked_add(part)?;
        sum.checked_mul(sign).map(Self)
    }

    /// So many of it in whole minor units, halves away from nothing.
    pub(crate) fn times(self, quantity: i64) -> Option<i64> {
        let product = self.0.checked_mul(i128::from(quantity))?;
        let half = if product < 0 { ONE.checked_div(-2)? } else { ONE.checked_div(2)? };
        product.checked_add(half)?.checked_div(ONE)?.try_into().ok()
    }

    /// Without zeros that say nothing: `12`, `3.5`.
    pub(crate) fn shown(self) -> String {
        let (whole, part) = (self.0.unsigned_abs() / 1_000_000_000_000, self.0.unsigned_abs());
        let part = format!("{:0PLACES$}", part % 1_000_000_000_000);
        let part = part.trim_end_matches('0');
        let sign = if self.0 < 0 { "-" } else { "" };
        if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
    }
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    #[test]
    fn parts_of_a_minor_unit_are_multiplied_exactly_and_rounded_once() {
        let amount = |text: &str, quantity| Decimal::parse(text).unwrap().times(quantity).unwrap();
        assert_eq!(amount("800", 25), 20_000);
        assert_eq!(amount("0.1", 3), 0);
        assert_eq!(amount("0.5", 3), 2);
        assert_eq!(amount("-0.5", 3), -2);
        assert_eq!(amount("12.345", 1_000), 12_345);
        assert_eq!(amount("0.000000000001", 999_999), 0);
    }

    #[test]
    fn what_is_no_decimal_is_refused_and_the_rest_is_shown_as_short_as_it_can_be() {
        for bad in ["", ".5", "5.", "1e3", "--1", "1.0000000000001", "+1", "1 "] {
            assert_eq!(Decimal::parse(bad), None, "{bad}");
        }
        for (text, shown) in [("800.00", "800"), ("-3.50", "-3.5"), ("0", "0"), ("0.01", "0.01")] {
            assert_eq!(Decimal::parse(text).unwrap().shown(), shown);
        }
    }
}
