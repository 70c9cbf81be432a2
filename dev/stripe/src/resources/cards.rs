//! The test cards, as <https://docs.stripe.com/testing> documents them.

use serde_json::{Value, json};

use crate::object::{text, whole};
use crate::refusal::Refusal;

/// A card as a person typed it, with everything checked that needs no bank.
#[derive(Clone, Debug)]
pub(crate) struct Card {
    number: String,
    month: i64,
    year: i64,
}

/// What the bank says to a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Pays,
    Declines { code: &'static str, decline: &'static str, message: &'static str },
}

impl Card {
    /// Checks the number, the expiry (`MM / YY`) and the security code, in that order. `today` is
    /// the year and the month.
    pub(crate) fn parse(
        number: &str,
        expiry: &str,
        cvc: &str,
        today: (i64, i64),
    ) -> Result<Self, Refusal> {
        let number: String = number.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        if !is_number(&number) {
            let message = "Your card number is invalid.";
            return Err(Refusal::card("incorrect_number", message).param("number"));
        }
        let (month, year) = expiry.split_once('/').unwrap_or((expiry, ""));
        let month = month.trim().parse::<i64>().ok().filter(|month| (1..=12).contains(month));
        let Some(month) = month else {
            let message = "Your card's expiration month is invalid.";
            return Err(Refusal::card("invalid_expiry_month", message).param("exp_month"));
        };
        let year = match year.trim().parse::<i64>() {
            Ok(short @ 0..=99) => short.saturating_add(2000),
            Ok(year) => year,
            Err(_) => 0,
        };
        if (year, month) < today || year > today.0.saturating_add(50) {
            let message = "Your card's expiration year is invalid.";
            return Err(Refusal::card("invalid_expiry_year", message).param("exp_year"));
        }
        if !(3..=4).contains(&cvc.len()) || !cvc.bytes().all(|byte| byte.is_ascii_digit()) {
            let message = "Your card's security code is invalid.";
            return Err(Refusal::card("invalid_cvc", message).param("cvc"));
        }
        Ok(Self { number, month, year })
    }

    /// What the bank says to it. A number that no test card has is declined, as in test mode.
    pub(crate) fn verdict(&self) -> Verdict {
        let declines = |code, decline, message| Verdict::Declines { code, decline, message };
        match self.number.as_str() {
            "4242424242424242" | "4000056655665556" | "5555555555554444" | "2223003122003222"
            | "5200828282828210" | "5105105105105100" | "378282246310005" | "371449635398431"
            | "6011111111111117" | "3056930009020004" | "36227206271667" | "3566002020360505"
            | "4000000000000077" | "4000000000005126" | "4000000000007726" | "4000000000000259"
            | "4000000000002685" | "4000000000001976" | "4000002500003155" | "4000002760003184"
            | "4000003800000446" | "4000000000003220" | "4000000000003063" => Verdict::Pays,
            "4000000000000002" | "4000000000000341" | "4000008400001629" => {
                declines("card_declined", "generic_decline", "Your card was declined.")
            }
            "4000000000009995" | "4000008260003178" => {
                declines("card_declined", "insufficient_funds", "Your card has insufficient funds.")
            }
            "4000000000009987" => declines("card_declined", "lost_card", "Your card was declined."),
            "4000000000009979" => {
                declines("card_declined", "stolen_card", "Your card was declined.")
            }
            "4000000000000069" => {
                declines("expired_card", "expired_card", "Your card has expired.")
            }
            "4000000000000127" => declines(
                "incorrect_cvc",
                "incorrect_cvc",
                "Your card's security code is incorrect.",
            ),
            "4000000000000119" => declines(
                "processing_error",
                "processing_error",
                "An error occurred while processing your card. Try again in a little bit.",
            ),
            _ => declines(
                "card_declined",
                "test_mode_live_card",
                "Your card was declined. Your request was in test mode, but used a non test card.",
            ),
        }
    }

    /// Whether the bank asks its holder before it says anything, given whether the card was set up
    /// for later payments and whether its holder is away.
    /// <https://docs.stripe.com/testing#authentication-and-setup>
    pub(crate) fn asks(&self, set_up: bool, away: bool) -> bool {
        match self.number.as_str() {
            "4000002500003155" | "4000008260003178" => !set_up,
            "4000003800000446" => !away,
            "4000002760003184" | "4000000000003220" | "4000000000003063" | "4000008400001629" => {
                true
            }
            _ => false,
        }
    }

    /// Whether the bank asks its holder before the card may be set up.
    pub(crate) fn asks_for_setup(&self) -> bool {
        self.number != "4000003800000446" && self.asks(false, false)
    }

