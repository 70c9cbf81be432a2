//! What a fact about a payment writes: the purchase, its names, the notification, and no more.

use super::house::{House, PACKS, at, usd};

use crate::domain::command::fact::Fact;
use crate::domain::command::{Command, Request, Settle};
use crate::domain::decide::{Answer, Change, decide};
use crate::domain::event::{EventRecord, EventState};
use crate::domain::id::{AccountId, EventId, Label, PurchaseId};
use crate::domain::purchase::{Purchase, PurchaseState};
use crate::domain::refusal::Refusal;
use crate::domain::world::{Item, Target};

fn label(text: &str) -> Label {
    Label::parse(text).unwrap()
}

fn paid() -> Fact {
    Fact::Paid { asked: 800, charged: 800, currency: usd() }
}

/// A fact about the one order, with what it was told to be of.
fn told(event: &str, intent: Option<&str>, charge: Option<&str>, fact: Fact) -> Settle {
    Settle {
        purchase: PurchaseId::parse("pur_1").unwrap(),
        account: AccountId::parse("user:alice").unwrap(),
        event: EventRecord {
            id: EventId::parse(event).unwrap(),
            version: 0,
            kind: label("some.kind"),
            at: at("2026-01-10T12:00:00Z"),
            state: EventState::Ignored,
        },
        intent: intent.map(label),
        charge: charge.map(label),
        invoice: None,
        fact,
    }
}

fn ordered() -> House {
    let mut house = House::with(PACKS);
    house.orders("pur_1", "pack-popular");
    house
}

fn settles(house: &mut House, settle: Settle) -> Result<Change, Refusal> {
    let request = Request { at: house.now, command: Command::Settle(settle) };
    let change = decide(&house.catalog, &house.world, &request)?;
    change.items.iter().for_each(|item| house.world.put(item.clone()));
    Ok(change)
}

fn purchase(change: &Change) -> &Purchase {
    let found = change.items.iter().find_map(|item| match item {
        Item::Purchase(purchase) => Some(&**purchase),
        _ => None,
    });
    found.unwrap()
}

fn event(change: &Change) -> &EventRecord {
    let Some(Item::Event(event)) = change.items.last() else { panic!("{:?}", change.items) };
    event
}

fn aliases(change: &Change) -> Vec<&str> {
    let names = change.items.iter().filter_map(|item| match item {
        Item::Alias(alias) if matches!(alias.target, Target::Purchase(_)) => Some(&alias.name),
        _ => None,
    });
    names.map(Label::as_str).collect()
}

#[test]
fn every_fact_notes_its_notification_as_done_and_a_repeat_notes_nothing() {
    let mut house = ordered();
    let change = settles(&mut house, told("evt_1", None, None, Fact::Awaited)).unwrap();
    assert_eq!((event(&change).version, &event(&change).state), (1, &EventState::Done));
    assert_eq!((change.items.len(), purchase(&change).version), (2, 2));
    let again = settles(&mut house, told("evt_1", None, None, Fact::Awaited)).unwrap();
    assert_eq!(again, Change::nothing(Answer::Done));
}

#[test]
fn a_notification_that_failed_before_is_settled_and_written_over() {
    let mut house = ordered();
    let failed = EventRecord {
        version: 3,
        state: EventState::Failed { why: label("unclear") },
        ..told("evt_1", None, None, Fact::Awaited).event
    };
    house.world.put(Item::Event(failed));
    let change = settles(&mut house, told("evt_1", None, None, paid())).unwrap();
    assert_eq!((event(&change).version, &event(&change).state), (4, &EventState::Done));
    assert!(matches!(purchase(&change).state, PurchaseState::Paid { charged: 800, .. }));
}

