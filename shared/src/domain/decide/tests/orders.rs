//! What an order stores, and what is noted of a person and of a notification: item by item.

use super::house::{House, PACKS, TIERS, at, feature};

use crate::domain::amount::{Amount, MAX_QUANTITY};
use crate::domain::command::link::Link;
use crate::domain::command::{Adjustment, Command, Describe, Order, Request};
use crate::domain::decide::{Answer, Change, decide};
use crate::domain::event::{EventRecord, EventState};
use crate::domain::hash::Hash;
use crate::domain::id::{AccountId, EventId, Label, PackId, PurchaseId};
use crate::domain::money::MAX_MINOR_UNITS;
use crate::domain::operation::Fingerprint;
use crate::domain::purchase::{Article, PurchaseState};
use crate::domain::refusal::Refusal;
use crate::domain::world::{Alias, Item, Target};

const INSTITUTION: &str = include_str!("../../../../catalogs/institution.toml");

fn label(text: &str) -> Label {
    Label::parse(text).unwrap()
}

fn alice() -> AccountId {
    AccountId::parse("user:alice").unwrap()
}

fn decided(house: &House, command: Command) -> Result<Change, Refusal> {
    decide(&house.catalog, &house.world, &Request { at: house.now, command })
}

/// The items that a command writes; they are put into the world.
fn written(house: &mut House, command: Command) -> Vec<Item> {
    let change = decided(house, command).unwrap();
    change.items.iter().for_each(|item| house.world.put(item.clone()));
    change.items
}

fn order(pack: &str, quantity: u64) -> Order {
    Order {
        purchase: PurchaseId::parse("pur_1").unwrap(),
        account: alice(),
        article: Article::Pack(PackId::parse(pack).unwrap()),
        quantity,
        fingerprint: Fingerprint(Hash::of(b"an order")),
    }
}

/// IM-10
#[test]
fn an_order_is_stored_once_and_its_name_is_for_no_other() {
    let mut house = House::with(PACKS);
    let [Item::Purchase(stored)] = &written(&mut house, Command::Order(order("pack-pro", 1)))[..]
    else {
        panic!("one purchase")
    };
    assert_eq!((stored.version, stored.created, stored.quantity), (1, house.now, 1));
    assert_eq!((stored.price.minor, &stored.state), (1500, &PurchaseState::Pending));
    assert_eq!(stored.lots[0].amount, Amount::Of(50));
    house.now = at("2026-02-01T00:00:00Z");
    let again = decided(&house, Command::Order(order("pack-pro", 1))).unwrap();
    assert_eq!(again, Change::nothing(Answer::Purchase(stored.clone())));
    let other = Order { fingerprint: Fingerprint(Hash::of(b"another")), ..order("pack-pro", 1) };
    assert_eq!(decided(&house, Command::Order(other)), Err(Refusal::Reused));
}

/// OB-1
#[test]
fn a_quantity_is_within_its_packs_range_and_multiplies_price_and_amount() {
    let house = House::with(PACKS);
    for quantity in [0, 2, u64::MAX] {
        let refused = decided(&house, Command::Order(order("pack-pro", quantity)));
        assert_eq!(refused, Err(Refusal::Quantity { min: 1, max: 1 }), "{quantity}");
    }
    let mut house = House::with(INSTITUTION);
    let pack = house.catalog.packs[0].clone();
    let (id, range) = (pack.id.as_str(), pack.quantity.unwrap());
    for quantity in [range.min, range.max] {
        let change = decided(&house, Command::Order(order(id, quantity))).unwrap();
        let Answer::Purchase(purchase) = change.answer else { panic!("a purchase") };
        let each = if quantity < 2000 { 400 } else { 320 };
        assert_eq!(purchase.price.minor, each * quantity);
        let Amount::Of(each) = pack.grants[0].amount else { panic!("counted") };
        assert_eq!(purchase.lots[0].amount, Amount::Of(each * quantity));
    }
    let over = Command::Order(order(id, range.max + 1));
    let refusal = Refusal::Quantity { min: range.min, max: range.max };
    assert_eq!(decided(&house, over.clone()), Err(refusal.clone()));
    assert_eq!(decided(&house, Command::Order(order(id, range.min - 1))), Err(refusal));

    house.catalog.packs[0].quantity.as_mut().unwrap().max = u64::MAX;
    house.catalog.packs[0].price.minor = 1;
    house.catalog.packs[0].tiers.clear();
    let most = decided(&house, Command::Order(order(id, MAX_MINOR_UNITS)));
    assert!(most.is_ok(), "{most:?}");
    for quantity in [MAX_MINOR_UNITS + 1, u64::MAX] {
        let refused = decided(&house, Command::Order(order(id, quantity)));
        assert!(matches!(refused, Err(Refusal::Quantity { .. })), "{quantity}");
    }
    house.catalog.packs[0].grants[0].amount = Amount::Of(MAX_QUANTITY);
    let Answer::Purchase(purchase) = decided(&house, Command::Order(order(id, 2))).unwrap().answer
    else {
        panic!("a purchase")
    };
    assert_eq!(purchase.lots[0].amount, Amount::Of(MAX_QUANTITY));
}

