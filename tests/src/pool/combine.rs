//! A prototype: who meets others leaves the command beside the account, and whoever gets through next
//! decides all that waits, one after the other, and commits it in one transaction. The others find
//! their entry.

mod rooms;
mod round;

use std::collections::BTreeMap;
use std::time::Duration;

use shared::domain::catalog::Catalog;
use shared::domain::command::Request;
use shared::domain::decide::decide;
use shared::domain::world::{Expect, Item, Name, World};
use shared::perform::pace::{Pace, RESERVE};
use shared::perform::port::Fault;
use shared::perform::{Failure, Performed};

use crate::pool::Instance;
use crate::pool::combine::rooms::{PLACES, room_of, within};
use crate::pool::combine::round::{Round, told};
use crate::pool::pace::StartTime;
use crate::pool::table::{Table, busy};

/// How commands are combined.
#[derive(Debug, Clone, Copy)]
pub struct Combining {
    /// The wait before each look is anything up to this.
    pub rest: Duration,
    /// So many commands go into one transaction at most.
    pub most: usize,
    /// For so long those who came later trust in one who came before.
    pub patience: Duration,
    /// How often what was told of a lost race is decided on at once.
    pub again: usize,
    /// For so long an instance that met others looks first who waits.
    pub warned: Duration,
}

impl Combining {
    /// What served best at every latency.
    pub const USUAL: Self = Self {
        rest: Duration::from_millis(20),
        most: 33,
        patience: Duration::from_millis(150),
        again: 2,
        warned: Duration::from_secs(1),
    };
}

/// A command that waits, and what it expects under its names.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// When it was left first.
    pub since: Duration,
    /// What was asked.
    pub request: Request,
    /// What its requester saw under its receipts, in their order.
    pub expects: Vec<Expect>,
}

/// Everything that waits, by its first receipt: one item of the table.
pub type Room = BTreeMap<Name, Waiting>;

/// What a warm instance remembers.
#[derive(Default)]
pub struct Remembered {
    account: Option<Item>,
    warned_until: Duration,
}

/// One request on its way.
struct Way<'a> {
    table: &'a Table,
    catalog: &'a Catalog,
    request: &'a Request,
    receipts: Vec<Name>,
    account: Name,
}

/// Does what is asked.
pub async fn combine(
    instance: &Instance,
    how: &Combining,
    request: &Request,
    time: &StartTime,
) -> Result<Performed, Failure> {
    let (table, catalog) = (&instance.performer.port, &instance.performer.catalog);
    let account = request.command.touches().remove(0);
    let receipts = request.command.receipts();
    let way = Way { table, catalog, request, receipts, account };
    let calm = instance.remembered.borrow().warned_until <= table.clock.now();
    let mut world = World::default();
    let remembered = instance.remembered.borrow().account.clone().filter(|_| calm);
    let mut strong = false;
    let mut look = remembered.is_none();
    if let Some(item) = remembered {
        world.put(item);
    }
    for _ in 0..3 {
        if look {
            let Ok((seen, room)) = way.look().await else { break };
            (world, strong, look) = (seen, true, false);
            if !room.is_empty() {
                break;
            }
        }
        match way.round(&world, strong, &Room::new(), how.most, time).await? {
            Round::Told(performed, _) => {
                instance.remembered.borrow_mut().account = world_after(&way);
                return Ok(performed);
            }
            Round::Refused(refusal) => return Err(refusal.into()),
            Round::Look => look = true,
            Round::Lost(found) if !strong => {
                for item in found {
                    world.put(item);
                }
                strong = true;
            }
            Round::Lost(_) | Round::Busy => break,
        }
    }
    let told = way.wait(how, world, time).await;
    let warned_until = table.clock.now() + how.warned;
    *instance.remembered.borrow_mut() = Remembered { account: None, warned_until };
    told
}

