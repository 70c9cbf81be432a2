//! Orders that are paid by an invoice: its names, the two notifications of one payment, and its end.

use super::house::{House, PACKS, at, usd};

use crate::domain::command::fact::Fact;
use crate::domain::command::link::{Bill, Link};
use crate::domain::command::{Command, Request, Settle};
use crate::domain::decide::{Answer, Change, decide};
use crate::domain::entry::EntryKind;
use crate::domain::event::{EventRecord, EventState};
use crate::domain::id::{AccountId, EventId, Label, PurchaseId};
use crate::domain::purchase::{Purchase, PurchaseState};
use crate::domain::refusal::Refusal;
use crate::domain::world::Item;

fn label(text: &str) -> Label {
    Label::parse(text).unwrap()
}

fn order() -> PurchaseId {
    PurchaseId::parse("pur_1").unwrap()
}

/// A fact that names a payment and an invoice.
fn told(event: &str, intent: Option<&str>, invoice: Option<&str>, fact: Fact) -> Settle {
    Settle {
        purchase: order(),
        account: AccountId::parse("user:alice").unwrap(),
        event: EventRecord {
            id: EventId::parse(event).unwrap(),
            version: 0,
            kind: label("some.kind"),
            at: at("2026-01-10T12:00:00Z"),
            state: EventState::Ignored,
        },
        intent: intent.map(label),
        charge: None,
        invoice: invoice.map(label),
        fact,
    }
}

fn paid() -> Fact {
    Fact::Paid { asked: 800, charged: 800, currency: usd() }
}

fn failed() -> Fact {
    Fact::Failed { at: at("2026-01-10T12:00:00Z"), reason: label("card_declined") }
}

fn does(house: &mut House, command: Command) -> Result<Change, Refusal> {
    let change = decide(&house.catalog, &house.world, &Request { at: house.now, command })?;
    change.items.iter().for_each(|item| house.world.put(item.clone()));
    Ok(change)
}

fn hears(house: &mut House, settle: Settle) -> Result<Change, Refusal> {
    does(house, Command::Settle(settle))
}

fn bill(invoice: &str, intent: Option<&str>) -> Command {
    let (invoice, intent) = (label(invoice), intent.map(label));
    Command::Bill(Bill { purchase: order(), invoice, intent })
}

/// An order with the invoice `in_1` and the payment `pi_1`.
fn billed() -> House {
    let mut house = House::with(PACKS);
    house.orders("pur_1", "pack-popular");
    does(&mut house, bill("in_1", Some("pi_1"))).unwrap();
    house
}

fn state(house: &House) -> &'static str {
    house.purchase("pur_1").state.as_str()
}

fn names(purchase: &Purchase) -> (Option<&str>, Option<&str>) {
    let provider = &purchase.provider;
    (provider.invoice.as_ref().map(Label::as_str), provider.intent.as_ref().map(Label::as_str))
}

fn fulfils(change: &Change) -> bool {
    let granted = |item: &Item| matches!(item, Item::Entry(it) if it.kind == EntryKind::Fulfil);
    change.items.iter().any(granted)
}

