//! Payment methods, made when somebody pays: <https://docs.stripe.com/api/payment_methods>. How they
//! are kept for later is in `kept_methods.rs`.

use serde_json::{Value, json};

use super::cards::Card;
use crate::desk::Desk;
use crate::object::{field, overlay, set};
use crate::params::Params;
use crate::refusal::Refusal;

pub(crate) const KIND: &str = "payment_method";

/// What somebody pays with.
#[derive(Clone, Debug)]
pub(crate) enum Means {
    Card(Card),
    /// A bank debit, whose money arrives later; the name of its type.
    Debit(&'static str),
}

impl Means {
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Card(_) => "card",
            Self::Debit(kind) => kind,
        }
    }

    /// What stands under the type's name in payment methods and charges.
    pub(crate) fn face(&self) -> Value {
        match self {
            Self::Card(card) => card.face(),
            Self::Debit(_) => {
                json!({ "bank_name": "TEST BANK", "fingerprint": "fakebank", "last4": "6789" })
            }
        }
    }
}

/// The bank debit that a payer in this currency would have.
pub(crate) fn debit_of(currency: &str) -> &'static str {
    match currency {
        "eur" => "sepa_debit",
        "gbp" => "bacs_debit",
        _ => "us_bank_account",
    }
}

/// The ready-made payment methods of Stripe's test mode.
pub(crate) fn ready_made(id: &str, currency: &str, year: i64) -> Option<Means> {
    let number = match id {
        "pm_card_visa" | "pm_card_us" => "4242424242424242",
        "pm_card_visa_debit" => "4000056655665556",
        "pm_card_mastercard" => "5555555555554444",
        "pm_card_amex" => "378282246310005",
        "pm_card_refundFail" => "4000000000005126",
        "pm_card_pendingRefund" => "4000000000007726",
        "pm_card_createDispute" => "4000000000000259",
        "pm_card_createDisputeProductNotReceived" => "4000000000002685",
        "pm_card_createDisputeInquiry" => "4000000000001976",
        "pm_card_chargeCustomerFail" => "4000000000000341",
        "pm_card_authenticationRequired" => "4000002760003184",
        "pm_card_authenticationRequiredOnSetup" => "4000002500003155",
        "pm_card_authenticationRequiredSetupForOffSession" => "4000003800000446",
        "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds" => "4000008260003178",
        "pm_card_threeDSecure2Required" => "4000000000003220",
        "pm_card_threeDSecureRequired" => "4000000000003063",
        "pm_card_threeDSecureRequiredChargeDeclined" => "4000008400001629",
        "pm_card_chargeDeclined" | "pm_card_visa_chargeDeclined" => "4000000000000002",
        "pm_card_chargeDeclinedInsufficientFunds"
        | "pm_card_visa_chargeDeclinedInsufficientFunds" => "4000000000009995",
        "pm_card_chargeDeclinedExpiredCard" => "4000000000000069",
        "pm_card_chargeDeclinedIncorrectCvc" => "4000000000000127",
        "pm_card_chargeDeclinedProcessingError" => "4000000000000119",
        "pm_usBankAccount_success" | "pm_usBankAccount" => {
            return Some(Means::Debit(debit_of(currency)));
        }
        _ => return None,
    };
    let expiry = format!("12/{}", year.saturating_add(5));
    Card::parse(number, &expiry, "123", (year, 1)).ok().map(Means::Card)
}

/// Writes the payment method of somebody who pays.
pub(crate) fn create(desk: &mut Desk<'_>, means: &Means, billing: &Value) -> Value {
    let kind = means.kind();
    let mut face = means.face();
    if let Means::Card(_) = means {
        let more = json!({
            "display_brand": face.get("brand"), "generated_from": null,
            "networks": { "available": [face.get("brand")], "preferred": null },
            "three_d_secure_usage": { "supported": true },
        });
        overlay(&mut face, &more);
    }
    let mut method = json!({
        "id": desk.fresh("pm_1"), "object": KIND, "allow_redisplay": "unspecified",
        "billing_details": billing, "created": desk.now(), "customer": null,
        "customer_account": null, "livemode": false, "metadata": {}, "type": kind,
    });
    set(&mut method, kind, face);
    let kept = match means {
        Means::Card(card) => card.kept(),
        Means::Debit(_) => Value::Null,
    };
    desk.keep(&method, kept, None);
    method
}

/// Billing details as a request gives them.
pub(crate) fn billing_of(part: &Params) -> Value {
    let mut billing =
        billing(part.text("email").unwrap_or_default(), part.text("name").unwrap_or_default());
    set(&mut billing, "phone", part.text_or_null("phone"));
    let mut address = field(&billing, "address");
    for name in ["city", "country", "line1", "line2", "postal_code", "state"] {
        set(&mut address, name, part.part("address").text_or_null(name));
    }
    set(&mut billing, "address", address);
    billing
}

/// Billing details as charges and payment methods have them.
pub(crate) fn billing(email: &str, name: &str) -> Value {
    json!({
        "address": {
            "city": null, "country": null, "line1": null, "line2": null, "postal_code": null,
            "state": null,
        },
        "email": crate::object::or_null(email), "name": crate::object::or_null(name),
        "phone": null, "tax_id": null,
    })
}

pub(crate) fn retrieve(desk: &mut Desk<'_>, id: &str) -> Result<Value, Refusal> {
    desk.find(KIND, id).ok_or_else(|| Refusal::not_found("PaymentMethod", id))
}
