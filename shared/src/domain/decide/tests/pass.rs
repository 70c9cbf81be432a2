//! Time written down: it changes no answer, happens once, and is looked for when it is there.

mod steps;

use proptest::prelude::*;

use super::house::{House, TIERS, at, feature};
use steps::{Step, step, takes};

use crate::domain::amount::Amount;
use crate::domain::balance::Balance;
use crate::domain::command::{Adjustment, Command, Subscribe};
use crate::domain::decide::Answer;
use crate::domain::entry::EntryKind;
use crate::domain::event::{EventRecord, EventState};
use crate::domain::id::{AccountId, EventId, Label, PlanId};
use crate::domain::moment::Moment;
use crate::domain::period::Every;
use crate::domain::plan::Interval;
use crate::domain::posting::Posting;
use crate::domain::subscription::{Status, Subscription};

/// A feature for each kind of period, on a plan that costs nothing and on one that does.
const PERIODS: &str = r#"
currency = "usd"
[[feature]]
id = "daily"
name = "Daily"
kind = "counted"
[[feature]]
id = "monthly"
name = "Monthly"
kind = "counted"
[[feature]]
id = "billed"
name = "Billed"
kind = "counted"
[[plan]]
id = "plan-free"
name = "Free"
default = true
[[plan.allowance]]
feature = "daily"
amount = 5
every = "day"
[[plan.allowance]]
feature = "monthly"
amount = 5
every = "month"
[[plan.allowance]]
feature = "billed"
amount = 5
every = "billing_period"
[[plan]]
id = "plan-pro"
name = "Pro"
prices = [{ interval = "month", amount = 1000 }]
[[plan.allowance]]
feature = "daily"
amount = 9
every = "day"
[[plan.allowance]]
feature = "billed"
amount = 9
every = "billing_period"
"#;

const FEATURES: [&str; 3] = ["daily", "monthly", "billed"];

fn alice() -> AccountId {
    AccountId::parse("user:alice").unwrap()
}

impl House {
    /// Lets time be written down; whether there was anything to write.
    fn passes(&mut self) -> bool {
        let answer = self.performs(Command::Pass(alice())).unwrap();
        let wrote = matches!(answer, Answer::Entry(_));
        assert!(!wrote || self.last_entry().kind == EntryKind::Pass);
        wrote
    }

    fn balances(&self) -> Vec<Balance> {
        let balance = |id| Balance::of(self.account(), &self.catalog, &feature(id), self.now);
        FEATURES.into_iter().map(balance).collect()
    }

    fn waits(&mut self, hours: i64) {
        self.now = Moment::from_millis(self.now.millis() + hours * 3_600_000).unwrap();
    }

    /// Whether use of a billing period is counted in one that its subscription does not have.
    fn counts_beside_its_anchor(&self) -> bool {
        let calendar = self.account().calendar(&self.catalog, self.now);
        let used = self.account().usage.iter().filter(|it| it.every == Every::BillingPeriod);
        let is_beside = |index| {
            let begin = Moment::from_millis(index).unwrap();
            calendar.index_at(Every::BillingPeriod, begin) != index
        };
        calendar.anchor.is_some() && used.map(|usage| usage.index).any(is_beside)
    }

    fn has_subscription(&mut self, name: &str, months: i8, status: Status) {
        let id = Label::parse(name).unwrap();
        let known = self.world.subscription(&id).cloned();
        let start = known.as_ref().map_or(self.now, |known| known.anchor);
        let end = self.now.plus_days(31 * u32::try_from(months).unwrap());
        let found = Subscription {
            id,
            version: 0,
            account: alice(),
            plan: PlanId::parse("plan-pro").unwrap(),
            interval: Interval::Month,
            price: Label::parse("price_1").unwrap(),
            status,
            created: start,
            anchor: start,
            period_start: start,
            period_end: end,
            trial_end: None,
            cancel_at: None,
            ended: None,
            paid_until: Some(end),
        };
        let event = EventRecord {
            id: EventId::parse(format!("evt_{}", self.entries.len())).unwrap(),
            version: 0,
            kind: Label::parse("customer.subscription.updated").unwrap(),
            at: self.now,
            state: EventState::Ignored,
        };
        let seen = known.map_or(0, |known| known.version);
        drop(self.performs(Command::Subscribe(Box::new(Subscribe { event, seen, found }))));
    }
}

