//! A notification of the payment provider, and what became of it.

use crate::domain::id::{EventId, Label};
use crate::domain::moment::Moment;

/// What became of a notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRecord {
    /// Its name at the provider.
    pub id: EventId,
    /// How often it was written.
    pub version: u64,
    /// Its kind at the provider.
    pub kind: Label,
    /// When it was first or last handled.
    pub at: Moment,
    /// Done, ignored or failed.
    pub state: EventState,
}

/// Whether a notification needs anything more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventState {
    /// Its effects are committed.
    Done,
    /// It is none of ours.
    Ignored,
    /// It could not be processed; it will be tried again and a person is told.
    Failed {
        /// Why.
        why: Label,
    },
}

impl EventState {
    /// The word used in storage.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Ignored => "ignored",
            Self::Failed { .. } => "failed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_notification_has_its_word() {
        for (state, word) in [
            (EventState::Done, "done"),
            (EventState::Ignored, "ignored"),
            (EventState::Failed { why: Label::cut("unclear") }, "failed"),
        ] {
            assert_eq!(state.as_str(), word);
        }
    }
}
