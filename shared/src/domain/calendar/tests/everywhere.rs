//! What holds of every period in every zone, at every change of its clocks.

use proptest::prelude::*;

use super::*;

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
