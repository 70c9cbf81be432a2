//! What one attempt goes by, and what it comes to.

use crate::domain::world::{Item, World};
use crate::perform::Performed;
use crate::perform::port::{Fault, Write};

/// What an attempt goes by.
pub(super) struct View {
    /// The items, as they were last seen.
    pub(super) world: World,
    /// Everything, receipts too, was read strongly for this very attempt.
    pub(super) strong: bool,
}

/// What an attempt came to.
pub(super) enum Attempt {
    /// It is done, or was done before.
    Told(Performed),
    /// Another writer was first, and this is what stands there now.
    Again(View),
    /// Wait, then look again; the fault is the last one seen.
    Later(Option<Fault>),
}

/// The write of an item in place of what was seen there.
pub(super) fn expect(world: &World, item: Item) -> Write {
    Write { expect: world.expectation(&item.name()), item }
}
