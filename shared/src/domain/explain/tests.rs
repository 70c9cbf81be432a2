//! What an explanation says, on one account at frozen moments.

#![allow(clippy::unwrap_used, reason = "a test fails loudly")]

use super::*;

use crate::catalog_file;
use crate::domain::id::AccountId;
use crate::domain::offer::Offered;
use crate::domain::period::Every;
use crate::domain::usage::Usage;

/// Five credits a day, a switch that a pack turns on, and credits in a pack.
const CATALOG: &str = r#"
currency = "usd"

[[feature]]
id = "credit"
name = "Credits"
kind = "counted"

[[feature]]
id = "export"
name = "Exports"
kind = "switch"

[[plan]]
id = "plan-free"
name = "Free"
default = true

[[plan.allowance]]
feature = "credit"
amount = 5
every = "day"

[[pack]]
id = "pack-all"
name = "All"
price = 500
grant = [{ feature = "credit", amount = 4 }, { feature = "export", amount = -1 }]
"#;

fn at(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

fn noon() -> Moment {
    at("2026-01-10T12:00:00Z")
}

fn midnight() -> Moment {
    at("2026-01-11T00:00:00Z")
}

fn catalog() -> Catalog {
    catalog_file::parse(CATALOG).unwrap()
}

fn feature(id: &str) -> FeatureId {
    FeatureId::parse(id).unwrap()
}

/// An account that used 2 of the day's 5, with 3 that end at six and 4 that stay.
fn account() -> Account {
    let grant = |id: &str, left, expires| Grant {
        id: GrantId::parse(id).unwrap(),
        feature: feature("credit"),
        amount: Amount::Of(10),
        left: Amount::Of(left),
        granted: noon(),
        expires,
        priority: 100,
    };
    let index = noon().millis().div_euclid(86_400_000);
    let used = Usage { feature: feature("credit"), every: Every::Day, index, used: 2, over: 0 };
    Account {
        grants: vec![
            grant("pur_1/credit", 4, None),
            grant("welcome/credit", 3, Some(at("2026-01-10T18:00:00Z"))),
        ],
        usage: vec![used],
        ..Account::unopened(AccountId::parse("user:alice").unwrap(), None, noon())
    }
}

fn told<'a>(
    account: &Account,
    catalog: &'a Catalog,
    id: &str,
    requested: u64,
    now: Moment,
) -> Explanation<'a> {
    explain(account, catalog, &feature(id), Quantity::new(requested).unwrap(), now)
}

/// Each source by its name, with what it gives.
fn gives(explanation: &Explanation<'_>) -> Vec<(String, u64)> {
    let name = |source: &Source| match &source.of {
        Drawn::Allowance(plan, _) => plan.to_string(),
        Drawn::Grant(grant) => grant.id.to_string(),
    };
    explanation.sources.iter().map(|source| (name(source), source.gives)).collect()
}

fn named(sources: [(&str, u64); 3]) -> Vec<(String, u64)> {
    sources.map(|(name, gives)| (name.to_owned(), gives)).to_vec()
}

/// X-6: the allowance first, then the grant that ends first, and what they give is the request.
#[test]
fn what_is_drawn_stands_in_burn_order() {
    let (account, catalog) = (account(), catalog());
    for (requested, parts) in [(1, [1, 0, 0]), (3, [3, 0, 0]), (5, [3, 2, 0]), (10, [3, 3, 4])] {
        let told = told(&account, &catalog, "credit", requested, noon());
        let [free, welcome, bought] = parts;
        let sources = [("plan-free", free), ("welcome/credit", welcome), ("pur_1/credit", bought)];
        assert_eq!(gives(&told), named(sources), "{requested}");
        assert_eq!((told.block, told.missing, told.allowed_from), (None, 0, None));
        assert!(told.offers.is_empty());
    }
}