/// SP-5: a period that ended and a grant that expired are written down once, under their own kind.
#[test]
fn what_time_brought_is_written_down_once() {
    let mut house = House::with(TIERS);
    let lost = Adjustment::Give(Amount::Of(3), Some(at("2026-01-12T08:00:00Z")));
    house.adjusts("credit", lost).unwrap();
    house.consumes(&[("credit", 4)]).unwrap();
    assert!(!house.passes(), "nothing ended yet");

    house.now = at("2026-01-12T08:00:00Z");
    let before = house.available("credit");
    assert!(house.passes());
    let postings = &house.last_entry().postings;
    let is_lapse = |it: &Posting| matches!(it, Posting::Lapsed { .. });
    let is_loss = |it: &Posting| matches!(it, Posting::Expired { amount: Amount::Of(3), .. });
    assert!(postings.iter().any(is_lapse) && postings.iter().any(is_loss), "{postings:?}");
    assert_eq!((postings.len(), house.available("credit")), (2, before));
    assert!(!house.passes());
    house.waits(24 * 400);
    assert!(!house.passes(), "an account that nobody uses has nothing to write for ever");
    assert_eq!(house.account().next_due(), None);
}

/// SP-5: an account that is not there is not opened by the passing of time.
#[test]
fn time_opens_no_account() {
    let mut house = House::with(TIERS);
    assert!(!house.passes());
    assert!(house.world.account(&alice()).is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// I13, SP-5: at any moment of any life the balances before and after are the same, it is
    /// written once, and afterwards nothing is due.
    #[test]
    fn passing_changes_no_answer(steps in proptest::collection::vec(step(), 1..30)) {
        let mut house = House::with(PERIODS);
        house.records(&[("daily", 1)]).unwrap();
        for step in &steps {
            takes(&mut house, step);
            let (before, now) = (house.balances(), house.now);
            let mut other = House::with(PERIODS);
            (other.world, other.entries) = (house.world.clone(), house.entries.clone());
            other.now = now;
            let due = other.account().next_due();
            let wrote = other.passes();
            prop_assert_eq!(&other.balances(), &before);
            prop_assert!(!other.passes(), "once");
            // Whoever comes when it is due does not come in vain, and has not to come again.
            prop_assert!(wrote || due.is_none_or(|due| due > now), "{due:?} at {now}");
            let next = other.account().next_due();
            prop_assert!(next.is_none_or(|next| next > now), "{next:?} at {now}");
        }
    }

    /// SP-5: with one subscription at most, something is written at the very moment that is due and
    /// not a millisecond before.
    #[test]
    fn what_is_due_is_there_at_its_moment(steps in proptest::collection::vec(step(), 1..20)) {
        let mut house = House::with(PERIODS);
        house.records(&[("daily", 1)]).unwrap();
        for step in &steps {
            if !matches!(step, Step::Subscribe(true, ..) | Step::Hold(..)) {
                takes(&mut house, step);
            }
        }
        house.passes();
        // What was counted in the calendar's months before the subscription gave, may be due later.
        if house.counts_beside_its_anchor() {
            return Ok(());
        }
        let Some(due) = house.account().next_due() else { return Ok(()) };
        house.now = Moment::from_millis(due.millis() - 1).unwrap();
        prop_assert!(!house.passes(), "before {due}");
        house.now = due;
        prop_assert!(house.passes(), "at {due}");
    }
}
