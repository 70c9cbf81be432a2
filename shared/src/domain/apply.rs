//! Folds an entry into its account. What cannot be folded is a broken ledger, never a guess.

mod holds;
mod plans;

use crate::domain::account::{Account, Owed};
use crate::domain::amount::Amount;
use crate::domain::entry::Entry;
use crate::domain::grant::Grant;
use crate::domain::hold::{Hold, Part, Seat, Source};
use crate::domain::id::{FeatureId, GrantId};
use crate::domain::member::Cap;
use crate::domain::moment::Moment;
use crate::domain::period::Every;
use crate::domain::planted::versions::forgets_period;
use crate::domain::planted::{Bug, planted};
use crate::domain::posting::Posting;
use crate::domain::subscription::Subscribed;
use crate::domain::usage::Usage;

/// Why an entry does not fit its account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// The entry is not the next one.
    #[error("the entry's number does not follow the one before")]
    Seq,
    /// The entry names another predecessor.
    #[error("the entry does not name the hash of the one before")]
    Chain,
    /// The entry is of another account.
    #[error("the entry belongs to another account")]
    Account,
    /// The first entry, and only the first, opens the account.
    #[error("an account is opened once, by its first entry")]
    Opening,
    /// A grant is made twice, or drawn although it is not there.
    #[error("a posting names a grant that is not there, or is there already")]
    Grant,
    /// More is moved than there is.
    #[error("a posting moves more than there is")]
    Amount,
    /// A subscription ends that the account does not have.
    #[error("a posting ends a subscription that is not there")]
    Subscription,
    /// A hold ends twice, or more of it moves than it has.
    #[error("a posting names a hold that is not there, or more than it has")]
    Hold,
    /// A period's number would go back, or use is counted in another period.
    #[error("a posting counts in a period that is not the current one")]
    Period,
}

/// The account after an entry; `before` is absent for the first.
pub fn apply(before: Option<&Account>, entry: &Entry) -> Result<Account, Broken> {
    let mut postings = entry.postings.iter();
    let mut account = match before {
        Some(account) => account.clone(),
        None => match postings.next() {
            Some(Posting::Opened { plan }) => {
                Account::unopened(entry.account.clone(), plan.clone(), entry.at)
            }
            _ => return Err(Broken::Opening),
        },
    };
    if account.id != entry.account {
        return Err(Broken::Account);
    }
    if account.head != entry.prev {
        return Err(Broken::Chain);
    }
    if account.version.checked_add(1) != Some(entry.seq) {
        return Err(Broken::Seq);
    }
    postings.try_for_each(|posting| account.post(posting, entry.at))?;
    let Account { grants, holds, .. } = &mut account;
    grants.retain(|grant| !grant.left.is_none() || is_held(holds, &grant.id));
    account.grants.sort_by(Grant::burn_order);
    account.version = entry.seq;
    if !planted(Bug::Unchained) {
        account.head = entry.hash();
    }
    Ok(account)
}

