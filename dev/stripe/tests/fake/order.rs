//! An order of sessions, as an institution makes it: an invoice with a payment intent.

use serde_json::Value;

use crate::shop::Shop;
use crate::subscribed::id;

/// An order of 25 sessions at $8.00, finalized.
pub struct Order {
    pub customer: String,
    pub invoice: Value,
    pub intent: String,
    pub secret: String,
}

impl Shop {
    /// A draft for a new customer.
    pub async fn draft(&self) -> (String, Value) {
        let customer = id(&self.makes("customers", &[("email", "it@school.example")]).await);
        let form = [
            ("customer", customer.as_str()),
            ("currency", "usd"),
            ("collection_method", "charge_automatically"),
            ("auto_advance", "false"),
            ("pending_invoice_items_behavior", "exclude"),
            ("metadata[purchase]", "purchase-1"),
            ("description", "25 sessions"),
        ];
        let invoice = self.makes("invoices", &form).await;
        (customer, invoice)
    }

    /// Puts sessions on a draft.
    pub async fn adds(&self, customer: &str, invoice: &str, unit: &str, quantity: &str) -> Value {
        let form = [
            ("customer", customer),
            ("invoice", invoice),
            ("currency", "usd"),
            ("quantity", quantity),
            ("unit_amount_decimal", unit),
            ("description", "Sessions"),
            ("metadata[tier]", "volume"),
        ];
        self.makes("invoiceitems", &form).await
    }

    pub async fn orders(&self) -> Order {
        let (customer, draft) = self.draft().await;
        self.adds(&customer, &id(&draft), "800", "25").await;
        let form = [
            ("auto_advance", "false"),
            ("expand[]", "confirmation_secret"),
            ("expand[]", "payments"),
        ];
        let invoice = self.makes(&format!("invoices/{}/finalize", id(&draft)), &form).await;
        let payment = &invoice["payments"]["data"][0]["payment"];
        let intent = payment["payment_intent"].as_str().unwrap().to_owned();
        let secret = invoice["confirmation_secret"]["client_secret"].as_str().unwrap().to_owned();
        Order { customer, invoice, intent, secret }
    }

    /// A browser confirms an order with a card.
    pub async fn confirms(&self, order: &Order, number: &str) -> (u16, Value) {
        let form = [
            ("client_secret", order.secret.as_str()),
            ("payment_method_data[type]", "card"),
            ("payment_method_data[card][number]", number),
            ("payment_method_data[card][exp_month]", "12"),
            ("payment_method_data[card][exp_year]", "34"),
            ("payment_method_data[card][cvc]", "123"),
            ("payment_method_data[guid]", "stripe-js"),
            ("use_stripe_sdk", "true"),
            ("_stripe_version", "2026-09-30.endive"),
        ];
        self.browser(&format!("payment_intents/{}/confirm", order.intent), &form).await
    }
}
