//! What the loop relies on when it commits: what the store of the simulation does. So that store too
//! is compared with the two databases.

use std::collections::BTreeMap;

use shared::domain::world::{Item, Name};
use shared::perform::port::{Committed, Write};

use crate::memory::conditions::judge;

/// What must become of a commit that the table takes at all, by what stands there.
pub fn promised(stands: &BTreeMap<Name, Item>, writes: &[Write]) -> Committed {
    let judged = judge(stands, writes, false);
    assert_eq!(judged, judge(stands, writes, true), "both ways of the simulated store agree");
    match judged {
        Ok(()) => Committed::Done,
        Err(seen) => Committed::Lost { seen },
    }
}
