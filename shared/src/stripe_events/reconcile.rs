//! An order of which nothing was heard: how it is at Stripe decides.

use crate::domain::command::fact::Fact;
use crate::domain::command::{Command, Settle};
use crate::domain::event::{EventRecord, EventState};
use crate::domain::id::{EventId, Label, PurchaseId};
use crate::domain::purchase::{ProviderNames, Purchase};
use crate::domain::world::Name;
use crate::http::problem::Problem;
use crate::perform::pace::Pace;
use crate::perform::port::Port;
use crate::stripe::api::StripeApi;
use crate::stripe::event::{Event, EventKind};
use crate::stripe::fault::StripeFault;
use crate::stripe::id::StripeId;
use crate::stripe::invoice::InvoiceStatus;
use crate::stripe::key::IdempotencyKey;
use crate::stripe::notice;
use crate::stripe::session::{PaymentStatus, SessionStatus};
use crate::stripe_door::{self, internal};

use super::{Events, Outcome};

/// A session can be paid for a day, and the order may take a while to get it.
/// <https://docs.stripe.com/api/checkout/sessions/create#create_checkout_session-expires_at>
const OPEN_SECONDS: u32 = 25 * 3600;

/// An invoice that nobody paid in so many seconds is called off. Stripe does not do it by itself.
const INVOICE_SECONDS: u32 = 30 * 86_400;

/// How an order is at Stripe.
enum Stands {
    /// Nobody was sent to pay, or not to something that is still there.
    Gone,
    /// The money is on its way, or the buyer still may pay.
    Open,
    /// It is over in this way.
    Over(Box<EventKind>, bool),
}

impl<P: Port, S: StripeApi> Events<P, S> {
    /// Whether the ledger already says what is so at Stripe: the order is paid, or the subscription is
    /// over for good.
    pub async fn is_reflected(&self, event: &Event, during: &impl Pace) -> Result<bool, Problem> {
        let mark = match &event.kind {
            EventKind::CheckoutSessionCompleted(session) => session.metadata.purchase(),
            EventKind::PaymentIntentSucceeded(intent)
            | EventKind::PaymentIntentCanceled(intent) => intent.metadata.purchase(),
            EventKind::Invoice(_, invoice) => invoice.metadata.purchase(),
            EventKind::Subscription(_, id) => {
                let Some(id) = notice::name(id) else { return Ok(false) };
                let world = self.app.read(&[Name::Subscription(id.clone())], during).await?;
                let known = world.subscription(&id);
                return Ok(known.is_some_and(|known| known.status.is_terminal()));
            }
            _ => return Ok(false),
        };
        let Some(id) = mark.and_then(notice::purchase) else { return Ok(false) };
        let purchase = self.app.purchase(&id, during).await?;
        Ok(purchase.is_some_and(|purchase| purchase.charged().is_some()))
    }

    /// Asks how an order is that was not paid when its session must have been over.
    pub async fn reconcile(
        &self,
        order: &PurchaseId,
        during: &impl Pace,
    ) -> Result<Outcome, Problem> {
        let Some(purchase) = self.app.purchase(order, during).await? else {
            return Ok(Outcome::Known);
        };
        if !purchase.is_unsettled() || during.at() < purchase.created.plus_seconds(OPEN_SECONDS) {
            return Ok(Outcome::Known);
        }
        let ProviderNames { session, invoice, .. } = &purchase.provider;
        let id = |name: &Label| StripeId::parse(name.as_str()).map_err(internal);
        let stands = match (session, invoice) {
            (Some(session), _) => self.session_stands(&id(session)?).await,
            (None, Some(invoice)) => {
                let is_old = during.at() >= purchase.created.plus_seconds(INVOICE_SECONDS);
                let void = IdempotencyKey::of("void", order.as_str()).map_err(internal)?;
                self.invoice_stands(&id(invoice)?, is_old.then_some(&void)).await
            }
            (None, None) => Ok(Stands::Gone),
        };
        let name = format!("swept_{order}");
        match stands {
            Ok(Stands::Open) => Ok(Outcome::Known),
            Ok(Stands::Gone) => self.close(&purchase, name, during).await,
            Err(fault) if fault.is_not_found() => self.close(&purchase, name, during).await,
            Err(fault) => Err(stripe_door::problem(&fault)),
            Ok(Stands::Over(kind, livemode)) => {
                let (id, kind) = (StripeId::parse(&name).map_err(internal)?, *kind);
                let created = during.at().seconds();
                let (api_version, account) = (None, None);
                let event = Event { id, created, livemode, api_version, account, kind };
                self.take(&event, during).await
            }
        }
    }

    async fn session_stands(&self, session: &StripeId) -> Result<Stands, StripeFault> {
        let found = self.stripe.retrieve_checkout_session(session).await?;
        let paid =
            matches!(found.payment_status, PaymentStatus::Paid | PaymentStatus::NoPaymentRequired);
        let livemode = found.livemode;
        let kind = match found.status {
            Some(SessionStatus::Complete) if paid => EventKind::CheckoutSessionCompleted(found),
            Some(SessionStatus::Expired) => EventKind::CheckoutSessionExpired(found),
            _ => return Ok(Stands::Open),
        };
        Ok(Stands::Over(Box::new(kind), livemode))
    }

    async fn invoice_stands(
        &self,
        invoice: &StripeId,
        void: Option<&IdempotencyKey>,
    ) -> Result<Stands, StripeFault> {
        let mut found = self.stripe.retrieve_invoice(invoice).await?;
        let is_payable =
            matches!(found.status, Some(InvoiceStatus::Open | InvoiceStatus::Uncollectible));
        if let Some(key) = void.filter(|_| is_payable) {
            found = self.stripe.void_invoice(invoice, key).await?;
        }
        let name = match found.status {
            Some(InvoiceStatus::Paid) => "invoice.paid",
            Some(InvoiceStatus::Void) => "invoice.voided",
            Some(
                InvoiceStatus::Draft
                | InvoiceStatus::Open
                | InvoiceStatus::Uncollectible
                | InvoiceStatus::Other,
            )
            | None => return Ok(Stands::Open),
        };
        let livemode = found.livemode;
        Ok(Stands::Over(Box::new(EventKind::Invoice(name.to_owned(), found)), livemode))
    }

    /// Closes an order that nobody can pay.
    async fn close(
        &self,
        purchase: &Purchase,
        name: String,
        during: &impl Pace,
    ) -> Result<Outcome, Problem> {
        let id = EventId::parse(name).map_err(internal)?;
        let kind = Label::cut("sweep");
        let (version, at, state) = (0, during.at(), EventState::Done);
        let settle = Settle {
            purchase: purchase.id.clone(),
            account: purchase.account.clone(),
            event: EventRecord { id, version, kind, at, state },
            intent: None,
            charge: None,
            invoice: None,
            fact: Fact::Expired,
        };
        self.app.perform(Command::Settle(settle), during).await?;
        Ok(Outcome::Ignored)
    }
}