#[test]
fn the_first_session_of_an_order_stays() {
    let mut house = House::with(PACKS);
    let link = |session: &str| {
        let (session, url) = (label(session), format!("https://pay.example/{session}"));
        Command::Link(Link { purchase: PurchaseId::parse("pur_1").unwrap(), session, url })
    };
    assert_eq!(decided(&house, link("cs_1")), Err(Refusal::UnknownPurchase));
    written(&mut house, Command::Order(order("pack-pro", 1)));
    let items = written(&mut house, link("cs_1"));
    let [Item::Purchase(linked), Item::Alias(alias)] = &items[..] else { panic!("{items:?}") };
    assert_eq!((linked.version, &linked.provider.session), (2, &Some(label("cs_1"))));
    assert_eq!(linked.provider.url.as_deref(), Some("https://pay.example/cs_1"));
    let target = Target::Purchase(linked.id.clone());
    assert_eq!(*alias, Alias { name: label("cs_1"), target });
    assert!(written(&mut house, link("cs_2")).is_empty());
    assert_eq!(house.purchase("pur_1").provider.session, Some(label("cs_1")));
}

/// OB-4
#[test]
fn only_what_is_new_of_a_person_is_written() {
    let describe = |email: Option<&str>, customer: Option<&str>| {
        let (email, customer) = (email.map(label), customer.map(label));
        Command::Describe(Describe { account: alice(), email, customer })
    };
    let alias =
        |name: &str| Item::Alias(Alias { name: label(name), target: Target::Account(alice()) });
    let mut house = House::with(PACKS);
    let items = written(&mut house, describe(Some("a@example.com"), None));
    assert!(matches!(&items[..], [Item::Profile(it)] if it.version == 1), "{items:?}");
    assert!(written(&mut house, describe(Some("a@example.com"), None)).is_empty());
    assert!(written(&mut house, describe(None, None)).is_empty());
    let items = written(&mut house, describe(None, Some("cus_1")));
    assert!(matches!(&items[..], [first, Item::Profile(it)]
        if *first == alias("cus_1") && it.version == 2 && it.email == Some(label("a@example.com"))));
    let items = written(&mut house, describe(Some("b@example.com"), Some("cus_2")));
    assert!(
        matches!(&items[..], [Item::Profile(it)]
        if it.version == 3 && it.customer == Some(label("cus_1"))),
        "{items:?}"
    );

    let mut known = House::with(PACKS);
    known.world.put(alias("cus_1"));
    let items = written(&mut known, describe(None, Some("cus_1")));
    assert!(matches!(&items[..], [Item::Profile(_)]), "{items:?}");
}

#[test]
fn a_notification_that_is_done_stays_done_and_others_are_written_anew() {
    let mut house = House::with(PACKS);
    let told = |state| {
        let (id, kind) = (EventId::parse("evt_1").unwrap(), label("some.kind"));
        Command::Dismiss(EventRecord {
            id,
            version: 0,
            kind,
            at: at("2026-01-01T00:00:00Z"),
            state,
        })
    };
    let failed = || EventState::Failed { why: label("unclear") };
    for (state, version) in [(failed(), 1), (EventState::Ignored, 2), (EventState::Done, 3)] {
        let items = written(&mut house, told(state.clone()));
        let [Item::Event(event)] = &items[..] else { panic!("{items:?}") };
        assert_eq!((event.version, &event.state), (version, &state));
    }
    assert!(written(&mut house, told(failed())).is_empty());
}

/// A switch is on or off: nobody gives seven of it or takes one away.
#[test]
fn a_switch_is_given_whole_and_a_counted_feature_in_any_amount() {
    let mut house = House::with(PACKS);
    let one = crate::domain::amount::Quantity::new(1).unwrap();
    let refusal = || Err(Refusal::NotCounted(feature("qa_management")));
    let give = |amount| Adjustment::Give(amount, None);
    assert_eq!(house.adjusts("qa_management", give(Amount::Of(7))), refusal());
    assert_eq!(house.adjusts("qa_management", Adjustment::Take(one)), refusal());
    house.adjusts("qa_management", give(Amount::Unlimited)).unwrap();
    assert_eq!(house.available("qa_management"), Amount::Unlimited);
    house.adjusts("interview_credit", give(Amount::Unlimited)).unwrap();
    assert_eq!(house.available("interview_credit"), Amount::Unlimited);
}

#[test]
fn what_is_taken_by_hand_comes_from_grants_in_burn_order_and_never_from_an_allowance() {
    let mut house = House::with(TIERS);
    let take = |amount| Adjustment::Take(crate::domain::amount::Quantity::new(amount).unwrap());
    house.adjusts("credit", Adjustment::Give(Amount::Of(2), None)).unwrap();
    house.now = at("2026-01-10T12:00:01Z");
    house.adjusts("credit", Adjustment::Give(Amount::Of(3), None)).unwrap();
    house.adjusts("credit", take(2)).unwrap();
    let postings = house.last_entry().postings.len();
    let left: Vec<_> = house.account().grants.iter().map(|grant| grant.left).collect();
    assert_eq!((postings, left), (1, vec![Amount::Of(3)]), "no posting of nothing");
    let refused = house.adjusts("credit", take(4));
    assert!(matches!(refused, Err(Refusal::Insufficient(it)) if it.available == Amount::Of(3)));
    house.adjusts("credit", take(3)).unwrap();
    assert_eq!(house.available("credit"), Amount::Of(5), "the day's allowance");
}
