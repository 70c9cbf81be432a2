//! What a balance says of one feature, beside another one that is much like it.

#![allow(clippy::unwrap_used, reason = "a test fails loudly")]

use super::*;

use crate::catalog_file;
use crate::domain::id::{AccountId, GrantId};
use crate::domain::usage::Usage;

/// Five credits a day, one report a month, and a switch.
const CATALOG: &str = r#"
currency = "usd"

[[feature]]
id = "credit"
name = "Credits"
kind = "counted"

[[feature]]
id = "report"
name = "Reports"
kind = "counted"

[[feature]]
id = "export"
name = "Exports"
kind = "counted"

[[plan]]
id = "plan-free"
name = "Free"
default = true

[[plan.allowance]]
feature = "credit"
amount = 5
every = "day"

[[plan.allowance]]
feature = "report"
amount = 1
every = "month"

[[plan.allowance]]
feature = "export"
amount = -1
every = "day"
"#;

fn at(text: &str) -> Moment {
    Moment::from(text.parse::<jiff::Timestamp>().unwrap())
}

fn noon() -> Moment {
    at("2026-01-10T12:00:00Z")
}

fn feature(id: &str) -> FeatureId {
    FeatureId::parse(id).unwrap()
}

fn account() -> Account {
    Account::unopened(AccountId::parse("user:alice").unwrap(), None, noon())
}

fn balance(account: &Account, id: &str, now: Moment) -> Balance {
    Balance::of(account, &catalog_file::parse(CATALOG).unwrap(), &feature(id), now)
}

fn usage(id: &str, every: Every, when: Moment, used: u64, over: u64) -> Usage {
    let index =
        account().calendar(&catalog_file::parse(CATALOG).unwrap(), when).index_at(every, when);
    Usage { feature: feature(id), every, index, used, over }
}

fn grant(id: &str, of: &str, left: Amount, expires: Option<Moment>) -> Grant {
    Grant {
        id: GrantId::parse(id).unwrap(),
        feature: feature(of),
        amount: left,
        left,
        granted: noon(),
        expires,
        priority: 100,
    }
}

#[test]
fn use_counts_in_its_own_period_only() {
    let mut account = account();
    account.usage = vec![
        usage("report", Every::Month, noon(), 1, 4),
        usage("credit", Every::Day, noon(), 2, 3),
    ];
    let today = balance(&account, "credit", noon());
    let allowance = today.allowance.unwrap();
    assert_eq!((allowance.limit, allowance.used, today.over), (Amount::Of(5), 2, 3));
    assert_eq!((allowance.left(), today.available()), (Amount::Of(3), Amount::Of(3)));
    let tomorrow = balance(&account, "credit", at("2026-01-11T00:00:00Z"));
    assert_eq!((tomorrow.allowance.unwrap().used, tomorrow.over), (0, 0));
    assert_eq!(tomorrow.available(), Amount::Of(5));
    assert_eq!(balance(&account, "report", noon()).available(), Amount::NONE);
}

#[test]
fn only_live_grants_of_the_feature_are_there_in_burn_order() {
    let mut account = account();
    account.grants = vec![
        grant("g1", "credit", Amount::Of(2), None),
        grant("g2", "report", Amount::Of(7), None),
        grant("g3", "credit", Amount::Of(4), Some(noon().plus_days(1))),
        grant("g4", "credit", Amount::Of(8), Some(noon())),
    ];
    let balance = balance(&account, "credit", noon());
    let ids: Vec<_> = balance.grants.iter().map(|grant| grant.id.as_str()).collect();
    assert_eq!(ids, ["g3", "g1"]);
    assert_eq!(balance.available(), Amount::Of(5 + 2 + 4));
}

#[test]
fn a_balance_changes_when_its_allowance_is_new_or_a_grant_is_lost() {
    let mut account = account();
    let midnight = at("2026-01-11T00:00:00Z");
    let credits = balance(&account, "credit", noon());
    assert_eq!((credits.resets(), credits.changes()), (Some(midnight), Some(midnight)));
    let reports = balance(&account, "report", noon());
    assert_eq!(reports.resets(), Some(at("2026-02-01T00:00:00Z")));

    let soon = at("2026-01-10T18:00:00Z");
    account.grants = vec![grant("g1", "credit", Amount::Of(2), Some(soon))];
    let credits = balance(&account, "credit", noon());
    assert_eq!((credits.resets(), credits.changes()), (Some(midnight), Some(soon)));
}

#[test]
fn what_is_unlimited_or_not_in_the_plan_has_nothing_to_wait_for() {
    let account = account();
    for id in ["export", "gold"] {
        let balance = balance(&account, id, noon());
        assert_eq!((balance.resets(), balance.changes()), (None, None), "{id}");
    }
    assert_eq!(balance(&account, "export", noon()).available(), Amount::Unlimited);
    assert_eq!(balance(&account, "gold", noon()).available(), Amount::NONE);
}

/// BD-13: near is a matter of whole hundredths, of use told after the fact too.
#[test]
fn use_is_near_its_limit_from_the_threshold_on() {
    let mut account = account();
    for (used, over, percent, near) in [
        (0, 0, 0, false),
        (3, 0, 60, false),
        (4, 0, 80, true),
        (5, 0, 100, true),
        (5, 7, 240, true),
    ] {
        account.usage = vec![usage("credit", Every::Day, noon(), used, over)];
        let credits = balance(&account, "credit", noon());
        assert_eq!((credits.percent(), credits.is_near_limit()), (Some(percent), near), "{used}");
    }
    let tomorrow = balance(&account, "credit", at("2026-01-11T00:00:00Z"));
    assert_eq!((tomorrow.percent(), tomorrow.is_near_limit()), (Some(0), false));
}

/// BD-13, BD-11: where there is no limit nothing is near it, and nothing is calculated.
#[test]
fn without_a_limit_nothing_is_near_it() {
    let mut account = account();
    account.usage = vec![usage("export", Every::Day, noon(), u64::MAX, 9)];
    for id in ["export", "gold"] {
        let balance = balance(&account, id, noon());
        assert_eq!((balance.percent(), balance.is_near_limit()), (None, false), "{id}");
    }
}
