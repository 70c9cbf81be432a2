//! The walk along the orders of which nothing was heard: Stripe says how they are.

use std::time::Duration;

use shared::domain::id::PurchaseId;
use shared::domain::moment::Moment;
use shared::http::problem::Kind;
use shared::perform::pace::Pace;
use shared::perform::port::Fault;
use shared::store::reads::due::SHARDS;
use shared::stripe_events::{Events, Outcome};

use super::swept::Swept;
use shared::app::During;

/// Orders are asked for so many days back from the last sweep: the slowest payment methods take two
/// weeks.
const DAYS_BACK: i64 = 32;

/// So many orders are read from the index at once.
const PAGE: u16 = 100;

/// With less time than this nothing more is begun: an event may ask Stripe twice, eight seconds each.
const TO_STOP: Duration = Duration::from_secs(20);

/// Walks as far as there is time. What is not reached is reached by the next sweep, for orders leave
/// the index as they are settled.
pub async fn walk(
    events: &Events,
    since: Moment,
    swept: &mut Swept,
    during: &During,
) -> Result<(), Fault> {
    let today = during.at().day();
    let first = since.day().saturating_sub(DAYS_BACK).max(0);
    for day in (first..today).filter_map(Moment::of_day) {
        for shard in 0..SHARDS {
            let mut after: Option<PurchaseId> = None;
            loop {
                if during.left() <= TO_STOP {
                    swept.finished = false;
                    return Ok(());
                }
                let page = events.app.store().open_orders(day, shard, after.as_ref(), PAGE).await?;
                for order in &page.orders {
                    if !reconcile(events, order, swept, during).await {
                        swept.finished = false;
                        return Ok(());
                    }
                }
                after = page.orders.last().cloned();
                if !page.more || after.is_none() {
                    break;
                }
            }
        }
    }
    Ok(())
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
        Err(problem) if problem.kind() == Kind::UnprocessableEvent => {
            swept.failed(order.as_str(), problem.detail());
        }
        Err(problem) => {
            swept.stopped(problem.detail().to_owned());
            return false;
        }
    }
    true
}
