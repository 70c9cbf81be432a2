//! One fault at a time, by script: what the caller is told, what stands in the ledger, and how
//! often the store was asked.

use tests::memory::Fate::{Broken, Busy, Late, Lost, Served, Silent, Unanswered};

use shared::domain::refusal::Refusal;
use shared::perform::Failure;

use crate::desk::{Desk, reused, short};

/// what a request costs: nothing known, everything known, asked twice, refused.
#[test]
fn a_warm_consume_asks_the_store_once() {
    let mut desk = Desk::with_credits(9);
    let calls = [desk.consumes("k1", 1), desk.consumes("k1", 1), desk.consumes("k2", 99)]
        .map(|told| told.calls);
    assert_eq!(calls, [1, 1, 2]);
    desk.restarts();
    assert_eq!(desk.consumes("k3", 1).calls, 2, "cold");
    desk.restarts();
    assert!(desk.consumes("k4", 99).calls <= 3, "cold and refused");
}

/// F1: killed after the commit, before the answer.
#[test]
fn a_repeat_after_a_kill_gets_the_stored_answer() {
    let mut desk = Desk::with_credits(5);
    desk.dies("k1", 2, 2);
    assert_eq!(desk.left(), 3, "it was written");
    desk.restarts();
    assert!(desk.consumes("k1", 2).replayed());
    assert_eq!(desk.left(), 3);
}

/// F2: killed before the commit.
#[test]
fn a_kill_before_the_commit_changes_nothing() {
    let mut desk = Desk::with_credits(5);
    desk.dies("k1", 2, 1);
    assert_eq!(desk.left(), 5);
    assert!(!desk.consumes("k1", 2).replayed());
    assert_eq!(desk.left(), 3);
}

/// F4, F6: the answer of a success that emptied the balance is lost, and it is found.
#[test]
fn a_success_that_was_not_answered_is_never_told_as_insufficient() {
    let mut desk = Desk::with_credits(5);
    let told = desk.under(&[Unanswered], "k1", 5);
    assert!(told.replayed(), "{told:?}");
    assert_eq!((desk.left(), told.calls), (0, 2));
}

/// F7: a year later the same key is the same operation.
#[test]
fn a_key_is_good_for_ever() {
    let mut desk = Desk::with_credits(5);
    let first = desk.consumes("k1", 5).entry();
    desk.days_later(366);
    desk.restarts();
    assert_eq!(desk.consumes("k1", 5).entry(), first);
}

/// F5: a write that arrives after its caller was told no is dead.
#[test]
fn a_delayed_write_cannot_land_after_the_refusal() {
    let mut desk = Desk::with_credits(5);
    let told = desk.meanwhile(&[Late], "k1", 5, |desk| desk.takes("a1", 3));
    assert!(short(&told), "{told:?}");
    desk.gives("a2", 3);
    assert!(!desk.late_write_lands());
    assert_eq!(desk.left(), 5);
}

/// F5: nor one of a later attempt, begun from the first refusal's mark: each refusal draws anew.
#[test]
fn a_second_refusal_renews_its_mark() {
    let mut desk = Desk::with_credits(1);
    assert!(short(&desk.consumes("k1", 2)));
    let first = desk.mark("k1");
    desk.gives("a1", 1);
    let told = desk.meanwhile(&[Silent, Served, Late], "k1", 2, |desk| desk.takes("a2", 1));
    assert!(short(&told), "{told:?}");
    assert_ne!(desk.mark("k1"), first);
    desk.gives("a3", 1);
    assert!(!desk.late_write_lands());
}

/// Top up and try again with the same key.
#[test]
fn the_same_key_succeeds_after_a_refusal() {
    let mut desk = Desk::with_credits(1);
    assert!(short(&desk.consumes("k1", 2)));
    desk.gives("a1", 1);
    assert!(!desk.consumes("k1", 2).replayed());
    assert!(desk.consumes("k1", 2).replayed());
    assert_eq!(desk.left(), 0);
}

/// IM-6: a key names one request, be it done or refused.
#[test]
fn a_key_with_another_body_is_refused() {
    let mut desk = Desk::with_credits(3);
    desk.consumes("k1", 1);
    assert!(short(&desk.consumes("k2", 9)));
    for fates in [&[][..], &[Silent]] {
        assert!(reused(&desk.under(fates, "k1", 2)));
        assert!(reused(&desk.under(fates, "k2", 2)));
    }
    assert_eq!(desk.left(), 2);
}

/// F9: what was not reported is read.
#[test]
fn a_reason_that_is_not_reported_is_read() {
    let mut desk = Desk::with_credits(5);
    desk.consumes("k1", 1);
    desk.behind();
    let told = desk.under(&[Silent], "k2", 1);
    assert_eq!((told.replayed(), told.calls), (false, 3));
}

/// F10: a busy store is asked again within the time, then given up; no refusal is made up.
#[test]
fn a_busy_store_is_asked_again_until_there_is_no_time() {
    let mut desk = Desk::with_credits(5);
    assert!(!desk.under(&[Busy, Served, Busy], "k1", 1).replayed());
    for fate in [Busy, Lost, Unanswered] {
        let told = desk.under(&[fate; 200], "k2", 5);
        assert!(matches!(told.outcome, Err(Failure::OutOfTime(_))), "{told:?}");
        assert!(told.calls < 60, "{} calls", told.calls);
    }
    assert!(matches!(desk.under(&[Broken], "k3", 1).outcome, Err(Failure::Broken(_))));
}

/// F10, F5: short of time before the mark is written, nobody is told no.
#[test]
fn no_refusal_is_told_without_its_mark() {
    let mut desk = Desk::with_credits(1);
    let mut fates = vec![Served];
    fates.extend([Busy; 200]);
    let told = desk.under(&fates, "k1", 2);
    assert!(matches!(told.outcome, Err(Failure::OutOfTime(_))), "{told:?}");
    assert!(!desk.has_mark("k1"));
}

/// F12: a clock that runs backwards gives nothing anew.
#[test]
fn a_clock_that_runs_backwards_gives_no_second_allowance() {
    let mut desk = Desk::with_credits(0);
    desk.days_later(1);
    assert!(!desk.consumes("k1", 3).replayed(), "the day's allowance");
    desk.minutes_earlier(5 + 24 * 60);
    let told = desk.consumes("k2", 1);
    assert!(matches!(told.outcome, Err(Failure::Refused(Refusal::Insufficient(_)))), "{told:?}");
}

/// F12: nor when something else had noticed the new day first (found by seed 1).
#[test]
fn a_day_that_was_noticed_is_not_forgotten() {
    let mut desk = Desk::with_credits(0);
    desk.days_later(1);
    desk.gives("a1", 1);
    desk.minutes_earlier(24 * 60);
    desk.takes("a2", 1);
    desk.consumes("k1", 3);
    desk.days_later(1);
    assert!(short(&desk.consumes("k2", 1)), "three credits a day, not six");
}
