//! What each status gives, and until when.

#![allow(clippy::unwrap_used, reason = "a test fails loudly")]

use super::*;

fn at(text: &str) -> Moment {
    Moment::from(text.parse::<jiff::Timestamp>().unwrap())
}

/// Begun on 1 January, in the period of February, paid to its end.
fn subscription(status: Status) -> Subscription {
    Subscription {
        id: Label::parse("sub_1").unwrap(),
        version: 1,
        account: AccountId::parse("user:alice").unwrap(),
        plan: PlanId::parse("plan-pro").unwrap(),
        interval: Interval::Month,
        price: Label::parse("price_1").unwrap(),
        status,
        created: at("2026-01-01T00:00:00Z"),
        anchor: at("2026-01-01T00:00:00Z"),
        period_start: at("2026-02-01T00:00:00Z"),
        period_end: at("2026-03-01T00:00:00Z"),
        trial_end: None,
        cancel_at: None,
        ended: None,
        paid_until: Some(at("2026-03-01T00:00:00Z")),
    }
}

/// The table of `docs/subscriptions.md`, row by row.
#[test]
fn each_status_gives_what_the_table_says() {
    for (status, given) in [
        (Status::Trialing, Some("2026-03-04T00:00:00Z")),
        (Status::Active, Some("2026-03-04T00:00:00Z")),
        (Status::PastDue, Some("2026-03-04T00:00:00Z")),
        (Status::Incomplete, None),
        (Status::IncompleteExpired, None),
        (Status::Unpaid, None),
        (Status::Paused, None),
        (Status::Canceled, None),
    ] {
        let given = given.map(at);
        assert_eq!(subscription(status).gives_until(3), given, "{}", status.as_str());
    }
}

#[test]
fn what_is_not_paid_is_given_for_the_days_of_grace_alone() {
    let paid_until = Some(at("2026-02-01T00:00:00Z"));
    for (days, until) in [(3, "2026-02-04T00:00:00Z"), (0, "2026-02-01T00:00:00Z")] {
        let late = Subscription { paid_until, ..subscription(Status::PastDue) };
        assert_eq!(late.gives_until(days), Some(at(until)));
    }
    let never = Subscription { paid_until: None, ..subscription(Status::PastDue) };
    assert_eq!(never.gives_until(3), None);
}

#[test]
fn what_is_cancelled_ends_when_it_was_said_to() {
    for (cancel_at, until) in [
        ("2026-03-01T00:00:00Z", "2026-03-01T00:00:00Z"),
        ("2026-02-10T00:00:00Z", "2026-02-10T00:00:00Z"),
        ("2027-01-01T00:00:00Z", "2026-03-04T00:00:00Z"),
    ] {
        let cancel_at = Some(at(cancel_at));
        let ending = Subscription { cancel_at, ..subscription(Status::Active) };
        assert_eq!(ending.gives_until(3), Some(at(until)));
    }
}

#[test]
fn every_status_has_its_word_and_is_read_by_it() {
    for status in Status::ALL {
        assert_eq!(Status::parse(status.as_str()), Some(status));
        let ends = [Status::Canceled, Status::IncompleteExpired].contains(&status);
        assert_eq!(status.is_terminal(), ends);
    }
    assert_eq!(Status::parse("ended"), None);
}
