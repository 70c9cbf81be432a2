//! One round: the own command and what waits, decided one after the other and committed at once.

use std::collections::BTreeMap;

use shared::domain::decide::{Answer, Change, decide};
use shared::domain::hash::Hash;
use shared::domain::refusal::Refusal;
use shared::domain::world::{Expect, Item, Mark, Name, World};
use shared::perform::pace::Pace;
use shared::perform::port::{Committed, Fault, Port, Write};
use shared::perform::{Failure, Performed};

use crate::pool::combine::{Room, Way};
use crate::pool::pace::StartTime;

/// What a round came to.
pub(super) enum Round {
    /// And these are not to wait any longer.
    Told(Performed, Vec<Name>),
    Refused(Refusal),
    /// Somebody was first, and this is what stands there.
    Lost(Vec<Item>),
    Busy,
    Look,
}

/// What a round writes, and what need not wait any longer once it is written.
struct Batch {
    writes: BTreeMap<Name, Write>,
    served: Vec<Name>,
}

impl Way<'_> {
    /// Decides the own command and then what waits, and commits all of it.
    pub(super) async fn round(
        &self,
        world: &World,
        strong: bool,
        room: &Room,
        most: usize,
        time: &StartTime,
    ) -> Result<Round, Failure> {
        if let Some(performed) = told(&self.receipts, world) {
            return Ok(Round::Told(performed, Vec::new()));
        }
        let (items, answer) = match decide(self.catalog, world, self.request) {
            Ok(Change { items, answer }) => (items, answer),
            Err(_) if !strong => return Ok(Round::Look),
            Err(refusal) => return Ok(self.refuse(world, refusal, time).await),
        };
        let Batch { writes, served } = self.batch(world, items, room, most);
        let writes: Vec<_> = writes.into_values().collect();
        Ok(match self.table.commit(&writes).await {
            Ok(Committed::Done) => Round::Told(Performed { answer, replayed: false }, served),
            Ok(Committed::Lost { seen }) => Round::Lost(seen.into_iter().flatten().collect()),
            Err(fault @ Fault::Broken { .. }) => return Err(Failure::Broken(fault)),
            Err(_) => Round::Busy,
        })
    }

    fn batch(&self, world: &World, items: Vec<Item>, room: &Room, most: usize) -> Batch {
        let mut writes = BTreeMap::new();
        let mut after = world.clone();
        add(&mut writes, &mut after, items, |name| world.expectation(name));
        let mut served = vec![self.receipts[0].clone()];
        let mut count = 1;
        let mut queue: Vec<_> = room.values().collect();
        queue.sort_by_key(|it| it.since);
        for waiting in queue {
            let receipts = waiting.request.command.receipts();
            if receipts.iter().any(|name| writes.contains_key(name)) {
                continue;
            }
            let expects: BTreeMap<_, _> = std::iter::zip(&receipts, &waiting.expects).collect();
            // It was done or refused since it was left: it is dead.
            if !expects.iter().all(|(name, expect)| may_be(world, name, **expect)) {
                served.push(receipts[0].clone());
                continue;
            }
            if count == most {
                continue;
            }
            // The refusal of another is its requester's to tell: it need not wait for a leader.
            served.push(receipts[0].clone());
            if let Ok(change) = decide(self.catalog, &after, &waiting.request) {
                add(&mut writes, &mut after, change.items, |name| {
                    expects.get(name).map_or_else(|| world.expectation(name), |it| **it)
                });
                count += 1;
            }
        }
        Batch { writes, served }
    }

    pub(super) async fn refuse(&self, world: &World, refusal: Refusal, time: &StartTime) -> Round {
        let Name::Receipt(account, key) = self.receipts[0].clone() else { unreachable!() };
        let nonce = Hash::of_parts(&[&key.to_string(), &time.random().to_string()]);
        let fingerprint = self.request.command.fingerprint();
        let expires = self.request.at.plus_days(7);
        let mark = Item::Refused(Mark { account, key, nonce, fingerprint, expires });
        let expect = world.expectation(&mark.name());
        match self.table.commit(&[Write { item: mark, expect }]).await {
            Ok(Committed::Done) => Round::Refused(refusal),
            _ => Round::Look,
        }
    }
}

/// Adds what a decision writes; what it writes again is written once, over what stood there first.
fn add(
    writes: &mut BTreeMap<Name, Write>,
    after: &mut World,
    items: Vec<Item>,
    expect: impl Fn(&Name) -> Expect,
) {
    for item in items {
        after.put(item.clone());
        let name = item.name();
        let expect = writes.get(&name).map_or_else(|| expect(&name), |write| write.expect);
        writes.insert(name, Write { item, expect });
    }
}

/// What the operation came to, if its entry stands there.
pub(super) fn told(receipts: &[Name], world: &World) -> Option<Performed> {
    receipts.iter().find_map(|name| match world.get(name) {
        Some(Item::Entry(entry)) => {
            Some(Performed { answer: Answer::Entry(entry.clone()), replayed: true })
        }
        _ => None,
    })
}

/// Whether this may stand there, as far as it is known.
fn may_be(world: &World, name: &Name, expect: Expect) -> bool {
    match world.get(name) {
        None => true,
        Some(item @ Item::Refused(_)) => item.expectation() == expect,
        Some(_) => false,
    }
}
