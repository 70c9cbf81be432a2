//! Caps at the edges of days: over midnight, by the clocks of a place, and where those go back.

use super::{ANN, SESSION, at, cap, is_capped};

use crate::domain::command::Command;
use crate::domain::command::setup::Settings;
use crate::domain::decide::tests::house::House;
use crate::domain::period::Every;
use crate::domain::refusal::Refusal;
use crate::domain::zone::Zone;

/// the day is the organisation's own.
#[test]
fn a_days_cap_is_of_the_organisations_time_zone() {
    let mut house = House::of_members(100);
    let zone = Some(Zone::parse("Asia/Seoul").unwrap());
    let caps = Some(vec![cap(Every::Day, 1)]);
    house.performs(Command::Settings(Settings { account: house.id(), zone, caps })).unwrap();
    house.now = at("2026-01-10T14:59:59Z");
    house.uses(ANN, 1).unwrap();
    assert!(is_capped(house.uses(ANN, 1), 0));
    house.now = at("2026-01-10T15:00:00Z");
    house.uses(ANN, 1).unwrap();
}

/// X-5, F12
#[test]
fn a_clock_that_goes_back_gives_no_day_twice() {
    let mut house = House::of_members(100);
    house.caps_all(&[cap(Every::Day, 1)]);
    house.now = at("2026-01-11T00:01:00Z");
    house.uses(ANN, 1).unwrap();
    house.now = at("2026-01-10T23:59:00Z");
    assert!(is_capped(house.uses(ANN, 1), 0));
}

/// a hold over midnight burdens its own day; what it did not hold, the day in which it is
/// used.
#[test]
fn a_hold_over_midnight_counts_in_its_own_day() {
    let mut house = House::of_members(100);
    house.caps_all(&[cap(Every::Day, 2)]);
    house.now = at("2026-01-10T23:30:00Z");
    let hold = house.holds_for(ANN, 2).unwrap();
    house.now = at("2026-01-11T00:10:00Z");
    house.uses(ANN, 1).unwrap();
    house.settles_hold(hold, &[(SESSION, 2)]).unwrap();
    house.uses(ANN, 1).unwrap();
    assert!(is_capped(house.uses(ANN, 1), 0));
    house.now = at("2026-01-11T23:59:00Z");
    house.enrols(ANN, None, Some(vec![cap(Every::Day, 9)]));
    let hold = house.holds_for(ANN, 1).unwrap();
    house.now = at("2026-01-12T00:05:00Z");
    house.settles_hold(hold, &[(SESSION, 3)]).unwrap();
    assert_eq!(house.used_in_all(ANN), 7);
    house.enrols(ANN, None, Some(vec![cap(Every::Day, 3)]));
    assert!(is_capped(house.uses(ANN, 2), 1));
}

/// X-5, F12: a hold that a slow clock makes counts in the day that has begun already.
#[test]
fn what_a_slow_clock_holds_counts_against_the_day_that_has_begun() {
    let mut house = House::of_members(100);
    house.caps_all(&[cap(Every::Day, 2)]);
    house.now = at("2026-01-11T00:02:00Z");
    house.uses(ANN, 1).unwrap();
    house.now = at("2026-01-10T23:57:00Z");
    let hold = house.holds_for(ANN, 1).unwrap();
    assert!(matches!(house.holds_for(ANN, 1), Err(Refusal::Capped(_))));
    house.now = at("2026-01-11T00:03:00Z");
    assert!(is_capped(house.uses(ANN, 1), 0));
    house.settles_hold(hold, &[(SESSION, 1)]).unwrap();
    assert!(is_capped(house.uses(ANN, 1), 0));
    assert_eq!(house.used_in_all(ANN), 2);
}

/// nor does moving to where it is still yesterday give a day twice.
#[test]
fn what_is_held_where_it_is_still_yesterday_counts() {
    let mut house = House::of_members(100);
    let moves = |house: &mut House, zone: &str| {
        let (account, zone) = (house.id(), Some(Zone::parse(zone).unwrap()));
        house.performs(Command::Settings(Settings { account, zone, caps: None })).unwrap();
    };
    house.caps_all(&[cap(Every::Day, 2)]);
    moves(&mut house, "Pacific/Kiritimati");
    house.now = at("2026-01-10T12:00:00Z");
    house.uses(ANN, 1).unwrap();
    moves(&mut house, "America/Phoenix");
    house.holds_for(ANN, 1).unwrap();
    assert!(matches!(house.holds_for(ANN, 1), Err(Refusal::Capped(_))));
}

/// F12: the day in which something is held has begun, whatever the next clock says.
#[test]
fn the_day_in_which_something_is_held_does_not_go_back() {
    let mut house = House::of_members(100);
    house.caps_all(&[cap(Every::Day, 2)]);
    house.now = at("2026-01-11T00:02:00Z");
    let hold = house.holds_for(ANN, 2).unwrap();
    house.now = at("2026-01-10T23:57:00Z");
    house.settles_hold(hold, &[(SESSION, 2)]).unwrap();
    house.now = at("2026-01-11T00:03:00Z");
    assert!(is_capped(house.uses(ANN, 1), 0));
}
