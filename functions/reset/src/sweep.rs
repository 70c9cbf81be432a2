//! The sweep: what Stripe has told since the last time, looked at once more. What we do not have as
//! done is done now, by the same code as the webhook's; so a delivery that never came is made good.

pub mod lists;
pub mod orders;
pub mod swept;

use std::time::Duration;

use shared::app::{App, During, chain};
use shared::domain::moment::Moment;
use shared::http::metering;
use shared::perform::pace::Pace;
use shared::perform::port::Fault;
use shared::store::items::sweep_mark::SweepMark;
use shared::stripe::event::listed::LISTED_DAYS;
use shared::stripe_events::Events;

use swept::Swept;

/// With less time than this nothing more is begun: an event may ask Stripe twice, eight seconds each.
const TO_STOP: Duration = Duration::from_secs(20);

/// What is younger than so many seconds may still be on its way to the webhook.
const YOUNG_SECONDS: u32 = 600;

/// Sweeps as far as there is time, and keeps how far it came.
pub async fn sweep(events: &Events, during: &During) -> Result<Swept, Fault> {
    let store = events.app.store();
    let known = store.sweep_mark().await?;
    let first = || SweepMark { version: 0, since: oldest(during.at()), place: None, report: None };
    let mut mark = known.clone().unwrap_or_else(first);
    let mut swept = Swept::at(during.at());
    let since = mark.since;
    lists::walk(events, &mut mark, &mut swept, during).await;
    if swept.finished {
        orders::walk(events, since, &mut swept, during).await;
    }
    let behind = during.at().seconds().saturating_sub(mark.since.seconds());
    swept.behind_seconds = u64::try_from(behind).unwrap_or_default();
    if swept.repaired > 0 || swept.failed > 0 {
        mark.report = serde_json::to_string(&swept).ok();
    }
    keep(&events.app, known.as_ref(), mark).await;
    metering::sweep(swept.looked, swept.repaired, swept.failed, swept.behind_seconds);
    swept.log();
    Ok(swept)
}

/// The first sweep begins where Stripe's list of events does.
fn oldest(now: Moment) -> Moment {
    now.minus_seconds(LISTED_DAYS.saturating_mul(86_400))
}

/// Keeps how far the sweep came. Where another run was faster, or the store does not take it, the next
/// one looks at some of it again.
async fn keep(app: &App, known: Option<&SweepMark>, mut mark: SweepMark) {
    if known == Some(&mark) {
        return;
    }
    mark.version = mark.version.saturating_add(1);
    match app.store().keep_sweep_mark(&mark).await {
        Ok(true) => {}
        Ok(false) => tracing::info!("another sweep was faster"),
        Err(fault) => tracing::warn!(fault = chain(&fault), "the sweep's mark was not kept"),
    }
}
