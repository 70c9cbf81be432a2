//! Sample items of plans and subscriptions.

use shared::domain::account::Account;
use shared::domain::id::PlanId;
use shared::domain::plan::Interval;
use shared::domain::purchase::{Article, Purchase, PurchaseState};
use shared::domain::subscription::{Status, Subscribed, Subscription};
use shared::domain::zone::Zone;

use crate::samples::{account, alice, label, now, purchase};

fn plan() -> PlanId {
    PlanId::parse("plan-professional").unwrap()
}

/// An order of a plan, paid.
pub fn of_plan() -> Purchase {
    let paid = PurchaseState::Paid { charged: 5000, at: now() };
    let article = Article::Plan(plan(), Interval::Month);
    Purchase { article, lots: Vec::new(), ..purchase(5, 0, paid) }
}

/// An account in another zone, with a subscription.
pub fn subscribed_account() -> Account {
    let mut account = account(&alice(), 3, 0);
    account.zone = Zone::parse("Asia/Seoul").unwrap();
    account.subscriptions = vec![Subscribed {
        subscription: label("sub_1"),
        plan: plan(),
        anchor: now(),
        until: now().plus_days(34),
    }];
    account
}

/// A subscription of alice's in its first month.
pub fn subscription(status: Status) -> Subscription {
    Subscription {
        id: label("sub_1"),
        version: 2,
        account: alice(),
        plan: plan(),
        interval: Interval::Month,
        price: label("price_1"),
        status,
        created: now(),
        anchor: now(),
        period_start: now(),
        period_end: now().plus_days(31),
        trial_end: None,
        cancel_at: None,
        ended: None,
        paid_until: None,
    }
}

/// A subscription that is over.
pub fn over() -> Subscription {
    let ended = Some(now().plus_days(31));
    Subscription {
        trial_end: Some(now().plus_days(7)),
        cancel_at: ended,
        ended,
        paid_until: ended,
        ..subscription(Status::Canceled)
    }
}