#[test]
fn the_first_invoice_of_an_order_stays_and_both_names_lead_to_it() {
    let mut house = House::with(PACKS);
    assert_eq!(does(&mut house, bill("in_1", None)), Err(Refusal::UnknownPurchase));
    house.orders("pur_1", "pack-popular");
    let change = does(&mut house, bill("in_1", Some("pi_1"))).unwrap();
    let aliases: Vec<_> = change
        .items
        .iter()
        .filter_map(|item| match item {
            Item::Alias(alias) => Some(alias.name.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(aliases, ["in_1", "pi_1"]);
    assert_eq!(names(house.purchase("pur_1")), (Some("in_1"), Some("pi_1")));
    let again = does(&mut house, bill("in_2", Some("pi_2"))).unwrap();
    assert_eq!(again.items, []);
    assert!(matches!(again.answer, Answer::Purchase(known) if names(&known).0 == Some("in_1")));
}

/// OB-2: the payment and its invoice both say that it is paid; the first grants.
#[test]
fn a_payment_and_its_invoice_grant_once_in_either_order() {
    let of_intent = || told("evt_pi", Some("pi_1"), None, paid());
    let of_invoice = || told("evt_in", Some("pi_1"), Some("in_1"), paid());
    for facts in [[of_intent(), of_invoice()], [of_invoice(), of_intent()]] {
        let mut house = billed();
        let [first, second] = facts.map(|fact| hears(&mut house, fact).unwrap());
        assert!(fulfils(&first) && !fulfils(&second));
        assert_eq!(names(house.purchase("pur_1")), (Some("in_1"), Some("pi_1")));
    }
}

/// One that was made besides, and paid too, is for a person, by whatever it was paid.
#[test]
fn a_second_invoice_that_is_paid_is_for_a_person() {
    for intent in [Some("pi_2"), None] {
        let mut house = billed();
        hears(&mut house, told("evt_1", Some("pi_1"), Some("in_1"), paid())).unwrap();
        let second = hears(&mut house, told("evt_2", intent, Some("in_2"), paid()));
        assert!(matches!(second, Err(Refusal::Mismatch(_))), "{intent:?}");
    }
    let mut house = billed();
    hears(&mut house, told("evt_1", None, Some("in_1"), paid())).unwrap();
    let again = hears(&mut house, told("evt_2", None, Some("in_1"), paid())).unwrap();
    assert!(!fulfils(&again), "paid without a payment of Stripe's, and told twice");
}

/// OB-3: the invoice keeps its one payment, whatever fails.
#[test]
fn a_payment_that_fails_leaves_the_order_open() {
    let mut house = billed();
    hears(&mut house, told("evt_1", Some("pi_1"), None, failed())).unwrap();
    assert_eq!(state(&house), "failed");
    assert!(house.purchase("pur_1").is_unsettled(), "its invoice can still be paid");
    hears(&mut house, told("evt_2", Some("pi_9"), None, failed())).unwrap();
    assert_eq!(names(house.purchase("pur_1")), (Some("in_1"), Some("pi_1")));
    assert!(fulfils(&hears(&mut house, told("evt_3", Some("pi_1"), None, paid())).unwrap()));
}

/// Whatever is told in whatever order, the end is the same: paid, or else called off.
#[test]
fn a_payment_that_is_called_off_closes_the_order_unless_it_is_paid() {
    let facts = [Fact::Canceled, failed(), Fact::Expired, Fact::Awaited];
    for first in &facts {
        for second in &facts {
            let mut house = billed();
            for (event, fact) in [("evt_1", first), ("evt_2", second)] {
                hears(&mut house, told(event, Some("pi_1"), None, fact.clone())).unwrap();
            }
            let called_off = [first, second].contains(&&Fact::Canceled);
            assert_eq!(state(&house) == "canceled", called_off, "{first:?} {second:?}");
            assert_eq!(house.purchase("pur_1").charged(), None);
            assert!(!called_off || !house.purchase("pur_1").is_unsettled());
            hears(&mut house, told("evt_3", Some("pi_1"), None, paid())).unwrap();
            assert_eq!(state(&house), "paid");
            hears(&mut house, told("evt_4", Some("pi_1"), None, Fact::Canceled)).unwrap();
            assert_eq!(state(&house), "paid");
        }
    }
}

#[test]
fn what_is_called_off_besides_closes_nothing() {
    let mut house = billed();
    hears(&mut house, told("evt_1", Some("pi_2"), None, Fact::Canceled)).unwrap();
    hears(&mut house, told("evt_2", None, Some("in_2"), Fact::Canceled)).unwrap();
    assert_eq!(state(&house), "pending");
    hears(&mut house, told("evt_3", None, Some("in_1"), Fact::Canceled)).unwrap();
    assert_eq!(state(&house), "canceled");
}

/// A checkout that expires takes its payment with it: the session says how it ended.
#[test]
fn a_checkout_ends_as_its_session_says() {
    for facts in [[Fact::Canceled, Fact::Expired], [Fact::Expired, Fact::Canceled]] {
        let mut house = House::with(PACKS);
        house.orders("pur_1", "pack-popular");
        let (session, url) = (label("cs_1"), "https://pay.example/cs_1".to_owned());
        does(&mut house, Command::Link(Link { purchase: order(), session, url })).unwrap();
        for (event, fact) in ["evt_1", "evt_2"].into_iter().zip(facts) {
            hears(&mut house, told(event, Some("pi_1"), None, fact)).unwrap();
        }
        assert_eq!(house.purchase("pur_1").state, PurchaseState::Expired);
    }
}
