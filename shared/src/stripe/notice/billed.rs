//! Invoices that were made for a purchase, in our words.

use crate::domain::command::fact::Fact;
use crate::stripe::invoice::Invoice;
use crate::stripe::notice::{Notice, Told, Untold, currency, minor};

/// That an attempt to pay it failed, and why, its payment says.
pub(super) fn of_invoice(name: &str, invoice: &Invoice) -> Option<Notice> {
    let told = match name {
        "invoice.paid" => Told::Billed,
        "invoice.voided" => Told::Fact(Fact::Canceled),
        _ => return None,
    };
    Some(Notice {
        mark: invoice.metadata.purchase().map(ToOwned::to_owned),
        session: None,
        intent: None,
        charge: None,
        invoice: Some(invoice.id.clone()),
        refund: None,
        dispute: None,
        told,
    })
}

/// What a paid invoice says: what was asked, and what was paid.
pub fn paid(invoice: &Invoice) -> Result<Fact, Untold> {
    let charged = minor(invoice.amount_paid).ok_or(Untold("amount_paid"))?;
    charged_for(invoice, charged)
}

/// That so much was charged for an invoice.
pub fn charged_for(invoice: &Invoice, charged: u64) -> Result<Fact, Untold> {
    let asked = minor(invoice.subtotal).ok_or(Untold("subtotal"))?;
    let currency = currency(invoice.currency.as_deref().unwrap_or_default())?;
    Ok(Fact::Paid { asked, charged, currency })
}
