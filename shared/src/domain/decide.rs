//! Says which entry a command makes, or the first rule that it breaks. Nothing here waits.

pub mod adjust;
pub mod consume;
pub mod describe;
pub mod draft;
pub mod draw;
pub mod end_hold;
pub mod hold;
pub mod membership;
pub mod open;
pub mod order;
pub mod pass;
pub mod record;
pub mod reverse;
pub mod seat;
pub mod settings;
pub mod settle;
pub mod subscribe;

use crate::domain::catalog::Catalog;
use crate::domain::command::{Command, Request};
use crate::domain::entry::Entry;
use crate::domain::event::EventState;
use crate::domain::purchase::Purchase;
use crate::domain::refusal::Refusal;
use crate::domain::world::{Item, World};

/// What a command does: the items to put, all or none, and what its caller is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// In the order in which they are written; empty when everything is as asked already.
    pub items: Vec<Item>,
    /// What the caller is told once they are written.
    pub answer: Answer,
}

/// What a caller is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The entry that the operation made, now or when it was first asked for.
    Entry(Box<Entry>),
    /// The order as it stands.
    Purchase(Box<Purchase>),
    /// It is so.
    Done,
}

impl Change {
    /// Nothing needs to be written.
    pub fn nothing(answer: Answer) -> Self {
        Self { items: Vec::new(), answer }
    }
}

/// Decides a command on what is known.
pub fn decide(catalog: &Catalog, world: &World, request: &Request) -> Result<Change, Refusal> {
    let at = request.at;
    let fingerprint = request.command.fingerprint();
    match &request.command {
        Command::Open(open) => open::open(catalog, world, open, fingerprint, at),
        Command::Consume(spend) => consume::consume(catalog, world, spend, fingerprint, at),
        Command::Record(spend) => record::record(catalog, world, spend, fingerprint, at),
        Command::Hold(reserve) => hold::hold(catalog, world, reserve, fingerprint, at),
        Command::EndHold(end) => end_hold::end_hold(catalog, world, end, fingerprint, at),
        Command::Adjust(adjust) => adjust::adjust(catalog, world, adjust, fingerprint, at),
        Command::Order(order) => order::order(catalog, world, order, at),
        Command::Link(link) => order::link(world, link),
        Command::Bill(bill) => order::bill(world, bill),
        Command::Join(join) => order::join(world, join),
        Command::Describe(describe) => Ok(describe::describe(world, describe)),
        Command::Settle(settle) => settle::settle(catalog, world, settle, at),
        Command::Subscribe(subscribe) => subscribe::subscribe(catalog, world, subscribe, at),
        Command::Settings(settings) => settings::settings(catalog, world, settings, at),
        Command::Enrol(enrol) => membership::enrol(world, enrol),
        Command::Pass(account) => pass::pass(catalog, world, account, at),
        Command::Dismiss(event) => Ok(match world.event(&event.id) {
            Some(known) if known.state == EventState::Done => Change::nothing(Answer::Done),
            known => {
                let version = known.map_or(0, |known| known.version).saturating_add(1);
                let event =
                    Item::Event(crate::domain::event::EventRecord { version, ..event.clone() });
                Change { items: vec![event], answer: Answer::Done }
            }
        }),
    }
}

#[cfg(test)]
mod tests;