/// Those who have been waiting longer.
fn before(room: &Room, since: Duration) -> impl Iterator<Item = &Waiting> {
    room.values().filter(move |it| it.since < since)
}

/// Whether nobody comes before who waits since then. Of one that had its time and is still there nobody
/// knows whether it lives.
fn is_first(room: &Room, since: Duration, now: Duration, patience: Duration) -> bool {
    let late = |since: Duration| now.saturating_sub(since) > patience;
    let next = !late(since) && before(room, since).all(|it| late(it.since));
    next || before(room, since).next().is_none()
}

/// The prototype's instances remember what they wrote; here that is what stands there.
fn world_after(way: &Way<'_>) -> Option<Item> {
    way.table.state.borrow().items.get(&way.account).cloned()
}

impl Way<'_> {
    /// The account, the own receipts and the room, in one read.
    async fn look(&self) -> Result<(World, Room), Fault> {
        let names: Vec<_> = std::iter::once(&self.account).chain(&self.receipts).cloned().collect();
        self.table.load_with_room(&names).await
    }

    /// Leaves the command, and goes on until its entry stands there.
    #[allow(clippy::too_many_lines, reason = "the life of one who waits, told in one piece")]
    async fn wait(
        &self,
        how: &Combining,
        mut world: World,
        time: &StartTime,
    ) -> Result<Performed, Failure> {
        let since = self.table.clock.now();
        let mut tries = 0_u32;
        let mut ahead = 0_u32;
        let mut full = false;
        let mut most = how.most;
        let (mut last, mut moved) = (Expect::Absent, since);
        let mut room = Room::new();
        loop {
            let rest = how.rest * (2_u32.pow(tries.min(4)) + ahead / 16);
            if time.left() < rest + RESERVE {
                return Err(Failure::OutOfTime(busy("waiting")));
            }
            if room.contains_key(&self.receipts[0]) || full {
                time.rest(rest).await;
            } else {
                let expects = self.receipts.iter().map(|name| world.expectation(name)).collect();
                let waiting = Waiting { since, request: self.request.clone(), expects };
                if !self.table.post(waiting).await {
                    tries += 1;
                    time.rest(rest).await;
                }
            }
            let Ok(seen) = self.look().await else {
                tries += 1;
                continue;
            };
            (world, room) = seen;
            full = within(&room, room_of(&self.receipts[0])) >= PLACES;
            let stands = room.contains_key(&self.receipts[0]);
            if let Some(performed) = told(&self.receipts, &world) {
                if stands {
                    self.table.clear(&self.receipts).await;
                }
                return Ok(performed);
            }
            if let Err(refusal) = decide(self.catalog, &world, self.request) {
                let Round::Refused(refusal) = self.refuse(&world, refusal, time).await else {
                    continue;
                };
                if stands {
                    self.table.clear(&self.receipts).await;
                }
                return Err(refusal.into());
            }
            let now = self.table.clock.now();
            // As long as the account moves, somebody gets through; then only the oldest tries.
            let version = world.expectation(&self.account);
            if version != last {
                (last, moved) = (version, now);
            }
            ahead = u32::try_from(before(&room, since).count()).unwrap();
            let stalled = now.saturating_sub(moved) > how.patience;
            let others = u64::try_from(room.len()).unwrap().max(1);
            let leads = stands && is_first(&room, since, now, how.patience);
            if !leads && (!stalled || !time.random().is_multiple_of(others)) {
                continue;
            }
            for _ in 0..=how.again {
                match self.round(&world, true, &room, most, time).await? {
                    Round::Told(performed, served) => {
                        self.table.clear(&served).await;
                        return Ok(performed);
                    }
                    Round::Refused(refusal) => return Err(refusal.into()),
                    Round::Lost(found) => {
                        for item in found {
                            world.put(item);
                        }
                    }
                    Round::Busy => {
                        tries += 1;
                        most = (most / 2).max(4);
                        break;
                    }
                    Round::Look => break,
                }
            }
        }
    }
}
