//! Plans, what they allow and what they cost.

use shared::domain::amount::Amount;
use shared::domain::catalog::Catalog;
use shared::domain::period::Every;
use shared::domain::plan::{Allowance, Plan, PlanPrice};

use super::{Change, amount, is_less, money};

pub fn changes(old: &Catalog, new: &Catalog) -> Vec<Change> {
    let mut changes: Vec<_> = default_plan(old, new).into_iter().collect();
    for before in &old.plans {
        match new.plan(&before.id) {
            None => changes.push(removed(before, new)),
            Some(after) => {
                changes.extend(allowances(before, after, new));
                changes.extend(prices(before, after));
            }
        }
    }
    let added = new.plans.iter().filter(|plan| old.plan(&plan.id).is_none());
    changes.extend(added.map(|plan| {
        Change::harmless(format!(
            "plan {} is new: accounts that were on an earlier plan of this name are on it again",
            plan.id
        ))
    }));
    changes
}

fn removed(plan: &Plan, new: &Catalog) -> Change {
    let then = match new.default_plan() {
        Some(default) => format!("fall back to the default plan {}", default.id),
        None => "have no plan, and only what they were granted".to_owned(),
    };
    Change::breaking(format!(
        "plan {} is removed: accounts on it {then}, and are on it again when the plan is there",
        plan.id
    ))
}

fn default_plan(old: &Catalog, new: &Catalog) -> Option<Change> {
    let id = |catalog: &Catalog| catalog.default_plan().map(|plan| plan.id.to_string());
    match (id(old), id(new)) {
        (before, after) if before == after => None,
        (None, Some(after)) => Some(Change::harmless(format!(
            "the default plan is {after}, there was none: every account without a plan has it"
        ))),
        (Some(before), after) => {
            let now = after.map_or("is none".to_owned(), |after| format!("is {after}"));
            Some(Change::breaking(format!(
                "the default plan {now}, it was {before}: accounts that were opened on {before} \
                 stay on it while it is in the catalog; new accounts, and those without a plan or \
                 whose plan is gone, have what is the default now"
            )))
        }
        (None, None) => None,
    }
}

fn allowances(before: &Plan, after: &Plan, new: &Catalog) -> Vec<Change> {
    let mut changes = Vec::new();
    for old in &before.allowances {
        match after.allowance(&old.feature) {
            // That the feature itself is gone is said once, with the features.
            None if new.feature(&old.feature).is_none() => {}
            None => changes.push(Change::breaking(format!(
                "plan {} no longer allows {} ({}): accounts on it have only what they were \
                 granted of it",
                before.id,
                old.feature,
                told(old)
            ))),
            Some(now) => changes.extend(allowance(before, old, now)),
        }
    }
    let added = after.allowances.iter().filter(|it| before.allowance(&it.feature).is_none());
    changes.extend(added.map(|now| {
        let (plan, feature) = (&before.id, &now.feature);
        let told = told(now);
        Change::harmless(format!(
            "plan {plan} allows {feature} too ({told}): accounts on it have it at once"
        ))
    }));
    changes
}

fn allowance(plan: &Plan, old: &Allowance, now: &Allowance) -> Vec<Change> {
    let mut changes = Vec::new();
    let what =
        format!("plan {} allows {} of {}, it was {}", plan.id, told(now), now.feature, told(old));
    if now.every != old.every {
        changes.push(Change::breaking(format!(
            "{what}: the period is another one, and in it nothing is used yet, whatever was used in \
             the old one"
        )));
    } else if is_less(now.amount, old.amount) {
        changes.push(Change::breaking(format!(
            "{what}: at once, also in the period that runs; who has used more has 0 left until the \
             next one"
        )));
    } else if now.amount != old.amount {
        changes.push(Change::harmless(format!(
            "{what}: at once, what was used in this period stays used"
        )));
    }
    // Nothing is near a limit that is not there.
    let limited = now.amount != Amount::Unlimited;
    if limited && now.near_limit_percent != old.near_limit_percent {
        changes.push(Change::harmless(format!(
            "plan {} calls {} near its limit from {} % on, it was {} %: balances say so at once",
            plan.id, now.feature, now.near_limit_percent, old.near_limit_percent
        )));
    }
    changes
}

fn prices(before: &Plan, after: &Plan) -> Vec<Change> {
    let mut changes = Vec::new();
    let at = |plan: &Plan, price: &PlanPrice| {
        plan.prices.iter().find(|other| other.interval == price.interval).cloned()
    };
    for old in &before.prices {
        let what = format!("plan {} per {}", before.id, old.interval.as_str());
        let Some(now) = at(after, old) else {
            changes.push(Change::breaking(format!(
                "{what} is no longer sold: who pays it goes on paying it in Stripe, nobody can \
                 begin to"
            )));
            continue;
        };
        if now.price.minor != old.price.minor {
            changes.push(Change::harmless(format!(
                "{what} costs {}, it was {}: who begins from now on pays it; who pays already goes \
                 on paying the old price in Stripe",
                money(now.price),
                money(old.price)
            )));
        }
        changes.extend(lookup_key(&what, old, &now));
    }
    let added = after.prices.iter().filter(|price| at(before, price).is_none());
    changes.extend(added.map(|price| {
        let (plan, interval, price) = (&after.id, price.interval.as_str(), money(price.price));
        Change::harmless(format!("plan {plan} is sold per {interval} too, for {price}"))
    }));
    changes
}

fn lookup_key(what: &str, old: &PlanPrice, now: &PlanPrice) -> Option<Change> {
    let told = match (&old.lookup_key, &now.lookup_key) {
        (before, after) if before == after => return None,
        (Some(before), None) => format!("has no lookup key, it was {before}"),
        (Some(before), Some(after)) => format!("has the lookup key {after}, it was {before}"),
        (None, Some(after)) => format!("has the lookup key {after}, it had none"),
        (None, None) => return None,
    };
    let of = money(now.price);
    Some(match (&old.lookup_key, &now.lookup_key) {
        (_, Some(_)) => Change::breaking(format!(
            "{what} {told}: until Stripe has a price of {of} under it, nobody can begin to pay it; \
             what Stripe has under an old key is no longer known here"
        )),
        (_, None) => Change::breaking(format!(
            "{what} {told}: what Stripe has under the old key is no longer known here"
        )),
    })
}

fn told(allowance: &Allowance) -> String {
    match allowance.every {
        Every::Ever => "always on".to_owned(),
        every => format!("{} every {}", amount(allowance.amount), every.as_str()),
    }
}
