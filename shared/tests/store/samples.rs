//! Items of every kind, as they could be.

use shared::domain::account::{Account, Owed};
use shared::domain::amount::Amount;
use shared::domain::entry::{Entry, EntryKind, Note, Outcome};
use shared::domain::event::{EventRecord, EventState};
use shared::domain::grant::Grant;
use shared::domain::hash::Hash;
use shared::domain::id::{AccountId, EventId, FeatureId, GrantId, Label, PackId, PurchaseId};
use shared::domain::member::Member;
use shared::domain::moment::Moment;
use shared::domain::money::{Currency, Money};
use shared::domain::operation::{Fingerprint, OperationId, Scope};
use shared::domain::period::Every;
use shared::domain::posting::Posting;
use shared::domain::profile::Profile;
use shared::domain::purchase::{Article, Lot, ProviderNames, Purchase, PurchaseState};
use shared::domain::subscription::Status;
use shared::domain::usage::Usage;
use shared::domain::world::{Alias, Also, Item, Mark, Target};
use shared::store::items::api_key::ApiKeyItem;

use crate::holding::{hold, holding, settle};
use crate::samples_of_members::{capped, member, unseen};
use crate::samples_of_money;
use crate::samples_of_plans::{of_plan, over, subscribed_account, subscription};

/// 2026-01-01T00:00:00Z.
pub const NOW: i64 = 1_767_225_600_000;

pub fn now() -> Moment {
    Moment::from_millis(NOW).unwrap()
}

pub fn alice() -> AccountId {
    AccountId::parse("user:alice").unwrap()
}

pub fn label(text: &str) -> Label {
    Label::parse(text).unwrap()
}

fn credit() -> FeatureId {
    FeatureId::parse("interview_credit").unwrap()
}

fn purchase_id(number: usize) -> PurchaseId {
    PurchaseId::parse(format!("pur_{number:026}")).unwrap()
}

/// An account at a version, with so many grants.
pub fn account(id: &AccountId, version: u64, grants: usize) -> Account {
    let mut account = Account::unopened(id.clone(), None, now());
    account.version = version;
    account.head = Hash::of(&version.to_be_bytes());
    account.grants = (0..grants)
        .map(|number| Grant {
            id: GrantId::of_purchase(&purchase_id(number), &credit()),
            feature: credit(),
            amount: Amount::Of(100),
            left: Amount::Of(7),
            granted: now(),
            expires: None,
            priority: 100,
        })
        .collect();
    account
}

/// An account that has one of everything.
pub fn full_account() -> Account {
    let mut account = account(&alice(), 12, 2);
    account.plan = Some(shared::domain::id::PlanId::parse("plan-starter").unwrap());
    account.grants[0].amount = Amount::Unlimited;
    account.grants[0].left = Amount::Unlimited;
    account.grants[1].expires = Some(now().plus_days(30));
    let feature = FeatureId::parse("interview_minute").unwrap();
    let (every, index) = (Every::Month, 24_312);
    account.usage = vec![Usage { feature, every, index, used: 90, over: 3 }];
    account.owed = vec![Owed { purchase: purchase_id(7), feature: credit(), amount: 4 }];
    account
}

/// The operation with this key of alice's backend.
pub fn operation(key: &str) -> OperationId {
    OperationId::keyed(Scope::Service, "key:backend", key)
}

/// A consume, as an entry of its account.
pub fn entry(account: &AccountId, seq: u64) -> Entry {
    let operation = operation(&format!("0197f3a2-b6c4-7d11-8f00-{seq:012}"));
    Entry {
        account: account.clone(),
        seq,
        prev: Hash::of(&seq.to_be_bytes()),
        at: now(),
        kind: EntryKind::Consume,
        fingerprint: Fingerprint(Hash::of(b"one credit")),
        operation,
        note: Note { session: Some(label("interview 1")), ..Note::default() },
        postings: vec![Posting::Drew {
            grant: GrantId::of_purchase(&purchase_id(0), &credit()),
            amount: 1,
        }],
        answer: vec![Outcome {
            feature: credit(),
            amount: Amount::Of(1),
            short: 0,
            available: Amount::Of(6),
        }],
    }
}

pub fn entry_item(account: &AccountId, seq: u64) -> Item {
    Item::Entry(Box::new(entry(account, seq)))
}

/// A second name of the entry with this `seq`.
pub fn also(account: &AccountId, seq: u64) -> Also {
    Also {
        account: account.clone(),
        key: operation("second name").key(),
        entry: entry(account, seq).operation.key(),
        fingerprint: Fingerprint(Hash::of(b"one credit")),
    }
}

