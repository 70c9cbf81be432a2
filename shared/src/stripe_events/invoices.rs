//! What only an invoice says: by which payment it was paid, and what was asked before discounts and tax.

use crate::domain::command::fact::Fact;
use crate::domain::id::Label;
use crate::http::problem::Problem;
use crate::perform::port::Port;
use crate::stripe::api::StripeApi;
use crate::stripe::id::StripeId;
use crate::stripe::invoice::InvoiceStatus;
use crate::stripe::notice::{Notice, Told, billed};

use super::Events;
use super::settle::told;

impl<P: Port, S: StripeApi> Events<P, S> {
    /// The notice with what its invoice says; one that is of no paid invoice is as it was. The inner
    /// error is for a person.
    pub(super) async fn billed(&self, notice: Notice) -> Result<Result<Notice, String>, Problem> {
        let (Told::Billed, Some(id)) = (&notice.told, &notice.invoice) else {
            return Ok(Ok(notice));
        };
        let invoice = match told(self.stripe.retrieve_invoice(id).await)? {
            Ok(invoice) => invoice,
            Err(why) => return Ok(Err(why)),
        };
        if invoice.status != Some(InvoiceStatus::Paid) {
            return Ok(Err("the invoice is not paid".to_owned()));
        }
        Ok(match billed::paid(&invoice) {
            Ok(fact) => {
                let intent = invoice.paid_by().cloned();
                Ok(Notice { intent, told: Told::Fact(fact), ..notice })
            }
            Err(untold) => Err(untold.to_string()),
        })
    }

    /// That a payment of this invoice was made, with what was asked for it. The inner error is for a
    /// person.
    pub(super) async fn asked_on(
        &self,
        invoice: &Label,
        notice: &Notice,
        charged: u64,
    ) -> Result<Result<Fact, String>, Problem> {
        let Ok(id) = StripeId::parse(invoice.as_str()) else {
            return Ok(Err("the invoice of the payment is not known".to_owned()));
        };
        let invoice = match told(self.stripe.retrieve_invoice(&id).await)? {
            Ok(invoice) => invoice,
            Err(why) => return Ok(Err(why)),
        };
        if !notice.intent.as_ref().is_some_and(|intent| invoice.is_for(intent)) {
            return Ok(Err("the order's invoice is paid by another payment".to_owned()));
        }
        Ok(billed::charged_for(&invoice, charged).map_err(|untold| untold.to_string()))
    }
}
