//! Folds what subscriptions give and no longer give.

use crate::domain::account::Account;
use crate::domain::apply::Broken;
use crate::domain::calendar::Calendar;
use crate::domain::hold::Source;
use crate::domain::id::Label;
use crate::domain::moment::Moment;
use crate::domain::period::Every;
use crate::domain::planted::{Bug, planted};
use crate::domain::subscription::Subscribed;
use crate::domain::zone::Zone;

impl Account {
    /// A subscription gives this from now on, in place of what it gave before.
    pub(super) fn subscribe(&mut self, gives: Subscribed, at: Moment) {
        if planted(Bug::FreshByChange) {
            self.begin_anew();
        }
        let known = self.subscriptions.iter().find(|it| it.subscription == gives.subscription);
        if known.is_some_and(|known| known.anchor != gives.anchor) {
            self.moves_anchor(gives.anchor, at);
        }
        self.subscriptions.retain(|known| known.subscription != gives.subscription);
        self.subscriptions.push(gives);
    }

    /// The current billing period is counted from elsewhere, and what was used and is held of it
    /// stays so: a change of interval gives no second allowance.
    fn moves_anchor(&mut self, anchor: Moment, at: Moment) {
        let calendar = Calendar { zone: self.zone.clone(), anchor: Some(anchor) };
        let current = calendar.index_at(Every::BillingPeriod, at);
        for usage in self.usage.iter_mut().filter(|it| it.every == Every::BillingPeriod) {
            let index = usage.index.max(current);
            let part = |index| Source::Allowance {
                feature: usage.feature.clone(),
                every: usage.every,
                index,
            };
            let (old, new) = (part(usage.index), part(index));
            let parts = self.holds.iter_mut().flat_map(|hold| &mut hold.parts);
            parts.filter(|part| part.from == old).for_each(|part| part.from = new.clone());
            usage.index = index;
        }
    }

    /// Days and months begin elsewhere from now on.
    pub(super) fn moves_to(&mut self, zone: Zone) {
        if planted(Bug::FreshByMove) {
            self.begin_anew();
        }
        self.zone = zone;
    }

    /// After the last subscription the account's own plan begins anew, in the period that it is.
    pub(super) fn unsubscribe(&mut self, subscription: &Label) -> Result<(), Broken> {
        let known = |it: &Subscribed| it.subscription == *subscription;
        let place = self.subscriptions.iter().position(known).ok_or(Broken::Subscription)?;
        self.subscriptions.remove(place);
        if self.subscriptions.is_empty() && !planted(Bug::StaleAfterEnd) {
            self.begin_anew();
        }
        Ok(())
    }

    /// In the periods that it is nothing is used any more.
    fn begin_anew(&mut self) {
        for usage in &mut self.usage {
            (usage.used, usage.over) = (0, 0);
        }
    }
}
