//! What Stripe was told to be taken must be in the table, done or ignored.

use std::collections::BTreeSet;

use dev::stack::Stack;
use serde_json::Value;
use shared::domain::event::EventState;
use shared::domain::id::EventId;
use shared::domain::world::{Item, Name};
use shared::perform::port::Port;
use shared::store::Store;

use crate::crash::audit::Findings;

/// So many events are looked at in one read.
const AT_ONCE: usize = 50;

/// Looks at the table past all functions.
pub struct Heard {
    store: Store,
    seen: BTreeSet<String>,
}

impl Heard {
    /// A reader of the stack's table.
    pub fn of(stack: &Stack) -> Self {
        Self { store: stack.store(), seen: BTreeSet::new() }
    }

    /// Looks for every event with a delivery that was answered 200 and that was not looked for yet.
    pub async fn look(&mut self, deliveries: &Value, findings: &mut Findings) {
        let deliveries = deliveries["deliveries"].as_array().expect("deliveries");
        let taken = deliveries.iter().filter(|delivery| delivery["status"] == 200);
        let taken: BTreeSet<_> =
            taken.filter_map(|it| it["event"].as_str()).map(ToOwned::to_owned).collect();
        let new: Vec<_> = taken.difference(&self.seen).cloned().collect();
        for some in new.chunks(AT_ONCE) {
            let ids = some.iter().map(|id| EventId::parse(id.as_str()).expect("an event's id"));
            let names: Vec<_> = ids.map(Name::Event).collect();
            let found = self.store.load(&names).await.expect("the database answers");
            for (id, found) in some.iter().zip(found) {
                let state = match &found {
                    Some(Item::Event(event)) => Some(&event.state),
                    _ => None,
                };
                let kept = matches!(state, Some(EventState::Done | EventState::Ignored));
                findings.hold(kept, || format!("{id} was taken, and is {state:?}"));
            }
        }
        self.seen.extend(new);
    }
}
