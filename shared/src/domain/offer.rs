//! What could be bought to get more of a feature.

use crate::domain::amount::Amount;
use crate::domain::catalog::{Catalog, Pack};
use crate::domain::id::FeatureId;
use crate::domain::plan::{Plan, PlanPrice};

/// Something on sale that brings a feature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offer<'a> {
    /// A pack, once.
    Pack {
        /// Which.
        pack: &'a Pack,
        /// How much of the feature it brings.
        amount: Amount,
    },
    /// A plan, every period.
    Plan {
        /// Which.
        plan: &'a Plan,
        /// At which of its prices.
        price: &'a PlanPrice,
        /// How much of the feature it allows.
        amount: Amount,
    },
}

impl Offer<'_> {
    fn price(&self) -> u64 {
        match self {
            Self::Pack { pack, .. } => pack.price.minor,
            Self::Plan { price, .. } => price.price.minor,
        }
    }

    /// How much of the feature it brings.
    pub fn amount(&self) -> Amount {
        match self {
            Self::Pack { amount, .. } | Self::Plan { amount, .. } => *amount,
        }
    }
}

/// Everything on sale that by itself covers what is missing, the cheapest first; where nothing
/// does, everything that brings the feature at all.
pub fn offers<'a>(catalog: &'a Catalog, feature: &FeatureId, missing: u64) -> Vec<Offer<'a>> {
    let mut all = packs(catalog, feature);
    all.extend(plans(catalog, feature));
    all.sort_by_key(Offer::price);
    let covers = |offer: &Offer<'_>| offer.amount().covers(missing) == missing;
    if all.iter().any(covers) {
        all.retain(covers);
    }
    all
}

fn packs<'a>(catalog: &'a Catalog, feature: &FeatureId) -> Vec<Offer<'a>> {
    let of = |pack: &'a Pack| {
        let amount = pack.grants.iter().find(|grant| grant.feature == *feature)?.amount;
        Some(Offer::Pack { pack, amount })
    };
    catalog.packs.iter().filter_map(of).collect()
}

fn plans<'a>(catalog: &'a Catalog, feature: &FeatureId) -> Vec<Offer<'a>> {
    let of = |plan: &'a Plan| {
        let amount = plan.allowance(feature)?.amount;
        Some(plan.prices.iter().map(move |price| Offer::Plan { plan, price, amount }))
    };
    let paid = catalog.plans.iter().filter(|plan| !plan.default);
    paid.filter_map(of).flatten().collect()
}
