//! What a decision sees: the items it named, as they were last seen.

use std::collections::BTreeMap;

use crate::domain::account::Account;
use crate::domain::entry::Entry;
use crate::domain::event::EventRecord;
use crate::domain::hash::Hash;
use crate::domain::id::{AccountId, EventId, Label, PurchaseId};
use crate::domain::member::Member;
use crate::domain::moment::Moment;
use crate::domain::operation::{Fingerprint, OperationKey};
use crate::domain::profile::Profile;
use crate::domain::purchase::Purchase;
use crate::domain::subscription::Subscription;

/// Names one item of the table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Name {
    /// An account's document.
    Account(AccountId),
    /// The personal side of an account.
    Profile(AccountId),
    /// A member of an organisation: its account, then the person's.
    Member(AccountId, AccountId),
    /// What stands under an operation's name in an account's ledger.
    Receipt(AccountId, OperationKey),
    /// A purchase.
    Purchase(PurchaseId),
    /// What a name of the payment provider means to us.
    Alias(Label),
    /// A subscription, by its name at the provider.
    Subscription(Label),
    /// A notification.
    Event(EventId),
}

/// One item of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// An account's document.
    Account(Account),
    /// The personal side of an account.
    Profile(Profile),
    /// A member of an organisation.
    Member(Member),
    /// An operation that happened.
    Entry(Box<Entry>),
    /// The operation happened under another of its names.
    Also(Also),
    /// The operation was refused; it may be tried again.
    Refused(Mark),
    /// A purchase.
    Purchase(Box<Purchase>),
    /// What a name of the payment provider means to us.
    Alias(Alias),
    /// A subscription.
    Subscription(Box<Subscription>),
    /// A notification.
    Event(EventRecord),
}

/// A second name of an operation: one use of several features in a session has one for each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Also {
    /// Whose ledger.
    pub account: AccountId,
    /// This name.
    pub key: OperationKey,
    /// The name under which the entry stands.
    pub entry: OperationKey,
    /// What the request asked for.
    pub fingerprint: Fingerprint,
}

/// The mark of a refusal: no attempt begun before it can land after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Whose ledger.
    pub account: AccountId,
    /// The operation that was refused.
    pub key: OperationKey,
    /// Drawn at random for each refusal; a later attempt conditions on the one it saw.
    pub nonce: Hash,
    /// What the request asked for.
    pub fingerprint: Fingerprint,
    /// When the mark may be forgotten.
    pub expires: Moment,
}

/// What a name of the payment provider means to us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// The provider's name: `cus_…`, `cs_…`, `pi_…`, `ch_…`.
    pub name: Label,
    /// What it is of ours.
    pub target: Target,
}

/// What an alias points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A customer is an account.
    Account(AccountId),
    /// A session, payment or charge is a purchase.
    Purchase(PurchaseId),
}

impl Also {
    /// Where the entry stands.
    pub fn target(&self) -> Name {
        Name::Receipt(self.account.clone(), self.entry)
    }
}

impl Item {
    /// The name under which it stands.
    pub fn name(&self) -> Name {
        match self {
            Self::Account(account) => Name::Account(account.id.clone()),
            Self::Profile(profile) => Name::Profile(profile.account.clone()),
            Self::Member(member) => Name::Member(member.account.clone(), member.user.clone()),
            Self::Entry(entry) => Name::Receipt(entry.account.clone(), entry.operation.key()),
            Self::Also(also) => Name::Receipt(also.account.clone(), also.key),
            Self::Refused(mark) => Name::Receipt(mark.account.clone(), mark.key),
            Self::Purchase(purchase) => Name::Purchase(purchase.id.clone()),
            Self::Alias(alias) => Name::Alias(alias.name.clone()),
            Self::Subscription(subscription) => Name::Subscription(subscription.id.clone()),
            Self::Event(event) => Name::Event(event.id.clone()),
        }
    }

    /// What a write that replaces exactly this item must find.
    pub fn expectation(&self) -> Expect {
        match self {
            Self::Account(account) => Expect::Version(account.version),
            Self::Profile(profile) => Expect::Version(profile.version),
            Self::Member(member) => Expect::Version(member.version),
            Self::Purchase(purchase) => Expect::Version(purchase.version),
            Self::Subscription(subscription) => Expect::Version(subscription.version),
            Self::Event(event) => Expect::Version(event.version),
            Self::Refused(mark) => Expect::Nonce(mark.nonce),
            // These are written once and never replaced.
            Self::Entry(_) | Self::Also(_) | Self::Alias(_) => Expect::Absent,
        }
    }
}

/// What a write must find in the place of its item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// Nothing.
    Absent,
    /// The item at this version.
    Version(u64),
    /// The mark of exactly this refusal.
    Nonce(Hash),
}

/// The items that a decision looks at. A name that was not looked at counts as absent, and the
/// write's condition finds out.
#[derive(Debug, Clone, Default)]
pub struct World(BTreeMap<Name, Item>);

impl World {
    /// Takes note of an item.
    pub fn put(&mut self, item: Item) {
        self.0.insert(item.name(), item);
    }

    /// The item of this name.
    pub fn get(&self, name: &Name) -> Option<&Item> {
        self.0.get(name)
    }

    /// The account, if it was opened.
    pub fn account(&self, id: &AccountId) -> Option<&Account> {
        match self.0.get(&Name::Account(id.clone())) {
            Some(Item::Account(account)) => Some(account),
            _ => None,
        }
    }

    /// The purchase, if there is one.
    pub fn purchase(&self, id: &PurchaseId) -> Option<&Purchase> {
        match self.0.get(&Name::Purchase(id.clone())) {
            Some(Item::Purchase(purchase)) => Some(purchase),
            _ => None,
        }
    }

    /// The subscription, if we were told of it.
    pub fn subscription(&self, id: &Label) -> Option<&Subscription> {
        match self.0.get(&Name::Subscription(id.clone())) {
            Some(Item::Subscription(subscription)) => Some(subscription),
            _ => None,
        }
    }

    /// The profile, if there is one.
    pub fn profile(&self, account: &AccountId) -> Option<&Profile> {
        match self.0.get(&Name::Profile(account.clone())) {
            Some(Item::Profile(profile)) => Some(profile),
            _ => None,
        }
    }

    /// What an organisation has on record of a person, if anything.
    pub fn member(&self, account: &AccountId, user: &AccountId) -> Option<&Member> {
        match self.0.get(&Name::Member(account.clone(), user.clone())) {
            Some(Item::Member(member)) => Some(member),
            _ => None,
        }
    }

    /// The notification, if it was handled before.
    pub fn event(&self, id: &EventId) -> Option<&EventRecord> {
        match self.0.get(&Name::Event(id.clone())) {
            Some(Item::Event(event)) => Some(event),
            _ => None,
        }
    }

    /// Whether a member's record counts an entry that its account does not have yet: they were read at
    /// different moments. A write would not find one of them; only a refusal could be wrong.
    pub fn is_torn(&self) -> bool {
        self.0.values().any(|item| match item {
            Item::Member(member) => {
                let version = self.account(&member.account).map_or(0, |account| account.version);
                member.counted > version
            }
            _ => false,
        })
    }

    /// What a write to this name must find for the decision to hold.
    pub fn expectation(&self, name: &Name) -> Expect {
        self.0.get(name).map_or(Expect::Absent, Item::expectation)
    }
}
