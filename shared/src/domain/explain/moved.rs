//! The entries behind a balance: those that moved a feature, the newest first.

use std::collections::BTreeSet;

use crate::domain::amount::Amount;
use crate::domain::entry::{Entry, Outcome};
use crate::domain::grant::Grant;
use crate::domain::hold::Source;
use crate::domain::id::{FeatureId, GrantId};
use crate::domain::posting::Posting;

/// What an entry did to one feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved<'a> {
    /// The entry.
    pub entry: &'a Entry,
    /// How much was used, given, taken or lost; none where only a period began.
    pub amount: Option<Amount>,
    /// What the entry's caller was told of the feature; nothing where it asked for something else.
    pub told: Option<&'a Outcome>,
}

/// The first `most` of these entries that moved the feature, in the order given. `live` are the
/// grants of the account after them: a grant's name alone does not always tell its feature.
pub fn moved<'a>(
    feature: &FeatureId,
    live: &[Grant],
    entries: &'a [Entry],
    most: usize,
) -> Vec<Moved<'a>> {
    let mut grants: BTreeSet<&GrantId> = BTreeSet::new();
    grants.extend(live.iter().filter(|grant| grant.feature == *feature).map(|grant| &grant.id));
    grants.extend(entries.iter().flat_map(|entry| &entry.postings).filter_map(|it| match it {
        Posting::Granted { grant, feature: of, .. } if of == feature => Some(grant),
        _ => None,
    }));
    let is_of = |grant: &GrantId| grants.contains(grant) || grant.before(feature).is_some();
    let one = |entry: &'a Entry| {
        let told = entry.answer.iter().find(|outcome| outcome.feature == *feature);
        let own = entry.postings.iter().filter(|posting| touches(posting, feature, &is_of));
        let own: Vec<_> = own.collect();
        if told.is_none() && own.is_empty() {
            return None;
        }
        let amount = told.map(|outcome| outcome.amount);
        Some(Moved { entry, amount: amount.or_else(|| brought_by_time(&own)), told })
    };
    entries.iter().filter_map(one).take(most).collect()
}

fn touches(posting: &Posting, feature: &FeatureId, is_of: &impl Fn(&GrantId) -> bool) -> bool {
    match posting {
        // A cap is of each member; what the organisation has stays what it is.
        Posting::Opened { .. } | Posting::Capped { .. } => false,
        // What the plan gives of every feature, or when it is new, is another from then on.
        Posting::Subscribed { .. } | Posting::Unsubscribed { .. } | Posting::Zoned { .. } => true,
        Posting::Lapsed { feature: of, .. }
        | Posting::Granted { feature: of, .. }
        | Posting::Used { feature: of, .. }
        | Posting::Over { feature: of, .. }
        | Posting::Owes { feature: of, .. } => of == feature,
        Posting::Held { from, .. }
        | Posting::Settled { from, .. }
        | Posting::Released { from, .. }
        | Posting::Freed { from, .. } => match from {
            Source::Allowance { feature: of, .. } => of == feature,
            Source::Grant(grant) => is_of(grant),
        },
        Posting::Expired { grant, .. }
        | Posting::Drew { grant, .. }
        | Posting::Took { grant, .. }
        | Posting::Restored { grant, .. } => is_of(grant),
    }
}

/// What came or went without being asked for: a welcome, the rest of a grant that ended, or what an
/// expired hold gave back.
fn brought_by_time(postings: &[&Posting]) -> Option<Amount> {
    let amounts = postings.iter().filter_map(|posting| match posting {
        Posting::Granted { amount, .. } | Posting::Expired { amount, .. } => Some(*amount),
        Posting::Freed { amount, .. } => Some(Amount::Of(*amount)),
        _ => None,
    });
    amounts.reduce(Amount::and)
}
