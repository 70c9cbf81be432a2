//! An entry in the making: what the passing of time brought first, then the thing itself.

use crate::domain::account::Account;
use crate::domain::amount::Amount;
use crate::domain::apply::{Broken, apply};
use crate::domain::balance::Balance;
use crate::domain::catalog::Catalog;
use crate::domain::decide::{Answer, Change};
use crate::domain::entry::{Entry, EntryKind, Note, Outcome};
use crate::domain::grant::Grant;
use crate::domain::id::{AccountId, FeatureId, GrantId, Label};
use crate::domain::moment::Moment;
use crate::domain::operation::{Fingerprint, OperationId};
use crate::domain::period::Every;
use crate::domain::planted::{Bug, planted};
use crate::domain::posting::Posting;
use crate::domain::refusal::Refusal;
use crate::domain::subscription::Subscribed;
use crate::domain::usage::Usage;
use crate::domain::world::{Item, World};

/// An account with what has been posted to it so far.
pub struct Draft<'a> {
    /// The rules of the moment.
    pub catalog: &'a Catalog,
    /// The account as it stands after what was posted.
    pub account: Account,
    /// When.
    pub at: Moment,
    /// The account as it stood before.
    pub before: Option<&'a Account>,
    postings: Vec<Posting>,
    answer: Vec<Outcome>,
}

/// Names and explains an entry.
pub struct Title<'a> {
    /// What caused it.
    pub kind: EntryKind,
    /// Names the effect.
    pub operation: &'a OperationId,
    /// What was asked for.
    pub fingerprint: Fingerprint,
    /// What is remembered with it.
    pub note: Note,
}

impl<'a> Draft<'a> {
    /// Begins with the account as time has left it: opened if need be, periods that ended and
    /// grants that expired taken care of.
    pub fn begin(
        catalog: &'a Catalog,
        world: &'a World,
        id: &AccountId,
        at: Moment,
    ) -> Result<Self, Refusal> {
        Self::begin_without(catalog, world, id, at, None)
    }

    /// As [`Self::begin`], but whether this subscription is over is not time's business: it is what
    /// is decided on. What is renewed late goes on as if it had never stopped, where no entry says
    /// that it did.
    pub fn begin_without(
        catalog: &'a Catalog,
        world: &'a World,
        id: &AccountId,
        at: Moment,
        decided: Option<&Label>,
    ) -> Result<Self, Refusal> {
        let before = world.account(id);
        let plan = catalog.default_plan().map(|plan| plan.id.clone());
        let fresh = || Account::unopened(id.clone(), plan.clone(), at);
        let account = before.cloned().unwrap_or_else(fresh);
        let (postings, answer) = (Vec::new(), Vec::new());
        let mut draft = Self { catalog, account, at, before, postings, answer };
        if before.is_none() {
            draft.postings.push(Posting::Opened { plan });
            draft.welcome()?;
        }
        draft.pass_time(decided)?;
        Ok(draft)
    }

    fn welcome(&mut self) -> Result<(), Refusal> {
        for gift in &self.catalog.welcome {
            self.post(Posting::Granted {
                grant: GrantId::of_welcome(&gift.feature),
                feature: gift.feature.clone(),
                amount: gift.amount,
                granted: self.at,
                expires: gift.expires_after_days.map(|days| self.at.plus_days(days)),
                priority: gift.priority,
            })?;
        }
        Ok(())
    }

    fn pass_time(&mut self, decided: Option<&Label>) -> Result<(), Refusal> {
        let at = self.at;
        let over = |it: &&Subscribed| !it.is_live(at) && Some(&it.subscription) != decided;
        let ended: Vec<_> = self.account.subscriptions.iter().filter(over).cloned().collect();
        for subscribed in ended {
            self.post(Posting::Unsubscribed { subscription: subscribed.subscription })?;
        }
        // Of a subscription that is decided on, what it says decides which billing period it is.
        let mut late = self.account.subscriptions.iter().filter(|it| !it.is_live(at));
        let waits = late.next().is_some();
        let calendar = self.account.calendar(self.catalog, at);
        let ended = |usage: &&Usage| {
            let past = usage.index < calendar.index_at(usage.every, at);
            past && !(waits && usage.every == Every::BillingPeriod)
        };
        let lapsed: Vec<_> = self.account.usage.iter().filter(ended).cloned().collect();
        for usage in lapsed {
            let index = calendar.index_at(usage.every, at);
            self.post(Posting::Lapsed { feature: usage.feature, every: usage.every, index })?;
        }
        self.free_holds()?;
        self.expire_grants()
    }

