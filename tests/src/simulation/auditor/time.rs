//! The auditor's own calendar.

use jiff::tz::TimeZone;
use shared::domain::period::Every;

/// The number of a feature's period, by the time of the place: days since 1970, or months since year 0.
pub fn period(feature: &str, at: i64) -> i64 {
    number(if feature == "credit" { Every::Day } else { Every::Month }, at)
}

/// The number of a period of this kind, by the time of the place.
pub fn number(every: Every, at: i64) -> i64 {
    match every {
        Every::Day => at.div_euclid(86_400_000),
        Every::Month | Every::BillingPeriod => {
            let stamp = jiff::Timestamp::from_millisecond(at).unwrap();
            let date = stamp.to_zoned(TimeZone::UTC).date();
            i64::from(date.year()) * 12 + i64::from(date.month()) - 1
        }
        Every::Ever => 0,
    }
}
