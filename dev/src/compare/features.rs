//! Features that come, go or are counted otherwise.

use shared::domain::catalog::{Catalog, Feature, FeatureKind};

use super::Change;

pub fn changes(old: &Catalog, new: &Catalog) -> Vec<Change> {
    let mut changes = Vec::new();
    for before in &old.features {
        match new.feature(&before.id) {
            None => changes.push(removed(before)),
            Some(after) if after.kind != before.kind => changes.push(other_kind(before, after)),
            Some(_) => {}
        }
    }
    let added = new.features.iter().filter(|feature| old.feature(&feature.id).is_none());
    changes.extend(added.map(|feature| {
        Change::harmless(format!(
            "feature {} is new: every account has a balance of it, 0 where nothing gives any; \
             grants of an earlier feature of this name are there again",
            feature.id
        ))
    }));
    changes
}

fn removed(feature: &Feature) -> Change {
    let asked = match feature.kind {
        FeatureKind::Counted => "consume, record and check of it are answered unknown-feature",
        FeatureKind::Switch => "the check of it is answered unknown-feature",
    };
    Change::breaking(format!(
        "feature {} is removed: it is no longer shown or drawn, and {asked}; its grants stay with \
         their accounts and in the ledger, and are there again when the feature is",
        feature.id
    ))
}

fn other_kind(before: &Feature, after: &Feature) -> Change {
    let effect = match after.kind {
        FeatureKind::Switch => {
            "it is on for accounts that have anything left of it, off for all others; consume and \
             record of it are answered not-counted"
        }
        FeatureKind::Counted => {
            "accounts for which it was on have it without a limit; consume and record of it are \
             possible"
        }
    };
    Change::breaking(format!(
        "feature {} is {}, it was {}: {effect}",
        before.id,
        after.kind.as_str(),
        before.kind.as_str()
    ))
}
