//! What a caller is told when a write is of unknown end, and what is found under several names.

use super::counter::{Counter, done, longest, reused, short};
use super::shelf::Fate;

use crate::domain::amount::Amount;
use crate::perform::Failure;
use crate::perform::port::Fault;

#[test]
fn a_write_that_was_not_answered_is_found() {
    let counter = Counter::with_credits(2);
    let warm = counter.warm();
    counter.script([Fate::Unanswered]);
    assert!(done(counter.consumes(&warm, "k1", 2)).replayed);
    assert_eq!(counter.shelf.letters(), "cl");
    assert_eq!(counter.pauses(), longest(&[40]));
    assert_eq!(counter.left(), Amount::NONE);
}

#[test]
fn without_time_for_another_attempt_the_last_trouble_is_told() {
    let counter = Counter::with_credits(5);
    let warm = counter.warm();
    counter.hurry();
    counter.script([Fate::Busy]);
    let told = counter.consumes(&warm, "k1", 1);
    assert!(matches!(told, Err(Failure::OutOfTime(Fault::Busy { .. }))), "{told:?}");
    assert_eq!((counter.shelf.letters().as_str(), counter.pauses().len()), ("c", 0));
}

#[test]
fn after_a_write_of_unknown_end_the_next_request_looks_first() {
    let counter = Counter::with_credits(5);
    let warm = counter.warm();
    counter.hurry();
    counter.script([Fate::Unanswered]);
    let told = counter.consumes(&warm, "k1", 1);
    assert!(matches!(told, Err(Failure::OutOfTime(Fault::Unknown { .. }))), "{told:?}");
    counter.shelf.calls();
    done(counter.consumes(&warm, "k2", 1));
    assert_eq!(counter.shelf.letters(), "lc");
}

#[test]
fn after_a_lost_race_the_next_request_looks_first() {
    let counter = Counter::with_credits(5);
    let warm = counter.warm();
    counter.takes("t1", 1);
    let later = counter.would_be_after_taking("t2", 1);
    counter.hurry();
    counter.script([Fate::Served, Fate::Overtaken(later)]);
    let told = counter.consumes(&warm, "k1", 1);
    assert!(matches!(told, Err(Failure::OutOfTime(Fault::Busy { .. }))), "{told:?}");
    counter.shelf.calls();
    done(counter.consumes(&warm, "k2", 1));
    assert_eq!(counter.shelf.letters(), "lc");
}

#[test]
fn an_item_that_cannot_be_written_is_told_at_once() {
    let counter = Counter::with_credits(5);
    let warm = counter.warm();
    counter.script([Fate::Broken]);
    assert!(matches!(counter.consumes(&warm, "k1", 1), Err(Failure::Broken(_))));
    assert_eq!(counter.shelf.letters(), "c");
}

#[test]
fn no_refusal_is_told_before_its_mark_is_written() {
    let counter = Counter::with_credits(1);
    let warm = counter.warm();
    counter.script([Fate::Served, Fate::Busy]);
    assert!(short(&counter.consumes(&warm, "k1", 2)));
    assert_eq!(counter.shelf.letters(), "lclc");
    assert_eq!(counter.pauses(), longest(&[80]));
}

#[test]
fn a_use_that_lands_before_the_mark_of_its_refusal_is_told_instead() {
    let elsewhere = Counter::with_credits(5);
    let landed = done(elsewhere.consumes(&elsewhere.function(), "k1", 2));
    let items = elsewhere.shelf.items.take().into_values().collect();
    let counter = Counter::with_credits(1);
    counter.script([Fate::Served, Fate::Overtaken(items)]);
    let told = done(counter.consumes(&counter.function(), "k1", 2));
    assert_eq!((told.answer, told.replayed), (landed.answer, true));
    assert_eq!(counter.shelf.letters(), "lcl");
}

#[test]
fn a_second_name_leads_to_the_entry_under_the_first() {
    let counter = Counter::with_credits(5);
    let first = done(counter.uses_two(&counter.function(), &["k1", "k2"]));
    counter.shelf.calls();
    for (names, letters) in [(["k3", "k2"], "ll"), (["k2", "k1"], "l")] {
        let told = done(counter.uses_two(&counter.function(), &names));
        assert_eq!((&told.answer, told.replayed), (&first.answer, true), "{names:?}");
        assert_eq!(counter.shelf.letters(), letters, "{names:?}");
    }
    assert_eq!(counter.left(), Amount::Of(3));
}

#[test]
fn a_second_name_is_not_for_another_request() {
    let counter = Counter::with_credits(5);
    done(counter.uses_two(&counter.function(), &["k1", "k2"]));
    assert!(reused(&counter.consumes(&counter.function(), "k2", 3)));
    assert!(reused(&counter.consumes(&counter.function(), "k1", 3)));
    assert_eq!(counter.left(), Amount::Of(3));
}
