//! The calls that make an invoice, have it paid, and call it off.

use ::stripe::RequestStrategy;
use serde::{Deserialize, Serialize};
use stripe_client_core::{RequestBuilder, StripeMethod};

use super::StripeClient;
use crate::stripe::fault::StripeFault;
use crate::stripe::id::StripeId;
use crate::stripe::invoice::{Invoice, InvoiceRequest, Payable};
use crate::stripe::invoicing::Invoicing;
use crate::stripe::key::IdempotencyKey;

/// What we attach, in Stripe's words.
#[derive(Serialize)]
struct Mark<'a> {
    tallystick_purchase: &'a str,
}

/// Which payments there are is told only to who asks.
#[derive(Serialize)]
struct WithPayments {
    expand: [&'static str; 1],
}

const WITH_PAYMENTS: WithPayments = WithPayments { expand: ["payments"] };

#[derive(Deserialize)]
struct Made {
    id: StripeId,
}

impl Invoicing for StripeClient {
    async fn create_invoice(
        &self,
        request: &InvoiceRequest,
        key: &IdempotencyKey,
    ) -> Result<StripeId, StripeFault> {
        #[derive(Serialize)]
        struct Wanted<'a> {
            customer: &'a str,
            currency: &'a str,
            collection_method: &'static str,
            auto_advance: bool,
            pending_invoice_items_behavior: &'static str,
            description: &'a str,
            metadata: Mark<'a>,
        }
        let wanted = Wanted {
            customer: request.customer.as_str(),
            currency: &request.currency,
            collection_method: "charge_automatically",
            // The buyer's own confirmation charges, nothing else.
            auto_advance: false,
            pending_invoice_items_behavior: "exclude",
            description: &request.description,
            metadata: Mark { tallystick_purchase: &request.purchase },
        };
        let doing = format!("beginning the invoice of {}", request.purchase);
        let request = RequestBuilder::new(StripeMethod::Post, "/invoices").form(&wanted);
        self.ask(doing, request, key.once()).await.map(|made: Made| made.id)
    }

    async fn add_invoice_item(
        &self,
        invoice: &StripeId,
        request: &InvoiceRequest,
        key: &IdempotencyKey,
    ) -> Result<(), StripeFault> {
        #[derive(Serialize)]
        struct Wanted<'a> {
            customer: &'a str,
            invoice: &'a str,
            currency: &'a str,
            unit_amount_decimal: String,
            quantity: u64,
            description: &'a str,
            metadata: Mark<'a>,
        }
        let wanted = Wanted {
            customer: request.customer.as_str(),
            invoice: invoice.as_str(),
            currency: &request.currency,
            unit_amount_decimal: request.unit_amount.to_string(),
            quantity: request.quantity,
            description: &request.description,
            metadata: Mark { tallystick_purchase: &request.purchase },
        };
        let doing = format!("putting {} on its invoice", request.purchase);
        let request = RequestBuilder::new(StripeMethod::Post, "/invoiceitems").form(&wanted);
        self.ask(doing, request, key.once()).await.map(|_: Made| ())
    }

    async fn finalize_invoice(
        &self,
        invoice: &StripeId,
        key: &IdempotencyKey,
    ) -> Result<Invoice, StripeFault> {
        #[derive(Serialize)]
        struct Wanted {
            auto_advance: bool,
            #[serde(flatten)]
            payments: WithPayments,
        }
        let wanted = Wanted { auto_advance: false, payments: WITH_PAYMENTS };
        let path = format!("/invoices/{invoice}/finalize");
        let request = RequestBuilder::new(StripeMethod::Post, path).form(&wanted);
        self.ask(format!("finalizing invoice {invoice}"), request, key.once()).await
    }

    async fn mark_payment_intent(
        &self,
        intent: &StripeId,
        purchase: &str,
        key: &IdempotencyKey,
    ) -> Result<Payable, StripeFault> {
        #[derive(Serialize)]
        struct Wanted<'a> {
            metadata: Mark<'a>,
        }
        let wanted = Wanted { metadata: Mark { tallystick_purchase: purchase } };
        let path = format!("/payment_intents/{intent}");
        let request = RequestBuilder::new(StripeMethod::Post, path).form(&wanted);
        self.ask(format!("marking payment intent {intent}"), request, key.once()).await
    }

    async fn retrieve_payable(&self, intent: &StripeId) -> Result<Payable, StripeFault> {
        let request = RequestBuilder::new(StripeMethod::Get, format!("/payment_intents/{intent}"));
        self.ask(format!("reading payment intent {intent}"), request, RequestStrategy::Once).await
    }

    async fn retrieve_invoice(&self, id: &StripeId) -> Result<Invoice, StripeFault> {
        let path = format!("/invoices/{id}");
        let request = RequestBuilder::new(StripeMethod::Get, path).query(&WITH_PAYMENTS);
        self.ask(format!("reading invoice {id}"), request, RequestStrategy::Once).await
    }

    async fn void_invoice(
        &self,
        id: &StripeId,
        key: &IdempotencyKey,
    ) -> Result<Invoice, StripeFault> {
        let path = format!("/invoices/{id}/void");
        let request = RequestBuilder::new(StripeMethod::Post, path).form(&WITH_PAYMENTS);
        self.ask(format!("voiding invoice {id}"), request, key.once()).await
    }
}