    /// Why it cannot be kept for later, if it cannot: some may be kept and fail when charged.
    pub(crate) fn attaches(&self) -> Result<(), Refusal> {
        match self.verdict() {
            Verdict::Declines { code, decline, message } if !self.is_kept() => {
                Err(Refusal::card(code, message).with(&json!({ "decline_code": decline })))
            }
            _ => Ok(()),
        }
    }

    /// Whether it may be kept although it declines when it is charged.
    fn is_kept(&self) -> bool {
        matches!(self.number.as_str(), "4000000000000341" | "4000008260003178")
    }

    /// What is remembered of a card that is kept for later.
    pub(crate) fn kept(&self) -> Value {
        json!({ "number": self.number, "month": self.month, "year": self.year })
    }

    /// The card that was remembered so.
    pub(crate) fn remembered(kept: &Value) -> Option<Self> {
        let number = text(kept, "number").to_owned();
        let card = Self { number, month: whole(kept, "month"), year: whole(kept, "year") };
        (!card.number.is_empty()).then_some(card)
    }

    /// How a refund to it begins: at once, pending, or (it fails later) at once.
    pub(crate) fn refund_begins(&self) -> &'static str {
        if self.number == "4000000000007726" { "pending" } else { "succeeded" }
    }

    /// What its holder claims after paying, as the door of banks takes it; null for most.
    pub(crate) fn claim(&self) -> Value {
        match self.number.as_str() {
            "4000000000000259" => json!({ "reason": "fraudulent" }),
            "4000000000002685" => json!({ "reason": "product_not_received" }),
            "4000000000001976" => json!({ "reason": "general", "inquiry": true }),
            _ => Value::Null,
        }
    }

    /// The fields that payment methods and charges have in common.
    pub(crate) fn face(&self) -> Value {
        let brand = match self.number.as_bytes() {
            [b'3', b'4' | b'7', ..] => "amex",
            [b'3', b'5', ..] => "jcb",
            [b'3', ..] => "diners",
            [b'4', ..] => "visa",
            [b'6', ..] => "discover",
            _ => "mastercard",
        };
        let last4 = self.number.get(self.number.len().saturating_sub(4)..).unwrap_or_default();
        let funding = if self.number == "4000056655665556" { "debit" } else { "credit" };
        json!({
            "brand": brand, "country": "US", "exp_month": self.month, "exp_year": self.year,
            "checks": {
                "address_line1_check": null, "address_postal_code_check": null, "cvc_check": "pass",
            },
            "fingerprint": format!("fake{last4}{brand}"), "funding": funding, "last4": last4,
            "regulated_status": "unregulated", "wallet": null,
        })
    }
}

/// Digits, as many as a card has, with the right check digit (Luhn).
fn is_number(number: &str) -> bool {
    let digits: Option<Vec<u32>> = number.chars().map(|c| c.to_digit(10)).collect();
    let Some(digits) = digits.filter(|digits| (12..=19).contains(&digits.len())) else {
        return false;
    };
    let doubled = |digit: u32| [0, 2, 4, 6, 8, 1, 3, 5, 7, 9].into_iter().nth(index(digit));
    let sum: u32 = digits
        .iter()
        .rev()
        .zip([false, true].into_iter().cycle())
        .map(|(digit, double)| if double { doubled(*digit).unwrap_or(0) } else { *digit })
        .sum();
    sum.is_multiple_of(10)
}

fn index(digit: u32) -> usize {
    usize::try_from(digit).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(number: &str, expiry: &str, cvc: &str) -> Result<Card, Refusal> {
        Card::parse(number, expiry, cvc, (2026, 3))
    }

    #[test]
    fn numbers_expiries_and_codes_are_checked_before_the_bank_is_asked() {
        assert!(parse("4242 4242 4242 4242", "12 / 34", "123").is_ok());
        assert!(parse("378282246310005", "03/26", "1234").is_ok());
        assert!(parse("4242424242424241", "12/34", "123").is_err());
        assert!(parse("0000", "12/34", "123").is_err());
        assert!(parse("", "12/34", "123").is_err());
        assert!(parse("4242424242424242", "13/34", "123").is_err());
        assert!(parse("4242424242424242", "02/26", "123").is_err());
        assert!(parse("4242424242424242", "1234", "123").is_err());
        assert!(parse("4242424242424242", "12/34", "12").is_err());
    }

    #[test]
    fn a_card_that_is_no_test_card_is_declined() {
        let card = parse("4111111111111111", "12/34", "123").unwrap();
        assert!(matches!(card.verdict(), Verdict::Declines { decline: "test_mode_live_card", .. }));
    }
}
