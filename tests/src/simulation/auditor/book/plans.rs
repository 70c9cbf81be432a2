//! Plans as the auditor knows them: which subscriptions give one, and until when.

use shared::domain::account::Account;
use shared::domain::entry::Entry;
use shared::domain::posting::Posting;

use crate::simulation::auditor::book::Book;
use crate::simulation::auditor::checks::{Check, Judge, Violation};
use crate::simulation::catalog::allowed;

/// What a subscription gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gives {
    plan: String,
    until: i64,
}

impl Book {
    /// How much of a feature may be used in a period: by the most that a live subscription gives.
    pub(super) fn limit(&self, feature: &str, at: i64) -> u64 {
        let live = self.subs.values().filter(|gives| at < gives.until);
        let best = live.map(|gives| allowed(Some(&gives.plan), feature)).max();
        best.unwrap_or_else(|| allowed(None, feature))
    }

    /// What is used in the current period, where that counts what was kept: nothing once the last subscription is over, which no
    /// entry needs to say.
    pub(super) fn used_by(
        &self,
        feature: &str,
        counts: impl Fn(i64) -> bool,
        now: i64,
        at: i64,
    ) -> (i64, u64) {
        let used = self.used.get(feature).filter(|(index, _)| counts(*index));
        let (index, used) = used.copied().unwrap_or((now, 0));
        let over = !self.subs.is_empty() && self.subs.values().all(|gives| gives.until <= at);
        (index, if over { 0 } else { used })
    }

    /// Takes note of what a subscription gives, or that it gives nothing more.
    pub(super) fn subscribes(
        &mut self,
        entry: &Entry,
        posting: &Posting,
        judge: Judge,
    ) -> Result<(), Violation> {
        match posting {
            Posting::Subscribed { subscription, plan, until, .. } => {
                let gives = Gives { plan: plan.to_string(), until: until.millis() };
                self.subs.insert(subscription.to_string(), gives);
                Ok(())
            }
            Posting::Unsubscribed { subscription } => {
                let had = self.subs.remove(subscription.as_str()).is_some();
                if self.subs.is_empty() {
                    self.used.values_mut().for_each(|(_, used)| *used = 0);
                }
                judge.must(Check::Fold, had, || format!("it had no such subscription: {entry:?}"))
            }
            _ => judge.must(Check::Issue, false, || format!("nobody asked for it: {entry:?}")),
        }
    }

    /// The stored account has the same subscriptions.
    pub(super) fn subs_same(&self, account: &Account) -> bool {
        let same = account.subscriptions.iter().all(|stored| {
            let gives = Gives { plan: stored.plan.to_string(), until: stored.until.millis() };
            self.subs.get(stored.subscription.as_str()) == Some(&gives)
        });
        same && account.subscriptions.len() == self.subs.len()
    }
}
