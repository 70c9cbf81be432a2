//! Says what a person is in an organisation, and how much of its pool they may use.

use crate::domain::command::setup::Enrol;
use crate::domain::decide::seat::{taken, written};
use crate::domain::decide::{Answer, Change};
use crate::domain::member::{Member, Standing};
use crate::domain::planted::{Bug, planted};
use crate::domain::refusal::Refusal;
use crate::domain::world::World;

/// Writes what is new. It says how it shall be, so told again it changes nothing; what the person has
/// used stays, also when they come back.
pub fn enrol(world: &World, enrol: &Enrol) -> Result<Change, Refusal> {
    let known = world.member(&enrol.account, &enrol.user);
    let before = taken(world, &enrol.account, &enrol.user);
    let standing = enrol.standing.unwrap_or(before.standing);
    let caps = enrol.caps.clone().unwrap_or_else(|| before.caps.clone());
    let mut after = Member { standing, caps, ..before };
    if planted(Bug::CapsLost) && enrol.caps.is_none() {
        after.caps.clear();
    }
    if planted(Bug::UsedForgotten) && enrol.standing == Some(Standing::Member) {
        after.used.clear();
    }
    if known == Some(&after) {
        return Ok(Change::nothing(Answer::Done));
    }
    Ok(Change { items: vec![written(after)], answer: Answer::Done })
}
