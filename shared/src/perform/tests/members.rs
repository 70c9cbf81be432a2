//! Use by a member, as the loop performs it: account and record in one request, and never refused for
//! having been read at two moments.

use super::counter::{Counter, account, credit, done, operation};
use super::shelf::Fate;

use crate::domain::amount::{Amount, Quantity};
use crate::domain::command::setup::Enrol;
use crate::domain::command::{Actual, Command, EndHold, Ending, Operations, Reserve, Spend, Use};
use crate::domain::entry::Note;
use crate::domain::hold::HoldId;
use crate::domain::id::AccountId;
use crate::domain::member::Cap;
use crate::domain::period::Every;
use crate::domain::refusal::Refusal;
use crate::domain::world::{Item, Name};
use crate::perform::Failure;

fn ann() -> AccountId {
    AccountId::parse("user:ann").unwrap()
}

fn spend(name: &str, amount: u64) -> Spend {
    let operations = Operations { first: operation(name), others: Vec::new() };
    let uses = vec![Use { feature: credit(), amount: Quantity::new(amount).unwrap() }];
    let note = Note { member: Some(ann()), ..Note::default() };
    Spend { operations, account: account(), uses, note }
}

fn hold(name: &str) -> Command {
    Command::Hold(Reserve { spend: spend(name, 1), seconds: 60 })
}

fn settle(name: &str) -> Command {
    let hold = HoldId(operation(name).key());
    let how = Ending::Settle(vec![Actual { feature: credit(), amount: 1 }]);
    Command::EndHold(EndHold { account: account(), hold, how })
}

/// Ten credits, of which Ann may use two.
fn capped() -> Counter {
    let counter = Counter::with_credits(10);
    let caps = Some(vec![Cap { feature: credit(), every: Every::Ever, amount: Amount::Of(2) }]);
    let enrol = Enrol { account: account(), user: ann(), standing: None, caps };
    done(counter.asks(&counter.function(), Command::Enrol(enrol)));
    counter.shelf.calls();
    counter
}

fn used(counter: &Counter) -> u64 {
    let Some(Item::Member(member)) = counter.at(&Name::Member(account(), ann())) else {
        panic!("a record")
    };
    member.in_all(&credit())
}

///
#[test]
fn a_members_use_hold_and_settlement_are_each_one_request_of_a_warm_function() {
    let counter = capped();
    let warm = counter.function();
    counter.reads(&warm, &[Name::Account(account()), Name::Member(account(), ann())]).unwrap();
    counter.shelf.calls();
    for (command, counted) in
        [(Command::Consume(spend("k1", 1)), 1), (hold("h1"), 1), (settle("h1"), 2)]
    {
        done(counter.asks(&warm, command));
        assert_eq!((counter.shelf.letters().as_str(), used(&counter)), ("c", counted));
    }
}

/// a function that knows neither reads the account, and then the record to which its hold leads.
#[test]
fn a_settlement_leads_to_the_record_of_who_holds() {
    let counter = capped();
    done(counter.asks(&counter.function(), hold("h1")));
    counter.shelf.calls();
    done(counter.asks(&counter.function(), settle("h1")));
    assert_eq!((counter.shelf.letters().as_str(), used(&counter)), ("llc", 1));
}

/// the account as it was before a settlement, with the record as it is after it: what was settled
/// is not counted twice, once as held and once as used.
#[test]
fn a_use_is_not_refused_for_having_read_at_two_moments() {
    let counter = capped();
    done(counter.asks(&counter.function(), hold("h1")));
    let before = counter.at(&Name::Account(account())).unwrap();
    done(counter.asks(&counter.function(), settle("h1")));
    counter.shelf.calls();
    counter.script([Fate::Torn(Box::new(before))]);
    done(counter.asks(&counter.function(), Command::Consume(spend("k1", 1))));
    assert_eq!((counter.shelf.letters().as_str(), used(&counter)), ("llc", 2));
    let over = counter.asks(&counter.function(), Command::Consume(spend("k2", 1)));
    assert!(matches!(over, Err(Failure::Refused(Refusal::Capped(_)))), "{over:?}");
}
