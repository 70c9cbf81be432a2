//! What could be bought to get more of a feature.

use crate::domain::amount::Amount;
use crate::domain::catalog::{Catalog, Pack};
use crate::domain::id::FeatureId;

/// A pack on sale that brings a feature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer<'a> {
    /// Which.
    pub pack: &'a Pack,
    /// How much of the feature it brings; of one unit where the buyer chooses how many.
    pub amount: Amount,
}

/// Every pack that by itself covers what is missing, the cheapest first; where none does, every
/// pack that brings the feature at all.
pub fn offers<'a>(catalog: &'a Catalog, feature: &FeatureId, missing: u64) -> Vec<Offer<'a>> {
    let of = |pack: &'a Pack| {
        let amount = pack.grants.iter().find(|grant| grant.feature == *feature)?.amount;
        Some(Offer { pack, amount })
    };
    let mut all: Vec<_> = catalog.packs.iter().filter_map(of).collect();
    all.sort_by_key(|offer| offer.pack.price.minor);
    let covers = |offer: &Offer<'_>| offer.amount.covers(missing) == missing;
    if all.iter().any(covers) {
        all.retain(covers);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packs(missing: u64) -> Vec<String> {
        let catalog = crate::catalog_file::parse(crate::catalog_file::DEFAULT).unwrap();
        let credit = FeatureId::parse("interview_credit").unwrap();
        let offers = offers(&catalog, &credit, missing);
        offers.iter().map(|offer| offer.pack.id.to_string()).collect()
    }

    #[test]
    fn what_covers_the_missing_is_offered_and_the_cheapest_first() {
        assert_eq!(packs(1), ["pack-starter", "pack-popular", "pack-pro"]);
        assert_eq!(packs(11), ["pack-popular", "pack-pro"]);
    }

    #[test]
    fn where_nothing_covers_it_everything_that_helps_is_offered() {
        assert_eq!(packs(51), ["pack-starter", "pack-popular", "pack-pro"]);
    }
}
