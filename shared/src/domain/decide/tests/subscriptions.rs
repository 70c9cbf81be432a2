//! What subscriptions do to plans and allowances, in whatever order they are told.

use proptest::prelude::*;

use super::house::{House, TIERS, at, feature};
use crate::domain::amount::Amount;
use crate::domain::balance::Balance;
use crate::domain::command::{Command, Settings, Subscribe};
use crate::domain::entry::EntryKind;
use crate::domain::event::{EventRecord, EventState};
use crate::domain::id::{AccountId, EventId, Label, PlanId};
use crate::domain::moment::Moment;
use crate::domain::plan::Interval;
use crate::domain::refusal::Refusal;
use crate::domain::subscription::{Status, Subscription};
use crate::domain::zone::Zone;

fn alice() -> AccountId {
    AccountId::parse("user:alice").unwrap()
}

/// A subscription as it is at the provider, begun on 10 January and paid for a month.
fn pro(plan: &str, status: Status) -> Subscription {
    let start = at("2026-01-10T12:00:00Z");
    Subscription {
        id: Label::parse("sub_1").unwrap(),
        version: 0,
        account: alice(),
        plan: PlanId::parse(plan).unwrap(),
        interval: Interval::Month,
        price: Label::parse("price_1").unwrap(),
        status,
        created: start,
        anchor: start,
        period_start: start,
        period_end: at("2026-02-10T12:00:00Z"),
        trial_end: None,
        cancel_at: None,
        ended: None,
        paid_until: Some(at("2026-02-10T12:00:00Z")),
    }
}

impl House {
    fn version(&self, found: &Subscription) -> u64 {
        self.world.subscription(&found.id).map_or(0, |known| known.version)
    }

    /// Hears of a subscription that was asked for after our newest version was read.
    fn follows(&mut self, event: &str, found: &Subscription) {
        let seen = self.version(found);
        self.hears_of_subscription(event, seen, found).unwrap();
    }

    fn hears_of_subscription(
        &mut self,
        event: &str,
        seen: u64,
        found: &Subscription,
    ) -> Result<(), Refusal> {
        let event = EventRecord {
            id: EventId::parse(event).unwrap(),
            version: 0,
            kind: Label::parse("customer.subscription.updated").unwrap(),
            at: self.now,
            state: EventState::Ignored,
        };
        let subscribe = Subscribe { event, seen, found: found.clone() };
        self.performs(Command::Subscribe(Box::new(subscribe))).map(drop)
    }

    fn credits(&self) -> (Amount, u64) {
        let balance = Balance::of(self.account(), &self.catalog, &feature("credit"), self.now);
        (balance.available(), balance.allowance.map_or(0, |allowance| allowance.used))
    }
}

/// SP-2, SP-3: upgrade at noon with 3 used leaves 17 of 20; what was used stays used.
#[test]
fn an_upgrade_replaces_the_limit_and_keeps_what_was_used() {
    let mut house = House::with(TIERS);
    house.consumes(&[("credit", 3)]).unwrap();
    house.follows("evt_1", &pro("plan-pro", Status::Active));
    assert_eq!(house.credits(), (Amount::Of(17), 3));
    house.follows("evt_2", &pro("plan-enterprise", Status::Active));
    assert_eq!(house.credits(), (Amount::Of(47), 3));
    house.consumes(&[("credit", 30)]).unwrap();
    house.follows("evt_3", &pro("plan-pro", Status::Active));
    assert_eq!(house.credits(), (Amount::NONE, 33), "no second allowance, and never below zero");
    assert_eq!(house.last_entry().kind, EntryKind::Subscribe);
    assert_eq!(house.last_entry().note.reference.as_ref().unwrap().as_str(), "sub_1");
}

/// SP-4: what is cancelled keeps its tier to the end of the period; from then on the free tier gives
/// its full allowance, whatever was used of the other one that day.
#[test]
fn after_a_subscription_the_free_tier_begins_with_its_full_allowance() {
    let mut house = House::with(TIERS);
    house.follows("evt_1", &pro("plan-pro", Status::Active));
    let cancel_at = Some(at("2026-02-10T12:00:00Z"));
    house.follows("evt_2", &Subscription { cancel_at, ..pro("plan-pro", Status::Active) });
    house.now = at("2026-02-10T11:59:59Z");
    house.consumes(&[("credit", 12)]).unwrap();
    assert_eq!(house.credits(), (Amount::Of(8), 12));
    house.now = at("2026-02-10T12:00:00Z");
    assert_eq!(house.credits(), (Amount::Of(5), 0), "as it is read");
    house.consumes(&[("credit", 4)]).unwrap();
    assert_eq!(house.credits(), (Amount::Of(1), 4), "as it is written");
    let ended = Some(house.now);
    let over = Subscription { ended, ..pro("plan-pro", Status::Canceled) };
    house.follows("evt_3", &over);
    assert_eq!(house.credits(), (Amount::Of(1), 4), "told again it gives nothing a second time");
}

