//! A prototype: the pool stands in several accounts. It is the best that slices can do, for nothing
//! here moves funds between them or proves that all of them were empty at one moment.

use shared::domain::command::Request;
use shared::domain::refusal::Refusal;
use shared::perform::{Failure, Performed};

use crate::pool::pace::StartTime;
use crate::pool::{Instance, pool, start};

/// Spends from the member's own slice, and from the next ones when that is empty.
pub async fn spend(
    instance: &Instance,
    slices: usize,
    member: usize,
    holds: bool,
    time: &StartTime,
) -> Result<Performed, Failure> {
    let mut last = None;
    for step in 0..slices {
        let account = pool((member.wrapping_mul(7919) + step) % slices);
        let request = Request { at: time.at, command: start(member, account, holds) };
        match instance.performer.perform(&request, time).await {
            Err(Failure::Refused(refusal @ Refusal::Insufficient(_))) => last = Some(refusal),
            told => return told,
        }
    }
    Err(Failure::Refused(last.unwrap()))
}
