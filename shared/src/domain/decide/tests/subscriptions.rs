//! What subscriptions do to plans and allowances, in whatever order they are told.

use super::house::{House, TIERS, at, feature};
use crate::domain::amount::Amount;
use crate::domain::balance::Balance;
use crate::domain::command::{Command, Subscribe};
use crate::domain::entry::EntryKind;
use crate::domain::event::{EventRecord, EventState};
use crate::domain::id::{AccountId, EventId, Label, PlanId};
use crate::domain::plan::Interval;
use crate::domain::refusal::Refusal;
use crate::domain::subscription::{Status, Subscription};

fn alice() -> AccountId {
    AccountId::parse("user:alice").unwrap()
}

/// A subscription as it is at the provider, begun on 10 January and paid for a month.
pub fn pro(plan: &str, status: Status) -> Subscription {
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
    pub fn version(&self, found: &Subscription) -> u64 {
        self.world.subscription(&found.id).map_or(0, |known| known.version)
    }

    /// Hears of a subscription that was asked for after our newest version was read.
    pub fn follows(&mut self, event: &str, found: &Subscription) {
        let seen = self.version(found);
        self.hears_of_subscription(event, seen, found).unwrap();
    }

    pub fn hears_of_subscription(
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

    pub fn credits(&self) -> (Amount, u64) {
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
