//! The invoice of an order: the buyer is known at Stripe, the invoice is made, and its payment waits.

use shared::domain::command::Command;
use shared::domain::command::link::Bill;
use shared::domain::decide::Answer;
use shared::domain::id::Label;
use shared::domain::purchase::{Article, Purchase};
use shared::http::problem::{Kind, Problem};
use shared::perform::pace::Pace;
use shared::perform::port::Port;
use shared::stripe::api::StripeApi;
use shared::stripe::id::StripeId;
use shared::stripe::invoice::{InvoiceRequest, Payable};
use shared::stripe::key::IdempotencyKey as StripeKey;
use shared::stripe_customer::customer;
use shared::stripe_door::{internal, patiently, problem};

use super::Checkout;
use super::trouble::closed;

/// Stripe knows a key again for 24 hours. An order that has no invoice by then gets none: a second
/// one might be made, and paid.
const MAKING_SECONDS: u32 = 23 * 3600;

impl<P: Port, S: StripeApi> Checkout<P, S> {
    /// The order with its invoice, and the payment that waits for its buyer; none where nothing is
    /// left to be paid. The client secret is asked of Stripe each time.
    pub async fn bill(
        &self,
        purchase: Purchase,
        during: &impl Pace,
    ) -> Result<(Purchase, Option<Payable>), Problem> {
        if let Some(problem) = closed(&purchase.state) {
            return Err(problem);
        }
        let purchase = match purchase.provider.invoice {
            Some(_) => purchase,
            None => self.invoice(purchase, during).await?,
        };
        let Some(intent) = &purchase.provider.intent else { return Ok((purchase, None)) };
        let intent = StripeId::parse(intent.as_str()).map_err(internal)?;
        let payable = self.stripe.retrieve_payable(&intent).await;
        let payable = payable.map_err(|fault| problem(&fault))?;
        if payable.status == "canceled" {
            let detail = "This order was called off at Stripe; order again under a new key.";
            return Err(Problem::because(Kind::Conflict, detail));
        }
        Ok((purchase, Some(payable)))
    }

    /// Has the invoice made. Killed anywhere in here, the same request finds the same order, the
    /// same customer and, by Stripe's idempotency keys, the same invoice and the same payment.
    async fn invoice(&self, purchase: Purchase, during: &impl Pace) -> Result<Purchase, Problem> {
        if during.at() >= purchase.created.plus_seconds(MAKING_SECONDS) {
            let detail = "This order never got its invoice; order again under a new key.";
            return Err(Problem::because(Kind::Conflict, detail));
        }
        let order = purchase.id.as_str();
        let key = |step| StripeKey::of(step, order).map_err(internal);
        let payer = customer(&self.app, &self.stripe, &purchase.account, order, during).await?;
        let request = self.request(&purchase, payer)?;
        let (stripe, refused) = (&self.stripe, |fault| problem(&fault));

        let first = key("invoice")?;
        let begun = patiently(|| stripe.create_invoice(&request, &first), during).await;
        let id = begun.map_err(refused)?;
        let second = key("invoice-item")?;
        let filled = patiently(|| stripe.add_invoice_item(&id, &request, &second), during).await;
        filled.map_err(refused)?;
        let third = key("invoice-finalize")?;
        let ended = patiently(|| stripe.finalize_invoice(&id, &third), during).await;
        let invoice = ended.map_err(refused)?;
        let intent = invoice.payable_by().or(invoice.paid_by());
        if let Some(intent) = intent {
            let fourth = key("intent-mark")?;
            let marked = patiently(|| stripe.mark_payment_intent(intent, order, &fourth), during);
            marked.await.map_err(refused)?;
        }
        let name = |id: &StripeId| Label::parse(id.as_str()).map_err(internal);
        let bill = Bill {
            purchase: purchase.id.clone(),
            invoice: name(&id)?,
            intent: intent.map(name).transpose()?,
        };
        match self.app.perform(Command::Bill(bill), during).await?.answer {
            Answer::Purchase(purchase) => Ok(*purchase),
            Answer::Entry(_) | Answer::Done => Err(Problem::new(Kind::Internal)),
        }
    }

    /// What stands on the invoice: the price is that of the stored order.
    fn request(&self, purchase: &Purchase, customer: StripeId) -> Result<InvoiceRequest, Problem> {
        let Article::Pack(pack) = &purchase.article else {
            return Err(Problem::new(Kind::Internal));
        };
        let pack = self.app.catalog().pack(pack).ok_or(Problem::new(Kind::UnknownPack))?;
        let each = purchase.price.minor.checked_div(purchase.quantity);
        Ok(InvoiceRequest {
            purchase: purchase.id.to_string(),
            customer,
            currency: purchase.price.currency.to_string(),
            unit_amount: each.ok_or(Problem::new(Kind::Internal))?,
            quantity: purchase.quantity,
            description: pack.name.clone(),
        })
    }
}
