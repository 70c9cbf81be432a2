//! The catalog, for anyone: what is on sale and what it costs.

mod packs;

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Json as Answer, Response};
use serde::Serialize;
use shared::domain::amount::Amount;
use shared::domain::catalog::{Catalog, Feature};
use shared::domain::plan::{Allowance, Plan, PlanPrice};
use shared::http::amount::number;
use shared::http::purchase::MoneyView;

use self::packs::PackView;
use super::Checkout;

/// Everything that can be had and bought.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CatalogView {
    /// The currency of all prices.
    pub currency: String,
    /// What can be used.
    pub features: Vec<FeatureView>,
    /// What a subscription allows.
    pub plans: Vec<PlanView>,
    /// What can be bought once.
    pub packs: Vec<PackView>,
    /// Stripe's publishable key, for the browser.
    pub publishable_key: Option<String>,
}

/// A feature.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FeatureView {
    /// Its name in requests.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// `counted` or `switch`.
    pub kind: &'static str,
    /// What one unit is.
    pub unit: Option<String>,
}

/// A plan.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlanView {
    /// Its name in requests.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// What it is.
    pub description: Option<String>,
    /// Whether accounts without another plan have this one.
    pub default: bool,
    /// Shown with emphasis.
    pub highlighted: bool,
    /// Ways of paying for it; none is free.
    pub prices: Vec<PlanPriceView>,
    /// What it allows.
    pub allowances: Vec<AllowanceView>,
}

/// One way of paying for a plan.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlanPriceView {
    /// `month`, `quarter` or `year`.
    pub interval: &'static str,
    /// What it costs each time.
    pub price: MoneyView,
}

/// What a plan allows of one feature.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AllowanceView {
    /// The feature's id.
    pub feature: String,
    /// How much; -1 is unlimited.
    pub amount: i64,
    /// `day`, `month`, `billing_period`, or `ever` for a switch.
    pub every: &'static str,
    /// From so many hundredths of the amount on, a balance says `near_limit`; absent where there is
    /// no limit.
    pub near_limit_percent: Option<u64>,
}

#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/v1/catalog", operation_id = "catalog",
    tag = "checkout", security(()),
    summary = "Features, plans and packs with their prices, for anyone",
    responses((status = 200, body = CatalogView)),
))]
/// `GET /v1/catalog`
pub async fn show(State(checkout): State<Arc<Checkout>>) -> Response {
    let view = view(checkout.app.catalog(), checkout.publishable_key.clone());
    ([(CACHE_CONTROL, "public, max-age=60")], Answer(view)).into_response()
}

fn view(catalog: &Catalog, publishable_key: Option<String>) -> CatalogView {
    CatalogView {
        currency: catalog.currency.to_string(),
        features: catalog.features.iter().map(feature).collect(),
        plans: catalog.plans.iter().map(plan).collect(),
        packs: catalog.packs.iter().map(PackView::of).collect(),
        publishable_key,
    }
}

fn feature(feature: &Feature) -> FeatureView {
    FeatureView {
        id: feature.id.to_string(),
        name: feature.name.clone(),
        kind: feature.kind.as_str(),
        unit: feature.unit.clone(),
    }
}

fn plan(plan: &Plan) -> PlanView {
    let price = |price: &PlanPrice| PlanPriceView {
        interval: price.interval.as_str(),
        price: MoneyView::of(price.price),
    };
    let allowance = |allowance: &Allowance| AllowanceView {
        feature: allowance.feature.to_string(),
        amount: number(allowance.amount),
        every: allowance.every.as_str(),
        near_limit_percent: match allowance.amount {
            Amount::Of(_) => Some(allowance.near_limit_percent),
            Amount::Unlimited => None,
        },
    };
    PlanView {
        id: plan.id.to_string(),
        name: plan.name.clone(),
        description: plan.description.clone(),
        default: plan.default,
        highlighted: plan.highlighted,
        prices: plan.prices.iter().map(price).collect(),
        allowances: plan.allowances.iter().map(allowance).collect(),
    }
}
