//! The walk along Stripe's lists, from the mark to the present. A list is read from the newest to the
//! oldest, so the mark moves when the whole walk is done; until then its place is kept.

use shared::app::chain;
use shared::domain::id::Label;
use shared::domain::moment::Moment;
use shared::domain::planted::{Bug, planted};
use shared::http::problem::{Kind, Problem};
use shared::perform::pace::Pace;
use shared::perform::port::Port;
use shared::store::items::sweep_mark::{SweepMark, SweepPlace};
use shared::stripe::api::StripeApi;
use shared::stripe::event::listed::{EventPage, LISTED_DAYS, Listed, Source};
use shared::stripe::event::{Event, EventKind};
use shared::stripe::id::StripeId;
use shared::stripe_events::{Events, Outcome};

use super::swept::Swept;
use super::{TO_STOP, YOUNG_SECONDS};

/// So much of what was looked at already is looked at again: what happened in one second need not be
/// listed in the next.
const OVERLAP_SECONDS: u32 = 3600;

/// A session lives a day before it is paid, a delayed payment takes days more, a dispute months; an object
/// is listed by when it began.
const BEGAN_SECONDS: u32 = 120 * 86_400;

/// A mark that is older than this may be older than Stripe's list of events: what is so now is looked
/// at too.
const GONE_SECONDS: u32 = (LISTED_DAYS - 1) * 86_400;

/// Walks as far as there is time. What this run could not process is tried once more at its end:
/// it may have waited for what happened before it, which is looked at after it.
pub async fn walk<P: Port, S: StripeApi>(
    events: &Events<P, S>,
    mark: &mut SweepMark,
    swept: &mut Swept,
    during: &impl Pace,
) {
    let mut again = Vec::new();
    walk_once(events, mark, swept, &mut again, during).await;
    for (event, why) in again {
        if during.left() <= TO_STOP {
            swept.failed(event.id.as_str(), &why);
            continue;
        }
        match events.take(&event, during).await {
            Ok(Outcome::Done) => swept.repaired(event.id.as_str()),
            Ok(Outcome::Known | Outcome::Ignored) => {}
            Err(_) => swept.failed(event.id.as_str(), &why),
        }
    }
}

/// An event that could not be processed, and why.
type Failed = (Event, String);

async fn walk_once<P: Port, S: StripeApi>(
    events: &Events<P, S>,
    mark: &mut SweepMark,
    swept: &mut Swept,
    again: &mut Vec<Failed>,
    during: &impl Pace,
) {
    let now = during.at().minus_seconds(YOUNG_SECONDS);
    let begin = SweepPlace { until: now, source: word(Source::Events), after: None };
    let mut place = mark.place.take().unwrap_or(begin);
    if place.until <= mark.since {
        swept.finished = true;
        return;
    }
    // Where the run before stopped, Stripe may have forgotten meanwhile.
    let mut kept = place.after.is_some();
    while let Some(source) = Source::parse(place.source.as_str()) {
        match look(events, source, mark.since, &place, swept, again, during).await {
            Step::On(Some(after)) => place.after = Some(after),
            Step::On(None) => {
                let Some(source) = next(source, mark.since, during.at()) else {
                    (mark.since, swept.finished) = (place.until, true);
                    return;
                };
                (place.source, place.after) = (word(source), None);
            }
            Step::Refused(_) if kept => place.after = None,
            Step::Refused(why) => {
                swept.stopped(why);
                break;
            }
            Step::Stop => break,
        }
        kept = false;
    }
    if planted(Bug::MarkTooEarly) {
        mark.since = place.until;
    }
    mark.place = Some(place).filter(|_| !planted(Bug::MarkTooEarly));
}

fn word(source: Source) -> Label {
    Label::cut(source.as_str())
}

/// Which list comes next; only where some events may be gone there is one.
fn next(source: Source, since: Moment, now: Moment) -> Option<Source> {
    let is_gone = since.plus_seconds(GONE_SECONDS) < now;
    let mut later = Source::ALL.into_iter().skip_while(|it| *it != source).skip(1);
    later.next().filter(|_| is_gone)
}

