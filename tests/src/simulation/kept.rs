//! Whether what was acknowledged about a payment is stored.

use shared::domain::command::{Command, Fact};
use shared::domain::entry::Entry;
use shared::domain::world::{Item, Name};

use crate::memory::Memory;

/// What was acknowledged is stored.
pub fn is_stored(command: &Command, memory: &Memory) -> Result<(), String> {
    let Command::Settle(settle) = command else {
        return Ok(());
    };
    let state = memory.state.borrow();
    let Some(Item::Purchase(purchase)) = state.items.get(&Name::Purchase(settle.purchase.clone()))
    else {
        return Err("settled an order that is not there".into());
    };
    let kept = match &settle.fact {
        Fact::Paid { .. } => purchase.charged().is_some(),
        Fact::Returned { refunds } => refunds.iter().all(|told| {
            purchase.refunds.iter().any(|kept| kept.id == told.id && kept.state >= told.state)
        }),
        Fact::Awaited | Fact::Failed { .. } | Fact::Expired => true,
    };
    if kept { Ok(()) } else { Err(format!("acknowledged, but not kept: {settle:?}")) }
}

/// The entry of a fact stands under its own name, as it was told.
pub fn stands(entry: &Entry, memory: &Memory) -> Result<(), String> {
    let name = Name::Receipt(entry.account.clone(), entry.operation.key());
    match memory.state.borrow().items.get(&name) {
        Some(Item::Entry(found)) if **found == *entry => Ok(()),
        _ => Err(format!("told, but not stored: {entry:?}")),
    }
}
