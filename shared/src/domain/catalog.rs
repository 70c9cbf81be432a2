//! The catalog: every feature, plan and pack with its price. It decides prices and amounts, never
//! the request.

use crate::domain::amount::Amount;
use crate::domain::id::{FeatureId, PackId, PlanId};
use crate::domain::money::{Currency, Money};
use crate::domain::plan::Plan;

/// Everything that can be had and bought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalog {
    /// The currency of all prices.
    pub currency: Currency,
    /// In the order of the file.
    pub features: Vec<Feature>,
    /// In the order of the file.
    pub plans: Vec<Plan>,
    /// In the order of the file.
    pub packs: Vec<Pack>,
    /// For how many days a plan goes on after what is paid, in which a payment may be late. At least
    /// one: a period begins an hour before its payment is tried.
    pub grace_days: u32,
    /// What a new account is given, once.
    pub welcome: Vec<PackGrant>,
}

/// What an account may use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feature {
    /// Its name in requests.
    pub id: FeatureId,
    /// Its name for people.
    pub name: String,
    /// Counted, or on and off.
    pub kind: FeatureKind,
    /// What one unit is, for people.
    pub unit: Option<String>,
}

/// Whether a feature is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeatureKind {
    /// Has an amount that is drawn.
    Counted,
    /// Is on or off; checked, never drawn.
    Switch,
}

impl FeatureKind {
    /// The word used in catalogs and answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Counted => "counted",
            Self::Switch => "switch",
        }
    }
}

/// A one-time purchase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    /// Its name in requests.
    pub id: PackId,
    /// Its name for people.
    pub name: String,
    /// What it is, for people.
    pub description: Option<String>,
    /// What it costs, before discounts and tax: for one unit where the buyer chooses how many.
    pub price: Money,
    /// The key by which Stripe finds its price; none sends the price itself.
    pub lookup_key: Option<String>,
    /// Shown with emphasis.
    pub highlighted: bool,
    /// How many the buyer may choose; none is exactly one.
    pub quantity: Option<QuantityRange>,
    /// The billing for which it is sold; none is any.
    pub term: Option<Term>,
    /// Other prices of one unit, from larger quantities on, ascending.
    pub tiers: Vec<Tier>,
    /// What it brings: once, or per unit bought.
    pub grants: Vec<PackGrant>,
}

/// How many of a pack the buyer may choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuantityRange {
    /// At least so many.
    pub min: u64,
    /// At most so many.
    pub max: u64,
}

/// How long the budget is that an institution buys from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Term {
    /// A year's.
    Annual,
    /// A quarter's.
    Quarterly,
}

impl Term {
    /// Every one.
    pub const ALL: [Self; 2] = [Self::Annual, Self::Quarterly];

    /// The word used in catalogs, requests and answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Annual => "annual",
            Self::Quarterly => "quarterly",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|term| term.as_str() == word)
    }
}

/// What one unit costs from a quantity on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tier {
    /// The least quantity that it is for.
    pub from: u64,
    /// What each unit costs then, the first ones too.
    pub price: Money,
}

impl Pack {
    /// What one unit costs where so many are bought: all cost what the tier says that the quantity
    /// reaches. <https://docs.stripe.com/products-prices/pricing-models#volume-pricing>
    pub fn price_each(&self, quantity: u64) -> Money {
        let reached = self.tiers.iter().rev().find(|tier| tier.from <= quantity);
        reached.map_or(self.price, |tier| tier.price)
    }
}

/// What a pack brings of one feature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackGrant {
    /// Of what.
    pub feature: FeatureId,
    /// How much.
    pub amount: Amount,
    /// After how many days of 24 hours the rest is lost; none keeps it for ever.
    pub expires_after_days: Option<u32>,
    /// Lower is drawn first.
    pub priority: u32,
}

/// The priority of a grant that names none.
pub const DEFAULT_PRIORITY: u32 = 100;

/// The days of grace of a catalog that names none: Stripe's own first retries take so long.
pub const DEFAULT_GRACE_DAYS: u32 = 3;

/// The most days of grace.
pub const MAX_GRACE_DAYS: u32 = 60;

impl Catalog {
    /// The feature of this name.
    pub fn feature(&self, id: &FeatureId) -> Option<&Feature> {
        self.features.iter().find(|feature| feature.id == *id)
    }

    /// The plan of this name.
    pub fn plan(&self, id: &PlanId) -> Option<&Plan> {
        self.plans.iter().find(|plan| plan.id == *id)
    }

    /// The pack of this name.
    pub fn pack(&self, id: &PackId) -> Option<&Pack> {
        self.packs.iter().find(|pack| pack.id == *id)
    }

    /// The one pack that is sold for a billing; none where there is none, or more than one.
    pub fn pack_of_term(&self, term: Term) -> Option<&Pack> {
        let mut packs = self.packs.iter().filter(|pack| pack.term == Some(term));
        packs.next().filter(|_| packs.next().is_none())
    }

    /// The plan of an account that has no other.
    pub fn default_plan(&self) -> Option<&Plan> {
        self.plans.iter().find(|plan| plan.default)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_term_has_its_word() {
        for (term, word) in [(Term::Annual, "annual"), (Term::Quarterly, "quarterly")] {
            assert_eq!((term.as_str(), Term::parse(word)), (word, Some(term)));
        }
        assert_eq!(Term::parse("monthly"), None);
    }

    #[test]
    fn every_kind_of_feature_has_its_word() {
        for (kind, word) in [(FeatureKind::Counted, "counted"), (FeatureKind::Switch, "switch")] {
            assert_eq!(kind.as_str(), word);
        }
    }
}
