//! Items of every kind that chance makes up: everything a field may hold, up to the largest item.

use shared::domain::amount::Amount;
use shared::domain::entry::{Entry, EntryKind, Note, Outcome};
use shared::domain::event::{EventRecord, EventState};
use shared::domain::id::{AccountId, PackId, PurchaseId};
use shared::domain::member::{Member, Standing, Tally};
use shared::domain::moment::Moment;
use shared::domain::money::{Currency, Money};
use shared::domain::operation::{Fingerprint, OperationId};
use shared::domain::period::Every;
use shared::domain::plan::Interval;
use shared::domain::profile::Profile;
use shared::domain::purchase::returned::{Dispute, DisputeState, Refund, RefundState};
use shared::domain::purchase::{Article, Lot, ProviderNames, Purchase, PurchaseState};
use shared::domain::world::{Alias, Also, Item, Mark, Name, Target};
use shared::store::items;
use shared::store::size::item_bytes;

use crate::dice::Dice;
use crate::memory::conditions::version as version_of;
use crate::twins::accounts::{account, plan, subscription};
use crate::twins::cast::{Cast, label, odd, place};
use crate::twins::postings::posting;
use crate::twins::values::{amount, cap, feature, grant_id, hash, moment, person};

/// A version: mostly what follows, sometimes as large as versions get.
fn version(cast: &Cast, name: &Name, dice: &mut Dice) -> u64 {
    if dice.one_in(40) {
        return u64::MAX - dice.within(0..3);
    }
    let stands = cast.stands.get(name).and_then(version_of).unwrap_or(0);
    stands.checked_add(1).unwrap_or(1)
}

/// Any item of this name.
pub fn item(cast: &mut Cast, name: &Name, dice: &mut Dice) -> Item {
    let version = version(cast, name, dice);
    match name {
        Name::Account(id) => Item::Account(account(id, version, dice)),
        Name::Profile(id) => {
            let email = dice.one_in(2).then(|| label(dice));
            let customer = dice.one_in(2).then(|| label(dice));
            Item::Profile(Profile { account: id.clone(), version, email, customer })
        }
        Name::Member(account, user) => Item::Member(Member {
            account: account.clone(),
            user: user.clone(),
            version,
            standing: Standing::ALL[place(dice, Standing::ALL.len())],
            caps: (0..dice.within(0..4)).map(|_| cap(dice)).collect(),
            used: (0..dice.within(0..4)).map(|_| tally(dice)).collect(),
            counted: dice.within(0..1_000),
        }),
        Name::Receipt(id, key) => {
            let named = |operation: &&OperationId| operation.key() == *key;
            let operation = cast.operations.iter().find(named).expect("an operation").clone();
            receipt(cast, id, operation, dice)
        }
        Name::Purchase(id) => Item::Purchase(Box::new(purchase(cast, id, version, dice))),
        Name::Alias(name) => {
            let purchase = &cast.purchases[place(dice, cast.purchases.len())];
            let target = if dice.one_in(2) {
                Target::Account(cast.account(dice))
            } else {
                Target::Purchase(purchase.clone())
            };
            Item::Alias(Alias { name: name.clone(), target })
        }
        Name::Subscription(id) => {
            Item::Subscription(Box::new(subscription(cast, id, version, dice)))
        }
        Name::Event(id) => {
            let state = match dice.within(0..3) {
                0 => EventState::Done,
                1 => EventState::Ignored,
                _ => EventState::Failed { why: label(dice) },
            };
            let (kind, at) = (label(dice), moment(dice));
            Item::Event(EventRecord { id: id.clone(), version, kind, at, state })
        }
    }
}

fn tally(dice: &mut Dice) -> Tally {
    let used = dice.within(0..1_000_000);
    let since = dice.within(1..1_000);
    Tally { feature: feature(dice), every: Every::Day, index: 20_454, since, used }
}

/// An entry, a second name or a mark: what stands under an operation's name.
fn receipt(cast: &mut Cast, id: &AccountId, operation: OperationId, dice: &mut Dice) -> Item {
    let fingerprint = Fingerprint(hash(dice));
    let (account, key) = (id.clone(), operation.key());
    match dice.within(0..5) {
        0 => {
            let entry = cast.operations[place(dice, cast.operations.len())].key();
            Item::Also(Also { account, key, entry, fingerprint })
        }
        1 | 2 => {
            let expires = Moment::from_millis(moment(dice).seconds() * 1000).expect("a moment");
            Item::Refused(Mark { account, key, nonce: hash(dice), fingerprint, expires })
        }
        _ => {
            let seq = cast.next_seq(dice);
            let postings = if dice.one_in(15) { dice.within(0..600) } else { dice.within(0..5) };
            Item::Entry(Box::new(entry(account, seq, operation, postings, dice)))
        }
    }
}

