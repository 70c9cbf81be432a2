//! Subscriptions in truth: how each was from its first day on, and what happens to them.

use serde_json::{Value, json};

use crate::memory::chance::Chance;
use crate::simulation::stripe::Truth;
use crate::simulation::stripe::post::About;

/// A billing period of these stories, in seconds.
const PERIOD: i64 = 30 * 86_400;

/// The plans that are subscribed to, the dearer one last.
const PLANS: [&str; 2] = ["plan-more", "plan-most"];

/// A subscription of whoever made an order.
#[derive(Debug, Clone)]
pub struct Sub {
    /// `sub_…`
    pub id: String,
    /// The order that its mark names.
    pub order: String,
    /// How it was, the oldest first.
    pub states: Vec<SubState>,
}

/// How a subscription is, with moments in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SubState {
    /// Stripe's word.
    pub status: &'static str,
    /// The plan that its price is for.
    pub plan: &'static str,
    /// From where its periods are counted.
    pub anchor: i64,
    /// When its period began.
    pub start: i64,
    /// When its period ends.
    pub end: i64,
    /// Whether its period is paid.
    pub paid: bool,
    /// When it will end, if it will.
    pub cancel_at: Option<i64>,
}

impl Sub {
    /// How it is now.
    pub fn now(&self) -> SubState {
        *self.states.last().expect("a state")
    }

    /// As Stripe writes it. <https://docs.stripe.com/api/subscriptions/object>
    pub fn object(&self) -> Value {
        let state = self.now();
        json!({
            "id": self.id, "object": "subscription", "customer": null, "status": state.status,
            "metadata": { "tallystick_purchase": self.order },
            "items": { "data": [{
                "price": {
                    "id": "price_1", "currency": "usd", "unit_amount": 500, "metadata": {},
                    "lookup_key": state.plan,
                    "recurring": { "interval": "month", "interval_count": 1 },
                },
                "current_period_start": state.start, "current_period_end": state.end,
            }] },
            "latest_invoice": { "status": if state.paid { "paid" } else { "open" } },
            "billing_cycle_anchor": state.anchor, "created": state.anchor,
            "cancel_at_period_end": false, "cancel_at": state.cancel_at,
            "ended_at": null, "trial_end": null, "livemode": false,
        })
    }
}

impl Truth {
    /// Somebody subscribes, or something happens to a subscription.
    pub fn subscriptions(&mut self, chance: &Chance) {
        if self.sales.is_empty() {
            return;
        }
        if self.subs.is_empty() || (self.subs.len() < 5 && chance.permille(250)) {
            return self.subscribes(chance);
        }
        let place = chance.place(self.subs.len());
        let before = self.subs[place].now();
        let Some((state, kind)) = next(before, self.now, chance) else { return };
        if state == before {
            return;
        }
        self.sub_becomes(place, state, kind);
    }

    /// Something happens to a subscription, and is told.
    pub fn sub_becomes(&mut self, place: usize, state: SubState, kind: &'static str) {
        self.subs[place].states.push(state);
        self.write_sub(place, kind);
    }

    fn subscribes(&mut self, chance: &Chance) {
        let now = self.now;
        let order = self.sales[chance.place(self.sales.len())].order.clone();
        let paid = chance.permille(800);
        let state = SubState {
            status: if paid { "active" } else { "incomplete" },
            plan: PLANS[chance.place(PLANS.len())],
            anchor: now,
            start: now,
            end: now + PERIOD,
            paid,
            cancel_at: None,
        };
        self.sub_begins(order, state);
    }

    /// Whoever made this order subscribes, and it is told.
    pub fn sub_begins(&mut self, order: String, state: SubState) {
        let number = self.subs.len();
        self.subs.push(Sub { id: format!("sub_{number}"), order, states: vec![state] });
        self.write_sub(number, "customer.subscription.created");
    }

    fn write_sub(&mut self, place: usize, kind: &'static str) {
        let id = &self.subs[place].id;
        let object = if kind.starts_with("invoice.") {
            json!({ "id": "in_1", "parent": { "subscription_details": { "subscription": id } } })
        } else {
            json!({ "id": id })
        };
        self.write(kind, About::Sub(place), &object);
    }

    /// Moments in milliseconds at which a subscription ends by itself, as far as is known.
    pub fn sub_ends(&self) -> Vec<i64> {
        let of = |sub: &Sub| [Some(sub.now().end + 3 * 86_400), sub.now().cancel_at];
        self.subs.iter().flat_map(of).flatten().map(|second| second * 1000).collect()
    }
}

/// What may come after a state, and what is told of it.
fn next(now: SubState, second: i64, chance: &Chance) -> Option<(SubState, &'static str)> {
    let changed = "customer.subscription.updated";
    let over = SubState { status: "canceled", ..now };
    if now.status == "canceled" || now.status == "incomplete_expired" {
        return None;
    }
    if now.cancel_at.is_some_and(|at| at <= second) {
        return Some((over, "customer.subscription.deleted"));
    }
    if now.status == "incomplete" {
        return Some(if chance.permille(600) {
            (SubState { status: "active", paid: true, ..now }, "invoice.paid")
        } else {
            (SubState { status: "incomplete_expired", ..now }, changed)
        });
    }
    if now.end <= second {
        let start = now.end + (second - now.end) / PERIOD * PERIOD;
        let renewed = SubState { start, end: start + PERIOD, ..now };
        return Some(if now.status == "active" && chance.permille(650) {
            (SubState { paid: true, ..renewed }, "invoice.paid")
        } else {
            let status = if now.status == "active" { "past_due" } else { now.status };
            (SubState { status, paid: false, ..renewed }, "invoice.payment_failed")
        });
    }
    Some(match (now.status, chance.below(10)) {
        (_, 0) => (over, "customer.subscription.deleted"),
        ("active", 1..=3) => (SubState { plan: PLANS[chance.place(PLANS.len())], ..now }, changed),
        ("active", 4 | 5) => (SubState { cancel_at: Some(now.end), ..now }, changed),
        ("active", 6 | 7) => (SubState { cancel_at: None, ..now }, changed),
        ("past_due", 1) => (SubState { status: "unpaid", ..now }, changed),
        ("past_due" | "unpaid", 2..=6) => {
            (SubState { status: "active", paid: true, ..now }, "invoice.paid")
        }
        _ => return None,
    })
}
