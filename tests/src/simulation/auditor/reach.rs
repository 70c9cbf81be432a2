//! Whose account somebody may write, and which letter they write about.

use shared::domain::command::Command;
use shared::domain::command::setup::{Enrol, Settings};
use shared::domain::event::EventRecord;
use shared::domain::world::{Item, Name};

use crate::memory::Sent;
use crate::simulation::asks::Ask;
use crate::simulation::auditor::Auditor;
use crate::simulation::auditor::checks::{Check, Violation};
use crate::simulation::auditor::receipts::names;
use crate::simulation::stripe::Truth;

impl Auditor {
    /// I18, I19: who asks about one account writes there alone; who reads writes nothing.
    pub(super) fn reaches(
        &self,
        sent: &Sent,
        ask: Option<&Ask>,
        truth: &Truth,
    ) -> Result<(), Violation> {
        let judge = self.judge;
        // The sweep writes for an event; what it writes besides it has only read.
        let for_event = sent.writes.iter().any(|write| matches!(write.item, Item::Event(_)));
        let sweeps = matches!(ask, Some(Ask::Sweep));
        let reads = matches!(ask, Some(Ask::Read(_))) || (sweeps && !for_event);
        judge.must(Check::Reads, !reads, || format!("a read wrote {sent:?}"))?;
        let owner = match ask {
            Some(Ask::Command(
                Command::Pass(account)
                | Command::Settings(Settings { account, .. })
                | Command::Enrol(Enrol { account, .. }),
            )) => Some(account.clone()),
            Some(Ask::Command(_)) => {
                names(ask.unwrap()).first().map(|(account, _)| account.clone())
            }
            Some(Ask::Sell(order)) => Some(order.account.clone()),
            Some(Ask::Bring(bringing)) => truth.buyer(bringing.letter, |order| self.buyer(order)),
            // Whatever it does, it does for an event.
            Some(Ask::Sweep) if !for_event => return Ok(()),
            Some(Ask::Sweep) => sent.writes.iter().find_map(|write| match &write.item {
                Item::Event(event) => {
                    let letter = told_by(ask, event, truth)?;
                    truth.buyer(letter, |order| self.buyer(order))
                }
                _ => None,
            }),
            Some(Ask::Read(_)) | None => return Ok(()),
        };
        let touched = sent.writes.iter().filter_map(|write| match write.item.name() {
            Name::Account(id) | Name::Profile(id) | Name::Receipt(id, _) | Name::Member(id, _) => {
                Some(id)
            }
            _ => None,
        });
        for account in touched {
            let theirs = owner.as_ref() == Some(&account);
            judge.must(Check::Reach, theirs, || format!("{account} is not {owner:?}: {sent:?}"))?;
        }
        Ok(())
    }
}

/// Which letter an event is of that somebody writes: the one they bring, or one that the sweep has found.
pub fn told_by(ask: Option<&Ask>, event: &EventRecord, truth: &Truth) -> Option<usize> {
    match ask? {
        Ask::Bring(bringing) => Some(bringing.letter),
        Ask::Sweep => truth.letters.iter().position(|letter| letter.id == event.id.as_str()),
        Ask::Command(_) | Ask::Read(_) | Ask::Sell(_) => None,
    }
}