#[test]
fn names_that_were_not_known_are_noted_and_known_ones_are_not() {
    let mut house = ordered();
    let change = settles(&mut house, told("evt_1", Some("pi_1"), None, Fact::Awaited)).unwrap();
    assert_eq!(aliases(&change), ["pi_1"]);
    let change = settles(&mut house, told("evt_2", Some("pi_1"), Some("ch_1"), paid())).unwrap();
    assert_eq!(aliases(&change), ["ch_1"]);
    let change = settles(&mut house, told("evt_3", Some("pi_1"), Some("ch_1"), paid())).unwrap();
    assert_eq!(aliases(&change), [""; 0]);
}

/// IM-12: one payment is begun, another one pays, and the first one is told of again.
#[test]
fn the_payment_that_paid_is_kept_whatever_is_told_before_or_after() {
    let mut house = ordered();
    settles(&mut house, told("evt_1", Some("pi_1"), None, Fact::Awaited)).unwrap();
    let change = settles(&mut house, told("evt_2", Some("pi_2"), Some("ch_2"), paid())).unwrap();
    let kept = purchase(&change).provider.clone();
    assert_eq!((kept.intent, kept.charge), (Some(label("pi_2")), Some(label("ch_2"))));
    let late = told("evt_3", Some("pi_1"), Some("ch_1"), Fact::Expired);
    let change = settles(&mut house, late).unwrap();
    let kept = purchase(&change).provider.clone();
    assert_eq!((kept.intent, kept.charge), (Some(label("pi_2")), Some(label("ch_2"))));
    assert_eq!(purchase(&change).charged(), Some(800));
}

#[test]
fn what_was_told_of_a_payment_is_kept_when_less_is_told_later() {
    let mut house = ordered();
    let names = |change: &Change| {
        let provider = purchase(change).provider.clone();
        (provider.intent, provider.charge)
    };
    let known = (Some(label("pi_1")), Some(label("ch_1")));
    for (event, intent, charge, fact) in [
        ("evt_1", Some("pi_1"), Some("ch_1"), Fact::Awaited),
        ("evt_2", None, None, Fact::Expired),
        ("evt_3", Some("pi_1"), None, paid()),
        ("evt_4", Some("pi_1"), None, paid()),
        ("evt_5", None, None, Fact::Expired),
    ] {
        let change = settles(&mut house, told(event, intent, charge, fact)).unwrap();
        assert_eq!(names(&change), known, "{event}");
    }
}

#[test]
fn a_payment_told_again_without_its_name_is_the_same_one() {
    let mut house = ordered();
    settles(&mut house, told("evt_1", Some("pi_1"), None, paid())).unwrap();
    let change = settles(&mut house, told("evt_2", None, None, paid())).unwrap();
    assert_eq!(change.answer, Answer::Done);
    let other = settles(&mut house, told("evt_3", Some("pi_2"), None, paid()));
    assert!(matches!(other, Err(Refusal::Mismatch(_))));
}

#[test]
fn a_checkout_that_expires_is_noted_until_it_is_paid_all_the_same() {
    let mut house = ordered();
    let change = settles(&mut house, told("evt_1", None, None, Fact::Expired)).unwrap();
    assert_eq!(purchase(&change).state, PurchaseState::Expired);
    let change = settles(&mut house, told("evt_2", Some("pi_1"), None, paid())).unwrap();
    assert!(matches!(purchase(&change).state, PurchaseState::Paid { .. }));
}

#[test]
fn a_fact_about_an_unknown_order_or_anothers_is_refused() {
    let mut house = ordered();
    let bob = AccountId::parse("user:bob").unwrap();
    let of_bob = Settle { account: bob, ..told("evt_1", None, None, paid()) };
    assert!(matches!(settles(&mut house, of_bob), Err(Refusal::Mismatch(_))));
    let unknown = PurchaseId::parse("pur_2").unwrap();
    let unknown = Settle { purchase: unknown, ..told("evt_1", None, None, paid()) };
    assert_eq!(settles(&mut house, unknown), Err(Refusal::UnknownPurchase));
}
