//! Stripe's events translated once into facts of ours. Nothing after this knows Stripe's words.

pub mod billed;
pub mod returned;

use crate::domain::command::fact::Fact;
use crate::domain::id::{EventId, IdError, Label, PurchaseId};
use crate::domain::moment::Moment;
use crate::domain::money::Currency;
use crate::domain::planted::{Bug, planted};
use crate::domain::purchase::returned::Refund as OurRefund;
use crate::stripe::event::{Event, EventKind};
use crate::stripe::id::StripeId;
use crate::stripe::payment::{Charge, Dispute, PaymentError, PaymentIntent, Refund};
use crate::stripe::session::{PaymentStatus, Session, SessionMode};

/// What an event is about, and what it says happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The purchase that carries our mark, if the object does.
    pub mark: Option<String>,
    /// The checkout session.
    pub session: Option<StripeId>,
    /// The payment.
    pub intent: Option<StripeId>,
    /// The charge.
    pub charge: Option<StripeId>,
    /// The invoice.
    pub invoice: Option<StripeId>,
    /// The refund that the event itself tells of.
    pub refund: Option<OurRefund>,
    /// The dispute that the event itself tells of.
    pub dispute: Option<Dispute>,
    /// What happened.
    pub told: Told,
}

/// What happened, as far as the event alone says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// A fact, complete.
    Fact(Fact),
    /// Paid, but the event does not say what was asked before discounts.
    Paid {
        /// What was charged, in minor units.
        charged: u64,
        /// In which currency.
        currency: Currency,
    },
    /// An invoice was paid; by which payment is to be asked.
    Billed,
    /// Something was refunded; which refunds there are is to be asked.
    Refunded,
    /// The payment is disputed; which disputes there are is to be asked.
    Disputed,
}

