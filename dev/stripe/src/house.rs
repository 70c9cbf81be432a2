//! The house: the state behind its lock, the journal before every answer, the way to the webhook.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;

use crate::Settings;
use crate::chaos::Chaos;
use crate::courier;
use crate::deliveries::Deliveries;
use crate::desk::Desk;
use crate::fresh::Fresh;
use crate::journal::Journal;
use crate::state::{Change, Sending, State};
use crate::time;

/// So much of what time brought is done in one request: a century of months, for eight.
const AT_ONCE: u32 = 10_000;

/// What the lock guards.
#[derive(Debug)]
struct Kept {
    state: State,
    fresh: Fresh,
    journal: Option<Journal>,
}

/// Everything that lives as long as the fake.
#[derive(Debug)]
pub(crate) struct House {
    pub(crate) settings: Settings,
    kept: Mutex<Kept>,
    outbox: mpsc::UnboundedSender<(Sending, Instant)>,
    undelivered: watch::Sender<usize>,
    chaos: watch::Sender<Chaos>,
    /// What decides about deliveries.
    dice: Mutex<Fresh>,
    pub(crate) deliveries: Deliveries,
}

impl House {
    pub(crate) fn open(settings: Settings) -> io::Result<Arc<Self>> {
        let runtime = tokio::runtime::Handle::try_current().map_err(io::Error::other)?;
        let mut state = State::default();
        let journal = match &settings.journal {
            Some(path) => Some(Journal::open(path, &mut state)?),
            None => None,
        };
        let left: Vec<Sending> = state.sending().values().cloned().collect();
        let (outbox, inbox) = mpsc::unbounded_channel();
        let house = Arc::new(Self {
            settings,
            kept: Mutex::new(Kept { state, fresh: Fresh::seeded()?, journal }),
            outbox,
            undelivered: watch::Sender::new(left.len()),
            chaos: watch::Sender::new(Chaos::default()),
            dice: Mutex::new(Fresh::seeded()?),
            deliveries: Deliveries::default(),
        });
        for sending in left {
            house.hand_over(sending);
        }
        let client = courier::client()?;
        runtime.spawn(courier::run(Arc::downgrade(&house), inbox, client));
        Ok(house)
    }

    /// Does one piece of work and writes all it changed as one line before anybody is answered.
    pub(crate) fn work<T>(&self, work: impl FnOnce(&mut Desk<'_>) -> T) -> io::Result<T> {
        let mut kept = self.kept();
        let now = (self.settings.now)().as_second();
        self.catch_up(&mut kept, now)?;
        let answer = self.turn(&mut kept, now, work)?;
        self.catch_up(&mut kept, now)?;
        Ok(answer)
    }

    /// What time brought, one thing after another, each at its own moment.
    fn catch_up(&self, kept: &mut Kept, now: i64) -> io::Result<()> {
        for _ in 0..AT_ONCE {
            let Some((at, id)) = kept.state.next_due(now) else {
                return Ok(());
            };
            self.turn(kept, at, |desk| time::comes(desk, &id))?;
        }
        tracing::warn!("the clock was moved very far; the next request goes on catching up");
        Ok(())
    }

    fn turn<T>(
        &self,
        kept: &mut Kept,
        now: i64,
        work: impl FnOnce(&mut Desk<'_>) -> T,
    ) -> io::Result<T> {
        let Kept { state, fresh, journal } = kept;
        let mut desk = Desk::new(state, fresh, &self.settings, now);
        let answer = work(&mut desk);
        let changes = desk.into_changes();
        if changes.is_empty() {
            return Ok(answer);
        }
        if let Some(journal) = journal {
            journal.append(&changes)?;
        }
        for change in &changes {
            state.apply(change);
        }
        self.undelivered.send_replace(state.sending().len());
        for change in changes {
            if let Change::Send(sending) = change {
                self.hand_over(sending);
            }
        }
        Ok(answer)
    }

    /// Time alone.
    pub(crate) fn tick(&self) -> io::Result<()> {
        self.work(|_| ())
    }

    /// A delivery is over: it arrived, or it is lost and never will.
    pub(crate) fn delivered(&self, number: u64, lost: bool) {
        let done = self.commit_delivered(&Change::Sent { number, lost });
        if let Err(cause) = done {
            tracing::error!(%cause, number, "a delivery could not be written as done");
        }
    }

    fn commit_delivered(&self, change: &Change) -> io::Result<()> {
        let mut kept = self.kept();
        let written = match &mut kept.journal {
            Some(journal) => journal.append(std::slice::from_ref(change)),
            None => Ok(()),
        };
        kept.state.apply(change);
        self.undelivered.send_replace(kept.state.sending().len());
        written
    }

    /// The exact bytes of an event, and its kind.
    pub(crate) fn letter(&self, event: &str) -> Option<(Vec<u8>, String)> {
        let kept = self.kept();
        let object: &Value = &kept.state.record(event)?.object;
        let body = serde_json::to_vec(object).ok()?;
        Some((body, crate::object::text(object, "type").to_owned()))
    }

    pub(crate) async fn settled(&self) {
        let mut undelivered = self.undelivered.subscribe();
        // The sender lives as long as the house, so waiting cannot fail.
        let _ = undelivered.wait_for(|count| *count == 0).await;
    }

    pub(crate) fn chaos(&self) -> Chaos {
        self.chaos.borrow().clone()
    }

    pub(crate) fn set_chaos(&self, chaos: Chaos) {
        if let Some(seed) = chaos.drop_seed {
            *self.dice.lock().unwrap_or_else(PoisonError::into_inner) = Fresh::of_seed(seed);
        }
        self.chaos.send_replace(chaos);
    }

    /// Waits until there is no outage.
    pub(crate) async fn in_service(&self) {
        let mut chaos = self.chaos.subscribe();
        // The sender lives as long as the house, so waiting cannot fail.
        let _ = chaos.wait_for(|chaos| !chaos.outage).await;
    }

    /// A chance between 0 and 1, and a delay below `end` milliseconds.
    pub(crate) fn dice(&self, end: u64) -> (f64, u64) {
        let mut dice = self.dice.lock().unwrap_or_else(PoisonError::into_inner);
        (dice.chance(), dice.below(end))
    }

    fn hand_over(&self, sending: Sending) {
        // The courier ends only with the house; then there is nobody to deliver for.
        let _ = self.outbox.send((sending, Instant::now()));
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
