//! One effect with several names: a session that uses two features.

use tests::memory::Fate::{Late, Silent};

use crate::desk::{Desk, reused};

/// IM-6: the same session with the same features is the same operation.
#[test]
fn a_session_of_two_features_is_drawn_once() {
    let mut desk = Desk::with_credits(9);
    assert!(!desk.session("s1", &["credit", "minute"], &[]).replayed());
    assert!(desk.session("s1", &["credit", "minute"], &[]).replayed());
    assert!(desk.session("s1", &["credit", "minute"], &[Silent]).replayed());
    assert_eq!(desk.left(), 8);
}

/// IM-6: a session that shares one feature with an earlier request never draws it twice.
#[test]
fn a_session_that_overlaps_is_refused() {
    for (first, second) in [
        (&["credit", "minute"][..], &["credit"][..]),
        (&["credit", "minute"], &["minute"]),
        (&["minute"], &["credit", "minute"]),
        (&["credit"], &["credit", "minute"]),
    ] {
        for fates in [&[][..], &[Silent]] {
            let mut desk = Desk::with_credits(9);
            desk.session("s1", first, &[]);
            let before = desk.left();
            let told = desk.session("s1", second, fates);
            assert!(reused(&told), "{told:?}");
            assert_eq!(desk.left(), before);
        }
    }
}

/// The names in another order are the same request: its entry is found through the pointer.
#[test]
fn names_in_another_order_find_the_entry() {
    let mut desk = Desk::with_credits(9);
    let first = desk.session("s1", &["credit", "minute"], &[]).entry();
    assert_eq!(desk.session("s1", &["minute", "credit"], &[]).entry(), first);
    assert_eq!(desk.session("s1", &["minute", "credit"], &[Silent]).entry(), first);
}

/// The same request under a new first name: only the second one is known, and it points on.
#[test]
fn a_pointer_leads_to_its_entry_even_if_the_first_name_is_another() {
    let mut desk = Desk::with_credits(9);
    let first = desk.named("k1", &["k2"], &[]).entry();
    let told = desk.named("k3", &["k2"], &[]);
    assert!(told.calls < 5, "{} calls", told.calls);
    assert_eq!(told.entry(), first);
    assert_eq!(desk.left(), 8);
}

/// F5: the mark under the first name stops a delayed write of all of them.
#[test]
fn a_mark_under_the_first_name_stops_the_others() {
    let mut desk = Desk::with_credits(1);
    let told = desk.named_meanwhile("k1", &["k2"], &[Late], |desk| desk.takes("a1", 1));
    assert!(crate::desk::short(&told), "{told:?}");
    desk.gives("a2", 1);
    assert!(!desk.late_write_lands());
    assert!(!desk.named("k2", &[], &[]).replayed());
    assert_eq!(desk.left(), 0);
}
