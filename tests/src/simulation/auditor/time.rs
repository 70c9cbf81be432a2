//! The auditor's own calendar.

use jiff::tz::TimeZone;

/// The number of a feature's period, by the time of the place: days since 1970, or months since year 0.
pub fn period(feature: &str, at: i64) -> i64 {
    if feature == "credit" {
        return at.div_euclid(86_400_000);
    }
    let stamp = jiff::Timestamp::from_millisecond(at).unwrap();
    let date = stamp.to_zoned(TimeZone::UTC).date();
    i64::from(date.year()) * 12 + i64::from(date.month()) - 1
}