impl Account {
    /// Folds one posting of an entry of this moment; the entry is the business of [`apply`].
    #[allow(clippy::too_many_lines, reason = "one arm for each posting, and no rule in them")]
    pub fn post(&mut self, posting: &Posting, at: Moment) -> Result<(), Broken> {
        match posting {
            Posting::Opened { .. } => Err(Broken::Opening),
            Posting::Lapsed { feature, every, index } => self.lapse(feature, *every, *index),
            Posting::Granted { grant, feature, amount, granted, expires, priority } => {
                if self.has_grant(grant) {
                    return Err(Broken::Grant);
                }
                self.grants.retain(|known| known.id != *grant);
                self.grants.push(Grant {
                    id: grant.clone(),
                    feature: feature.clone(),
                    amount: *amount,
                    left: *amount,
                    granted: *granted,
                    expires: *expires,
                    priority: *priority,
                });
                Ok(())
            }
            Posting::Used { feature, every, index, amount } => {
                let usage = self.usage_in(feature, *every, *index)?;
                usage.used = usage.used.checked_add(*amount).ok_or(Broken::Amount)?;
                Ok(())
            }
            Posting::Over { feature, every, index, amount } => {
                let usage = self.usage_in(feature, *every, *index)?;
                usage.over = usage.over.checked_add(*amount).ok_or(Broken::Amount)?;
                Ok(())
            }
            Posting::Drew { grant, amount } => self.draw(grant, Amount::Of(*amount)),
            Posting::Held { hold, member, expires, from, amount } => {
                let since = self.version.saturating_add(1);
                let seat = member.clone().map(|member| Seat { member, since });
                self.hold_from(*hold, seat, *expires, from, *amount)
            }
            Posting::Settled { hold, from, amount } => self.settle(*hold, from, *amount),
            Posting::Released { hold, from, amount } | Posting::Freed { hold, from, amount } => {
                self.give_back(*hold, from, *amount)
            }
            Posting::Took { grant, amount } | Posting::Expired { grant, amount } => {
                self.draw(grant, *amount)
            }
            Posting::Restored { grant, amount } => {
                let grant = self.grant_mut(grant)?;
                grant.left = grant.left.and(*amount);
                Ok(())
            }
            Posting::Owes { purchase, feature, total } => {
                self.owed.retain(|owed| owed.purchase != *purchase || owed.feature != *feature);
                if *total > 0 && !planted(Bug::OwedForgotten) {
                    let (purchase, feature) = (purchase.clone(), feature.clone());
                    self.owed.push(Owed { purchase, feature, amount: *total });
                }
                Ok(())
            }
            Posting::Subscribed { subscription, plan, anchor, until } => {
                let (subscription, plan) = (subscription.clone(), plan.clone());
                let (anchor, until) = (*anchor, *until);
                self.subscribe(Subscribed { subscription, plan, anchor, until }, at);
                Ok(())
            }
            Posting::Unsubscribed { subscription } => self.unsubscribe(subscription),
            Posting::Capped { feature, every, amount } => {
                let (feature, every, amount) = (feature.clone(), *every, *amount);
                self.caps.retain(|cap| (&cap.feature, cap.every) != (&feature, every));
                if amount != Amount::Unlimited {
                    self.caps.push(Cap { feature, every, amount });
                }
                Ok(())
            }
            Posting::Zoned { zone } => {
                self.moves_to(zone.clone());
                Ok(())
            }
        }
    }

    /// The new period is kept although nothing is used in it yet: a clock that runs backwards must
    /// not find the old one unused.
    fn lapse(&mut self, feature: &FeatureId, every: Every, index: i64) -> Result<(), Broken> {
        let usage = self
            .usage
            .iter_mut()
            .find(|usage| usage.feature == *feature && usage.every == every)
            .filter(|usage| usage.index < index)
            .ok_or(Broken::Period)?;
        (usage.index, usage.used, usage.over) = (index, 0, 0);
        Ok(())
    }

    fn usage_in(
        &mut self,
        feature: &FeatureId,
        every: Every,
        index: i64,
    ) -> Result<&mut Usage, Broken> {
        self.usage.retain(|usage| !forgets_period(usage, feature, index));
        if self.usage_of(feature, every).is_none() {
            let feature = feature.clone();
            self.usage.push(Usage { feature, every, index, used: 0, over: 0 });
        }
        self.usage
            .iter_mut()
            .find(|usage| usage.feature == *feature && usage.every == every)
            .filter(|usage| usage.index == index)
            .ok_or(Broken::Period)
    }

    fn grant_mut(&mut self, id: &GrantId) -> Result<&mut Grant, Broken> {
        self.grants.iter_mut().find(|grant| grant.id == *id).ok_or(Broken::Grant)
    }

    fn draw(&mut self, id: &GrantId, amount: Amount) -> Result<(), Broken> {
        let grant = self.grant_mut(id)?;
        grant.left = match (grant.left, amount) {
            (Amount::Of(left), Amount::Of(drawn)) => {
                let wrong = planted(Bug::Overdraw).then_some(0);
                Amount::Of(left.checked_sub(drawn).or(wrong).ok_or(Broken::Amount)?)
            }
            (Amount::Unlimited, Amount::Of(_)) => Amount::Unlimited,
            (Amount::Unlimited, Amount::Unlimited) => Amount::NONE,
            (Amount::Of(_), Amount::Unlimited) => return Err(Broken::Amount),
        };
        Ok(())
    }
}

/// What is held of a grant keeps it, for that is where it may go back to.
fn is_held(holds: &[Hold], id: &GrantId) -> bool {
    let of_it = |part: &Part| part.from == Source::Grant(id.clone());
    holds.iter().any(|hold| hold.parts.iter().any(of_it))
}

#[cfg(test)]
mod tests;
