//! What a subscription at the provider means for its account: which plan it gives, and until when.
//!
//! The provider was asked after our version was read, and what it said is written only over that
//! version. So the last write is of the newest answer, in whatever order notifications come.

use crate::domain::catalog::Catalog;
use crate::domain::command::Subscribe;
use crate::domain::decide::draft::{Draft, Title};
use crate::domain::decide::{Answer, Change};
use crate::domain::entry::{EntryKind, Note};
use crate::domain::event::{EventRecord, EventState};
use crate::domain::moment::Moment;
use crate::domain::operation::{OperationId, Scope};
use crate::domain::planted::{Bug, planted};
use crate::domain::posting::Posting;
use crate::domain::refusal::Refusal;
use crate::domain::subscription::{Subscribed, Subscription};
use crate::domain::world::{Item, World};

/// Notes the subscription, and changes the account where that changes what it may use.
pub fn subscribe(
    catalog: &Catalog,
    world: &World,
    subscribe: &Subscribe,
    at: Moment,
) -> Result<Change, Refusal> {
    let told = world.event(&subscribe.event.id);
    if told.is_some_and(|event| event.state == EventState::Done) {
        return Ok(Change::nothing(Answer::Done));
    }
    let known = world.subscription(&subscribe.found.id);
    let version = known.map_or(0, |known| known.version);
    if version != subscribe.seen && !planted(Bug::OutdatedWritten) {
        return Err(Refusal::Outdated);
    }
    if known.is_some_and(|known| known.account != subscribe.found.account) {
        return Err(Refusal::Mismatch("the subscription is of another account"));
    }

    // From here on this succeeds.
    let after = after(known, &subscribe.found);
    let account = &after.account;
    let mut draft = Draft::begin_without(catalog, world, account, at, Some(&after.id))?;
    let posting = posting(catalog, &draft, &after);
    let mut items = match posting {
        Some(posting) => {
            draft.post(posting)?;
            entry(draft, &after)?.items
        }
        None => Vec::new(),
    };
    items.push(Item::Subscription(Box::new(after)));
    items.push(Item::Event(EventRecord {
        version: told.map_or(0, |event| event.version).saturating_add(1),
        state: EventState::Done,
        ..subscribe.event.clone()
    }));
    Ok(Change { items, answer: Answer::Done })
}

/// The record after what was found. What is over stays over, and what was paid stays paid.
fn after(known: Option<&Subscription>, found: &Subscription) -> Subscription {
    let version = known.map_or(0, |known| known.version).saturating_add(1);
    match known {
        Some(known) if known.status.is_terminal() => Subscription { version, ..known.clone() },
        known => {
            // What was paid for a year of one plan does not pay for another that is billed anew.
            let same =
                |it: &&Subscription| (it.anchor, it.interval) == (found.anchor, found.interval);
            let paid_before = known.filter(same).and_then(|known| known.paid_until);
            let paid_until = found.paid_until.max(paid_before);
            Subscription { version, paid_until, ..found.clone() }
        }
    }
}

/// What moves on the account, if anything does.
fn posting(catalog: &Catalog, draft: &Draft<'_>, after: &Subscription) -> Option<Posting> {
    let until = after.gives_until(catalog.grace_days).filter(|until| draft.at < *until);
    let mut subscriptions = draft.account.subscriptions.iter();
    let has = subscriptions.find(|it| it.subscription == after.id);
    let subscription = after.id.clone();
    let Some(until) = until else {
        return has.map(|_| Posting::Unsubscribed { subscription });
    };
    let (plan, anchor) = (after.plan.clone(), after.anchor);
    let gives = Subscribed { subscription, plan, anchor, until };
    if has == Some(&gives) {
        return None;
    }
    let Subscribed { subscription, plan, anchor, until } = gives;
    Some(Posting::Subscribed { subscription, plan, anchor, until })
}

/// Each change follows from one version of the subscription.
fn entry(draft: Draft<'_>, after: &Subscription) -> Result<Change, Refusal> {
    let name = format!("subscribe/{}", after.version);
    let operation = OperationId { scope: Scope::Stripe, principal: after.id.to_string(), name };
    draft.finish(Title {
        kind: EntryKind::Subscribe,
        operation: &operation,
        fingerprint: operation.fingerprint(),
        note: Note { reference: Some(after.id.clone()), ..Note::default() },
    })
}
