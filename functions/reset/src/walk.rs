//! The walk along the days: every account that is due on a day before the moment or on its own.
//!
//! An account that was seen to leaves the index, so a day that is walked again costs a look. The
//! watermark says up to where all is done, and where a walk goes on that time has cut short.

use std::sync::Arc;
use std::time::Duration;

use shared::app::{App, During, chain};
use shared::domain::command::Command;
use shared::domain::decide::Answer;
use shared::domain::id::AccountId;
use shared::domain::moment::Moment;
use shared::http::telemetry::pseudonym;
use shared::perform::pace::Pace;
use shared::perform::port::Fault;
use shared::store::items::watermark::{Place, Watermark};
use shared::store::reads::due::{DuePage, SHARDS};
use tokio::task::JoinSet;

use super::report::Report;

/// So many days before the first moment the first walk begins; an account that was due before that
/// is seen to when it is next written.
const FIRST_LOOKS_BACK: i64 = 31;

/// So many accounts are read from the index at once.
const PAGE: u16 = 100;

/// So many accounts are worked on at the same time.
const AT_ONCE: usize = 8;

/// No account may take longer than this.
const FOR_ONE: Duration = Duration::from_secs(5);

/// With less time than this nothing more is begun: it is for the accounts that are under way, and
/// for the watermark.
const TO_STOP: Duration = Duration::from_secs(8);

/// Walks as far as there is time.
pub async fn walk(app: &Arc<App>, job: &'static str, during: &During) -> Result<Report, Fault> {
    let today = during.at().day();
    let known = app.store().watermark(job).await?;
    let first = Watermark {
        version: 0,
        done: today.saturating_sub(FIRST_LOOKS_BACK),
        failed: None,
        place: None,
    };
    let mut mark = known.clone().unwrap_or(first);
    let mut report = Report { job, time: during.at().to_string(), ..Report::default() };
    let begin = Place { day: mark.done, shard: 0, after: None };
    let mut place = mark.place.take().unwrap_or(begin);
    while place.day <= today && during.left() > TO_STOP {
        let Some(day) = Moment::of_day(place.day) else { break };
        let page = app.store().due_accounts(day, place.shard, place.after.as_ref(), PAGE).await?;
        let failed = report.failed;
        place = pass_all(app, page, place, during, &mut report).await;
        if report.failed > failed {
            mark.failed = Some(mark.failed.unwrap_or(day.day()));
        }
    }
    report.finished = place.day > today;
    // Of yesterday a late writer may still make something due, so it is walked once more.
    let yesterday = today.saturating_sub(1);
    let done = mark.failed.unwrap_or(yesterday).min(place.day).min(yesterday).max(mark.done);
    let behind = yesterday.saturating_sub(done);
    report.days_behind = u64::try_from(behind).unwrap_or_default();
    let mark = Watermark {
        version: mark.version.saturating_add(1),
        done,
        failed: mark.failed.filter(|_| !report.finished),
        place: (!report.finished).then_some(place),
    };
    keep(app, job, known.as_ref(), &mark).await;
    Ok(report)
}

/// Sees to the accounts of a page, and says where the walk goes on.
async fn pass_all(
    app: &Arc<App>,
    page: DuePage,
    place: Place,
    during: &During,
    report: &mut Report,
) -> Place {
    let Place { day, shard, mut after } = place;
    for some in page.accounts.chunks(AT_ONCE) {
        if during.left() <= TO_STOP {
            return Place { day, shard, after };
        }
        let mut under_way = JoinSet::new();
        for account in some {
            let (app, account) = (Arc::clone(app), account.clone());
            let during = during.at_most(FOR_ONE);
            under_way.spawn(async move { pass(&app, account, &during).await });
        }
        for passed in under_way.join_all().await {
            report.accounts = report.accounts.saturating_add(1);
            match passed {
                Some(entries) => report.entries = report.entries.saturating_add(entries),
                None => report.failed = report.failed.saturating_add(1),
            }
        }
        after = some.last().cloned().or(after);
    }
    match (page.more, shard.saturating_add(1)) {
        (true, _) => Place { day, shard, after },
        (false, next) if next < SHARDS => Place { day, shard: next, after: None },
        (false, _) => Place { day: day.saturating_add(1), shard: 0, after: None },
    }
}

/// Writes down what time brought to one account: how many entries that made, or nothing where it
/// failed.
async fn pass(app: &App, account: AccountId, during: &During) -> Option<u64> {
    let subject = pseudonym(account.as_str());
    match app.attempt(Command::Pass(account), during).await {
        Ok(performed) => {
            let wrote = matches!(performed.answer, Answer::Entry(_)) && !performed.replayed;
            Some(u64::from(wrote))
        }
        Err(failure) => {
            tracing::error!(subject, fault = chain(&failure), "an account stays due");
            None
        }
    }
}

/// Keeps how far the walk came, if it came any further. Where another run was faster, or the store
/// does not take it, the next walk has a few days more to look at.
async fn keep(app: &App, job: &str, known: Option<&Watermark>, mark: &Watermark) {
    let so_far = |known: &Watermark| (known.done, known.failed, known.place.clone());
    if known.map(so_far) == Some(so_far(mark)) {
        return;
    }
    match app.store().keep_watermark(job, mark).await {
        Ok(true) => {}
        Ok(false) => tracing::info!("another run was faster"),
        Err(fault) => tracing::warn!(fault = chain(&fault), "the watermark was not kept"),
    }
}
