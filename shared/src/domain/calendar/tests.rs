//! Where periods begin and end: month ends, leap days, anchors, and clocks that are put forward and
//! back.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a test fails loudly")]

mod everywhere;

use super::*;

fn at(text: &str) -> Moment {
    Moment::from(text.parse::<jiff::Timestamp>().unwrap())
}

fn in_zone(name: &str) -> Calendar {
    Calendar { zone: Zone::parse(name).unwrap(), anchor: None }
}

fn anchored(anchor: &str) -> Calendar {
    Calendar { zone: Zone::UTC, anchor: Some(at(anchor)) }
}

/// The ends of so many periods from this moment on.
fn ends(calendar: &Calendar, every: Every, from: &str, count: usize) -> Vec<String> {
    let mut now = at(from);
    let mut ends = Vec::new();
    for _ in 0..count {
        let index = calendar.index_at(every, now);
        now = calendar.ends(every, index).unwrap();
        ends.push(now.to_string());
    }
    ends
}

#[test]
fn a_day_ends_where_the_next_begins() {
    let calendar = in_zone("UTC");
    let last = at("2026-02-28T23:59:59.999Z");
    let first = at("2026-03-01T00:00:00Z");
    let index = calendar.index_at(Every::Day, last);
    assert_eq!(calendar.ends(Every::Day, index), Some(first));
    assert_eq!(calendar.index_at(Every::Day, first), index + 1);
    assert_eq!(calendar.index_at(Every::Day, at("1970-01-02T00:00:00Z")), 1);
}

#[test]
fn months_of_every_length_end_on_the_first() {
    for (inside, end) in [
        ("2026-01-31T12:00:00Z", "2026-02-01T00:00:00Z"),
        ("2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"),
        ("2028-02-29T23:59:59Z", "2028-03-01T00:00:00Z"),
        ("2026-12-31T23:59:59Z", "2027-01-01T00:00:00Z"),
    ] {
        assert_eq!(ends(&in_zone("UTC"), Every::Month, inside, 1), [end], "{inside}");
    }
}

#[test]
fn days_have_23_and_25_hours_where_clocks_change() {
    assert_eq!(
        ends(&in_zone("America/New_York"), Every::Day, "2026-03-07T12:00:00Z", 3),
        ["2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z", "2026-03-10T04:00:00Z"]
    );
    assert_eq!(
        ends(&in_zone("Europe/Berlin"), Every::Day, "2026-10-24T12:00:00Z", 2),
        ["2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"]
    );
    assert_eq!(
        ends(&in_zone("Asia/Seoul"), Every::Day, "2026-03-08T14:59:59Z", 2),
        ["2026-03-08T15:00:00Z", "2026-03-09T15:00:00Z"]
    );
}

/// In Newfoundland of 2010 clocks went back from a minute past midnight: the old date came again.
#[test]
fn a_date_that_comes_back_does_not_begin_anew() {
    let calendar = in_zone("America/St_Johns");
    let before = calendar.index_at(Every::Day, at("2010-11-07T02:30:30Z"));
    let again = calendar.index_at(Every::Day, at("2010-11-07T02:31:30Z"));
    let later = calendar.index_at(Every::Day, at("2010-11-07T12:00:00Z"));
    assert_eq!((before, again), (later, later));
    // In Samoa of 2011 there was no 30 December.
    let samoa = in_zone("Pacific/Apia");
    assert_eq!(
        ends(&samoa, Every::Day, "2011-12-29T12:00:00Z", 2),
        ["2011-12-30T10:00:00Z", "2011-12-31T10:00:00Z"]
    );
}

/// an anchor on the 31st through two years with a leap day: each boundary from the anchor,
/// none from the one before.
#[test]
fn an_anchor_on_the_31st_keeps_its_day_through_short_months() {
    let calendar = anchored("2027-01-31T09:30:00Z");
    let days = ends(&calendar, Every::BillingPeriod, "2027-01-31T09:30:00Z", 24);
    let expected = [
        "2027-02-28",
        "2027-03-31",
        "2027-04-30",
        "2027-05-31",
        "2027-06-30",
        "2027-07-31",
        "2027-08-31",
        "2027-09-30",
        "2027-10-31",
        "2027-11-30",
        "2027-12-31",
        "2028-01-31",
        "2028-02-29",
        "2028-03-31",
        "2028-04-30",
        "2028-05-31",
        "2028-06-30",
        "2028-07-31",
        "2028-08-31",
        "2028-09-30",
        "2028-10-31",
        "2028-11-30",
        "2028-12-31",
        "2029-01-31",
    ];
    assert_eq!(days, expected.map(|day| format!("{day}T09:30:00Z")));
}

#[test]
fn an_anchor_on_a_leap_day_keeps_it_for_years_that_have_one() {
    let calendar = anchored("2028-02-29T00:00:00Z");
    for (inside, end) in [
        ("2029-02-01T00:00:00Z", "2029-02-28T00:00:00Z"),
        ("2029-02-28T00:00:00Z", "2029-03-29T00:00:00Z"),
        ("2032-02-28T12:00:00Z", "2032-02-29T00:00:00Z"),
        ("2028-01-10T00:00:00Z", "2028-01-29T00:00:00Z"),
    ] {
        assert_eq!(ends(&calendar, Every::BillingPeriod, inside, 1), [end], "{inside}");
    }
}

#[test]
fn a_billing_period_without_an_anchor_is_the_calendars_month() {
    let seoul = in_zone("Asia/Seoul");
    assert_eq!(
        ends(&seoul, Every::BillingPeriod, "2026-02-10T00:00:00Z", 2),
        ["2026-02-28T15:00:00Z", "2026-03-31T15:00:00Z"]
    );
}

#[test]
fn what_never_begins_anew_has_one_period() {
    let calendar = anchored("2027-01-31T09:30:00Z");
    assert_eq!(calendar.index_at(Every::Ever, at("2030-01-01T00:00:00Z")), 0);
    assert_eq!(calendar.ends(Every::Ever, 0), None);
}
