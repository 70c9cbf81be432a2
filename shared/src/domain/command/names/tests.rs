//! What each command looks at, is remembered under, and asks for.

#![allow(clippy::unwrap_used, reason = "a test fails loudly")]

use super::*;

use crate::domain::amount::{Amount, Quantity};
use crate::domain::command::link::{Bill, Join, Link};
use crate::domain::command::{Actual, Adjustment, Describe, Open, Operations, Order, Reserve, Use};
use crate::domain::hold::HoldId;
use crate::domain::id::{FeatureId, Label, PackId};
use crate::domain::operation::Scope;

fn alice() -> AccountId {
    AccountId::parse("user:alice").unwrap()
}

fn label(text: &str) -> Label {
    Label::parse(text).unwrap()
}

fn purchase() -> PurchaseId {
    PurchaseId::parse("pur_1").unwrap()
}

fn named(name: &str) -> OperationId {
    OperationId::keyed(Scope::Service, "key:1", name)
}

fn spend(uses: &[(&str, u64)], note: Note) -> Spend {
    let one = |(id, amount): &(&str, u64)| Use {
        feature: FeatureId::parse(*id).unwrap(),
        amount: Quantity::new(*amount).unwrap(),
    };
    let operations = Operations { first: named("k1"), others: vec![named("k2")] };
    Spend { operations, account: alice(), uses: uses.iter().map(one).collect(), note }
}

fn adjust(feature: &str, by: Adjustment, note: Note) -> Command {
    let feature = FeatureId::parse(feature).unwrap();
    Command::Adjust(Adjust { operation: named("k1"), account: alice(), feature, by, note })
}

#[test]
fn a_use_is_remembered_under_all_its_names_and_an_order_under_none() {
    let names = ["k1", "k2"].map(|name| Name::Receipt(alice(), named(name).key()));
    let command = Command::Consume(spend(&[("credit", 1)], Note::default()));
    assert_eq!(command.receipts(), names);
    assert_eq!(command.touches(), [Name::Account(alice())]);
    let order = Command::Order(Order {
        purchase: purchase(),
        account: alice(),
        article: Article::Pack(PackId::parse("pack-pro").unwrap()),
        quantity: 1,
        fingerprint: Fingerprint(Hash::of(b"an order")),
    });
    assert_eq!((order.receipts(), order.touches()), (vec![], vec![Name::Purchase(purchase())]));
    assert_eq!(order.fingerprint(), Fingerprint(Hash::of(b"an order")));
}

///
#[test]
fn the_end_of_a_hold_is_named_by_the_hold_and_looks_for_its_beginning() {
    let hold = HoldId(named("k1").key());
    let release = Command::EndHold(EndHold { account: alice(), hold, how: Ending::Release });
    let settle = Command::EndHold(EndHold { account: alice(), hold, how: settled(3) });
    assert_eq!(release.touches(), [Name::Account(alice())]);
    assert_eq!(release.looks_at(), [Name::Receipt(alice(), named("k1").key())]);
    assert_eq!((release.receipts(), release.receipts().len()), (settle.receipts(), 1));
    assert!(!release.marks_refusal());
    let spelled = named(&format!("end/{hold}")).key();
    assert_ne!(release.receipts(), [Name::Receipt(alice(), spelled)]);
    let uses = Command::Consume(spend(&[("credit", 1)], Note::default()));
    assert_eq!((uses.looks_at(), uses.marks_refusal()), (vec![], true));
}

fn settled(amount: u64) -> Ending {
    Ending::Settle(vec![Actual { feature: FeatureId::parse("credit").unwrap(), amount }])
}

