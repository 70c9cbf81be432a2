//! The life of one subscription, told in every way: each event at any time after what it tells of,
//! in every order and with a repetition, all within one second, by the shipped path from the signed
//! bytes on. However it is told, the subscription and its account end in the same state.

use std::collections::BTreeSet;

use shared::domain::planted::{Bug, plant};
use tests::simulation::stripe::subs::SubState;

use crate::shop::Shop;

const UPDATED: &str = "customer.subscription.updated";
const DAY: i64 = 86_400;

type Life = Vec<(SubState, &'static str)>;

/// What is told of one life so far.
struct Telling<'a> {
    life: &'a Life,
    shop: Shop,
    /// The letters that were brought, one after the other.
    told: Vec<usize>,
    /// Credits that are used after the first of them.
    spent: Option<u64>,
    ends: BTreeSet<String>,
    ways: usize,
}

impl Telling<'_> {
    /// Every way from here on, after so many things happened.
    fn go_on(&mut self, happened: usize) {
        let known: BTreeSet<_> = self.told.iter().collect();
        let missing = self.life.len() - known.len();
        if missing == 0 {
            self.ways += 1;
            self.ends.insert(self.shop.subscription_end());
        }
        if let Some((state, kind)) = self.life.get(happened) {
            let letters = self.shop.truth().letters.len();
            self.happens(*state, kind);
            self.go_on(happened + 1);
            let mut truth = self.shop.truth();
            truth.letters.truncate(letters);
            if happened == 0 {
                truth.subs.clear();
            } else {
                truth.subs[0].states.pop();
            }
        }
        // One more than there are: any of them comes twice.
        if self.told.len() + missing > self.life.len() {
            return;
        }
        for letter in 0..happened {
            let here = self.shop.snapshot();
            self.shop.brings(letter);
            if let Some(amount) = self.spent.filter(|_| self.told.is_empty()) {
                self.shop.spends(amount);
            }
            self.told.push(letter);
            self.go_on(happened);
            self.told.pop();
            self.shop.restore(here);
        }
    }

    fn happens(&self, state: SubState, kind: &'static str) {
        let mut truth = self.shop.truth();
        if truth.subs.is_empty() {
            let order = truth.sales[0].order.clone();
            truth.sub_begins(order, state);
        } else {
            truth.sub_becomes(0, state, kind);
        }
    }
}

/// In how many ways a life can be told, and how it then ends.
fn ends_of(life: &Life, spent: Option<u64>) -> (usize, BTreeSet<String>) {
    let (shop, told, ends) = (Shop::selling(1100), Vec::new(), BTreeSet::new());
    let mut telling = Telling { life, shop, told, spent, ends, ways: 0 };
    telling.go_on(0);
    (telling.ways, telling.ends)
}

/// Begun now and paid for 30 days.
fn first() -> SubState {
    let now = Shop::selling(1100).truth().now;
    SubState {
        status: "active",
        plan: "plan-more",
        anchor: now,
        start: now,
        end: now + 30 * DAY,
        paid: true,
        cancel_at: None,
    }
}

/// A first payment that waits for its buyer, an upgrade, and a cancellation that is taken back.
fn that_goes_on() -> Life {
    let first = first();
    let most = SubState { plan: "plan-most", ..first };
    vec![
        (SubState { status: "incomplete", paid: false, ..first }, ""),
        (first, "invoice.paid"),
        (most, UPDATED),
        (SubState { cancel_at: Some(first.end), ..most }, UPDATED),
        (most, UPDATED),
    ]
}

/// SP-2, SP-3, SP-8: five events of one second, in any order, old ones after new ones.
#[test]
fn a_subscription_that_goes_on_ends_the_same_however_it_is_told() {
    let (ways, ends) = ends_of(&that_goes_on(), Some(1));
    assert_eq!(ends.len(), 1, "{ends:#?}");
    assert!(ends.iter().all(|end| end.contains("plan-most")), "{ends:#?}");
    assert_eq!(ways, 5670);
}

/// SP-4, BD-15: renewed, not paid, paid late, and cancelled at once.
#[test]
fn a_subscription_that_ends_ends_the_same_however_it_is_told() {
    let first = first();
    let renewed = SubState { start: first.end, end: first.end + 30 * DAY, ..first };
    let life = vec![
        (first, ""),
        (SubState { status: "past_due", paid: false, ..renewed }, "invoice.payment_failed"),
        (renewed, "invoice.paid"),
        (SubState { plan: "plan-most", ..renewed }, UPDATED),
        (
            SubState { status: "canceled", plan: "plan-most", ..renewed },
            "customer.subscription.deleted",
        ),
    ];
    let (ways, ends) = ends_of(&life, None);
    assert_eq!(ends.len(), 1, "{ends:#?}");
    let over = |end: &String| end.contains("status: Canceled") && end.ends_with(" []");
    assert!(ends.iter().all(over), "{ends:#?}");
    assert_eq!(ways, 5670);
}

/// Where a change of plan gives a fresh allowance, it matters when each event came, and is seen to.
#[test]
fn a_wrong_rule_shows_in_more_than_one_end() {
    plant(Some(Bug::FreshByChange));
    let (_, ends) = ends_of(&that_goes_on(), Some(1));
    plant(None);
    assert!(ends.len() > 1, "{ends:#?}");
}
