//! When time next brings something to an account: a grant is lost, a subscription is over, a period
//! ends in which something was used.

use crate::domain::account::Account;
use crate::domain::calendar::Calendar;
use crate::domain::moment::Moment;
use crate::domain::usage::Usage;

impl Account {
    /// The moment from which on there is surely something to write down; none for an account that
    /// time brings nothing. It is never too early, so whoever comes then never comes in vain; where
    /// only the catalog knows which of several subscriptions decides, or use was counted in a calendar
    /// month before the subscription that gives now, it may be too late.
    ///
    /// The end of a hold is no such moment: holds come and go within minutes, and each would cost
    /// to be listed. One that expired is written down with whatever comes next.
    pub fn next_due(&self) -> Option<Moment> {
        // What is held of a grant is not lost with it.
        let left = self.grants.iter().filter(|grant| !grant.left.is_none());
        let lost = left.filter_map(|grant| grant.expires);
        let over = self.subscriptions.iter().map(|subscribed| subscribed.until);
        let used = self.usage.iter().filter(|usage| usage.used > 0 || usage.over > 0);
        let lapsed = used.filter_map(|usage| self.lapses(usage));
        lost.chain(over).chain(lapsed).min()
    }

    /// When the period of a use is surely over: the last of what every calendar says that the
    /// account may have.
    fn lapses(&self, usage: &Usage) -> Option<Moment> {
        let anchors = self.subscriptions.iter().map(|subscribed| Some(subscribed.anchor));
        let ends = anchors.chain([None]).map(|anchor| {
            let calendar = Calendar { zone: self.zone.clone(), anchor };
            calendar.ends(usage.every, usage.index)
        });
        ends.max().flatten()
    }
}
