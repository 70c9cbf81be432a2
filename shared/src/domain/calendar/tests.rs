//! Where periods begin and end: month ends, leap days, anchors, and clocks that are put forward and
//! back.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a test fails loudly")]

use super::*;
use proptest::prelude::*;

/// Zones with every kind of rule: none, both hemispheres, half hours and quarters, changes at
/// midnight and a minute after it, a day left out, and both ends of the date line.
const ZONES: [&str; 32] = [
    "UTC",
    "Europe/Berlin",
    "Europe/London",
    "Europe/Lisbon",
    "Europe/Moscow",
    "Europe/Istanbul",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
    "America/St_Johns",
    "America/Sao_Paulo",
    "America/Havana",
    "America/Santiago",
    "America/Asuncion",
    "America/Nuuk",
    "America/Scoresbysund",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/Johannesburg",
    "Asia/Seoul",
    "Asia/Tokyo",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Tehran",
    "Asia/Gaza",
    "Asia/Amman",
    "Asia/Beirut",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Pacific/Apia",
    "Pacific/Kiritimati",
];

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

/// The instants of a year at which a zone's clocks change, and a little around them.
fn around_changes(zone: &Zone, year: i16) -> Vec<Moment> {
    let start = Date::new(year, 1, 1).unwrap().to_zoned(TimeZone::UTC).unwrap().timestamp();
    let rules = zone.rules();
    let changes = rules
        .following(start)
        .take_while(|change| change.timestamp().to_zoned(TimeZone::UTC).year() <= year);
    let instants = changes.map(|change| change.timestamp().as_millisecond());
    let near = [-90_000_000, -3_600_001, -60_000, -1, 0, 1, 60_000, 3_599_999, 90_000_000];
    let around = instants.flat_map(|at| near.map(|shift| Moment::from_millis(at + shift)));
    around.flatten().collect()
}

/// What holds of every period at every moment.
fn judge(calendar: &Calendar, every: Every, now: Moment) {
    let index = calendar.index_at(every, now);
    let end = calendar.ends(every, index).unwrap();
    assert!(now < end, "{now} is past its period's end {end} in {}", calendar.zone);
    let next = calendar.index_at(every, end);
    assert!(next > index, "the end {end} does not belong to the next period");
    let last = Moment::from_millis(end.millis() - 1).unwrap();
    assert_eq!(calendar.index_at(every, last), index, "{last} in {}", calendar.zone);
}

/// through 40 years of 32 zones, around every change of their clocks.
#[test]
fn periods_follow_each_other_in_every_zone() {
    let mut judged = 0;
    for zone in ZONES {
        let calendar = in_zone(zone);
        for now in (1998..2038).flat_map(|year| around_changes(&calendar.zone, year)) {
            for every in [Every::Day, Every::Month, Every::BillingPeriod] {
                judge(&calendar, every, now);
                judged += 1;
            }
        }
    }
    assert!(judged > 20_000, "{judged} moments are too few");
}

proptest! {
    #[test]
    fn time_never_takes_a_period_back(
        zone in 0..ZONES.len(),
        first in 0_i64..4_000_000_000_000,
        later in 0_i64..200_000_000,
        anchor in proptest::option::of(0_i64..4_000_000_000_000),
    ) {
        let zone = Zone::parse(ZONES[zone]).unwrap();
        let calendar = Calendar { zone, anchor: anchor.and_then(Moment::from_millis) };
        let moment = |millis| Moment::from_millis(millis).unwrap();
        for every in [Every::Day, Every::Month, Every::BillingPeriod] {
            judge(&calendar, every, moment(first));
            let (before, after) = (moment(first), moment(first + later));
            prop_assert!(calendar.index_at(every, before) <= calendar.index_at(every, after));
        }
    }

    #[test]
    fn a_billing_period_lies_between_two_anniversaries(
        anchor in 0_i64..4_000_000_000_000,
        now in 0_i64..4_000_000_000_000,
    ) {
        let (anchor, now) = (Moment::from_millis(anchor).unwrap(), Moment::from_millis(now).unwrap());
        let calendar = Calendar { zone: Zone::UTC, anchor: Some(anchor) };
        let begin = Moment::from_millis(calendar.index_at(Every::BillingPeriod, now)).unwrap();
        let day = |at: Moment| at.timestamp().to_zoned(TimeZone::UTC).date().day();
        let last = begin.timestamp().to_zoned(TimeZone::UTC).date().days_in_month();
        prop_assert!(begin <= now || begin.millis() == 0);
        if begin.millis() > 0 {
            prop_assert_eq!(day(begin), day(anchor).min(last));
            prop_assert_eq!(begin.millis().rem_euclid(86_400_000), anchor.millis().rem_euclid(86_400_000));
        }
    }
}
