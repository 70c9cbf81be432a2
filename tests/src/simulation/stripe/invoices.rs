//! The invoices of the Stripe of stories, made by hand one call after the other.

use serde_json::{Value, json};
use shared::stripe::fault::StripeFault;
use shared::stripe::id::StripeId;
use shared::stripe::invoice::{Invoice, InvoiceRequest, Payable};
use shared::stripe::invoicing::Invoicing;
use shared::stripe::key::IdempotencyKey;

use crate::simulation::stripe::api::{id, missing, read, refused};
use crate::simulation::stripe::{Stripe, Truth};

/// An invoice with the payment for it.
#[derive(Debug, Clone)]
pub struct Bill {
    /// `in_…`
    pub id: String,
    /// `pi_in_…`, once it can be paid.
    pub intent: Option<String>,
    /// The order that it was made for.
    pub order: String,
    /// The order that the payment is marked with.
    pub marked: Option<String>,
    /// What stands on it.
    pub total: u64,
    /// `draft`, `open`, `paid` or `void`.
    pub status: &'static str,
}

impl Bill {
    /// How far its payment is, in Stripe's words.
    fn payment(&self) -> (&'static str, &'static str) {
        match self.status {
            "paid" => ("succeeded", "paid"),
            "void" => ("canceled", "canceled"),
            _ => ("requires_payment_method", "open"),
        }
    }

    fn object(&self) -> Value {
        let (_, status) = self.payment();
        let payments = self.intent.iter().map(|intent| {
            let payment = json!({ "type": "payment_intent", "payment_intent": intent });
            json!({ "status": status, "payment": payment })
        });
        let paid = if self.status == "paid" { self.total } else { 0 };
        json!({
            "id": self.id, "status": self.status, "subtotal": self.total, "amount_paid": paid,
            "currency": "usd", "livemode": false, "metadata": { "tallystick_purchase": self.order },
            "payments": { "data": payments.collect::<Vec<_>>() },
        })
    }

    fn payable(&self) -> Option<Payable> {
        let (intent, (status, _)) = (self.intent.as_ref()?, self.payment());
        Some(read(json!({
            "id": intent, "status": status, "amount": self.total, "currency": "usd",
            "client_secret": format!("{intent}_secret"),
        })))
    }

    fn finalize(&mut self) {
        if self.total == 0 {
            self.status = "paid";
            return;
        }
        self.status = "open";
        self.intent = Some(format!("pi_{}", self.id));
    }
}

/// What Stripe answers where it does not do it.
type Answer = fn() -> StripeFault;

impl Truth {
    fn bill(&self, id: &StripeId) -> Option<usize> {
        self.bills.iter().position(|bill| bill.id == id.as_str())
    }

    fn bill_of(&self, intent: &StripeId) -> Option<usize> {
        self.bills.iter().position(|bill| bill.intent.as_deref() == Some(intent.as_str()))
    }

    /// Changes an invoice once for each key, if it is as it must be.
    fn once(
        &mut self,
        key: &IdempotencyKey,
        place: Option<usize>,
        status: &str,
        act: impl FnOnce(&mut Bill),
    ) -> Result<Bill, Answer> {
        let place = place.ok_or::<Answer>(missing)?;
        let key = format!("{key:?}");
        if self.known(&key).is_none() {
            if self.bills[place].status != status {
                return Err(refused);
            }
            act(&mut self.bills[place]);
            self.keys.insert(key, (self.now, place));
        }
        Ok(self.bills[place].clone())
    }
}

impl Invoicing for Stripe {
    async fn create_invoice(
        &self,
        request: &InvoiceRequest,
        key: &IdempotencyKey,
    ) -> Result<StripeId, StripeFault> {
        let key = format!("{key:?}");
        self.call(|truth| {
            if let Some(place) = truth.known(&key) {
                return id(&truth.bills[place].id);
            }
            let place = truth.bills.len();
            let (name, order) = (format!("in_{place}"), request.purchase.clone());
            let (intent, marked) = (None, None);
            let bill = Bill { id: name.clone(), intent, order, marked, total: 0, status: "draft" };
            truth.bills.push(bill);
            truth.keys.insert(key, (truth.now, place));
            id(&name)
        })
        .await
    }

    async fn add_invoice_item(
        &self,
        invoice: &StripeId,
        request: &InvoiceRequest,
        key: &IdempotencyKey,
    ) -> Result<(), StripeFault> {
        let more = request.unit_amount * request.quantity;
        let add = |truth: &mut Truth| {
            truth.once(key, truth.bill(invoice), "draft", |bill| bill.total += more)
        };
        self.call(add).await?.map(drop).map_err(|answer| answer())
    }

    async fn finalize_invoice(
        &self,
        invoice: &StripeId,
        key: &IdempotencyKey,
    ) -> Result<Invoice, StripeFault> {
        let end = |truth: &mut Truth| truth.once(key, truth.bill(invoice), "draft", Bill::finalize);
        let ended = self.call(end).await?.map_err(|answer| answer());
        ended.map(|bill| read(bill.object()))
    }

    async fn mark_payment_intent(
        &self,
        intent: &StripeId,
        purchase: &str,
        key: &IdempotencyKey,
    ) -> Result<Payable, StripeFault> {
        let mark = |bill: &mut Bill| bill.marked = Some(purchase.to_owned());
        let marked = |truth: &mut Truth| truth.once(key, truth.bill_of(intent), "open", mark);
        let marked = self.call(marked).await?.map_err(|answer| answer())?;
        marked.payable().ok_or_else(missing)
    }

    async fn retrieve_payable(&self, intent: &StripeId) -> Result<Payable, StripeFault> {
        let found = self.call(|truth| truth.bills[truth.bill_of(intent)?].payable());
        found.await?.ok_or_else(missing)
    }

    async fn retrieve_invoice(&self, id: &StripeId) -> Result<Invoice, StripeFault> {
        let found = self.call(|truth| Some(truth.bills[truth.bill(id)?].object()));
        found.await?.map(read).ok_or_else(missing)
    }

    async fn void_invoice(
        &self,
        id: &StripeId,
        key: &IdempotencyKey,
    ) -> Result<Invoice, StripeFault> {
        let void = |bill: &mut Bill| bill.status = "void";
        let voided = self.call(|truth| truth.once(key, truth.bill(id), "open", void));
        voided.await?.map(|bill| read(bill.object())).map_err(|answer| answer())
    }
}
