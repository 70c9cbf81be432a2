//! Subscriptions through whole lives, told in every order.

use proptest::prelude::*;

use super::house::{House, TIERS, at};
use super::subscriptions::pro;
use crate::domain::moment::Moment;
use crate::domain::refusal::Refusal;
use crate::domain::subscription::{Status, Subscription};

/// A house whose account is there.
fn opened() -> House {
    let mut house = House::with(TIERS);
    house.records(&[("credit", 1)]).unwrap();
    house.now = at("2026-01-11T12:00:00Z");
    house
}

/// What a subscription is at the provider, one state after the other.
fn life() -> [Subscription; 6] {
    let states = [
        ("plan-pro", Status::Incomplete),
        ("plan-pro", Status::Trialing),
        ("plan-pro", Status::Active),
        ("plan-enterprise", Status::Active),
        ("plan-enterprise", Status::PastDue),
        ("plan-enterprise", Status::Canceled),
    ];
    states.map(|(plan, status)| pro(plan, status))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// SP-3, W5: six events of one life in any order, each perhaps several times, two fetchers at
    /// once: whatever is told, what is written in the end is what the subscription is at the end.
    #[test]
    fn the_order_of_events_does_not_matter(
        last in 0_usize..6,
        told in proptest::collection::vec((0_usize..6, 0_usize..6, any::<bool>()), 1..12),
    ) {
        let mut house = opened();
        let life = life();
        for (event, fetched, slow) in told {
            let name = format!("evt_{event}");
            // A slow one read our version and asked before another one wrote.
            let (seen, found) = (house.version(&life[0]), &life[fetched.min(last)]);
            if slow {
                house.follows("evt_between", &life[last]);
            }
            let heard = house.hears_of_subscription(&name, seen, found);
            prop_assert!(matches!(heard, Ok(()) | Err(Refusal::Outdated)), "{heard:?}");
        }
        // The last event of all is told after the last change.
        house.follows("evt_last", &life[last]);
        let mut other = opened();
        other.follows("evt_last", &life[last]);
        prop_assert_eq!(house.credits().0, other.credits().0);
    }

    /// BD-11, SP-1: whatever is subscribed to and used, no more is used of a day than its plan gives.
    #[test]
    fn use_never_passes_the_best_limit_of_the_day(
        steps in proptest::collection::vec((0_usize..6, 1_u64..30, 0_i64..40), 1..30),
    ) {
        let mut house = opened();
        let life = life();
        for (number, (state, amount, hours)) in steps.into_iter().enumerate() {
            house.follows(&format!("evt_{number}"), &life[state]);
            let before = house.credits().0;
            let used = house.consumes(&[("credit", amount)]);
            prop_assert_eq!(used.is_ok(), before.covers(amount) == amount);
            house.now = Moment::from_millis(house.now.millis() + hours * 3_600_000).unwrap();
        }
    }
}