/// X-6: what is refused says what is missing, what would help, and when it would be allowed.
#[test]
fn what_is_missing_is_said_with_what_would_help() {
    let (account, catalog) = (account(), catalog());
    let eleven = told(&account, &catalog, "credit", 11, noon());
    let all = [("plan-free", 3), ("welcome/credit", 3), ("pur_1/credit", 4)];
    assert_eq!(gives(&eleven), named(all));
    assert_eq!((eleven.block, eleven.missing), (Some(Block::Insufficient), 1));
    // At midnight five are new, but the three are gone by then.
    assert_eq!(eleven.allowed_from, None);
    let offer = eleven.offers.first().unwrap();
    assert!(offer.covers && matches!(offer.what, Offered::Pack(pack) if pack.price.minor == 500));

    let mut later = account;
    later.usage.iter_mut().for_each(|usage| usage.used = 5);
    let nine = told(&later, &catalog, "credit", 9, noon());
    assert_eq!((nine.missing, nine.allowed_from), (2, Some(midnight())));
    let ten = told(&later, &catalog, "credit", 10, noon());
    assert_eq!((ten.missing, ten.allowed_from), (3, None));
}

/// X-6: what comes next by itself, and what can be used then.
#[test]
fn what_changes_next_is_a_grant_that_ends_or_an_allowance_that_is_new() {
    let (mut account, catalog) = (account(), catalog());
    let next = told(&account, &catalog, "credit", 1, noon()).next.unwrap();
    assert_eq!((next.at, next.renews), (at("2026-01-10T18:00:00Z"), None));
    let welcome = GrantId::of_welcome(&feature("credit"));
    assert_eq!(next.ends, [(welcome.clone(), Amount::Of(3))]);
    assert_eq!(next.available, Amount::Of(3 + 4));

    let evening = at("2026-01-10T18:00:00Z");
    let next = told(&account, &catalog, "credit", 1, evening).next.unwrap();
    assert_eq!((next.at, next.renews, next.ends), (midnight(), Some(Amount::Of(5)), Vec::new()));
    assert_eq!(next.available, Amount::Of(5 + 4));

    for grant in &mut account.grants {
        grant.expires = grant.expires.map(|_| midnight());
    }
    let next = told(&account, &catalog, "credit", 1, noon()).next.unwrap();
    assert_eq!((next.at, next.renews), (midnight(), Some(Amount::Of(5))));
    assert_eq!((next.ends, next.available), (vec![(welcome, Amount::Of(3))], Amount::Of(5 + 4)));
}

/// X-6: a switch is on or not included; nothing brings it by itself.
#[test]
fn a_switch_that_is_off_is_not_included() {
    let (mut account, catalog) = (account(), catalog());
    let off = told(&account, &catalog, "export", 1, noon());
    assert_eq!((off.block, off.missing), (Some(Block::NotIncluded), 1));
    assert_eq!((off.sources.len(), off.next, off.allowed_from), (0, None, None));
    assert!(off.offers.first().unwrap().covers);

    let grant = account.grants.first().unwrap().clone();
    let (id, feature) = (GrantId::parse("pur_2/export").unwrap(), feature("export"));
    let (amount, left) = (Amount::Unlimited, Amount::Unlimited);
    account.grants.push(Grant { id, feature, amount, left, ..grant });
    let on = told(&account, &catalog, "export", 1, noon());
    assert_eq!((on.block, gives(&on)), (None, vec![("pur_2/export".to_owned(), 1)]));
}

/// X-6, BD-12: what the catalog no longer has is still there, and gives nothing.
#[test]
fn what_the_catalog_no_longer_has_gives_nothing() {
    let (mut account, catalog) = (account(), catalog());
    account.grants.iter_mut().for_each(|grant| grant.feature = feature("gold"));
    let gold = told(&account, &catalog, "gold", 1, noon());
    assert_eq!((gold.block, gold.missing), (Some(Block::UnknownFeature), 1));
    assert_eq!(gold.sources.iter().map(|source| source.gives).collect::<Vec<_>>(), [0, 0]);
    assert!(gold.offers.is_empty() && gold.allowed_from.is_none());
}

#[test]
fn every_block_has_its_word() {
    for (block, word) in [
        (Block::Insufficient, "insufficient"),
        (Block::NotIncluded, "not_included"),
        (Block::UnknownFeature, "unknown_feature"),
    ] {
        assert_eq!(block.as_str(), word);
    }
}
