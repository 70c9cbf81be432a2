//! An order of which nothing was heard: how it is at Stripe decides.

use crate::domain::command::fact::Fact;
use crate::domain::command::{Command, Settle};
use crate::domain::event::{EventRecord, EventState};
use crate::domain::id::{EventId, Label, PurchaseId};
use crate::domain::purchase::PurchaseState;
use crate::domain::world::Name;
use crate::http::problem::{Kind, Problem};
use crate::perform::pace::Pace;
use crate::perform::port::Port;
use crate::stripe::api::StripeApi;
use crate::stripe::event::{Event, EventKind};
use crate::stripe::id::StripeId;
use crate::stripe::notice;
use crate::stripe::session::{PaymentStatus, SessionStatus};
use crate::stripe_door;

use super::{Events, Outcome};

/// A session can be paid for a day, and the order may take a while to get it.
/// <https://docs.stripe.com/api/checkout/sessions/create#create_checkout_session-expires_at>
const OPEN_SECONDS: u32 = 25 * 3600;

impl<P: Port, S: StripeApi> Events<P, S> {
    /// Whether the ledger already says what is so at Stripe: the order is paid, or the subscription is
    /// over for good.
    pub async fn is_reflected(&self, event: &Event, during: &impl Pace) -> Result<bool, Problem> {
        let mark = match &event.kind {
            EventKind::CheckoutSessionCompleted(session) => session.metadata.purchase(),
            EventKind::PaymentIntentSucceeded(intent) => intent.metadata.purchase(),
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
        let is_open = purchase.state == PurchaseState::Pending;
        if !is_open || during.at() < purchase.created.plus_seconds(OPEN_SECONDS) {
            return Ok(Outcome::Known);
        }
        let name = format!("swept_{order}");
        let session = purchase.provider.session.as_ref();
        let session = session.and_then(|id| StripeId::parse(id.as_str()).ok());
        let found = match session {
            Some(session) => match self.stripe.retrieve_checkout_session(&session).await {
                Ok(found) => Some(found),
                Err(fault) if fault.is_not_found() => None,
                Err(fault) => return Err(stripe_door::problem(&fault)),
            },
            None => None,
        };
        let Some(found) = found else {
            // Nobody was sent to pay, or not to a page that is still there.
            let id = EventId::parse(name).map_err(|_| Problem::new(Kind::Internal))?;
            let kind = Label::cut("sweep");
            let (version, at, state) = (0, during.at(), EventState::Done);
            let settle = Settle {
                purchase: purchase.id.clone(),
                account: purchase.account.clone(),
                event: EventRecord { id, version, kind, at, state },
                intent: None,
                charge: None,
                fact: Fact::Expired,
            };
            self.app.perform(Command::Settle(settle), during).await?;
            return Ok(Outcome::Ignored);
        };
        let paid =
            matches!(found.payment_status, PaymentStatus::Paid | PaymentStatus::NoPaymentRequired);
        let livemode = found.livemode;
        let kind = match found.status {
            Some(SessionStatus::Complete) if paid => EventKind::CheckoutSessionCompleted(found),
            Some(SessionStatus::Expired) => EventKind::CheckoutSessionExpired(found),
            // The money is on its way, or the buyer still may pay.
            _ => return Ok(Outcome::Known),
        };
        let id = StripeId::parse(&name).map_err(|_| Problem::new(Kind::Internal))?;
        let created = during.at().seconds();
        let (api_version, account) = (None, None);
        self.take(&Event { id, created, livemode, api_version, account, kind }, during).await
    }
}
