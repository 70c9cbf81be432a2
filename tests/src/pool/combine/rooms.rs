//! Where commands wait: a few items that plain updates add to and take from.

use shared::domain::id::AccountId;
use shared::domain::world::{Name, World};
use shared::perform::port::{Fault, Port};

use crate::pool::combine::{Room, Waiting};
use crate::pool::pool;
use crate::pool::table::Table;

/// About what a waiting command takes.
const BYTES: usize = 350;

/// Over so many items what waits is spread, each in a partition of its own.
const ROOMS: usize = 4;

/// So many wait in one of them at most; who finds it full comes back.
pub const PLACES: usize = 12;

/// The partition of a room.
fn partition(room: usize) -> AccountId {
    pool(900 + room)
}

/// In which room a command waits.
pub fn room_of(name: &Name) -> usize {
    let Name::Receipt(_, key) = name else { unreachable!() };
    let digit = key.to_string().chars().next().and_then(|it| it.to_digit(16)).unwrap();
    usize::try_from(digit).unwrap() % ROOMS
}

/// Those in one room.
pub fn within(all: &Room, room: usize) -> usize {
    all.keys().filter(|name| room_of(name) == room).count()
}

impl Table {
    fn room_units(&self, room: usize, each: usize) -> u64 {
        let bytes = within(&self.state.borrow().room, room) * BYTES;
        u64::try_from(bytes.div_ceil(each).max(1)).unwrap()
    }

    /// Leaves a command in its room; whether it stands there now.
    pub async fn post(&self, waiting: Waiting) -> bool {
        self.state.borrow_mut().counts.puts += 1;
        self.clock.passes(self.latency.half_a_put()).await;
        let name = waiting.request.command.receipts().remove(0);
        let room = room_of(&name);
        let mut stands = self.affords_write(&partition(room), self.room_units(room, 1024));
        if stands {
            let state = &mut *self.state.borrow_mut();
            stands = within(&state.room, room) < PLACES;
            if stands {
                state.room.insert(name, waiting);
            }
        }
        self.clock.passes(self.latency.half_a_put()).await;
        self.live().await;
        stands
    }

    /// Takes out of the rooms what is served; all rooms at the same time.
    pub async fn clear(&self, served: &[Name]) {
        self.clock.passes(self.latency.half_a_put()).await;
        for room in 0..ROOMS {
            let here = served.iter().filter(|name| room_of(name) == room);
            let here: Vec<_> =
                here.filter(|name| self.state.borrow().room.contains_key(name)).collect();
            if here.is_empty() {
                continue;
            }
            self.state.borrow_mut().counts.puts += 1;
            if self.affords_write(&partition(room), self.room_units(room, 1024)) {
                let room = &mut self.state.borrow_mut().room;
                for name in here {
                    room.remove(name);
                }
            }
        }
        self.clock.passes(self.latency.half_a_put()).await;
    }

    /// Reads items and the rooms, in one request.
    pub async fn load_with_room(&self, names: &[Name]) -> Result<(World, Room), Fault> {
        for room in 0..ROOMS {
            self.affords_read(&partition(room), self.room_units(room, 4096));
        }
        let found = self.load(names).await?;
        let mut world = World::default();
        found.into_iter().flatten().for_each(|item| world.put(item));
        Ok((world, self.state.borrow().room.clone()))
    }
}
