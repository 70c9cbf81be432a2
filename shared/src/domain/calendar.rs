//! When the periods of an account begin and end: half-open, computed when read, never chained.
//!
//! A period has a number that grows with time: for days the days since 1970, for months the months
//! since year 0, both of the account's own calendar; for billing periods the millisecond of their
//! beginning, in UTC where that is a month's. Each number is given out once, so that an account which
//! moves to another zone gets no day or month a second time.

use jiff::Span;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::domain::moment::Moment;
use crate::domain::period::Every;
use crate::domain::zone::Zone;

/// How an account counts its periods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Where its days and months begin.
    pub zone: Zone,
    /// From where its billing periods are counted; without one they are the calendar's months.
    pub anchor: Option<Moment>,
}

impl Calendar {
    /// The number of the period that `now` belongs to. The first instant of a period belongs to it,
    /// the last boundary to the next one.
    pub fn index_at(&self, every: Every, now: Moment) -> i64 {
        match (every, self.anchor) {
            (Every::Day | Every::Month, _) => self.dated(every, now),
            (Every::BillingPeriod, Some(anchor)) => {
                let months = months_since(anchor, now);
                let begun = boundary(anchor, months).filter(|begin| *begin <= now);
                let begun = begun.or_else(|| boundary(anchor, months.saturating_sub(1)));
                begun.unwrap_or(anchor).millis()
            }
            (Every::BillingPeriod, None) => {
                first_in_utc(self.dated(Every::Month, now)).map_or(0, Moment::millis)
            }
            (Every::Ever, _) => 0,
        }
    }

    /// When the period with this number ends; none for a period without an end.
    pub fn ends(&self, every: Every, index: i64) -> Option<Moment> {
        match (every, self.anchor) {
            (Every::Day | Every::Month, _) => self.begins(every, index.checked_add(1)?),
            (Every::BillingPeriod, anchor) => {
                let begin = Moment::from_millis(index)?;
                let Some(anchor) = anchor else {
                    let next = utc_month_of(begin).checked_add(1)?;
                    return self.begins(Every::Month, next);
                };
                let months = months_since(anchor, begin);
                let this = boundary(anchor, months).filter(|end| *end > begin);
                this.or_else(|| boundary(anchor, months.checked_add(1)?))
            }
            (Every::Ever, _) => None,
        }
    }

    /// The number of a day or a month by the date of `now`.
    fn dated(&self, every: Every, now: Moment) -> i64 {
        let date = now.timestamp().to_zoned(self.zone.rules()).date();
        let index = if every == Every::Day { day_of(date) } else { month_of(date) };
        // Where clocks go back over midnight the old date comes once more, and the new period goes
        // on.
        let next = index.saturating_add(1);
        match self.begins(every, next) {
            Some(begin) if begin <= now => next,
            _ => index,
        }
    }

    /// The first instant of the day or the month with this number.
    fn begins(&self, every: Every, index: i64) -> Option<Moment> {
        let date = if every == Every::Day { date_of(index)? } else { first_of(index)? };
        // A midnight that the clocks leave out is the instant at which they do; of one that comes
        // twice it is the first.
        let zoned = date.to_zoned(self.zone.rules()).ok()?;
        Some(Moment::from(zoned.timestamp()))
    }
}

const EPOCH: Date = Date::constant(1970, 1, 1);

fn day_of(date: Date) -> i64 {
    let days = date.since(EPOCH).map(|span| span.get_days());
    days.map_or(0, i64::from)
}

fn date_of(day: i64) -> Option<Date> {
    EPOCH.checked_add(Span::new().try_days(day).ok()?).ok()
}

fn month_of(date: Date) -> i64 {
    let years = i64::from(date.year()).saturating_mul(12);
    years.saturating_add(i64::from(date.month())).saturating_sub(1)
}

fn first_of(month: i64) -> Option<Date> {
    let year = i16::try_from(month.div_euclid(12)).ok()?;
    let number = i8::try_from(month.rem_euclid(12).checked_add(1)?).ok()?;
    Date::new(year, number, 1).ok()
}

/// The name of a month that is a billing period: its first instant in UTC, wherever the account is,
/// so that moving gives no other name to it.
fn first_in_utc(month: i64) -> Option<Moment> {
    let zoned = first_of(month)?.to_zoned(TimeZone::UTC).ok()?;
    Some(Moment::from(zoned.timestamp()))
}

fn utc_month_of(at: Moment) -> i64 {
    month_of(at.timestamp().to_zoned(TimeZone::UTC).date())
}

/// How many months lie between the months of two moments, in UTC.
fn months_since(anchor: Moment, now: Moment) -> i64 {
    utc_month_of(now).saturating_sub(utc_month_of(anchor))
}

/// So many months after the anchor, in UTC as Stripe counts them: on the same day of the month, or
/// on its last where it is shorter, and always from the anchor itself.
/// <https://docs.stripe.com/billing/subscriptions/billing-cycle>
fn boundary(anchor: Moment, months: i64) -> Option<Moment> {
    let start = anchor.timestamp().to_zoned(TimeZone::UTC);
    let later = start.checked_add(Span::new().try_months(months).ok()?).ok()?;
    Moment::from_millis(later.timestamp().as_millisecond())
}

#[cfg(test)]
mod tests;
