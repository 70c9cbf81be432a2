//! Decides what befalls each call, and lets it.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};

use dev::lambda::variables::function_of;
use dev::stack::Stack;
use tokio::task::JoinSet;

use super::call::{Call, Reply};
use crate::dice::Dice;
use crate::kills::blow::Blow;
use crate::kills::tally::Tally;
use crate::kills::words;

/// How long after its sender has lost it a call is carried out, in milliseconds: about when it is
/// asked again, or well after that.
const LATER: [std::ops::Range<u64>; 2] = [0..60, 0..3_000];

/// The same for a sender that waits; its patience is 2.5 seconds.
const AFTER_ITS_TIMEOUT: std::ops::Range<u64> = 2_500..4_500;

/// How long a process lives on after an answer, in milliseconds.
const AFTERWARDS: std::ops::Range<u64> = 0..6;

/// What decides about calls.
pub(super) struct Fates {
    behind: String,
    client: reqwest::Client,
    dice: Mutex<Dice>,
    tally: Arc<Tally>,
    stack: OnceLock<Weak<Stack>>,
    wild: AtomicBool,
    awaited: Mutex<VecDeque<(String, Blow)>>,
    away: Mutex<Option<Blow>>,
    /// What goes on although nobody waits for it.
    later: Mutex<JoinSet<()>>,
}

/// What the sender of a call sees of it.
pub(super) enum Seen {
    /// An answer.
    Answer(Reply),
    /// The end of its connection.
    Cut,
    /// Nothing, until it gives up.
    Silence,
}

impl Fates {
    /// Nothing befalls anything yet.
    pub(super) fn new(behind: &str, dice: Dice, tally: &Arc<Tally>) -> Self {
        Self {
            behind: behind.to_owned(),
            client: reqwest::Client::new(),
            dice: Mutex::new(dice),
            tally: Arc::clone(tally),
            stack: OnceLock::new(),
            wild: AtomicBool::new(false),
            awaited: Mutex::default(),
            away: Mutex::new(None),
            later: Mutex::new(JoinSet::new()),
        }
    }

    /// Tells whose processes are killed.
    pub(super) fn kills_of(&self, stack: &Arc<Stack>) {
        drop(self.stack.set(Arc::downgrade(stack)));
    }

    /// Begins or ends the time in which calls are befallen.
    pub(super) fn rage(&self, wild: bool) {
        self.wild.store(wild, Ordering::Relaxed);
    }

    /// The blows that the next calls of these functions meet.
    pub(super) fn awaited(&self) -> MutexGuard<'_, VecDeque<(String, Blow)>> {
        self.awaited.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What goes on although nobody waits for it.
    pub(super) fn later(&self) -> MutexGuard<'_, JoinSet<()>> {
        self.later.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn dice(&self) -> Dice {
        self.dice.lock().unwrap_or_else(PoisonError::into_inner).child()
    }

    /// The store is away, or back.
    pub(super) fn set_away(&self, blow: Option<Blow>) {
        *self.away.lock().unwrap_or_else(PoisonError::into_inner) = blow;
    }

    /// What befalls a call, if anything. A kill must be allowed.
    fn choose(&self, call: &Call, dice: &mut Dice) -> Option<Blow> {
        let mut awaited = self.awaited();
        let first = awaited.front().map(|(function, _)| function.as_str());
        if first.is_some() && first == function_of(&call.session) {
            return awaited.pop_front().map(|(_, blow)| blow);
        }
        drop(awaited);
        let away = *self.away.lock().unwrap_or_else(PoisonError::into_inner);
        if away.is_some() || !self.wild.load(Ordering::Relaxed) {
            return away;
        }
        let blow = Blow::choose(dice, &call.operation)?;
        (!blow.kills() || self.tally.take()).then_some(blow)
    }

    /// Lets a call meet its fate. This goes on when the sender goes away.
    pub(super) async fn meet(self: Arc<Self>, call: Call) -> Seen {
        let mut dice = self.dice();
        self.tally.called(&call.operation);
        let Some(blow) = self.choose(&call, &mut dice) else {
            let answer = call.forward(&self.client, &self.behind).await;
            if answer.as_ref().is_some_and(|answer| !answer.status().is_success()) {
                self.tally.refused(&call.operation);
            }
            return answer.map_or(Seen::Cut, Seen::Answer);
        };
        if !blow.kills() {
            self.tally.met(blow, &call.session, &call.operation);
        }
        match blow {
            Blow::KilledBefore => {
                self.kill(blow, &call).await;
                Seen::Cut
            }
            Blow::KilledInside => {
                self.carry_out(blow, &call).await;
                self.kill(blow, &call).await;
                Seen::Cut
            }
            Blow::KilledAfter => {
                let answer = call.forward(&self.client, &self.behind).await;
                let fates = Arc::clone(&self);
                self.later().spawn(async move {
                    dice.lapse(AFTERWARDS).await;
                    fates.kill(blow, &call).await;
                });
                answer.map_or(Seen::Cut, Seen::Answer)
            }
            Blow::KilledThenDone => {
                self.kill(blow, &call).await;
                let by = LATER[usize::from(dice.one_in(2))].clone();
                self.put_off(blow, call, dice, by);
                Seen::Cut
            }
            Blow::AnswerLost => {
                self.carry_out(blow, &call).await;
                Seen::Cut
            }
            Blow::AnswerHeld => {
                self.carry_out(blow, &call).await;
                Seen::Silence
            }
            Blow::DoneLate => {
                self.put_off(blow, call, dice, AFTER_ITS_TIMEOUT);
                Seen::Silence
            }
            Blow::DoneLater => {
                let by = LATER[usize::from(dice.one_in(2))].clone();
                self.put_off(blow, call, dice, by);
                Seen::Cut
            }
            Blow::NeverDone | Blow::AwayRefusing | Blow::KilledAtRandom => Seen::Cut,
            Blow::AwaySilent => Seen::Silence,
            Blow::FailedDone => {
                self.carry_out(blow, &call).await;
                said(blow, &call, &mut dice)
            }
            Blow::Throttled
            | Blow::Conflict
            | Blow::InProgress
            | Blow::Failed
            | Blow::Unavailable
            | Blow::Unprocessed => said(blow, &call, &mut dice),
        }
    }

    async fn kill(&self, blow: Blow, call: &Call) {
        let stack = self.stack.get().and_then(Weak::upgrade);
        let done = match stack {
            Some(stack) => stack.kill_one(&call.session).await,
            None => false,
        };
        self.tally.killed(blow, &call.session, &call.operation, done);
    }

    /// Has the store carry it out, and keeps the answer from everybody.
    async fn carry_out(&self, blow: Blow, call: &Call) {
        let answer = call.forward(&self.client, &self.behind).await;
        if call.writes() && answer.is_some_and(|answer| answer.status().is_success()) {
            self.tally.changed(blow);
        }
    }

    fn put_off(self: &Arc<Self>, blow: Blow, call: Call, mut dice: Dice, by: std::ops::Range<u64>) {
        let fates = Arc::clone(self);
        self.later().spawn(async move {
            dice.lapse(by).await;
            fates.carry_out(blow, &call).await;
        });
    }
}

/// What the store is made to say.
fn said(blow: Blow, call: &Call, dice: &mut Dice) -> Seen {
    Seen::Answer(Call::answered(words::answer(blow, &call.operation, &call.read(), dice)))
}