#[test]
fn what_may_be_written_is_looked_at() {
    let (session, url) = (label("cs_1"), "https://pay.example".to_owned());
    let link = Command::Link(Link { purchase: purchase(), session, url });
    let expected = [Name::Purchase(purchase()), Name::Alias(label("cs_1"))];
    assert_eq!(link.touches(), expected);
    let (invoice, intent) = (label("in_1"), Some(label("pi_1")));
    let bill = Command::Bill(Bill { purchase: purchase(), invoice, intent });
    let [invoice, intent] = ["in_1", "pi_1"].map(|name| Name::Alias(label(name)));
    assert_eq!(bill.touches(), [Name::Purchase(purchase()), invoice, intent]);

    let join = Command::Join(Join { name: label("pur_2"), purchase: purchase() });
    assert_eq!(join.touches(), [Name::Purchase(purchase()), Name::Alias(label("pur_2"))]);
    let customer = Some(label("cus_1"));
    let describe = Command::Describe(Describe { account: alice(), email: None, customer });
    assert_eq!(describe.touches(), [Name::Profile(alice()), Name::Alias(label("cus_1"))]);
}

/// Two requests are the same when all that they ask for is the same, in whatever order.
#[test]
fn another_request_has_another_fingerprint() {
    let note = |reference: &str| Note { reference: Some(label(reference)), ..Note::default() };
    let session = Note { session: Some(label("r1")), ..Note::default() };
    let reason = Note { reason: Some(label("r1")), ..Note::default() };
    let end = |hold, how| Command::EndHold(EndHold { account: alice(), hold, how });
    let hold = |seconds| {
        let spend = spend(&[("credit", 1)], Note::default());
        Command::Hold(Reserve { spend, seconds })
    };
    let give = |amount| Adjustment::Give(amount, None);
    let commands = [
        Command::Consume(spend(&[("credit", 1)], Note::default())),
        Command::Record(spend(&[("credit", 1)], Note::default())),
        Command::Consume(spend(&[("credit", 2)], Note::default())),
        Command::Consume(spend(&[("minute", 1)], Note::default())),
        Command::Consume(spend(&[("credit", 1), ("minute", 1)], Note::default())),
        Command::Consume(spend(&[("credit", 1)], note("r1"))),
        Command::Consume(spend(&[("credit", 1)], note("r2"))),
        Command::Consume(spend(&[("credit", 1)], session)),
        Command::Consume(spend(&[("credit", 1)], reason)),
        hold(60),
        hold(61),
        end(HoldId(named("k1").key()), Ending::Release),
        end(HoldId(named("k2").key()), Ending::Release),
        end(HoldId(named("k1").key()), Ending::Settle(Vec::new())),
        end(HoldId(named("k1").key()), settled(1)),
        end(HoldId(named("k1").key()), settled(2)),
        adjust("credit", give(Amount::Of(1)), Note::default()),
        adjust("credit", give(Amount::Of(2)), Note::default()),
        adjust("credit", give(Amount::Unlimited), Note::default()),
        adjust("minute", give(Amount::Of(1)), Note::default()),
        adjust("credit", Adjustment::Take(Quantity::new(1).unwrap()), Note::default()),
        adjust("credit", give(Amount::Of(1)), note("r1")),
        Command::Open(Open { operation: named("k1"), account: alice() }),
    ];
    for (place, one) in commands.iter().enumerate() {
        for (other_place, other) in commands.iter().enumerate() {
            let same = one.fingerprint() == other.fingerprint();
            assert_eq!(same, place == other_place, "{one:?}\n{other:?}");
        }
    }
    let turned = Command::Consume(spend(&[("minute", 1), ("credit", 1)], Note::default()));
    assert_eq!(Some(turned.fingerprint()), commands.get(4).map(Command::fingerprint));
}

#[test]
fn an_order_is_named_by_its_account_and_its_operation() {
    let of = |account: &str, name: &str| {
        PurchaseId::of_operation(&AccountId::parse(account).unwrap(), &named(name).key()).unwrap()
    };
    let ids = [of("user:alice", "k1"), of("user:alice", "k2"), of("user:bob", "k1")];
    assert_eq!(ids.iter().collect::<std::collections::BTreeSet<_>>().len(), 3);
    assert_eq!(of("user:alice", "k1"), ids[0]);
    assert!(ids.iter().all(|id| id.as_str().starts_with("pur_") && id.as_str().len() == 36));
}
