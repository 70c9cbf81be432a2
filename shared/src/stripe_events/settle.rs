//! From an event to its effect: find the purchase, complete the fact, perform it.

use crate::app::chain;
use crate::domain::command::fact::Fact;
use crate::domain::command::{Command, Settle};
use crate::domain::event::{EventRecord, EventState};
use crate::domain::id::{AccountId, Label};
use crate::domain::planted::{Bug, planted};
use crate::domain::purchase::Purchase;
use crate::domain::purchase::returned::{Dispute, Refund};
use crate::domain::refusal::Refusal;
use crate::domain::world::Name;
use crate::http::metering;
use crate::http::problem::{Kind, Problem};
use crate::perform::Failure;
use crate::perform::pace::Pace;
use crate::perform::port::Port;
use crate::stripe::api::StripeApi;
use crate::stripe::event::{Event, EventKind};
use crate::stripe::fault::StripeFault;
use crate::stripe::id::StripeId;
use crate::stripe::notice::{self, Notice, Told, Untold};
use crate::stripe_door;

use super::find::Found;
use super::planted::for_buyer;
use super::{Events, Outcome};

fn record(event: &Event, during: &impl Pace) -> Result<EventRecord, Problem> {
    let id = notice::event_id(event).map_err(|_| Problem::new(Kind::UnprocessableEvent))?;
    let kind = Label::cut(event.kind.name());
    Ok(EventRecord { id, version: 0, kind, at: during.at(), state: EventState::Ignored })
}

/// What Stripe answered: the outer error is for another time, the inner one for a person.
pub(super) fn told<T>(answer: Result<T, StripeFault>) -> Result<Result<T, String>, Problem> {
    match answer {
        Ok(told) => Ok(Ok(told)),
        Err(fault) if fault.is_retryable() => Err(stripe_door::problem(&fault)),
        Err(fault) => Ok(Err(chain(&fault))),
    }
}

/// The payment at Stripe that the notice is about.
fn intent_of(notice: &Notice, purchase: &Purchase) -> Option<StripeId> {
    let known = || StripeId::parse(purchase.provider.intent.as_ref()?.as_str()).ok();
    notice.intent.clone().or_else(known)
}

/// What went back and came again; the error is for a person.
fn returned(facts: Result<(Vec<Refund>, Vec<Dispute>), Untold>) -> Result<Fact, String> {
    let facts = facts.map_err(|untold| untold.to_string());
    facts.map(|(refunds, disputes)| Fact::Returned { refunds, disputes })
}

impl<P: Port, S: StripeApi> Events<P, S> {
    /// Does what an event says.
    pub(super) async fn settle(
        &self,
        event: &Event,
        during: &impl Pace,
    ) -> Result<Outcome, Problem> {
        let record = record(event, during)?;
        // A connected account writes what it likes on its own objects, our marks too, and its money is
        // not ours.
        if event.account.is_some() {
            return self.dismiss(record, during).await;
        }
        if let EventKind::Subscription(_, subscription) = &event.kind {
            return self.follow(record, subscription, during).await;
        }
        if let EventKind::SetupIntentSucceeded(saved) = &event.kind {
            return self.keep_saved(record, saved, during).await;
        }
        let notice = match notice::read(event) {
            Ok(Some(notice)) => notice,
            Ok(None) => return self.dismiss(record, during).await,
            Err(untold) => return self.fail(record, &untold.to_string(), during).await,
        };
        if self.is_done(&record, during).await? {
            return Ok(Outcome::Known);
        }
        let purchase = match self.find(&notice, during).await? {
            Found::Purchase(purchase) => for_buyer(event, purchase),
            Found::NotOurs => return self.dismiss(record, during).await,
            Found::Missing(why) => return self.fail(record, &why, during).await,
        };
        let notice = match self.billed(notice).await? {
            Ok(notice) => notice,
            Err(why) => return self.fail(record, &why, during).await,
        };
        match self.complete(&notice, &purchase).await? {
            Ok(fact) => self.perform(record, &notice, &purchase, fact, during).await,
            Err(why) => self.fail(record, &why, during).await,
        }
    }

    /// It is none of ours: noted, so that the same event is not looked at again.
    pub(super) async fn dismiss(
        &self,
        record: EventRecord,
        during: &impl Pace,
    ) -> Result<Outcome, Problem> {
        self.app.perform(Command::Dismiss(record), during).await?;
        Ok(Outcome::Ignored)
    }