fn entry(
    account: AccountId,
    seq: u64,
    operation: OperationId,
    postings: u64,
    dice: &mut Dice,
) -> Entry {
    let kinds = EntryKind::ALL;
    let some = |dice: &mut Dice| dice.one_in(2).then(|| label(dice));
    let note = Note {
        session: some(dice),
        member: dice.one_in(3).then(|| person(dice)),
        reference: some(dice),
        reason: some(dice),
    };
    let outcome = |dice: &mut Dice| Outcome {
        feature: feature(dice),
        amount: amount(dice),
        short: dice.within(0..9),
        available: amount(dice),
    };
    Entry {
        account,
        seq,
        prev: hash(dice),
        at: moment(dice),
        kind: kinds[place(dice, kinds.len())],
        operation,
        fingerprint: Fingerprint(hash(dice)),
        note,
        postings: (0..postings).map(|_| posting(dice)).collect(),
        answer: (0..dice.within(0..3)).map(|_| outcome(dice)).collect(),
    }
}

fn purchase(cast: &mut Cast, id: &PurchaseId, version: u64, dice: &mut Dice) -> Purchase {
    let state = match dice.within(0..5) {
        0 => PurchaseState::Pending,
        1 => PurchaseState::Failed { at: Some(moment(dice)), reason: label(dice) },
        2 => PurchaseState::Expired,
        3 => PurchaseState::Canceled,
        _ => PurchaseState::Paid { charged: dice.within(0..100_000), at: moment(dice) },
    };
    let lot = Lot {
        grant: grant_id(dice),
        feature: feature(dice),
        amount: amount(dice),
        expires_after_days: dice.one_in(2).then_some(365),
        priority: 100,
        taken: Amount::NONE,
        owed: dice.within(0..3),
    };
    let refund = |dice: &mut Dice| Refund {
        id: label(dice),
        intent: dice.one_in(2).then(|| label(dice)),
        amount: dice.within(1..500),
        state: RefundState::Pending,
    };
    let dispute = |dice: &mut Dice| Dispute {
        id: label(dice),
        intent: dice.one_in(2).then(|| label(dice)),
        amount: dice.one_in(2).then(|| dice.within(1..500)),
        state: DisputeState::Open,
    };
    Purchase {
        id: id.clone(),
        version,
        account: cast.account(dice),
        article: if dice.one_in(4) {
            Article::Plan(plan(), Interval::Year)
        } else {
            Article::Pack(PackId::parse("pack-starter").expect("a pack"))
        },
        quantity: dice.within(1..9),
        price: Money { minor: 800, currency: Currency::parse("usd").expect("a currency") },
        fingerprint: Fingerprint(hash(dice)),
        created: cast.next_order(dice),
        state,
        lots: vec![lot],
        refunds: (0..dice.within(0..4)).map(|_| refund(dice)).collect(),
        disputes: (0..dice.within(0..3)).map(|_| dispute(dice)).collect(),
        provider: ProviderNames {
            session: dice.one_in(2).then(|| label(dice)),
            url: dice.one_in(2).then(|| format!("https://example.com/{}", odd(dice, 300))),
            intent: dice.one_in(2).then(|| label(dice)),
            charge: None,
            invoice: dice.one_in(2).then(|| label(dice)),
        },
    }
}

/// An entry of the hoarder's that takes a good part of a page.
pub fn long(cast: &mut Cast, dice: &mut Dice) -> Item {
    let operation = cast.operations[place(dice, cast.operations.len())].clone();
    let seq = cast.next_seq(dice);
    let postings = dice.within(1_000..2_000);
    Item::Entry(Box::new(entry(cast.hoarder.clone(), seq, operation, postings, dice)))
}

/// A purchase that is stored in so many bytes, as the store counts them.
pub fn large(cast: &mut Cast, id: &PurchaseId, bytes: usize, dice: &mut Dice) -> Item {
    let version = version(cast, &Name::Purchase(id.clone()), dice);
    let mut purchase = Box::new(purchase(cast, id, version, dice));
    purchase.account = cast.hoarder.clone();
    purchase.provider.url = Some(String::new());
    let smallest = items::write(&Item::Purchase(purchase.clone())).expect("attributes");
    let missing = bytes.checked_sub(item_bytes(&smallest)).expect("room for the rest");
    purchase.provider.url = Some("u".repeat(missing));
    Item::Purchase(purchase)
}
