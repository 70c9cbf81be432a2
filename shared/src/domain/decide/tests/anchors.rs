//! Billing periods whose beginning moves: no allowance is given twice, and none is kept back.

use super::house::{House, TIERS, at, feature};
use super::subscriptions::pro;
use crate::domain::amount::{Amount, Quantity};
use crate::domain::explain::explain;
use crate::domain::moment::Moment;
use crate::domain::plan::Interval;
use crate::domain::subscription::{Status, Subscription};

/// Twenty in each billing period of the pro plan.
fn by_period() -> House {
    House::with(&TIERS.replace("\"day\"", "\"billing_period\""))
}

fn anchored(at: Moment) -> Subscription {
    Subscription { anchor: at, ..pro("plan-pro", Status::Active) }
}

/// SP-3: who goes from the month to the year is counted from another day on, and what was used in the
/// period stays used.
#[test]
fn a_change_of_interval_gives_no_second_allowance() {
    let mut house = by_period();
    house.follows("evt_1", &pro("plan-pro", Status::Active));
    house.now = at("2026-01-25T09:00:00Z");
    house.consumes(&[("credit", 19)]).unwrap();
    let (anchor, interval) = (house.now, Interval::Year);
    let paid_until = Some(at("2027-01-25T09:00:00Z"));
    let yearly = Subscription { interval, anchor, paid_until, ..pro("plan-pro", Status::Active) };
    house.follows("evt_2", &yearly);
    assert_eq!(house.credits(), (Amount::Of(1), 19));
    house.now = at("2026-02-25T09:00:00Z");
    assert_eq!(house.credits(), (Amount::Of(20), 0), "the next one begins a month later");
    house.now = at("2026-03-01T09:00:00Z");
    let back = Subscription { anchor: house.now, ..pro("plan-pro", Status::Active) };
    house.follows("evt_3", &back);
    let known = house.world.subscription(&back.id).unwrap();
    assert_eq!(known.paid_until, back.paid_until, "the year is not paid any more");
}

/// What is renewed after the days of grace goes on, where nothing has said in between that it ended.
#[test]
fn a_renewal_heard_of_late_gives_no_second_allowance() {
    let mut house = House::with(&TIERS.replace("\"day\"", "\"ever\""));
    house.follows("evt_1", &pro("plan-pro", Status::Active));
    house.consumes(&[("credit", 20)]).unwrap();
    house.now = at("2026-02-14T00:00:00Z");
    let paid_until = Some(at("2026-03-10T12:00:00Z"));
    house.follows("evt_2", &Subscription { paid_until, ..pro("plan-pro", Status::Active) });
    assert_eq!(house.credits(), (Amount::NONE, 20));
}

/// What is held of the period stays held of it.
#[test]
fn a_change_of_interval_frees_nothing_that_is_held() {
    let mut house = by_period();
    house.follows("evt_1", &pro("plan-pro", Status::Active));
    house.now = at("2026-01-25T09:00:00Z");
    let hold = house.holds(&[("credit", 15)], 3600).unwrap();
    house.follows("evt_2", &anchored(house.now));
    assert_eq!(house.available("credit"), Amount::Of(5));
    house.settles_hold(hold, &[("credit", 12)]).unwrap();
    assert_eq!(house.credits(), (Amount::Of(8), 12));
}

/// A trial on a running subscription puts its anchor into the future: up to then the period goes on,
/// and then a new one begins.
#[test]
fn an_anchor_in_the_future_takes_nothing_of_the_period_that_begins_there() {
    let mut house = by_period();
    house.follows("evt_1", &pro("plan-pro", Status::Active));
    house.consumes(&[("credit", 15)]).unwrap();
    let paid_until = Some(at("2026-03-01T00:00:00Z"));
    let trial = Subscription { paid_until, ..anchored(at("2026-02-01T00:00:00Z")) };
    house.now = at("2026-01-20T00:00:00Z");
    house.follows("evt_2", &trial);
    assert_eq!(house.credits(), (Amount::Of(5), 15));
    house.now = at("2026-02-01T00:00:00Z");
    assert_eq!(house.credits(), (Amount::Of(20), 0));
}

/// The month may turn between the end of grace and the renewal: that is no new billing period.
#[test]
fn a_renewal_heard_of_late_in_another_month_gives_no_second_allowance() {
    let mut house = by_period();
    house.now = at("2026-01-28T12:00:00Z");
    let paid_until = Some(at("2026-02-26T12:00:00Z"));
    house.follows("evt_1", &Subscription { paid_until, ..anchored(house.now) });
    house.now = at("2026-02-28T13:00:00Z");
    house.consumes(&[("credit", 20)]).unwrap();
    house.now = at("2026-03-01T13:00:00Z");
    let paid_until = Some(at("2026-03-28T12:00:00Z"));
    let renewed = Subscription { paid_until, ..anchored(at("2026-01-28T12:00:00Z")) };
    house.follows("evt_2", &renewed);
    assert_eq!(house.credits(), (Amount::NONE, 20));
}

/// Where a plan ends with its period, what is new then is the other plan's allowance.
#[test]
fn what_renews_at_the_end_of_a_plan_is_the_next_plans() {
    let mut house = by_period();
    let cancel_at = Some(at("2026-02-10T12:00:00Z"));
    let ends = Subscription { cancel_at, ..pro("plan-pro", Status::Active) };
    house.follows("evt_1", &ends);
    let one = Quantity::new(1).unwrap();
    let explained = explain(house.account(), &house.catalog, &feature("credit"), one, house.now);
    let next = explained.next.unwrap();
    assert_eq!((Some(next.at), next.renews), (cancel_at, Some(Amount::Of(5))));
    assert_eq!(next.available, Amount::Of(5));
}
