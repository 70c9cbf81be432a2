//! Packs as the catalog shows them.

use serde::Serialize;
use shared::domain::amount::Amount;
use shared::domain::catalog::{Pack, PackGrant, Term, Tier};
use shared::http::amount::number;
use shared::http::purchase::MoneyView;

/// A pack.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PackView {
    /// Its name in requests.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// What it is.
    pub description: Option<String>,
    /// What it costs, or what one unit costs where the buyer chooses how many.
    pub price: MoneyView,
    /// Shown with emphasis.
    pub highlighted: bool,
    /// The least the buyer may choose, where the buyer chooses how many.
    pub min: Option<u64>,
    /// The most.
    pub max: Option<u64>,
    /// The billing for which it is sold, `annual` or `quarterly`; absent where it is for any.
    pub term: Option<&'static str>,
    /// What one unit costs where more are bought, ascending. All units of an order cost what the last
    /// tier says that its quantity reaches.
    pub tiers: Vec<TierView>,
    /// What it brings.
    pub grants: Vec<PackGrantView>,
}

/// What one unit costs from a quantity on.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TierView {
    /// The least quantity that it is for.
    pub from: u64,
    /// What each unit costs then.
    pub price: MoneyView,
}

/// What a pack brings of one feature.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PackGrantView {
    /// The feature's id.
    pub feature: String,
    /// How much; -1 is unlimited.
    pub amount: i64,
    /// The price of one unit in minor units, to four decimals (`"32"`, `"33.3333"`), where the pack
    /// brings one counted feature.
    pub price_per_unit: Option<String>,
    /// After how many days the rest is lost.
    pub expires_after_days: Option<u32>,
}

impl PackView {
    pub(super) fn of(pack: &Pack) -> Self {
        let alone = pack.grants.len() == 1;
        let grant = |grant: &PackGrant| PackGrantView {
            feature: grant.feature.to_string(),
            amount: number(grant.amount),
            price_per_unit: match grant.amount {
                Amount::Of(units) if alone => per_unit(pack.price.minor, units),
                Amount::Of(_) | Amount::Unlimited => None,
            },
            expires_after_days: grant.expires_after_days,
        };
        let tier = |tier: &Tier| TierView { from: tier.from, price: MoneyView::of(tier.price) };
        Self {
            id: pack.id.to_string(),
            name: pack.name.clone(),
            description: pack.description.clone(),
            price: MoneyView::of(pack.price),
            highlighted: pack.highlighted,
            min: pack.quantity.map(|range| range.min),
            max: pack.quantity.map(|range| range.max),
            term: pack.term.map(Term::as_str),
            tiers: pack.tiers.iter().map(tier).collect(),
            grants: pack.grants.iter().map(grant).collect(),
        }
    }
}

/// `minor ÷ units` to four decimals, rounded half up, without trailing zeros.
fn per_unit(minor: u64, units: u64) -> Option<String> {
    let scaled = u128::from(minor).checked_mul(20_000)?.checked_div(u128::from(units))?;
    let rounded = scaled.checked_add(1)?.checked_div(2)?;
    let (whole, part) = (rounded.checked_div(10_000)?, rounded.checked_rem(10_000)?);
    let text = format!("{whole}.{part:04}");
    Some(text.trim_end_matches('0').trim_end_matches('.').to_owned())
}

#[cfg(test)]
mod tests {
    use super::per_unit;

    /// IM-1: $0.40, $0.32 and $0.30 a session.
    #[test]
    fn the_price_of_one_is_exact_to_four_decimals() {
        for (minor, units, text) in [
            (400, 10, "40"),
            (800, 25, "32"),
            (1500, 50, "30"),
            (100, 3, "33.3333"),
            (200, 3, "66.6667"),
            (1, 4, "0.25"),
        ] {
            assert_eq!(per_unit(minor, units).as_deref(), Some(text));
        }
        assert_eq!(per_unit(1, 0), None);
    }
}