/// Why an event cannot be translated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the event's `{0}` is missing or out of range")]
pub struct Untold(pub &'static str);

/// What an event tells us; nothing for kinds and objects that are not ours.
pub fn read(event: &Event) -> Result<Option<Notice>, Untold> {
    match &event.kind {
        EventKind::CheckoutSessionCompleted(session) => about(session, |session| {
            Ok(match session.payment_status {
                PaymentStatus::Unpaid if planted(Bug::UnpaidGranted) => paid(session)?,
                PaymentStatus::Paid | PaymentStatus::NoPaymentRequired => paid(session)?,
                PaymentStatus::Unpaid | PaymentStatus::Other => Fact::Awaited,
            })
        }),
        EventKind::CheckoutSessionAsyncPaymentSucceeded(session) => about(session, paid),
        EventKind::CheckoutSessionAsyncPaymentFailed(session) => {
            let reason = label("the delayed payment failed");
            about(session, |_| Ok(Fact::Failed { at: created(event)?, reason }))
        }
        EventKind::CheckoutSessionExpired(session) => about(session, |_| Ok(Fact::Expired)),
        EventKind::PaymentIntentSucceeded(intent) => succeeded(intent).map(Some),
        EventKind::PaymentIntentPaymentFailed(intent) => {
            let reason = reason(intent.last_payment_error.as_ref());
            let failed = Fact::Failed { at: created(event)?, reason };
            Ok(Some(of_intent(intent, Told::Fact(failed))))
        }
        EventKind::PaymentIntentCanceled(intent) => {
            Ok(Some(of_intent(intent, Told::Fact(Fact::Canceled))))
        }
        EventKind::Invoice(name, invoice) => Ok(billed::of_invoice(name, invoice)),
        EventKind::ChargeRefunded(charge) => Ok(Some(of_charge(charge))),
        EventKind::RefundCreated(refund)
        | EventKind::RefundUpdated(refund)
        | EventKind::RefundFailed(refund) => of_refund(refund).map(Some),
        EventKind::Dispute(_, dispute) => Ok(Some(of_dispute(dispute))),
        EventKind::SetupIntentSucceeded(_) | EventKind::Subscription(..) | EventKind::Other(_) => {
            Ok(None)
        }
    }
}

/// When it happened, by Stripe's clock.
fn created(event: &Event) -> Result<Moment, Untold> {
    let millis = event.created.checked_mul(1000);
    millis.and_then(Moment::from_millis).ok_or(Untold("created"))
}

fn about(
    session: &Session,
    fact: impl FnOnce(&Session) -> Result<Fact, Untold>,
) -> Result<Option<Notice>, Untold> {
    match session.mode {
        SessionMode::Payment | SessionMode::Subscription => {}
        SessionMode::Setup | SessionMode::Other => return Ok(None),
    }
    // Not `client_reference_id`: whoever opens a payment link chooses it, by the link's address.
    // https://docs.stripe.com/payment-links/url-parameters
    Ok(Some(Notice {
        mark: session.metadata.purchase().map(ToOwned::to_owned),
        session: Some(session.id.clone()),
        intent: session.payment_intent.clone(),
        charge: None,
        invoice: None,
        refund: None,
        dispute: None,
        told: Told::Fact(fact(session)?),
    }))
}

/// What a paid session says: what was asked, and what was charged.
pub fn paid(session: &Session) -> Result<Fact, Untold> {
    Ok(Fact::Paid {
        asked: minor(session.amount_subtotal).ok_or(Untold("amount_subtotal"))?,
        charged: minor(session.amount_total).ok_or(Untold("amount_total"))?,
        currency: currency(session.currency.as_deref().unwrap_or_default())?,
    })
}

fn succeeded(intent: &PaymentIntent) -> Result<Notice, Untold> {
    let charged = minor(intent.amount_received).ok_or(Untold("amount_received"))?;
    let currency = currency(&intent.currency)?;
    Ok(of_intent(intent, Told::Paid { charged, currency }))
}

fn of_intent(intent: &PaymentIntent, told: Told) -> Notice {
    Notice {
        mark: intent.metadata.purchase().map(ToOwned::to_owned),
        session: None,
        intent: Some(intent.id.clone()),
        charge: intent.latest_charge.clone(),
        invoice: None,
        refund: None,
        dispute: None,
        told,
    }
}

fn of_charge(charge: &Charge) -> Notice {
    Notice {
        mark: charge.metadata.purchase().map(ToOwned::to_owned),
        session: None,
        intent: charge.payment_intent.clone(),
        charge: Some(charge.id.clone()),
        invoice: None,
        refund: None,
        dispute: None,
        told: Told::Refunded,
    }
}

fn of_refund(told: &Refund) -> Result<Notice, Untold> {
    Ok(Notice {
        mark: None,
        session: None,
        intent: told.payment_intent.clone(),
        charge: told.charge.clone(),
        invoice: None,
        refund: Some(returned::refund(told)?),
        dispute: None,
        told: Told::Refunded,
    })
}

fn of_dispute(told: &Dispute) -> Notice {
    Notice {
        mark: None,
        session: None,
        intent: told.payment_intent.clone(),
        charge: told.charge.clone(),
        invoice: None,
        refund: None,
        dispute: Some(told.clone()),
        told: Told::Disputed,
    }
}

/// Stripe's name of something, as we keep it.
pub fn name(id: &StripeId) -> Option<Label> {
    Label::parse(id.as_str()).ok()
}

/// Stripe's name of the event, as we keep it.
pub fn event_id(event: &Event) -> Result<EventId, IdError> {
    EventId::parse(event.id.as_str())
}

/// The purchase that a mark names; a mark that is no id of ours names nothing.
pub fn purchase(mark: &str) -> Option<PurchaseId> {
    PurchaseId::parse(mark).ok()
}

fn reason(error: Option<&PaymentError>) -> Label {
    let word = error.and_then(|error| error.decline_code.as_deref().or(error.code.as_deref()));
    label(word.unwrap_or("the payment failed"))
}

fn label(text: &str) -> Label {
    Label::cut(text)
}

fn minor(amount: Option<i64>) -> Option<u64> {
    u64::try_from(amount?).ok()
}

fn currency(code: &str) -> Result<Currency, Untold> {
    Currency::parse(code).map_err(|_| Untold("currency"))
}

#[cfg(test)]
mod tests;
