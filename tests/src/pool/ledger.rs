//! What a pool has at the beginning, and what its ledger says in the end.

use shared::domain::amount::Amount;
use shared::domain::catalog::Catalog;
use shared::domain::command::{Adjust, Adjustment, Command, Request};
use shared::domain::decide::decide;
use shared::domain::entry::{Entry, EntryKind, Note};
use shared::domain::id::FeatureId;
use shared::domain::operation::{OperationId, Scope};
use shared::domain::verify::verify;
use shared::domain::world::{Item, Name, World};

use crate::pool::table::{State, Table};
use crate::pool::{FEATURE, moment, pool};

/// Each slice is given its share.
pub fn fill(table: &Table, catalog: &Catalog, slices: usize, funds: usize) {
    for slice in 0..slices {
        let share = u64::try_from((funds + slices - 1 - slice) / slices).unwrap();
        let operation = OperationId::keyed(Scope::Service, "key:backend", "filled");
        let by = Adjustment::Give(Amount::Of(share), None);
        let (account, feature) = (pool(slice), FeatureId::parse(FEATURE).unwrap());
        let adjust = Adjust { operation, account, feature, by, note: Note::default() };
        let request = Request { at: moment(&table.clock), command: Command::Adjust(adjust) };
        let change = decide(catalog, &World::default(), &request).unwrap();
        let items = &mut table.state.borrow_mut().items;
        items.extend(change.items.into_iter().map(|item| (item.name(), item)));
    }
}

/// Whether the entries of an account prove it; counts those of starts.
pub fn proved(state: &State, slice: usize, starts: &mut usize) -> bool {
    let id = pool(slice);
    let Some(Item::Account(account)) = state.items.get(&Name::Account(id.clone())) else {
        return false;
    };
    let mut entries: Vec<Entry> = Vec::new();
    for item in state.items.values() {
        if let Item::Entry(entry) = item
            && entry.account == id
        {
            entries.push((**entry).clone());
        }
    }
    entries.sort_by_key(|entry| entry.seq);
    let is_start = |entry: &&Entry| matches!(entry.kind, EntryKind::Consume | EntryKind::Hold);
    *starts += entries.iter().filter(is_start).count();
    verify(Some(account), &entries).is_ok()
}
