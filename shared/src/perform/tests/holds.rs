//! A hold's end, as the loop performs it: once, whoever tells it, in one request while it is held.

use super::counter::{Counter, account, credit, done, operation};

use crate::domain::amount::{Amount, Quantity};
use crate::domain::command::{Actual, Command, EndHold, Ending, Operations, Reserve, Spend, Use};
use crate::domain::entry::{EntryKind, Note};
use crate::domain::hold::HoldId;
use crate::domain::refusal::Refusal;
use crate::domain::world::{Item, Name};
use crate::perform::Failure;

fn hold(name: &str, amount: u64) -> Command {
    let operations = Operations { first: operation(name), others: Vec::new() };
    let uses = vec![Use { feature: credit(), amount: Quantity::new(amount).unwrap() }];
    let spend = Spend { operations, account: account(), uses, note: Note::default() };
    Command::Hold(Reserve { spend, seconds: 60 })
}

fn ends(name: &str, how: Ending) -> Command {
    let hold = HoldId(operation(name).key());
    Command::EndHold(EndHold { account: account(), hold, how })
}

fn settle(name: &str, amount: u64) -> Command {
    ends(name, Ending::Settle(vec![Actual { feature: credit(), amount }]))
}

fn under(command: &Command) -> Name {
    command.receipts().remove(0)
}

#[test]
fn a_hold_and_its_end_are_each_one_request_of_a_warm_function() {
    let counter = Counter::with_credits(5);
    let warm = counter.warm();
    done(counter.asks(&warm, hold("h1", 3)));
    assert_eq!((counter.shelf.letters().as_str(), counter.left()), ("c", Amount::Of(2)));
    done(counter.asks(&warm, settle("h1", 1)));
    assert_eq!((counter.shelf.letters().as_str(), counter.left()), ("c", Amount::Of(4)));
}

#[test]
fn an_end_that_is_told_again_gets_the_first_answer_and_another_end_is_refused() {
    let counter = Counter::with_credits(5);
    let function = counter.function();
    done(counter.asks(&function, hold("h1", 3)));
    let first = done(counter.asks(&function, settle("h1", 1)));
    for again in [&function, &counter.function()] {
        let told = done(counter.asks(again, settle("h1", 1)));
        assert_eq!((&told.answer, told.replayed), (&first.answer, true));
        for otherwise in [settle("h1", 2), ends("h1", Ending::Release)] {
            let told = counter.asks(again, otherwise);
            let ended = Failure::Refused(Refusal::Ended(EntryKind::Settle)).to_string();
            assert_eq!(told.unwrap_err().to_string(), ended);
        }
    }
    assert_eq!(counter.left(), Amount::Of(4));
}

#[test]
fn an_end_that_is_refused_leaves_no_mark() {
    let counter = Counter::with_credits(5);
    let function = counter.function();
    counter.shelf.calls();
    let told = counter.asks(&function, settle("h1", 1));
    assert!(matches!(told, Err(Failure::Refused(Refusal::UnknownHold))), "{told:?}");
    assert_eq!(counter.shelf.letters(), "l");
    assert!(counter.at(&under(&settle("h1", 1))).is_none());
    done(counter.asks(&function, hold("h1", 3)));
    done(counter.asks(&function, ends("h1", Ending::Release)));
    assert_eq!(counter.left(), Amount::Of(5));
}

#[test]
fn a_function_that_remembers_no_hold_looks_for_its_entry() {
    let counter = Counter::with_credits(5);
    let warm = counter.warm();
    done(counter.asks(&counter.function(), hold("h1", 3)));
    counter.shelf.calls();
    let told = done(counter.asks(&warm, ends("h1", Ending::Release)));
    assert!(!told.replayed);
    assert_eq!(counter.shelf.letters(), "lc");
    let Some(Item::Entry(entry)) = counter.at(&under(&ends("h1", Ending::Release))) else {
        panic!("an entry")
    };
    assert_eq!(entry.kind, EntryKind::Release);
}
