//! What subscriptions give, against what they are at Stripe.

use std::collections::BTreeMap;

use shared::domain::entry::Entry;
use shared::domain::id::Label;
use shared::domain::moment::Moment;
use shared::domain::posting::Posting;
use shared::domain::subscription::Subscription;
use shared::domain::world::{Item, Name};

use crate::memory::Memory;
use crate::simulation::auditor::checks::{Check, Judge, Violation};
use crate::simulation::stripe::Truth;
use crate::simulation::stripe::subs::{Sub, SubState};

/// Three days, in which a payment may be late, in seconds.
const GRACE: i64 = 3 * 86_400;

/// Up to which second a state says that it is paid.
fn paid_to(state: &SubState) -> i64 {
    if state.paid { state.end } else { state.start }
}

/// Until which second a state gives its plan, where so much is known to be paid.
fn until(state: &SubState, paid: i64) -> Option<i64> {
    let gives = matches!(state.status, "active" | "past_due");
    let late = paid + GRACE;
    gives.then(|| state.cancel_at.map_or(late, |end| end.min(late)))
}

/// Whether the subscription was ever such that this follows: we may have missed some of its states,
/// and with them payments.
fn may_give(sub: &Sub, plan: &str, anchor: i64, given: i64) -> bool {
    sub.states.iter().enumerate().any(|(place, state)| {
        let known = sub.states[..=place].iter().map(paid_to);
        let mut known = known.filter(|paid| *paid >= paid_to(state));
        let fits = state.plan == plan && state.anchor == anchor;
        fits && known.any(|paid| until(state, paid) == Some(given))
    })
}

/// SP-2, SP-3: an account is given a plan only as its subscription is or was, and loses it only when
/// time or Stripe took it.
pub fn follows(entry: &Entry, truth: &Truth, judge: Judge) -> Result<(), Violation> {
    for posting in &entry.postings {
        if let Posting::Subscribed { subscription, plan, anchor, until } = posting {
            let sub = truth.subs.iter().find(|sub| sub.id == subscription.as_str());
            let (anchor, until) = (anchor.seconds(), until.seconds());
            let good = sub.is_some_and(|sub| may_give(sub, plan.as_str(), anchor, until));
            judge.must(Check::Money, good, || format!("{sub:?} gives no such plan: {entry:?}"))?;
        }
    }
    Ok(())
}

/// Which state of each subscription was written last: the earliest one that it can have been.
#[derive(Default)]
pub struct Follows(BTreeMap<String, usize>);

impl Follows {
    /// W5: what is written is as the subscription is or was, and no older than what stood there.
    pub fn writes(
        &mut self,
        stored: &Subscription,
        truth: &Truth,
        judge: Judge,
    ) -> Result<(), Violation> {
        let last = self.0.entry(stored.id.to_string()).or_default();
        let sub = truth.subs.iter().find(|sub| sub.id == stored.id.as_str());
        let states = sub.into_iter().flat_map(|sub| sub.states.iter().enumerate());
        let mut later = states.skip(*last).filter(|(_, state)| is_so(stored, state));
        let place = later.next().map(|(place, _)| place);
        let wrong = || format!("older than state {last}, or never so: {stored:?} of {sub:?}");
        judge.must(Check::Facts, place.is_some(), wrong)?;
        *last = place.unwrap_or(*last);
        Ok(())
    }
}

/// Whether a record says what a state is.
fn is_so(stored: &Subscription, state: &SubState) -> bool {
    stored.status.as_str() == state.status
        && stored.plan.as_str() == state.plan
        && stored.period_end.seconds() == state.end
        && stored.cancel_at.map(Moment::seconds) == state.cancel_at
}

/// The record of a subscription is there.
pub fn is_known(sub: &Sub, memory: &Memory) -> bool {
    let name = Name::Subscription(Label::parse(sub.id.as_str()).unwrap());
    memory.state.borrow().items.contains_key(&name)
}

/// SP-3, SP-4: in the end, when everything was told, every subscription is what it is at Stripe.
pub fn closes(memory: &Memory, truth: &Truth, judge: Judge) -> Result<(), Violation> {
    let state = memory.state.borrow();
    for sub in &truth.subs {
        let name = Name::Subscription(Label::parse(sub.id.as_str()).unwrap());
        let Some(Item::Subscription(stored)) = state.items.get(&name) else {
            judge.must(Check::Facts, false, || format!("nothing is known of {sub:?}"))?;
            continue;
        };
        let now = sub.now();
        let same = is_so(stored, &now);
        judge.must(Check::Facts, same, || format!("{stored:?} is not {sub:?}"))?;
        let paid = stored.paid_until.map_or(0, Moment::seconds);
        let gives = until(&now, paid).filter(|until| truth.now < *until);
        let account = match state.items.get(&Name::Account(stored.account.clone())) {
            Some(Item::Account(account)) => Some(account),
            _ => None,
        };
        let mut has = account.iter().flat_map(|account| &account.subscriptions);
        let has = has.find(|it| it.subscription.as_str() == sub.id);
        let has = has.filter(|it| truth.now < it.until.seconds());
        let has = has.map(|it| (it.plan.as_str(), it.until.seconds()));
        let wanted = gives.map(|until| (now.plan, until));
        judge.must(Check::Facts, has == wanted, || format!("{has:?} is not {sub:?}"))?;
    }
    Ok(())
}
