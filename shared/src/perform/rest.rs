//! Waits between attempts, as long as there is time for another one.

use crate::domain::planted::{Bug, planted};
use crate::perform::Failure;
use crate::perform::pace::{Pace, RESERVE, wait};
use crate::perform::port::Fault;

/// Waits before another attempt, unless there is no time left for one.
pub async fn rest(pace: &impl Pace, tries: u32, fault: Fault) -> Result<(), Failure> {
    if let Fault::Broken { .. } = fault {
        return Err(Failure::Broken(fault));
    }
    if planted(Bug::NoRetry) {
        return Err(Failure::OutOfTime(fault));
    }
    let duration = wait(tries, pace.random());
    if pace.left() < duration.saturating_add(RESERVE) {
        return Err(Failure::OutOfTime(fault));
    }
    pace.pause(duration).await;
    Ok(())
}
