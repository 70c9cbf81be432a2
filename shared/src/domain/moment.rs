//! A moment: milliseconds since 1970 in UTC. Time is always an argument.

use std::fmt;

use jiff::Timestamp;

/// A moment in milliseconds since 1970-01-01T00:00:00Z, within the years 1970 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

/// 9999-12-31T23:59:59.999Z.
const LAST: i64 = 253_402_300_799_999;

/// The milliseconds of a day.
const DAY_MS: i64 = 86_400_000;

impl Moment {
    /// From milliseconds; what lies outside the years 1970 to 9999 is none.
    pub fn from_millis(millis: i64) -> Option<Self> {
        (0..=LAST).contains(&millis).then_some(Self(millis))
    }

    /// Reads RFC 3339, with any offset; what lies outside the years 1970 to 9999 is none.
    pub fn parse(text: &str) -> Option<Self> {
        Self::from_millis(text.parse::<Timestamp>().ok()?.as_millisecond())
    }

    /// Milliseconds since 1970.
    pub fn millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970.
    pub fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// So many days of 24 hours later; past the year 9999 it stays at its end.
    #[must_use]
    pub fn plus_days(self, days: u32) -> Self {
        let later = i64::from(days).saturating_mul(DAY_MS).saturating_add(self.0);
        Self(later.min(LAST))
    }

    /// The midnight of UTC with which a day begins, counted since 1970.
    pub fn of_day(day: i64) -> Option<Self> {
        Self::from_millis(day.checked_mul(DAY_MS)?)
    }

    /// The day of UTC, counted since 1970.
    pub fn day(self) -> i64 {
        self.0.div_euclid(DAY_MS)
    }

    /// The first midnight of UTC that is not before it; past the year 9999 it stays at its end.
    #[must_use]
    pub fn midnight(self) -> Self {
        match self.0.rem_euclid(DAY_MS) {
            0 => self,
            since => Self(self.plus_days(1).0.saturating_sub(since)).max(self),
        }
    }

    /// So many seconds earlier; before 1970 it stays at its beginning.
    #[must_use]
    pub fn minus_seconds(self, seconds: u32) -> Self {
        Self(self.0.saturating_sub(i64::from(seconds).saturating_mul(1000)).max(0))
    }

    /// So many seconds later; past the year 9999 it stays at its end.
    #[must_use]
    pub fn plus_seconds(self, seconds: u32) -> Self {
        let later = i64::from(seconds).saturating_mul(1000).saturating_add(self.0);
        Self(later.min(LAST))
    }

    /// The same moment for calendar calculations.
    pub fn timestamp(self) -> Timestamp {
        Timestamp::from_millisecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

impl From<Timestamp> for Moment {
    fn from(timestamp: Timestamp) -> Self {
        Self(timestamp.as_millisecond().clamp(0, LAST))
    }
}

impl fmt::Display for Moment {
    /// RFC 3339 in UTC, with milliseconds where there are any.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.timestamp().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_in_utc() {
        let moment = Moment::from_millis(1_767_225_600_000).unwrap();
        assert_eq!(moment.to_string(), "2026-01-01T00:00:00Z");
        assert_eq!(moment.plus_days(31).to_string(), "2026-02-01T00:00:00Z");
        assert_eq!(moment.plus_seconds(90).to_string(), "2026-01-01T00:01:30Z");
    }

    #[test]
    fn a_moment_is_counted_in_seconds_and_milliseconds() {
        let moment = Moment::from_millis(1_767_225_600_999).unwrap();
        assert_eq!((moment.seconds(), moment.millis()), (1_767_225_600, 1_767_225_600_999));
    }

    #[test]
    fn a_day_is_counted_from_midnight_to_midnight() {
        for (millis, day) in [(0, 0), (DAY_MS - 1, 0), (DAY_MS, 1), (LAST, 2_932_896)] {
            assert_eq!(Moment(millis).day(), day);
        }
        assert_eq!(Moment::of_day(1), Some(Moment(DAY_MS)));
        assert_eq!(Moment::of_day(i64::MAX), None);
    }

    #[test]
    fn the_next_midnight_is_the_moment_itself_or_less_than_a_day_away() {
        for (millis, midnight) in [(0, 0), (1, DAY_MS), (DAY_MS - 1, DAY_MS), (DAY_MS, DAY_MS)] {
            assert_eq!(Moment(millis).midnight(), Moment(midnight));
        }
        assert!((LAST - DAY_MS..=LAST).contains(&Moment(LAST).midnight().0));
    }

    #[test]
    fn a_moment_is_read_with_any_offset() {
        let moment = Moment::from_millis(1_767_225_600_000);
        for text in ["2026-01-01T00:00:00Z", "2026-01-01T01:00:00+01:00"] {
            assert_eq!(Moment::parse(text), moment, "{text}");
        }
        for text in ["", "2026-01-01", "1969-12-31T23:59:59Z", "2026-02-30T00:00:00Z"] {
            assert_eq!(Moment::parse(text), None, "{text}");
        }
    }

    #[test]
    fn moments_outside_four_digit_years_are_none() {
        assert_eq!(Moment::from_millis(-1), None);
        assert_eq!(Moment::from_millis(LAST + 1), None);
        assert_eq!(Moment(LAST).plus_days(1), Moment(LAST));
        assert_eq!(Moment(LAST - 999).plus_seconds(1), Moment(LAST));
    }
}
