//! A balance as it is told: by `credits` alone and by `usage` in the summary.

use serde::Serialize;

use crate::domain::account::Account;
use crate::domain::balance::Balance;
use crate::domain::catalog::{Catalog, Feature};
use crate::domain::grant::Grant;
use crate::domain::moment::Moment;
use crate::http::amount::number;

/// The balance of one feature. Amounts are whole units; -1 is unlimited.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BalanceView {
    /// The feature's id.
    pub feature: String,
    /// Its name for people.
    pub name: String,
    /// `counted` or `switch`.
    pub kind: &'static str,
    /// What one unit is.
    pub unit: Option<String>,
    /// What can be used right now: the plan's allowance and all grants.
    pub available: i64,
    /// What the plan allows in each period; absent where the plan does not name the feature.
    pub limit: Option<i64>,
    /// What of the allowance is used in this period.
    pub used: Option<u64>,
    /// What is left of the allowance in this period, never below 0; absent like `limit`.
    pub remaining: Option<i64>,
    /// Set aside by live holds; none of it is in `available`.
    pub held: u64,
    /// Used beyond everything that was there, told after the fact.
    pub over: u64,
    /// `used` and `over` in hundredths of `limit`, rounded down; may pass 100.
    pub percent: Option<u64>,
    /// Whether `percent` has reached the catalog's `near_limit_percent`; never without a limit.
    pub near_limit: bool,
    /// `day`, `month` or `billing_period`.
    pub every: Option<&'static str>,
    /// When the allowance is new, RFC 3339 in UTC.
    pub resets_at: Option<String>,
    /// Live grants in the order in which they are drawn.
    pub grants: Vec<GrantView>,
}

/// A grant with something left.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GrantView {
    /// Named after its cause.
    pub id: String,
    /// How much was given.
    pub amount: i64,
    /// How much is left.
    pub left: i64,
    /// Since when.
    pub granted_at: String,
    /// When the rest is lost; absent for never.
    pub expires_at: Option<String>,
    /// Lower is drawn first.
    pub priority: u32,
}

impl BalanceView {
    /// Every feature of the catalog, in its order.
    pub fn all(account: &Account, catalog: &Catalog, now: Moment) -> Vec<Self> {
        let of = |feature| Self::of(account, catalog, feature, now);
        catalog.features.iter().map(of).collect()
    }

    /// One feature.
    pub fn of(account: &Account, catalog: &Catalog, feature: &Feature, now: Moment) -> Self {
        let balance = Balance::of(account, catalog, &feature.id, now);
        let allowance = balance.allowance;
        Self {
            feature: feature.id.to_string(),
            name: feature.name.clone(),
            kind: feature.kind.as_str(),
            unit: feature.unit.clone(),
            available: number(balance.available()),
            limit: allowance.map(|it| number(it.limit)),
            used: allowance.map(|it| it.used),
            remaining: allowance.map(|it| number(it.left())),
            held: balance.held,
            over: balance.over,
            percent: balance.percent(),
            near_limit: balance.is_near_limit(),
            every: allowance.map(|it| it.every.as_str()).filter(|every| *every != "ever"),
            resets_at: balance.resets().map(|at| at.to_string()),
            grants: balance.grants.iter().map(GrantView::of).collect(),
        }
    }
}

impl GrantView {
    fn of(grant: &Grant) -> Self {
        Self {
            id: grant.id.to_string(),
            amount: number(grant.amount),
            left: number(grant.left),
            granted_at: grant.granted.to_string(),
            expires_at: grant.expires.map(|at| at.to_string()),
            priority: grant.priority,
        }
    }
}
