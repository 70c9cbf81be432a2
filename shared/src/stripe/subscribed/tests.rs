//! Which plan a price is for, and how far a subscription is paid.

#![allow(clippy::unwrap_used, reason = "a test fails loudly")]

use serde_json::{Value, json};

use super::*;
use crate::catalog_file;
use crate::domain::hash::Hash;
use crate::domain::id::PurchaseId;
use crate::domain::operation::Fingerprint;
use crate::domain::purchase::{ProviderNames, PurchaseState};

const TIERS: &str = include_str!("../../../catalogs/tiers.toml");

/// 1 February and 1 March 2026, in seconds.
const FEBRUARY: i64 = 1_769_904_000;
const MARCH: i64 = 1_772_323_200;

fn price(lookup_key: Option<&str>, plan: Option<&str>, minor: i64, every: (&str, u64)) -> Value {
    json!({
        "id": "price_1", "currency": "usd", "unit_amount": minor, "lookup_key": lookup_key,
        "metadata": plan.map_or(json!({}), |plan| json!({ "tallystick_plan": plan })),
        "recurring": { "interval": every.0, "interval_count": every.1 },
    })
}

fn found(price: &Value, changed: &Value) -> Found {
    let mut object = json!({
        "id": "sub_1", "customer": "cus_1", "status": "active", "metadata": {},
        "items": { "data": [
            { "price": price, "current_period_start": FEBRUARY, "current_period_end": MARCH },
        ] },
        "latest_invoice": { "id": "in_1", "status": "paid" },
        "billing_cycle_anchor": FEBRUARY, "created": FEBRUARY, "cancel_at_period_end": false,
        "cancel_at": null, "ended_at": null, "trial_end": null, "livemode": false,
    });
    for (name, value) in changed.as_object().unwrap() {
        object[name] = value.clone();
    }
    serde_json::from_value(object).unwrap()
}

fn ordered(plan: &str, interval: Interval, minor: u64) -> Purchase {
    let currency = catalog_file::parse(TIERS).unwrap().currency;
    Purchase {
        id: PurchaseId::parse("pur_1").unwrap(),
        version: 1,
        account: AccountId::parse("user:alice").unwrap(),
        article: Article::Plan(PlanId::parse(plan).unwrap(), interval),
        quantity: 1,
        price: crate::domain::money::Money { minor, currency },
        fingerprint: Fingerprint(Hash::ZERO),
        created: Moment::from_millis(0).unwrap(),
        state: PurchaseState::Pending,
        lots: Vec::new(),
        disputes: Vec::new(),
        refunds: Vec::new(),
        provider: ProviderNames::default(),
    }
}

fn translated(
    price: &Value,
    changed: &Value,
    order: Option<&Purchase>,
) -> Result<Subscription, Untranslated> {
    let account = AccountId::parse("user:alice").unwrap();
    let catalog = catalog_file::parse(TIERS).unwrap();
    subscription(&found(price, changed), &account, order, None, &catalog)
}

#[test]
fn a_price_is_known_by_its_key_its_mark_or_its_order() {
    let month = ("month", 1);
    let order = ordered("plan-pro", Interval::Month, 2000);
    for (price, order, plan) in [
        (price(Some("pro_monthly"), None, 1, month), None, Some("plan-pro")),
        (price(Some("enterprise_monthly"), None, 1, month), Some(&order), Some("plan-enterprise")),
        (price(None, Some("plan-enterprise"), 1, month), None, Some("plan-enterprise")),
        (price(None, Some("plan-gone"), 2000, month), Some(&order), None),
        (price(None, None, 2000, month), Some(&order), Some("plan-pro")),
        (price(None, None, 2000, month), None, None),
        (price(None, None, 1999, month), Some(&order), None),
        (price(None, None, 2000, ("year", 1)), Some(&order), None),
        (price(None, None, 2000, ("week", 1)), Some(&order), None),
        (price(Some("other"), None, 1, month), None, None),
    ] {
        let told = translated(&price, &json!({}), order).map(|it| it.plan.to_string());
        assert_eq!(told, plan.map(ToOwned::to_owned).ok_or(Untranslated::NoPlan), "{price}");
    }
}

/// A price whose key went to another one is still what it was, and an end is an end.
#[test]
fn what_was_known_once_is_known_on() {
    let (account, catalog) =
        (AccountId::parse("user:alice").unwrap(), catalog_file::parse(TIERS).unwrap());
    let keyed = price(Some("pro_monthly"), None, 2000, ("month", 1));
    let known = translated(&keyed, &json!({}), None).unwrap();
    let told = |price: &Value, changed: &Value| {
        let found = found(price, changed);
        subscription(&found, &account, None, Some(&known), &catalog).map(|it| it.plan.to_string())
    };
    let bare = price(None, None, 2500, ("month", 1));
    assert_eq!(told(&bare, &json!({})), Ok("plan-pro".to_owned()));
    let mut other = bare;
    other["id"] = json!("price_2");
    assert_eq!(told(&other, &json!({})), Err(Untranslated::NoPlan));
    assert_eq!(told(&other, &json!({ "status": "canceled" })), Ok("plan-pro".to_owned()));
}

#[test]
fn a_period_is_paid_when_its_invoice_is() {
    let price = price(Some("pro_monthly"), None, 2000, ("month", 1));
    for (changed, until) in [
        (json!({}), MARCH),
        (json!({ "latest_invoice": { "status": "open" } }), FEBRUARY),
        (json!({ "latest_invoice": { "status": "draft" } }), FEBRUARY),
        (json!({ "latest_invoice": null }), MARCH),
        (json!({ "latest_invoice": null, "status": "past_due" }), FEBRUARY),
    ] {
        let told = translated(&price, &changed, None).unwrap();
        assert_eq!(told.paid_until.map(Moment::seconds), Some(until), "{changed}");
    }
}

#[test]
fn what_is_being_cancelled_says_when() {
    let price = price(Some("pro_monthly"), None, 2000, ("month", 1));
    for (changed, at) in [
        (json!({}), None),
        (json!({ "cancel_at_period_end": true }), Some(MARCH)),
        (json!({ "cancel_at_period_end": true, "cancel_at": MARCH }), Some(MARCH)),
        (json!({ "cancel_at": FEBRUARY + 5 }), Some(FEBRUARY + 5)),
    ] {
        let told = translated(&price, &changed, None).unwrap();
        assert_eq!(told.cancel_at.map(Moment::seconds), at, "{changed}");
    }
}

#[test]
fn what_cannot_be_translated_is_said() {
    let price = price(Some("pro_monthly"), None, 2000, ("month", 1));
    for (changed, why) in [
        (json!({ "status": "brand_new" }), Untranslated::Status),
        (json!({ "created": -1 }), Untranslated::Moment),
        (json!({ "billing_cycle_anchor": i64::MAX }), Untranslated::Moment),
        (json!({ "items": { "data": [] } }), Untranslated::NoPlan),
    ] {
        assert_eq!(translated(&price, &changed, None), Err(why), "{changed}");
    }
}
