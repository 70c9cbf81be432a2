//! What the loop does with a store that is slow, silent, taken or gone: every call that it makes,
//! and what its caller is told in the end.

#![allow(clippy::panic, clippy::unwrap_used, missing_docs, reason = "a test fails loudly")]

mod counter;
mod holds;
mod members;
mod shelf;
mod telling;

use std::time::Duration;

use counter::{Counter, account, done, longest, milliseconds, receipt, reused, short};
use shelf::{Call, Fate};

use crate::domain::amount::Amount;
use crate::domain::decide::Answer;
use crate::domain::world::{Item, Name};
use crate::perform::Failure;
use crate::perform::pace::{RESERVE, wait};
use crate::perform::port::Fault;
use crate::perform::rest::rest;

#[test]
fn a_cold_use_looks_and_writes_and_a_warm_one_only_writes() {
    let counter = Counter::with_credits(5);
    let cold = counter.function();
    assert!(!done(counter.consumes(&cold, "k1", 1)).replayed);
    let names = || vec![Name::Account(account()), receipt("k1")];
    let calls = counter.shelf.calls();
    assert!(matches!(&calls[..], [Call::Load(read), Call::Commit(written)]
        if names().iter().all(|name| read.contains(name)) && *written == names()));
    done(counter.consumes(&cold, "k2", 1));
    assert_eq!(counter.shelf.letters(), "c");
    assert_eq!(counter.left(), Amount::Of(3));
}

#[test]
fn what_is_so_already_is_told_after_a_look_and_without_a_write() {
    let counter = Counter::with_credits(5);
    let function = counter.function();
    for name in ["o1", "o2"] {
        let told = done(counter.opens(&function, name));
        assert_eq!((told.answer, told.replayed), (Answer::Done, true));
        assert_eq!(counter.shelf.letters(), "l", "{name}");
    }
}

#[test]
fn a_repeat_is_told_the_first_answer() {
    let counter = Counter::with_credits(5);
    let function = counter.function();
    let first = done(counter.consumes(&function, "k1", 2));
    for again in [&function, &counter.function()] {
        let second = done(counter.consumes(again, "k1", 2));
        assert_eq!((&second.answer, second.replayed), (&first.answer, true));
    }
    assert_eq!(counter.left(), Amount::Of(3));
}

#[test]
fn a_refusal_is_told_after_a_look_and_its_mark() {
    let counter = Counter::with_credits(1);
    let warm = counter.warm();
    assert!(short(&counter.consumes(&warm, "k1", 2)));
    assert_eq!(counter.shelf.letters(), "lc");
    let Some(Item::Refused(mark)) = counter.at(&receipt("k1")) else { panic!("a mark") };
    assert_eq!(mark.expires, counter.now.plus_days(7));
}

#[test]
fn no_refusal_is_told_from_memory() {
    let counter = Counter::with_credits(1);
    let warm = counter.warm();
    counter.gives("g1", 1);
    assert!(!done(counter.consumes(&warm, "k1", 2)).replayed);
    assert_eq!(counter.shelf.letters(), "lc");
}

#[test]
fn a_key_of_a_refusal_is_not_for_another_request() {
    let counter = Counter::with_credits(1);
    let function = counter.function();
    assert!(short(&counter.consumes(&function, "k1", 2)));
    assert!(reused(&counter.consumes(&function, "k1", 1)));
    assert_eq!(counter.left(), Amount::Of(1));
}

#[test]
fn a_function_that_is_overtaken_decides_again_at_once() {
    let counter = Counter::with_credits(5);
    let warm = counter.warm();
    counter.takes("t1", 4);
    assert!(!done(counter.consumes(&warm, "k1", 1)).replayed);
    assert_eq!(counter.shelf.letters(), "cc");
    assert_eq!(counter.left(), Amount::NONE);
    assert!(counter.pauses().is_empty());
}

#[test]
fn a_function_that_is_overtaken_twice_waits_and_looks() {
    let counter = Counter::with_credits(5);
    let warm = counter.warm();
    counter.takes("t1", 1);
    let later = counter.would_be_after_taking("t2", 1);
    counter.script([Fate::Served, Fate::Overtaken(later)]);
    assert!(!done(counter.consumes(&warm, "k1", 1)).replayed);
    assert_eq!(counter.shelf.letters(), "cclc");
    assert_eq!(counter.pauses(), longest(&[80]));
    assert_eq!(counter.left(), Amount::Of(2));
}

#[test]
fn what_is_not_told_is_looked_at_without_a_wait() {
    let counter = Counter::with_credits(5);
    let warm = counter.warm();
    counter.takes("t1", 1);
    counter.script([Fate::Silent]);
    assert!(!done(counter.consumes(&warm, "k1", 1)).replayed);
    assert_eq!(counter.shelf.letters(), "clc");
    assert!(counter.pauses().is_empty());
}

#[test]
fn every_wait_may_be_twice_as_long_as_the_one_before_up_to_half_a_second() {
    let counter = Counter::with_credits(5);
    counter.script(std::iter::repeat_with(|| Fate::Busy).take(7));
    assert!(!done(counter.consumes(&counter.function(), "k1", 1)).replayed);
    assert_eq!(counter.pauses(), longest(&[20, 40, 80, 160, 320, 500, 500]));
}

#[test]
fn a_read_waits_for_a_busy_store_and_gives_up_a_torn_item() {
    let counter = Counter::with_credits(5);
    let function = counter.function();
    let names = [Name::Account(account())];
    counter.script([Fate::Busy, Fate::Unanswered]);
    let world = counter.reads(&function, &names).unwrap();
    assert_eq!(world.account(&account()).map(|account| account.version), Some(1));
    assert_eq!(counter.pauses(), longest(&[20, 40]));
    counter.script([Fate::Broken]);
    assert!(matches!(counter.reads(&function, &names), Err(Failure::Broken(_))));
}

#[test]
fn a_read_only_reads_and_is_remembered() {
    let counter = Counter::with_credits(5);
    let function = counter.function();
    counter.reads(&function, &[Name::Account(account())]).unwrap();
    assert_eq!(counter.shelf.letters(), "l");
    done(counter.consumes(&function, "k1", 1));
    assert_eq!(counter.shelf.letters(), "c");
}

#[test]
fn a_wait_is_taken_while_as_much_as_another_attempt_needs_is_left_after_it() {
    let enough = RESERVE.saturating_add(milliseconds(7));
    let nothing = Duration::from_nanos(1);
    for (left, expected) in [
        (enough, true),
        (enough.saturating_sub(nothing), false),
        (enough.saturating_add(nothing), true),
    ] {
        let watch = shelf::Watch::with(left, 7_000);
        let fault = Fault::Busy { doing: "testing", cause: None };
        let rested = counter::now(rest(&watch, 0, fault));
        assert_eq!(rested.is_ok(), expected, "{left:?}");
        assert_eq!(watch.pauses.take().len(), usize::from(expected));
    }
}

#[test]
fn a_wait_is_drawn_from_the_whole_time_up_to_its_most() {
    for (random, expected) in [(0, 0), (7_000, 7), (19_000, 19), (27_000, 7)] {
        assert_eq!(wait(0, random), milliseconds(expected));
    }
    assert_eq!(wait(1, 27_000), milliseconds(27));
}