/// The mark of a refusal, under the name of the entry with this `seq`.
pub fn mark(account: &AccountId, seq: u64, nonce: &str) -> Mark {
    Mark {
        account: account.clone(),
        key: entry(account, seq).operation.key(),
        nonce: Hash::of(nonce.as_bytes()),
        fingerprint: Fingerprint(Hash::of(b"one credit")),
        expires: now().plus_days(7),
    }
}

/// A purchase of alice's, ordered so many milliseconds after now.
pub fn purchase(number: usize, later: i64, state: PurchaseState) -> Purchase {
    Purchase {
        id: purchase_id(number),
        version: 1,
        account: alice(),
        article: Article::Pack(PackId::parse("pack-starter").unwrap()),
        quantity: 2,
        price: Money { minor: 800, currency: Currency::parse("usd").unwrap() },
        fingerprint: Fingerprint(Hash::of(b"two starters")),
        created: Moment::from_millis(NOW + later).unwrap(),
        state,
        lots: vec![Lot {
            grant: GrantId::of_purchase(&purchase_id(number), &credit()),
            feature: credit(),
            amount: Amount::Of(20),
            expires_after_days: None,
            priority: 100,
            taken: Amount::NONE,
            owed: 0,
        }],
        refunds: vec![],
        disputes: vec![],
        provider: ProviderNames::default(),
    }
}

pub fn event(id: &str, state: EventState) -> EventRecord {
    EventRecord {
        id: EventId::parse(id).unwrap(),
        version: 1,
        kind: label("checkout.session.completed"),
        at: now(),
        state,
    }
}

/// One item of every kind and state, by the name of its golden file.
pub fn all() -> Vec<(&'static str, Item)> {
    let failed = PurchaseState::Failed { at: None, reason: label("Your card was declined.") };
    let why = label("the price differs from the order");
    let profile = Profile { account: alice(), version: 1, email: None, customer: None };
    let known = Profile {
        email: Some(label("alice@example.com")),
        customer: Some(label("cus_1")),
        ..profile.clone()
    };
    let alias = |name: &str, target| Item::Alias(Alias { name: label(name), target });
    let purchase = |number, state| Item::Purchase(Box::new(purchase(number, 0, state)));
    vec![
        ("account", Item::Account(full_account())),
        ("account-opened", Item::Account(account(&alice(), 1, 0))),
        ("account-holding", Item::Account(holding())),
        ("entry-hold", Item::Entry(Box::new(hold(&alice(), 14)))),
        ("entry-settle", Item::Entry(Box::new(settle(&alice(), 15)))),
        ("profile", Item::Profile(known)),
        ("profile-unknown", Item::Profile(profile)),
        ("account-capped", Item::Account(capped())),
        ("member", Item::Member(member())),
        ("member-unseen", Item::Member(Member { version: 1, ..unseen() })),
        ("entry", entry_item(&alice(), 13)),
        ("also", Item::Also(also(&alice(), 13))),
        ("refused", Item::Refused(mark(&alice(), 14, "first"))),
        ("purchase-pending", purchase(1, PurchaseState::Pending)),
        ("purchase-paid", Item::Purchase(Box::new(samples_of_money::paid()))),
        ("purchase-disputed", Item::Purchase(Box::new(samples_of_money::disputed()))),
        ("purchase-failed", purchase(3, failed)),
        ("purchase-plan", Item::Purchase(Box::new(of_plan()))),
        ("account-subscribed", Item::Account(subscribed_account())),
        ("subscription", Item::Subscription(Box::new(subscription(Status::PastDue)))),
        ("subscription-over", Item::Subscription(Box::new(over()))),
        ("purchase-expired", purchase(4, PurchaseState::Expired)),
        ("purchase-billed", Item::Purchase(Box::new(samples_of_money::billed()))),
        ("purchase-canceled", Item::Purchase(Box::new(samples_of_money::canceled()))),
        ("alias-account", alias("cus_1", Target::Account(alice()))),
        ("alias-purchase", alias("cs_test_1", Target::Purchase(purchase_id(2)))),
        ("event-done", Item::Event(event("evt_1", EventState::Done))),
        ("event-ignored", Item::Event(event("evt_2", EventState::Ignored))),
        ("event-failed", Item::Event(event("evt_3", EventState::Failed { why }))),
    ]
}

/// An API key of the team's own backend.
pub fn api_key(expires_at: Option<i64>) -> ApiKeyItem {
    ApiKeyItem {
        hash: Hash::of(b"tsk_example"),
        id: "backend".to_owned(),
        scopes: vec!["service".to_owned(), "admin".to_owned()],
        revoked: false,
        expires_at,
    }
}