    /// It cannot be processed: kept as failed, a person is told, Stripe sends it again.
    pub(super) async fn fail(
        &self,
        record: EventRecord,
        why: &str,
        during: &impl Pace,
    ) -> Result<Outcome, Problem> {
        metering::webhook_failed();
        tracing::error!(event = %record.id, kind = %record.kind, why, "failed event");
        let state = EventState::Failed { why: Label::cut(why) };
        self.app.perform(Command::Dismiss(EventRecord { state, ..record }), during).await?;
        if planted(Bug::FailureSwallowed) {
            return Ok(Outcome::Done);
        }
        Err(Problem::because(Kind::UnprocessableEvent, format!("The event is kept: {why}.")))
    }

    pub(super) async fn is_done(
        &self,
        record: &EventRecord,
        during: &impl Pace,
    ) -> Result<bool, Problem> {
        let world = self.app.read(&[Name::Event(record.id.clone())], during).await?;
        Ok(world.event(&record.id).is_some_and(|event| event.state == EventState::Done))
    }

    /// The whole fact: what the event does not say is asked of Stripe. The inner error is for a
    /// person.
    async fn complete(
        &self,
        notice: &Notice,
        purchase: &Purchase,
    ) -> Result<Result<Fact, String>, Problem> {
        match &notice.told {
            Told::Fact(fact) => Ok(Ok(fact.clone())),
            Told::Paid { charged, currency } => {
                let (charged, currency) = (*charged, *currency);
                let asked = purchase.price.minor;
                if charged == asked || purchase.charged().is_some() {
                    return Ok(Ok(Fact::Paid { asked, charged, currency }));
                }
                // A coupon or a tax stands between: only the session or the invoice says what was asked.
                if let Some(invoice) = &purchase.provider.invoice {
                    return self.asked_on(invoice, notice, charged).await;
                }
                let session = purchase.provider.session.as_ref();
                let Some(session) = session.and_then(|id| StripeId::parse(id.as_str()).ok()) else {
                    return Ok(Err("the session of the payment is not known".to_owned()));
                };
                let session = match told(self.stripe.retrieve_checkout_session(&session).await)? {
                    Ok(session) => session,
                    Err(why) => return Ok(Err(why)),
                };
                if session.payment_intent != notice.intent {
                    return Ok(Err("the order's session was paid by another payment".to_owned()));
                }
                Ok(notice::paid(&session).map_err(|untold| untold.to_string()))
            }
            Told::Billed => Ok(Err("the invoice was not asked for".to_owned())),
            Told::Refunded => {
                let Some(intent) = intent_of(notice, purchase) else {
                    return Ok(Err("the payment of the refund is not known".to_owned()));
                };
                let listed = match told(self.stripe.list_refunds(&intent).await)? {
                    Ok(listed) => listed,
                    Err(why) => return Ok(Err(why)),
                };
                let refunds = notice::returned::refunds(&listed);
                // The event is a fact of its own, should the list not have it yet.
                Ok(returned(refunds.map(|mut refunds| {
                    refunds.extend(notice.refund.clone());
                    (refunds, Vec::new())
                })))
            }
            Told::Disputed => {
                let Some(intent) = intent_of(notice, purchase) else {
                    return Ok(Err("the payment of the dispute is not known".to_owned()));
                };
                let mut listed = match told(self.stripe.list_disputes(&intent).await)? {
                    Ok(listed) => listed,
                    Err(why) => return Ok(Err(why)),
                };
                listed.extend(notice.dispute.clone());
                let disputes = notice::returned::disputes(&listed, purchase.price.currency);
                Ok(returned(disputes.map(|disputes| (Vec::new(), disputes))))
            }
        }
    }

    async fn perform(
        &self,
        record: EventRecord,
        notice: &Notice,
        purchase: &Purchase,
        fact: Fact,
        during: &impl Pace,
    ) -> Result<Outcome, Problem> {
        let account: AccountId = purchase.account.clone();
        let settle = Settle {
            purchase: purchase.id.clone(),
            account,
            event: record.clone(),
            intent: notice.intent.as_ref().and_then(notice::name),
            charge: notice.charge.as_ref().and_then(notice::name),
            invoice: notice.invoice.as_ref().and_then(notice::name),
            fact,
        };
        match self.app.attempt(Command::Settle(settle), during).await {
            Ok(_) => Ok(Outcome::Done),
            Err(Failure::Refused(refusal)) => {
                if let Refusal::Mismatch(_) = refusal {
                    metering::payment_differs();
                }
                self.fail(record, &refusal.to_string(), during).await
            }
            Err(failure) => Err(self.app.problem(failure)),
        }
    }
}
