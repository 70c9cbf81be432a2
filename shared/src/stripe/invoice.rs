//! An invoice and its payment, narrowed to the fields that we read, as in [`super::session`], and
//! what we ask for to have one made.

use std::fmt;

use serde::Deserialize;

use super::amount::amount;
use super::id::{StripeId, expandable};
use super::metadata::Metadata;

/// A purchase that was stored and is now to be paid by an invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoiceRequest {
    /// Our id of it. Events find the purchase by it.
    pub purchase: String,
    /// Who pays: always a customer that we made before.
    pub customer: StripeId,
    /// Three letters in lower case.
    pub currency: String,
    /// What one costs in minor units.
    pub unit_amount: u64,
    /// How many.
    pub quantity: u64,
    /// What the invoice calls it.
    pub description: String,
}

/// An invoice. <https://docs.stripe.com/api/invoices/object>
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Invoice {
    /// `in_…`
    pub id: StripeId,
    /// Where it stands.
    pub status: Option<InvoiceStatus>,
    /// Before discounts and taxes; below zero where somebody else's gives money back.
    pub subtotal: Option<i64>,
    /// What was paid, in minor units.
    pub amount_paid: Option<i64>,
    /// Three letters in lower case.
    pub currency: Option<String>,
    /// Carries [`PURCHASE_MARK`](super::metadata::PURCHASE_MARK) if we made it.
    #[serde(default)]
    pub metadata: Metadata,
    /// Whether this is about real money.
    pub livemode: bool,
    /// By what it is to be paid or was; only where that was asked for.
    #[serde(default)]
    payments: Option<Payments>,
}

/// Where an invoice stands. <https://docs.stripe.com/invoicing/overview#invoice-statuses>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceStatus {
    /// It is being written.
    Draft,
    /// It can be paid.
    Open,
    /// It is paid.
    Paid,
    /// Nobody believes that it will be paid; it still can be.
    Uncollectible,
    /// It was called off.
    Void,
    /// One that Stripe added since.
    #[serde(other)]
    Other,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Payments {
    data: Vec<InvoicePayment>,
}

/// <https://docs.stripe.com/api/invoice-payment/object>
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct InvoicePayment {
    status: String,
    payment: Paying,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Paying {
    #[serde(default, deserialize_with = "expandable")]
    payment_intent: Option<StripeId>,
}

impl Invoice {
    /// The payment that paid it; none where it was paid in another way, or not at all.
    pub fn paid_by(&self) -> Option<&StripeId> {
        self.payments_that_are("paid").next()
    }

    /// The payment that waits for its buyer.
    pub fn payable_by(&self) -> Option<&StripeId> {
        self.payments_that_are("open").next()
    }

    /// Whether it is to be paid by this payment, or was.
    pub fn is_for(&self, intent: &StripeId) -> bool {
        let named = |it: &StripeId| it == intent;
        self.payments_that_are("paid").any(named) || self.payments_that_are("open").any(named)
    }

    fn payments_that_are(&self, status: &'static str) -> impl Iterator<Item = &StripeId> {
        let payments = self.payments.iter().flat_map(|payments| &payments.data);
        let fitting = payments.filter(move |payment| payment.status == status);
        fitting.filter_map(|payment| payment.payment.payment_intent.as_ref())
    }
}

/// A payment intent as its buyer needs it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Payable {
    /// `pi_…`
    pub id: StripeId,
    /// Stripe's word for where it stands.
    pub status: String,
    /// What is to be paid, in minor units.
    #[serde(deserialize_with = "amount")]
    pub amount: i64,
    /// Three letters in lower case.
    pub currency: String,
    /// With which it is confirmed.
    pub client_secret: ClientSecret,
}

/// With it and the publishable key a payment is confirmed. It is for its buyer alone: never
/// printed, never stored. <https://docs.stripe.com/api/payment_intents/object#payment_intent_object-client_secret>
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct ClientSecret(String);

impl ClientSecret {
    /// For the answer to its buyer.
    pub fn reveal(self) -> String {
        self.0
    }
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientSecret")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(invoice: Value) -> Invoice {
        serde_json::from_value(invoice).unwrap()
    }

    #[test]
    fn an_invoice_names_the_payment_that_paid_it() {
        let payment = |status: &str, payment: Value| json!({"status": status, "payment": payment});
        let invoice = read(json!({
            "id": "in_1", "status": "paid", "subtotal": 400, "amount_paid": 440, "currency": "usd",
            "livemode": false, "metadata": {"tallystick_purchase": "pur_1"},
            "payments": {"data": [
                payment("canceled", json!({"type": "payment_intent", "payment_intent": "pi_1"})),
                payment("paid", json!({"type": "payment_intent", "payment_intent": {"id": "pi_2"}})),
            ]},
        }));
        let paying = StripeId::parse("pi_2").unwrap();
        assert_eq!((invoice.paid_by(), invoice.payable_by()), (Some(&paying), None));
        assert!(invoice.is_for(&paying) && !invoice.is_for(&StripeId::parse("pi_1").unwrap()));
        assert_eq!(invoice.metadata.purchase(), Some("pur_1"));
    }

    #[test]
    fn somebody_elses_invoice_is_read_whatever_it_lacks() {
        let invoice = read(json!({"id": "in_1", "subtotal": -500, "livemode": false}));
        assert_eq!((invoice.paid_by(), invoice.subtotal), (None, Some(-500)));
        let odd = read(json!({"id": "in_1", "status": "new", "livemode": false}));
        assert_eq!(odd.status, Some(InvoiceStatus::Other));
    }

    #[test]
    fn a_client_secret_is_not_printed() {
        let payable: Payable = serde_json::from_value(json!({
            "id": "pi_1", "status": "requires_payment_method", "amount": 400, "currency": "usd",
            "client_secret": "pi_1_secret_x",
        }))
        .unwrap();
        assert!(!format!("{payable:?}").contains("pi_1_secret_x"));
        assert_eq!(payable.client_secret.reveal(), "pi_1_secret_x");
    }
}
