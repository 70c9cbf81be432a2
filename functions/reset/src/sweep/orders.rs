//! The walk along the orders of which nothing was heard: Stripe says how they are.

use shared::app::{During, chain};
use shared::domain::id::PurchaseId;
use shared::domain::moment::Moment;
use shared::perform::pace::Pace;
use shared::store::reads::due::SHARDS;
use shared::stripe_events::{Events, Outcome};

use super::TO_STOP;
use super::lists::is_for_later;
use super::swept::Swept;

/// Orders are asked for so many days back from the last sweep: the slowest payment methods take two
/// weeks.
const DAYS_BACK: i64 = 32;

/// So many orders are read from the index at once.
const PAGE: u16 = 100;

/// Walks as far as there is time, from the newest to the oldest: of an old one the money may be on its
/// way for days, and it is asked for each time.
pub async fn walk(events: &Events, since: Moment, swept: &mut Swept, during: &During) {
    let today = during.at().day();
    let first = since.day().saturating_sub(DAYS_BACK).max(0);
    for day in (first..today).rev().filter_map(Moment::of_day) {
        for shard in 0..SHARDS {
            let mut after: Option<PurchaseId> = None;
            loop {
                if during.left() <= TO_STOP {
                    swept.finished = false;
                    return;
                }
                let page = events.app.store().open_orders(day, shard, after.as_ref(), PAGE).await;
                let page = match page {
                    Ok(page) => page,
                    Err(fault) => {
                        swept.stopped(chain(&fault));
                        swept.finished = false;
                        return;
                    }
                };
                for order in &page.orders {
                    if !reconcile(events, order, swept, during).await {
                        swept.finished = false;
                        return;
                    }
                }
                after = page.orders.last().cloned();
                if !page.more || after.is_none() {
                    break;
                }
            }
        }
    }
}

/// Asks about one order; says whether to go on.
async fn reconcile(
    events: &Events,
    order: &PurchaseId,
    swept: &mut Swept,
    during: &During,
) -> bool {
    if during.left() <= TO_STOP {
        return false;
    }
    swept.orders = swept.orders.saturating_add(1);
    match events.reconcile(order, during).await {
        Ok(Outcome::Done) => swept.repaired(order.as_str()),
        Ok(Outcome::Known | Outcome::Ignored) => {}
        Err(problem) if is_for_later(&problem) => {
            swept.stopped(problem.detail().to_owned());
            return false;
        }
        Err(problem) => swept.failed(order.as_str(), problem.detail()),
    }
    true
}