    /// What expired holds have left goes back to where it came from, the first to expire first.
    fn free_holds(&mut self) -> Result<(), Refusal> {
        let at = self.at;
        let over = self.account.holds.iter().filter(|hold| !hold.is_live(at));
        let mut over: Vec<_> = over.cloned().collect();
        over.sort_by_key(|hold| hold.expires);
        for hold in over {
            for part in hold.parts {
                let (hold, from, amount) = (hold.id, part.from, part.amount);
                self.post(Posting::Freed { hold, from, amount })?;
            }
        }
        Ok(())
    }

    /// What is left of grants that have expired is lost; also what came back to one just now.
    pub fn expire_grants(&mut self) -> Result<(), Refusal> {
        let at = self.at;
        let dead = |grant: &&Grant| !grant.is_live(at) && !grant.left.is_none();
        let expired: Vec<_> = self.account.grants.iter().filter(dead).cloned().collect();
        for grant in expired {
            let kept = u64::from(planted(Bug::ExpiryInPart));
            self.post(Posting::Expired { grant: grant.id, amount: grant.left.less(kept) })?;
        }
        Ok(())
    }

    /// Whether nothing was posted so far but that periods are over in which nothing was used.
    pub fn is_idle(&self) -> bool {
        let unused = |usage: &Usage| usage.used == 0 && usage.over == 0;
        self.postings.iter().all(|posting| match posting {
            Posting::Lapsed { feature, every, .. } => {
                let usage = self.before.and_then(|before| before.usage_of(feature, *every));
                usage.is_none_or(unused)
            }
            _ => false,
        })
    }

    /// Moves something.
    pub fn post(&mut self, posting: Posting) -> Result<(), Refusal> {
        self.account.post(&posting, self.at).map_err(broken)?;
        self.postings.push(posting);
        Ok(())
    }

    /// The balance of a feature after what was posted so far.
    pub fn balance(&self, feature: &FeatureId) -> Balance {
        Balance::of(&self.account, self.catalog, feature, self.at)
    }

    /// Tells the caller what became of a feature.
    pub fn tell(&mut self, feature: &FeatureId, amount: Amount, short: u64) {
        let available = self.balance(feature).available();
        self.answer.push(Outcome { feature: feature.clone(), amount, short, available });
    }

    /// The entry and the account after it, to be written together.
    pub fn finish(self, title: Title<'_>) -> Result<Change, Refusal> {
        let entry = Entry {
            account: self.account.id,
            seq: self.account.version.saturating_add(1),
            prev: self.account.head,
            at: self.at,
            kind: title.kind,
            operation: salted(title.operation, self.at),
            fingerprint: title.fingerprint,
            note: title.note,
            postings: self.postings,
            answer: self.answer,
        };
        let after = apply(self.before, &entry).map_err(broken)?;
        let items = vec![Item::Account(after), Item::Entry(Box::new(entry.clone()))];
        Ok(Change { items, answer: Answer::Entry(Box::new(entry)) })
    }
}

/// The name under which an entry stands: the operation's own, always.
fn salted(operation: &OperationId, at: Moment) -> OperationId {
    let salt = if planted(Bug::NoReceipt) {
        at.millis()
    } else if planted(Bug::ShortReceipts) {
        at.millis().div_euclid(600_000)
    } else {
        return operation.clone();
    };
    let (scope, principal) = (operation.scope, operation.principal.clone());
    OperationId { scope, principal, name: format!("{}@{salt}", operation.name) }
}

fn broken(broken: Broken) -> Refusal {
    Refusal::Broken(match broken {
        Broken::Seq => "its number does not follow",
        Broken::Chain => "its chain is broken",
        Broken::Account => "it belongs to another account",
        Broken::Opening => "it opens an account twice",
        Broken::Grant => "it names a grant that is not there, or is there already",
        Broken::Subscription => "it ends a subscription that is not there",
        Broken::Amount => "it moves more than there is",
        Broken::Hold => "it names a hold that is not there, or more than it has",
        Broken::Period => "it counts in a period that is not current",
    })
}
