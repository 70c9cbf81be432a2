//! What larger quantities cost, and which pack is sold for a billing.

use shared::domain::catalog::{Catalog, Pack, Term, Tier};

use super::super::{Change, money};

pub fn changes(before: &Pack, after: &Pack) -> Option<Change> {
    (before.tiers != after.tiers).then(|| {
        Change::harmless(format!(
            "pack {} has {}, it had {}: new orders pay it, begun ones pay what they were begun with",
            before.id,
            told(&after.tiers),
            told(&before.tiers)
        ))
    })
}

/// An order may name the billing in place of the pack, where that is one pack.
pub fn terms(old: &Catalog, new: &Catalog) -> Vec<Change> {
    let change = |term: Term| {
        let word = term.as_str();
        let (before, after) = (old.pack_of_term(term), new.pack_of_term(term));
        match (before.map(|pack| &pack.id), after.map(|pack| &pack.id)) {
            (before, after) if before == after => None,
            (Some(before), Some(after)) => Some(Change::harmless(format!(
                "an order for {word} billing is of pack {after}, it was of {before}"
            ))),
            (Some(before), None) => Some(Change::breaking(format!(
                "an order for {word} billing is refused, it was of pack {before}: not exactly one \
                 pack has that term"
            ))),
            (None, after) => after.map(|after| {
                Change::harmless(format!("an order for {word} billing is of pack {after}"))
            }),
        }
    };
    Term::ALL.into_iter().filter_map(change).collect()
}

fn told(tiers: &[Tier]) -> String {
    if tiers.is_empty() {
        return "one price for every quantity".to_owned();
    }
    let tier = |tier: &Tier| format!("{} each from {} on", money(tier.price), tier.from);
    tiers.iter().map(tier).collect::<Vec<_>>().join(", ")
}
