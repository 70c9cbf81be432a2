//! What a person keeps at Stripe: the cards they pay with, what they were billed, and the portal. What
//! only `wallet` asks for is not among what a test's own Stripe must know.

use std::collections::HashMap;

use ::stripe::RequestStrategy;
use serde::{Deserialize, Serialize};
use stripe_client_core::{RequestBuilder, StripeMethod};

use super::StripeClient;
use crate::stripe::billed::Billed;
use crate::stripe::fault::StripeFault;
use crate::stripe::id::StripeId;
use crate::stripe::key::IdempotencyKey;
use crate::stripe::metadata::ACCOUNT_MARK;
use crate::stripe::page::Page;
use crate::stripe::payment_method::PaymentMethod;
use crate::stripe::return_url::ReturnUrl;
use crate::stripe::setup_intent::OpenedSetup;

impl StripeClient {
    /// Reads a page of what a customer pays with, each with its customer, after one of them.
    pub async fn list_payment_methods(
        &self,
        customer: &StripeId,
        after: Option<&StripeId>,
        limit: u16,
    ) -> Result<Page<PaymentMethod>, StripeFault> {
        #[derive(Serialize)]
        struct Wanted<'a> {
            limit: u16,
            expand: [&'static str; 1],
            #[serde(skip_serializing_if = "Option::is_none")]
            starting_after: Option<&'a str>,
        }
        let starting_after = after.map(StripeId::as_str);
        let wanted = Wanted { limit, expand: ["data.customer"], starting_after };
        let doing = format!("listing the payment methods of {customer}");
        self.page(doing, &format!("customers/{customer}/payment_methods"), &wanted).await
    }

    /// Reads what somebody pays with, and the customer who keeps it.
    pub(super) async fn payment_method(&self, id: &StripeId) -> Result<PaymentMethod, StripeFault> {
        #[derive(Serialize)]
        struct Wanted {
            expand: [&'static str; 1],
        }
        let path = format!("/payment_methods/{id}");
        let wanted = Wanted { expand: ["customer"] };
        let request = RequestBuilder::new(StripeMethod::Get, path).query(&wanted);
        self.ask(format!("reading payment method {id}"), request, RequestStrategy::Once).await
    }

    /// Has a customer's invoices paid with this method.
    pub(super) async fn pay_with(
        &self,
        customer: &StripeId,
        method: &StripeId,
    ) -> Result<(), StripeFault> {
        #[derive(Serialize)]
        struct Wanted<'a> {
            invoice_settings: Settings<'a>,
        }
        #[derive(Serialize)]
        struct Settings<'a> {
            default_payment_method: &'a str,
        }
        #[derive(Deserialize)]
        struct Updated {}
        let invoice_settings = Settings { default_payment_method: method.as_str() };
        // No idempotency key: under one of before Stripe would answer as before, and change nothing.
        let request = RequestBuilder::new(StripeMethod::Post, format!("/customers/{customer}"))
            .form(&Wanted { invoice_settings });
        let doing = format!("making {method} the default of {customer}");
        self.ask(doing, request, RequestStrategy::Once).await.map(|Updated {}| ())
    }

    /// Makes an intent by which the person saves a card, marked with our account.
    pub async fn create_setup_intent(
        &self,
        customer: &StripeId,
        account: &str,
        key: &IdempotencyKey,
    ) -> Result<OpenedSetup, StripeFault> {
        #[derive(Serialize)]
        struct Wanted<'a> {
            customer: &'a str,
            usage: &'static str,
            allowed_payment_method_types: [&'static str; 1],
            metadata: HashMap<&'static str, &'a str>,
        }
        let wanted = Wanted {
            customer: customer.as_str(),
            usage: "off_session",
            allowed_payment_method_types: ["card"],
            metadata: HashMap::from([(ACCOUNT_MARK, account)]),
        };
        let request = RequestBuilder::new(StripeMethod::Post, "/setup_intents").form(&wanted);
        self.ask(format!("saving a card of {customer}"), request, key.once()).await
    }

    /// Takes a payment method away from its customer, for good: it cannot be used again.
    /// <https://docs.stripe.com/api/payment_methods/detach>
    pub async fn detach_payment_method(&self, method: &StripeId) -> Result<(), StripeFault> {
        #[derive(Deserialize)]
        struct Detached {}
        let path = format!("/payment_methods/{method}/detach");
        let request = RequestBuilder::new(StripeMethod::Post, path);
        let doing = format!("removing {method}");
        self.ask(doing, request, RequestStrategy::Once).await.map(|Detached {}| ())
    }

    /// Reads a page of a customer's invoices, drafts too, after one of them.
    pub async fn list_invoices(
        &self,
        customer: &StripeId,
        after: Option<&StripeId>,
        limit: u16,
    ) -> Result<Page<Billed>, StripeFault> {
        #[derive(Serialize)]
        struct Wanted<'a> {
            customer: &'a str,
            limit: u16,
            #[serde(skip_serializing_if = "Option::is_none")]
            starting_after: Option<&'a str>,
        }
        let starting_after = after.map(StripeId::as_str);
        let wanted = Wanted { customer: customer.as_str(), limit, starting_after };
        self.page(format!("listing the invoices of {customer}"), "invoices", &wanted).await
    }

    /// Reads an invoice as it is now.
    pub async fn retrieve_billed(&self, invoice: &StripeId) -> Result<Billed, StripeFault> {
        let request = RequestBuilder::new(StripeMethod::Get, format!("/invoices/{invoice}"));
        self.ask(format!("reading invoice {invoice}"), request, RequestStrategy::Once).await
    }

    /// Opens Stripe's customer portal; gives its address, which is good for a few minutes.
    pub async fn create_portal_session(
        &self,
        customer: &StripeId,
        return_url: &ReturnUrl,
    ) -> Result<String, StripeFault> {
        #[derive(Serialize)]
        struct Wanted<'a> {
            customer: &'a str,
            return_url: &'a str,
        }
        #[derive(Deserialize)]
        struct Opened {
            url: String,
        }
        let wanted = Wanted { customer: customer.as_str(), return_url: return_url.as_str() };
        let path = "/billing_portal/sessions";
        let request = RequestBuilder::new(StripeMethod::Post, path).form(&wanted);
        let doing = format!("opening the portal of {customer}");
        self.ask(doing, request, RequestStrategy::Once).await.map(|opened: Opened| opened.url)
    }
}
