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
    let mut walk = Walk { events, swept, during, again: Vec::new() };
    walk.go(mark).await;
    walk.try_again().await;
}

/// One run along the lists.
struct Walk<'a, P, S, D> {
    events: &'a Events<P, S>,
    swept: &'a mut Swept,
    during: &'a D,
    /// What could not be processed, and why.
    again: Vec<(Event, String)>,
}

impl<P: Port, S: StripeApi, D: Pace> Walk<'_, P, S, D> {
    async fn go(&mut self, mark: &mut SweepMark) {
        let now = self.during.at().minus_seconds(YOUNG_SECONDS);
        let begin = SweepPlace { until: now, source: word(Source::Events), after: None };
        let mut place = mark.place.take().unwrap_or(begin);
        if place.until <= mark.since {
            self.swept.finished = true;
            return;
        }
        // Where the run before stopped, Stripe may have forgotten meanwhile.
        let mut kept = place.after.is_some();
        while let Some(source) = Source::parse(place.source.as_str()) {
            match self.look(source, mark.since, &place).await {
                Step::On(Some(after)) => place.after = Some(after),
                Step::On(None) => {
                    let Some(source) = next(source, mark.since, self.during.at()) else {
                        (mark.since, self.swept.finished) = (place.until, true);
                        return;
                    };
                    (place.source, place.after) = (word(source), None);
                }
                Step::Refused(_) if kept => place.after = None,
                Step::Refused(why) => {
                    self.swept.stopped(why);
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

    /// Looks at one page.
    async fn look(&mut self, source: Source, since: Moment, place: &SweepPlace) -> Step {
        if self.during.left() <= TO_STOP {
            return Step::Stop;
        }
        let earlier = match source {
            Source::Events => OVERLAP_SECONDS,
            _ => BEGAN_SECONDS,
        };
        let seconds = since.minus_seconds(earlier).seconds()..=place.until.seconds();
        let after = place.after.as_ref().and_then(|after| StripeId::parse(after.as_str()).ok());
        let page = match self.events.stripe.list_events(source, &seconds, after.as_ref()).await {
            Ok(page) => page,
            Err(fault) if !fault.is_retryable() => return Step::Refused(chain(&fault)),
            Err(fault) => {
                self.swept.stopped(chain(&fault));
                return Step::Stop;
            }
        };
        let page = match place.after {
            Some(_) if planted(Bug::PageSkipped) => EventPage { events: Vec::new(), ..page },
            _ => page,
        };
        if let Err(problem) = self.take_all(source, place.until, &page).await {
            self.swept.stopped(problem.detail().to_owned());
            return Step::Stop;
        }
        if self.during.left() <= TO_STOP {
            return Step::Stop;
        }
        let last = page.events.iter().rev().find_map(|it| it.id.as_ref());
        Step::On(last.filter(|_| page.more).map(|id| Label::cut(id.as_str())))
    }

    /// Does what is not done of a page, and was not tried since the walk began. A problem that another
    /// time may not have ends it.
    async fn take_all(
        &mut self,
        source: Source,
        begun: Moment,
        page: &EventPage,
    ) -> Result<(), Problem> {
        for Listed { id, event } in &page.events {
            if let Err(error) = event {
                let why = chain(error);
                self.swept.failed(id.as_ref().map_or("?", StripeId::as_str), &why);
                if let Some(id) = id {
                    self.events.keep_unreadable(id, &why, self.during).await?;
                }
            }
        }
        let readable = page.events.iter().filter_map(|it| it.event.as_ref().ok());
        let wanted: Vec<&Event> = readable.filter(|event| is_handled(event)).collect();
        let settled = self.events.settled(&wanted, begun, self.during).await?;
        // From the oldest to the newest, as they happened.
        for (event, settled) in wanted.into_iter().zip(settled).rev() {
            self.swept.looked = self.swept.looked.saturating_add(1);
            if settled {
                continue;
            }
            if self.during.left() <= TO_STOP {
                return Ok(());
            }
            let is_now = source != Source::Events;
            if is_now && self.events.is_reflected(event, self.during).await? {
                continue;
            }
            match self.events.take(event, self.during).await {
                Ok(Outcome::Done) => self.swept.repaired(event.id.as_str()),
                Ok(Outcome::Known | Outcome::Ignored) => {}
                Err(problem) if is_for_later(&problem) => return Err(problem),
                Err(problem) => self.again.push((event.clone(), problem.detail().to_owned())),
            }
        }
        Ok(())
    }

    async fn try_again(&mut self) {
        for (event, why) in std::mem::take(&mut self.again) {
            if self.during.left() <= TO_STOP {
                self.swept.failed(event.id.as_str(), &why);
                continue;
            }
            match self.events.take(&event, self.during).await {
                Ok(Outcome::Done) => self.swept.repaired(event.id.as_str()),
                Ok(Outcome::Known | Outcome::Ignored) => {}
                Err(_) => self.swept.failed(event.id.as_str(), &why),
            }
        }
    }
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

/// Whether it is not the event's fault: Stripe or the store is away.
pub fn is_for_later(problem: &Problem) -> bool {
    matches!(problem.kind(), Kind::StripeUnavailable | Kind::Unavailable)
}

/// Whether it may be about something of ours.
fn is_handled(event: &Event) -> bool {
    event.account.is_none() && !matches!(event.kind, EventKind::Other(_))
}
