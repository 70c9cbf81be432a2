//! What we ask of Stripe to have a purchase paid by an invoice; a part of
//! [`StripeApi`](super::api::StripeApi).

use std::future::Future;

use super::fault::StripeFault;
use super::id::StripeId;
use super::invoice::{Invoice, InvoiceRequest, Payable};
use super::key::IdempotencyKey;

/// Making an invoice by hand, one call after the other.
pub trait Invoicing {
    /// Begins a customer's invoice, marked with our purchase. It is empty, and nothing is collected.
    fn create_invoice(
        &self,
        request: &InvoiceRequest,
        key: &IdempotencyKey,
    ) -> impl Future<Output = Result<StripeId, StripeFault>>;

    /// Puts what was ordered on it.
    fn add_invoice_item(
        &self,
        invoice: &StripeId,
        request: &InvoiceRequest,
        key: &IdempotencyKey,
    ) -> impl Future<Output = Result<(), StripeFault>>;

    /// Ends the draft: from then on the invoice can be paid, by the payment that it names.
    fn finalize_invoice(
        &self,
        invoice: &StripeId,
        key: &IdempotencyKey,
    ) -> impl Future<Output = Result<Invoice, StripeFault>>;

    /// Marks a payment with our purchase, so that what is told of it finds its way.
    fn mark_payment_intent(
        &self,
        intent: &StripeId,
        purchase: &str,
        key: &IdempotencyKey,
    ) -> impl Future<Output = Result<Payable, StripeFault>>;

    /// Reads a payment as it is now, with its client secret.
    fn retrieve_payable(
        &self,
        intent: &StripeId,
    ) -> impl Future<Output = Result<Payable, StripeFault>>;

    /// Reads an invoice as it is now, with its payments.
    fn retrieve_invoice(&self, id: &StripeId)
    -> impl Future<Output = Result<Invoice, StripeFault>>;

    /// Calls an invoice off, and its payment with it. One that is paid is refused.
    fn void_invoice(
        &self,
        id: &StripeId,
        key: &IdempotencyKey,
    ) -> impl Future<Output = Result<Invoice, StripeFault>>;
}