/// What comes after a page.
enum Step {
    /// The next one begins after this; without it the list is at its end.
    On(Option<Label>),
    /// Stripe does not give it, and says why.
    Refused(String),
    /// There is no time for it, or Stripe or the store is away.
    Stop,
}

/// Looks at one page.
async fn look<P: Port, S: StripeApi>(
    events: &Events<P, S>,
    source: Source,
    since: Moment,
    place: &SweepPlace,
    swept: &mut Swept,
    again: &mut Vec<Failed>,
    during: &impl Pace,
) -> Step {
    if during.left() <= TO_STOP {
        return Step::Stop;
    }
    let earlier = match source {
        Source::Events => OVERLAP_SECONDS,
        _ => BEGAN_SECONDS,
    };
    let seconds = since.minus_seconds(earlier).seconds()..=place.until.seconds();
    let after = place.after.as_ref().and_then(|after| StripeId::parse(after.as_str()).ok());
    let page = match events.stripe.list_events(source, &seconds, after.as_ref()).await {
        Ok(page) => page,
        Err(fault) if !fault.is_retryable() => return Step::Refused(chain(&fault)),
        Err(fault) => {
            swept.stopped(chain(&fault));
            return Step::Stop;
        }
    };
    let page = match place.after {
        Some(_) if planted(Bug::PageSkipped) => EventPage { events: Vec::new(), ..page },
        _ => page,
    };
    if let Err(problem) = take_all(events, source, place.until, &page, swept, again, during).await {
        swept.stopped(problem.detail().to_owned());
        return Step::Stop;
    }
    if during.left() <= TO_STOP {
        return Step::Stop;
    }
    let last = page.events.iter().rev().find_map(|it| it.id.as_ref());
    Step::On(last.filter(|_| page.more).map(|id| Label::cut(id.as_str())))
}

/// Does what is not done of a page. A problem that another time may not have ends it.
async fn take_all<P: Port, S: StripeApi>(
    events: &Events<P, S>,
    source: Source,
    tried: Moment,
    page: &EventPage,
    swept: &mut Swept,
    again: &mut Vec<Failed>,
    during: &impl Pace,
) -> Result<(), Problem> {
    for Listed { id, event } in &page.events {
        if let Err(error) = event {
            let why = chain(error);
            swept.failed(id.as_ref().map_or("?", StripeId::as_str), &why);
            if let Some(id) = id {
                events.keep_unreadable(id, &why, during).await?;
            }
        }
    }
    let readable = page.events.iter().filter_map(|it| it.event.as_ref().ok());
    let wanted: Vec<&Event> = readable.filter(|event| is_handled(event)).collect();
    // What failed since the walk began is not tried again on the way.
    let settled = events.settled(&wanted, tried, during).await?;
    // From the oldest to the newest, as they happened.
    for (event, settled) in wanted.into_iter().zip(settled).rev() {
        swept.looked = swept.looked.saturating_add(1);
        if settled {
            continue;
        }
        if during.left() <= TO_STOP {
            return Ok(());
        }
        if source != Source::Events && events.is_reflected(event, during).await? {
            continue;
        }
        match events.take(event, during).await {
            Ok(Outcome::Done) => swept.repaired(event.id.as_str()),
            Ok(Outcome::Known | Outcome::Ignored) => {}
            Err(problem) if is_for_later(&problem) => return Err(problem),
            Err(problem) => again.push((event.clone(), problem.detail().to_owned())),
        }
    }
    Ok(())
}

/// Whether it is not the event's fault: Stripe or the store is away.
pub fn is_for_later(problem: &Problem) -> bool {
    matches!(problem.kind(), Kind::StripeUnavailable | Kind::Unavailable)
}

/// Whether it may be about something of ours.
fn is_handled(event: &Event) -> bool {
    event.account.is_none() && !matches!(event.kind, EventKind::Other(_))
}
