//! Billing periods: counted from their anchor, never chained, so 31 January gives 28 February and
//! then 31 March: <https://docs.stripe.com/billing/subscriptions/billing-cycle>.

use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde_json::Value;

use crate::object::{field, text, whole};

/// Seconds of a day.
pub(crate) const DAY: i64 = 86_400;

/// How often a price is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cycle {
    interval: String,
    count: i64,
}

impl Cycle {
    /// The cycle of a recurring price.
    pub(crate) fn of(price: &Value) -> Self {
        let recurring = field(price, "recurring");
        let count = whole(&recurring, "interval_count").max(1);
        Self { interval: text(&recurring, "interval").to_owned(), count }
    }

    /// The beginning of the period with this number, in Unix seconds; 0 is the anchor's own.
    fn begins(&self, anchor: i64, number: i64) -> Option<i64> {
        let count = number.checked_mul(self.count)?;
        let span = Span::new();
        let span = match self.interval.as_str() {
            "day" => span.try_days(count),
            "week" => span.try_weeks(count),
            "year" => span.try_years(count),
            _ => span.try_months(count),
        };
        let anchor = Timestamp::from_second(anchor).ok()?.to_zoned(TimeZone::UTC);
        Some(anchor.checked_add(span.ok()?).ok()?.timestamp().as_second())
    }

    /// The period that holds a moment: from its first second up to but not including its end. A
    /// period that no calendar has lasts for ever.
    pub(crate) fn period(&self, anchor: i64, at: i64) -> (i64, i64) {
        let longest = match self.interval.as_str() {
            "day" => DAY,
            "week" => 7 * DAY,
            "year" => 366 * DAY,
            _ => 31 * DAY,
        };
        let longest = longest.saturating_mul(self.count);
        // Not after the period that is looked for: no period is longer.
        let mut number = at.saturating_sub(anchor).checked_div_euclid(longest).unwrap_or_default();
        let mut start = self.begins(anchor, number).unwrap_or(at);
        loop {
            number = number.saturating_add(1);
            match self.begins(anchor, number) {
                Some(end) if end <= at => start = end,
                Some(end) => return (start, end),
                None => return (start, i64::MAX),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn at(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_second()
    }

    fn cycle(interval: &str, count: i64) -> Cycle {
        Cycle::of(&json!({ "recurring": { "interval": interval, "interval_count": count } }))
    }

    #[test]
    fn a_period_begins_on_the_anchors_day_or_the_months_last() {
        let anchor = at("2027-01-31T10:00:00Z");
        for (moment, start, end) in [
            ("2027-01-31T10:00:00Z", "2027-01-31T10:00:00Z", "2027-02-28T10:00:00Z"),
            ("2027-02-28T09:59:59Z", "2027-01-31T10:00:00Z", "2027-02-28T10:00:00Z"),
            ("2027-02-28T10:00:00Z", "2027-02-28T10:00:00Z", "2027-03-31T10:00:00Z"),
            ("2028-02-29T10:00:00Z", "2028-02-29T10:00:00Z", "2028-03-31T10:00:00Z"),
        ] {
            assert_eq!(cycle("month", 1).period(anchor, at(moment)), (at(start), at(end)));
        }
        let leap = at("2028-02-29T00:00:00Z");
        let years = (at("2029-02-28T00:00:00Z"), at("2030-02-28T00:00:00Z"));
        assert_eq!(cycle("year", 1).period(leap, at("2029-06-01T00:00:00Z")), years);
        let years = (at("2032-02-29T00:00:00Z"), at("2033-02-28T00:00:00Z"));
        assert_eq!(cycle("year", 1).period(leap, at("2032-02-29T00:00:00Z")), years);
        let quarter = (at("2027-07-31T10:00:00Z"), at("2027-10-31T10:00:00Z"));
        assert_eq!(cycle("month", 3).period(anchor, at("2027-08-01T00:00:00Z")), quarter);
        assert_eq!(cycle("week", 2).period(0, 14 * DAY), (14 * DAY, 28 * DAY));
    }
}
