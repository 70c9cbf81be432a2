//! Stripe's subscription translated once into ours: which plan its price is for, and how far it is
//! paid.

use crate::domain::catalog::Catalog;
use crate::domain::id::{AccountId, IdError, Label, PlanId};
use crate::domain::moment::Moment;
use crate::domain::plan::Interval;
use crate::domain::planted::{Bug, planted};
use crate::domain::purchase::{Article, Purchase};
use crate::domain::subscription::{Status, Subscription};
use crate::stripe::metadata::PLAN_MARK;
use crate::stripe::subscription::{
    RecurringPrice, Subscription as Found, SubscriptionItem as FoundItem,
};

/// Why a subscription cannot be translated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Untranslated {
    /// The Stripe account may sell other things too.
    #[error("none of its prices is for a plan of the catalog")]
    NoPlan,
    /// A word that Stripe added since.
    #[error("its status is unknown")]
    Status,
    /// Outside the years 1970 to 9999.
    #[error("one of its moments is none")]
    Moment,
    /// Longer than ids of Stripe's are.
    #[error("one of its names is none")]
    Name(#[source] IdError),
}

/// The subscription of this account, where `ordered` is what it came of and `known` what we have of
/// it.
pub fn subscription(
    found: &Found,
    account: &AccountId,
    ordered: Option<&Purchase>,
    known: Option<&Subscription>,
    catalog: &Catalog,
) -> Result<Subscription, Untranslated> {
    let status = Status::parse(&found.status).ok_or(Untranslated::Status)?;
    let of_plan = |item: &'_ FoundItem| {
        let said = plan_of(&item.price, ordered, catalog);
        // A price that lost its key to another one is still what it was for whoever has it, and for
        // what is over it does not matter.
        let kept = |known: &&Subscription| {
            known.price.as_str() == item.price.id.as_str() || status.is_terminal()
        };
        said.or_else(|| known.filter(kept).map(|known| (known.plan.clone(), known.interval)))
    };
    let item = found.items.data.iter().find_map(|item| Some((item, of_plan(item)?)));
    let (item, (plan, interval)) = item.ok_or(Untranslated::NoPlan)?;
    let name = |text: &str| Label::parse(text).map_err(Untranslated::Name);
    let at = |seconds: i64| {
        let moment = seconds.checked_mul(1000).and_then(Moment::from_millis);
        moment.ok_or(Untranslated::Moment)
    };
    let at_if = |seconds: Option<i64>| seconds.map(at).transpose();
    let (period_start, period_end) = (at(item.current_period_start)?, at(item.current_period_end)?);
    let at_period_end = found.cancel_at_period_end.then_some(period_end);
    let paid_until = if is_paid(found, status) { period_end } else { period_start };
    Ok(Subscription {
        id: name(found.id.as_str())?,
        version: 0,
        account: account.clone(),
        plan,
        interval,
        price: name(item.price.id.as_str())?,
        status,
        created: at(found.created)?,
        anchor: at(found.billing_cycle_anchor)?,
        period_start,
        period_end,
        trial_end: at_if(found.trial_end)?,
        cancel_at: at_if(found.cancel_at)?.or(at_period_end),
        ended: at_if(found.ended_at)?,
        paid_until: Some(paid_until),
    })
}

/// Whether the current period is paid. `active` alone does not say so: Stripe begins a new period
/// an hour before it asks for the money.
fn is_paid(found: &Found, status: Status) -> bool {
    match &found.latest_invoice {
        Some(invoice) => invoice.status.as_deref() == Some("paid") || planted(Bug::UnpaidGiven),
        None => matches!(status, Status::Active | Status::Trialing),
    }
}

/// The plan that a price is for: by the lookup key that the catalog gives it, by our mark on it, or
/// because it is the very price that was ordered.
fn plan_of(
    price: &RecurringPrice,
    ordered: Option<&Purchase>,
    catalog: &Catalog,
) -> Option<(PlanId, Interval)> {
    let interval = interval(price)?;
    if let Some(key) = &price.lookup_key {
        let by_key = catalog.plans.iter().find_map(|plan| {
            let mut prices = plan.prices.iter();
            let found = prices.find(|it| it.lookup_key.as_ref() == Some(key))?;
            Some((plan.id.clone(), found.interval))
        });
        if by_key.is_some() {
            return by_key;
        }
    }
    if let Some(mark) = price.metadata.get(PLAN_MARK) {
        let plan = PlanId::parse(mark).ok().and_then(|id| catalog.plan(&id));
        return plan.map(|plan| (plan.id.clone(), interval));
    }
    let ordered = ordered?;
    let Article::Plan(plan, every) = &ordered.article else { return None };
    let amount = price.unit_amount.and_then(|amount| u64::try_from(amount).ok());
    let is_same = *every == interval
        && amount == Some(ordered.price.minor)
        && price.currency == ordered.price.currency.as_str();
    is_same.then(|| (plan.clone(), interval))
}

fn interval(price: &RecurringPrice) -> Option<Interval> {
    let recurring = price.recurring.as_ref()?;
    match (recurring.interval.as_str(), recurring.interval_count) {
        ("month", 1) => Some(Interval::Month),
        ("month", 3) => Some(Interval::Quarter),
        ("month", 12) | ("year", 1) => Some(Interval::Year),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
