//! Follows a subscription: whatever is told of it, it is asked for as it is now, and written over the
//! version of ours that was read before. So it does not matter in which order events come.

use crate::app::chain;
use crate::domain::command::{Command, Subscribe};
use crate::domain::event::EventRecord;
use crate::domain::id::AccountId;
use crate::domain::purchase::Purchase;
use crate::domain::refusal::Refusal;
use crate::domain::subscription::Subscription;
use crate::domain::world::{Alias, Item, Name, Target};
use crate::http::metering;
use crate::http::problem::Problem;
use crate::http::telemetry::pseudonym;
use crate::perform::Failure;
use crate::perform::pace::Pace;
use crate::perform::port::Port;
use crate::stripe::api::StripeApi;
use crate::stripe::id::StripeId;
use crate::stripe::notice;
use crate::stripe::subscribed::{self, Untranslated};
use crate::stripe::subscription::Subscription as Found;
use crate::stripe_door;

use super::{Events, Outcome};

/// So often it is asked for again when another event about it was faster.
const TRIES: usize = 4;

/// Whose a subscription is.
enum Whose {
    /// An account's, by our own mark or by a record of ours.
    Ours(AccountId, Option<Box<Purchase>>),
    /// An account's, by its customer alone: what is subscribed to may be something else.
    Customers(AccountId),
    /// Nobody's that we know.
    NotOurs,
    /// It carries our mark, and the order that it names is not there yet.
    Missing,
}

impl<P: Port, S: StripeApi> Events<P, S> {
    /// Takes over how a subscription is now.
    pub(super) async fn follow(
        &self,
        record: EventRecord,
        id: &StripeId,
        during: &impl Pace,
    ) -> Result<Outcome, Problem> {
        if self.is_done(&record, during).await? {
            return Ok(Outcome::Known);
        }
        let Some(name) = notice::name(id) else {
            return self.dismiss(record, during).await;
        };
        for _ in 0..TRIES {
            let world = self.app.read(&[Name::Subscription(name.clone())], during).await?;
            let known = world.subscription(&name);
            let found = match self.stripe.retrieve_subscription(id).await {
                Ok(found) => found,
                Err(fault) if fault.is_retryable() => return Err(stripe_door::problem(&fault)),
                Err(fault) => return self.fail(record, &chain(&fault), during).await,
            };
            let (account, ordered, is_ours) = match self.whose(known, &found, during).await? {
                Whose::Ours(account, ordered) => (account, ordered, true),
                Whose::Customers(account) => (account, None, false),
                Whose::NotOurs => return self.dismiss(record, during).await,
                Whose::Missing => {
                    let why = "the order of the subscription is not stored";
                    return self.fail(record, why, during).await;
                }
            };
            let catalog = self.app.catalog();
            let ordered = ordered.as_deref();
            let found = subscribed::subscription(&found, &account, ordered, known, catalog);
            let found = match found {
                Ok(found) => found,
                Err(Untranslated::NoPlan) if !is_ours => return self.dismiss(record, during).await,
                Err(why) => return self.fail(record, &chain(&why), during).await,
            };
            let seen = known.map_or(0, |known| known.version);
            let (status, plan) = (found.status.as_str(), found.plan.clone());
            let subscribe = Subscribe { event: record.clone(), seen, found };
            let command = Command::Subscribe(Box::new(subscribe));
            match self.app.attempt(command, during).await {
                Ok(_) => {
                    metering::subscription_followed();
                    let subject = pseudonym(account.as_str());
                    tracing::info!(subscription = %name, subject, status, %plan, "subscription");
                    return Ok(Outcome::Done);
                }
                Err(Failure::Refused(Refusal::Outdated)) => {}
                Err(Failure::Refused(refusal @ Refusal::Mismatch(_))) => {
                    return self.fail(record, &refusal.to_string(), during).await;
                }
                Err(failure) => return Err(self.app.problem(failure)),
            }
        }
        Err(Problem::unavailable(1))
    }

    async fn whose(
        &self,
        known: Option<&Subscription>,
        found: &Found,
        during: &impl Pace,
    ) -> Result<Whose, Problem> {
        let mark = found.metadata.purchase();
        let ordered = match mark.and_then(notice::purchase) {
            Some(id) => self.app.purchase(&id, during).await?,
            None => None,
        };
        // Whose it was, it stays, whatever is written on it later.
        let account = known.map(|known| &known.account);
        let account = account.or(ordered.as_ref().map(|purchase| &purchase.account)).cloned();
        if let Some(account) = account {
            return Ok(Whose::Ours(account, ordered.map(Box::new)));
        }
        if mark.is_some() {
            return Ok(Whose::Missing);
        }
        let customer = found.customer.as_ref().and_then(notice::name);
        let Some(customer) = customer else { return Ok(Whose::NotOurs) };
        let alias = Name::Alias(customer);
        let world = self.app.read(std::slice::from_ref(&alias), during).await?;
        Ok(match world.get(&alias) {
            Some(Item::Alias(Alias { target: Target::Account(account), .. })) => {
                Whose::Customers(account.clone())
            }
            _ => Whose::NotOurs,
        })
    }
}
