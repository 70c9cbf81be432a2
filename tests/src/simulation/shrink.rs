//! The shortest story that still fails: steps are left out as long as the same check finds
//! something.

use std::collections::BTreeSet;

use crate::simulation::{Failed, Story};

/// So many shorter stories are tried at most.
const MOST_TRIES: usize = 3_000;

/// A shorter story that fails in the same way, and how.
pub fn shrink(story: &Story, failed: &Failed) -> (Story, Failed) {
    let mut kept: Vec<u64> = match &story.only {
        Some(only) => only.iter().copied().collect(),
        None => (0..failed.steps).collect(),
    };
    let mut best = failed.clone();
    let mut tries = 0;
    let mut size = kept.len().div_ceil(2).max(1);
    while tries < MOST_TRIES {
        let mut shorter = false;
        let mut from = 0;
        while from < kept.len() && tries < MOST_TRIES {
            let until = (from + size).min(kept.len());
            let only: BTreeSet<_> = kept[..from].iter().chain(&kept[until..]).copied().collect();
            tries += 1;
            match (Story { only: Some(only), ..story.clone() }).live() {
                Err(failed) if failed.violation.check == best.violation.check => {
                    kept.drain(from..until);
                    best = failed;
                    shorter = true;
                }
                _ => from = until,
            }
        }
        if size == 1 && !shorter {
            break;
        }
        size = if shorter { size } else { size.div_ceil(2) };
    }
    (Story { only: Some(kept.into_iter().collect()), ..story.clone() }, best)
}
