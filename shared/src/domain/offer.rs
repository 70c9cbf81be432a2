//! What could be had to get more of a feature.

use crate::domain::amount::Amount;
use crate::domain::catalog::{Catalog, Pack};
use crate::domain::id::FeatureId;
use crate::domain::money::Money;
use crate::domain::plan::{Plan, PlanPrice};

/// Something of the catalog that brings a feature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer<'a> {
    /// What it is.
    pub what: Offered<'a>,
    /// How much of the feature it brings, once or every period; of one unit where the buyer chooses
    /// how many.
    pub amount: Amount,
    /// Whether it covers what is missing by itself.
    pub covers: bool,
}

/// A pack or a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offered<'a> {
    /// A pack, once.
    Pack(&'a Pack),
    /// A plan, every period, at one of its prices.
    Plan(&'a Plan, &'a PlanPrice),
}

impl Offered<'_> {
    /// What it costs.
    pub fn price(&self) -> Money {
        match self {
            Self::Pack(pack) => pack.price,
            Self::Plan(_, price) => price.price,
        }
    }
}

/// Everything that brings the feature: first what covers the missing amount by itself, and the
/// cheapest of it first.
pub fn offers<'a>(catalog: &'a Catalog, feature: &FeatureId, missing: u64) -> Vec<Offer<'a>> {
    let mut all: Vec<_> = packs(catalog, feature).chain(plans(catalog, feature)).collect();
    for offer in &mut all {
        offer.covers = offer.amount.covers(missing) == missing;
    }
    all.sort_by_key(|offer| (!offer.covers, offer.what.price().minor));
    all
}

fn packs<'a>(catalog: &'a Catalog, feature: &FeatureId) -> impl Iterator<Item = Offer<'a>> {
    catalog.packs.iter().filter_map(move |pack| {
        let amount = pack.grants.iter().find(|grant| grant.feature == *feature)?.amount;
        Some(Offer { what: Offered::Pack(pack), amount, covers: false })
    })
}

fn plans<'a>(catalog: &'a Catalog, feature: &FeatureId) -> impl Iterator<Item = Offer<'a>> {
    let paid = catalog.plans.iter().filter(|plan| !plan.default);
    let of = move |plan: &'a Plan| {
        let amount = plan.allowance(feature)?.amount;
        let at = move |price| Offer { what: Offered::Plan(plan, price), amount, covers: false };
        Some(plan.prices.iter().map(at))
    };
    paid.filter_map(of).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offered(missing: u64) -> Vec<String> {
        let catalog = crate::catalog_file::parse(crate::catalog_file::DEFAULT).unwrap();
        let credit = FeatureId::parse("interview_credit").unwrap();
        let told = |offer: &Offer<'_>| match offer.what {
            Offered::Pack(pack) => format!("{} {}", pack.id, offer.covers),
            Offered::Plan(plan, price) => {
                format!("{} {} {}", plan.id, price.interval.as_str(), offer.covers)
            }
        };
        offers(&catalog, &credit, missing).iter().map(told).collect()
    }

    #[test]
    fn what_covers_the_missing_comes_first_and_the_cheapest_of_it() {
        let expected = [
            "pack-popular true",
            "pack-pro true",
            "plan-unlimited month true",
            "plan-unlimited year true",
            "pack-starter false",
        ];
        assert_eq!(offered(11), expected);
    }

    #[test]
    fn what_does_not_cover_it_is_still_offered() {
        assert_eq!(offered(51).len(), 5);
        assert_eq!(offered(51)[2], "pack-starter false");
    }
}