/// SP-4: deleted at once.
#[test]
fn a_deleted_subscription_ends_at_once() {
    let mut house = House::with(TIERS);
    house.follows("evt_1", &pro("plan-pro", Status::Active));
    house.consumes(&[("credit", 20)]).unwrap();
    house.follows("evt_2", &pro("plan-pro", Status::Canceled));
    assert_eq!(house.credits(), (Amount::Of(5), 0));
    let back = house.hears_of_subscription("evt_3", 2, &pro("plan-pro", Status::Active));
    assert_eq!(back, Ok(()));
    assert_eq!(house.credits(), (Amount::Of(5), 0), "what is over stays over");
}

/// W5: whose answer is older than what is written asks again.
#[test]
fn of_two_who_ask_at_once_the_later_one_asks_again() {
    let mut house = House::with(TIERS);
    house.follows("evt_1", &pro("plan-pro", Status::Active));
    house.hears_of_subscription("evt_3", 1, &pro("plan-pro", Status::PastDue)).unwrap();
    let late = house.hears_of_subscription("evt_2", 1, &pro("plan-enterprise", Status::Active));
    assert_eq!(late, Err(Refusal::Outdated));
    assert_eq!(house.credits().0, Amount::Of(20));
}

/// W5: nobody told us that it ended, and its right to the plan ends all the same.
#[test]
fn a_subscription_of_which_nothing_is_heard_lapses_after_what_is_paid() {
    let mut house = House::with(TIERS);
    house.follows("evt_1", &pro("plan-pro", Status::Active));
    house.now = at("2026-02-13T11:59:59Z");
    assert_eq!(house.credits().0, Amount::Of(20), "three days of grace");
    house.now = at("2026-02-13T12:00:00Z");
    assert_eq!(house.credits().0, Amount::Of(5));
    // The payment comes after all.
    let paid_until = Some(at("2026-03-10T12:00:00Z"));
    house.follows("evt_2", &Subscription { paid_until, ..pro("plan-pro", Status::Active) });
    assert_eq!(house.credits().0, Amount::Of(20));
    let paid_until = Some(at("2026-02-10T12:00:00Z"));
    house.follows("evt_3", &Subscription { paid_until, ..pro("plan-pro", Status::Active) });
    house.now = at("2026-03-10T12:00:00Z");
    assert_eq!(house.credits().0, Amount::Of(20), "what was paid stays paid");
}

#[test]
fn of_several_subscriptions_the_dearest_live_one_decides() {
    let mut house = House::with(TIERS);
    let other = Label::parse("sub_2").unwrap();
    let best = Subscription { id: other, ..pro("plan-enterprise", Status::Active) };
    house.follows("evt_1", &best);
    house.follows("evt_2", &pro("plan-pro", Status::Active));
    house.consumes(&[("credit", 7)]).unwrap();
    assert_eq!(house.credits(), (Amount::Of(43), 7));
    house.follows("evt_3", &Subscription { status: Status::Canceled, ..best });
    assert_eq!(house.credits(), (Amount::Of(13), 7), "the other one goes on, with what was used");
}

#[test]
fn a_subscription_stays_with_its_account() {
    let mut house = House::with(TIERS);
    house.follows("evt_1", &pro("plan-pro", Status::Active));
    let account = AccountId::parse("user:mallory").unwrap();
    let stolen = Subscription { account, ..pro("plan-pro", Status::Active) };
    let refused = house.hears_of_subscription("evt_2", 1, &stolen);
    assert!(matches!(refused, Err(Refusal::Mismatch(_))), "{refused:?}");
}

#[test]
fn a_subscription_that_changes_nothing_writes_no_entry() {
    let mut house = House::with(TIERS);
    house.follows("evt_1", &pro("plan-pro", Status::Active));
    let entries = house.entries.len();
    house.follows("evt_2", &pro("plan-pro", Status::Active));
    house.follows("evt_2", &pro("plan-pro", Status::PastDue));
    house.follows("evt_3", &pro("plan-pro", Status::PastDue));
    assert_eq!(house.entries.len(), entries);
    let known = house.world.subscription(&Label::parse("sub_1").unwrap()).unwrap();
    assert_eq!((known.version, known.status), (3, Status::PastDue), "evt_2 counts once");
}

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

/// A zone that is told twice is written once.
#[test]
fn settings_say_how_it_shall_be() {
    let mut house = House::with(TIERS);
    let settings = || {
        Command::Settings(Settings {
            account: alice(),
            zone: Some(Zone::parse("Asia/Seoul").unwrap()),
        })
    };
    house.performs(settings()).unwrap();
    house.performs(settings()).unwrap();
    assert_eq!((house.entries.len(), house.last_entry().kind), (1, EntryKind::Settings));
    assert_eq!(house.account().zone.name(), "Asia/Seoul");
}
