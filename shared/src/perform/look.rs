//! Looking before deciding: at what the store has, strongly, or at what was seen last.

use crate::domain::planted::{Bug, planted};
use crate::domain::world::{Item, Name, World};
use crate::perform::attempt::View;
use crate::perform::pace::Pace;
use crate::perform::port::{Fault, Port};
use crate::perform::rest::rest;
use crate::perform::{Failure, Performer};

impl<P: Port> Performer<P> {
    /// Reads items strongly and remembers them.
    pub async fn read(&self, names: &[Name], pace: &impl Pace) -> Result<World, Failure> {
        let mut tries = 0_u32;
        if let Some(view) = self.recall(names, |_| Vec::new()).filter(|_| planted(Bug::StaleRead)) {
            return Ok(view.world);
        }
        loop {
            match self.look(names, &[], |_| Vec::new()).await {
                Ok(world) if planted(Bug::WritingRead) => {
                    return self.read_and_write(world, names, pace).await;
                }
                Ok(world) => return Ok(world),
                Err(fault) => rest(pace, tries, fault).await?,
            }
            tries = tries.saturating_add(1);
        }
    }

    /// Reads what is named, and what that leads to.
    pub(super) async fn look(
        &self,
        names: &[Name],
        receipts: &[Name],
        leads_to: impl Fn(&World) -> Vec<Name>,
    ) -> Result<World, Fault> {
        let all: Vec<_> = receipts.iter().chain(names).cloned().collect();
        let mut world = World::default();
        self.see(&mut world, &all).await?;
        // A second name may lead to an entry that stands under a name nobody asked for.
        let target = |receipt| match world.get(receipt) {
            Some(Item::Also(also)) => Some(also.target()),
            _ => None,
        };
        let led = receipts.iter().filter_map(target).chain(leads_to(&world));
        let led: Vec<_> = led.filter(|name| world.get(name).is_none()).collect();
        self.see(&mut world, &led).await?;
        Ok(world)
    }

    async fn see(&self, world: &mut World, names: &[Name]) -> Result<(), Fault> {
        if names.is_empty() {
            return Ok(());
        }
        for (name, item) in names.iter().zip(self.port.load(names).await?) {
            match item {
                Some(item) => {
                    self.memory.note(&item);
                    world.put(item);
                }
                None => self.memory.forget(name),
            }
        }
        Ok(())
    }

    /// What is remembered, if that is everything.
    pub(super) fn recall(
        &self,
        names: &[Name],
        leads_to: impl Fn(&World) -> Vec<Name>,
    ) -> Option<View> {
        let mut world = World::default();
        for name in names {
            world.put(self.memory.recall(name)?);
        }
        for name in leads_to(&world) {
            world.put(self.memory.recall(&name)?);
        }
        Some(View { world, strong: false })
    }
}
