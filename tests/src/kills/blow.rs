//! What can befall a call to the store, and the dice that choose it.

use crate::dice::Dice;

/// Of the calls that write, one in so many kills its sender, and one in so many meets a fault.
const WRITES: (u64, u64) = (36, 6);

/// The same of the calls that read.
const READS: (u64, u64) = (160, 15);

/// What befalls a call, a process, or the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Blow {
    /// The sender is killed; the store never hears of the call.
    KilledBefore,
    /// The store carries the call out, then the sender is killed without an answer.
    KilledInside,
    /// The answer is sent, and the sender is killed while it makes its own answer of it.
    KilledAfter,
    /// The sender is killed, and the store carries the call out when its caller asks again already.
    KilledThenDone,
    /// A process at work is killed at a random instant.
    KilledAtRandom,
    /// Carried out, and the connection breaks before the answer.
    AnswerLost,
    /// Carried out, and no answer comes until the sender gives up.
    AnswerHeld,
    /// The connection breaks; the store never hears of the call.
    NeverDone,
    /// No answer comes until the sender gives up; later the store carries the call out.
    DoneLate,
    /// The connection breaks; later the store carries the call out.
    DoneLater,
    /// Turned away: asked too fast.
    Throttled,
    /// Turned away: another transaction is on an item.
    Conflict,
    /// Answered that this very transaction is under way; it is not.
    InProgress,
    /// Carried out, and answered 500.
    FailedDone,
    /// Answered 500, and not carried out.
    Failed,
    /// Answered 503, and not carried out.
    Unavailable,
    /// A batch of which nothing was read.
    Unprocessed,
    /// The store refuses connections for a while, and breaks those that there are.
    AwayRefusing,
    /// The store takes connections for a while and answers nothing.
    AwaySilent,
}

/// The blows that kill the sender of a call.
const KILLS: [Blow; 4] =
    [Blow::KilledBefore, Blow::KilledInside, Blow::KilledAfter, Blow::KilledThenDone];

/// The faults of single calls and how often they are chosen: those that hold a process up for
/// seconds less often.
const FAULTS: [(Blow, u64); 12] = [
    (Blow::AnswerLost, 4),
    (Blow::AnswerHeld, 1),
    (Blow::NeverDone, 2),
    (Blow::DoneLate, 1),
    (Blow::DoneLater, 4),
    (Blow::Throttled, 3),
    (Blow::Conflict, 4),
    (Blow::InProgress, 1),
    (Blow::FailedDone, 2),
    (Blow::Failed, 1),
    (Blow::Unavailable, 1),
    (Blow::Unprocessed, 2),
];

impl Blow {
    /// Chooses what befalls a call of this operation, if anything.
    pub fn choose(dice: &mut Dice, operation: &str) -> Option<Self> {
        let (kills, faults) = if is_write(operation) { WRITES } else { READS };
        if dice.one_in(kills) {
            let chosen = dice.within(0..4);
            return KILLS.get(usize::try_from(chosen).unwrap()).copied();
        }
        if !dice.one_in(faults) {
            return None;
        }
        let fitting = FAULTS.iter().filter(|(blow, _)| blow.fits(operation));
        let all: u64 = fitting.clone().map(|(_, weight)| weight).sum();
        let mut thrown = dice.within(0..all);
        for (blow, weight) in fitting {
            if thrown < *weight {
                return Some(*blow);
            }
            thrown -= weight;
        }
        None
    }

    /// Whether it kills a process.
    pub fn kills(self) -> bool {
        self <= Self::KilledAtRandom
    }

    /// Whether the store could give this answer to the operation, or it needs no store for it.
    fn fits(self, operation: &str) -> bool {
        match self {
            Self::Conflict => is_write(operation),
            Self::InProgress => operation == "TransactWriteItems",
            Self::Unprocessed => operation == "BatchGetItem",
            _ => true,
        }
    }

    /// Its name in the table.
    pub fn said(self) -> &'static str {
        match self {
            Self::KilledBefore => "killed before the call",
            Self::KilledInside => "killed inside, done, not answered",
            Self::KilledAfter => "killed after the answer",
            Self::KilledThenDone => "killed, call done afterwards",
            Self::KilledAtRandom => "killed at random while at work",
            Self::AnswerLost => "done, connection broken",
            Self::AnswerHeld => "done, answer held past timeout",
            Self::NeverDone => "connection broken, never done",
            Self::DoneLate => "held past timeout, then done",
            Self::DoneLater => "connection broken, then done",
            Self::Throttled => "throttled",
            Self::Conflict => "transaction conflict",
            Self::InProgress => "transaction in progress",
            Self::FailedDone => "done, answered 500",
            Self::Failed => "answered 500",
            Self::Unavailable => "answered 503",
            Self::Unprocessed => "batch not processed",
            Self::AwayRefusing => "store away, refusing (calls cut)",
            Self::AwaySilent => "store away, silent (calls held)",
        }
    }
}

/// Whether an operation changes what is stored.
pub fn is_write(operation: &str) -> bool {
    matches!(operation, "PutItem" | "TransactWriteItems")
}
