//! Members of an organisation who use its pool while somebody says what they may.

use shared::domain::planted::{Bug, plant};

use crate::club::{Club, all_may, ends, holds, is_capped, is_removed, may, removed, uses};

fn asks(club: &Club, command: shared::domain::command::Command) {
    club.asks(command).unwrap();
}

/// X-5, I16: who is removed between the look and the write of their use uses nothing.
#[test]
fn who_is_removed_in_the_middle_of_a_use_uses_nothing() {
    for command in [uses("k1", 1), holds("k1", 1)] {
        let club = Club::new();
        let [told] = club.at_once([command], |club| asks(club, removed()));
        assert!(is_removed(&told), "{told:?}");
        assert_eq!(club.used(), (0, 0));
    }
}

/// X-5, I16: nor does a use pass a cap that was lowered in between, be it their own or everybody's.
#[test]
fn a_cap_that_is_lowered_in_the_middle_of_a_use_holds() {
    for lower in [may, all_may] {
        for command in [uses("k2", 2), holds("k2", 2)] {
            let club = Club::new();
            asks(&club, lower(5));
            asks(&club, uses("k1", 3));
            let [told] = club.at_once([command], |club| asks(club, lower(4)));
            assert!(is_capped(&told), "{told:?}");
            assert_eq!(club.used(), (3, 3));
        }
    }
}

/// X-5, I16: what is left of a cap is used once, by whichever function is first.
#[test]
fn two_last_uses_of_a_cap_at_once_are_one() {
    for [first, second] in [
        [uses("k2", 1), uses("k3", 1)],
        [holds("k2", 1), uses("k3", 1)],
        [uses("k2", 1), holds("k3", 1)],
    ] {
        let club = Club::new();
        asks(&club, may(4));
        asks(&club, uses("k1", 3));
        let [one, other] = club.at_once([first, second], |_| {});
        assert!(one.is_ok(), "{one:?}");
        assert!(is_capped(&other), "{other:?}");
    }
}

/// what was set aside is settled whatever became of its member, and counts for them.
#[test]
fn a_hold_is_settled_after_its_member_was_removed_and_counts() {
    let club = Club::new();
    asks(&club, may(3));
    asks(&club, holds("h1", 2));
    asks(&club, holds("h2", 1));
    asks(&club, removed());
    asks(&club, ends("h1", Some(4)));
    asks(&club, ends("h2", None));
    assert_eq!(club.used(), (4, 4));
    assert!(is_removed(&club.asks(uses("k1", 1))));
}

/// also where they are removed in the middle of it.
#[test]
fn a_removal_in_the_middle_of_a_settlement_loses_neither() {
    let club = Club::new();
    asks(&club, holds("h1", 2));
    let [told] = club.at_once([ends("h1", Some(2))], |club| asks(club, removed()));
    assert!(told.is_ok(), "{told:?}");
    assert_eq!(club.used(), (2, 2));
    assert!(is_removed(&club.asks(uses("k1", 1))));
}

/// F5, X-5: a use that arrives late does nothing once its member is removed.
#[test]
fn a_delayed_use_does_nothing_after_its_member_was_removed() {
    let club = Club::new();
    asks(&club, may(5));
    club.asks_and_its_write_is_late(uses("k1", 1));
    asks(&club, removed());
    assert!(!club.late_write_lands());
    assert_eq!(club.used(), (0, 0));
}

/// The tests above would see it: a record that is written whatever was written in it meanwhile.
#[test]
fn a_record_written_without_its_condition_is_seen() {
    plant(Some(Bug::MemberUnconditioned));
    let club = Club::new();
    asks(&club, may(5));
    let [told] = club.at_once([uses("k1", 1)], |club| asks(club, removed()));
    plant(None);
    assert!(told.is_ok(), "{told:?}");
    assert_eq!(club.used(), (1, 1));
}
