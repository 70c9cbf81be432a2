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

    /// The plan of an account that has no other.
    pub fn default_plan(&self) -> Option<&Plan> {
        self.plans.iter().find(|plan| plan.default)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_feature_has_its_word() {
        for (kind, word) in [(FeatureKind::Counted, "counted"), (FeatureKind::Switch, "switch")] {
            assert_eq!(kind.as_str(), word);
        }
    }
}
