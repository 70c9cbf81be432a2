//! What one partition gives in a second, and what it was asked for.
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html>

use std::collections::BTreeMap;
use std::time::Duration;

use shared::domain::id::AccountId;

/// What one partition gives.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// Write units a second.
    pub written: f64,
    /// Read units a second.
    pub read: f64,
}

impl Limit {
    /// What AWS says of a partition.
    pub const OF_A_PARTITION: Self = Self { written: 1000.0, read: 3000.0 };
}

/// What is left of a second's units, and when that was reckoned.
#[derive(Debug, Clone, Copy)]
struct Left {
    units: f64,
    at: Duration,
}

/// What is left, by partition.
#[derive(Debug, Default)]
pub struct Units {
    written: BTreeMap<AccountId, Left>,
    read: BTreeMap<AccountId, Left>,
}

impl Units {
    /// Takes write units, if there are so many.
    pub fn write(&mut self, id: &AccountId, wanted: u64, now: Duration, limit: &Limit) -> bool {
        take(&mut self.written, id, wanted, now, limit.written)
    }

    /// Takes read units, if there are so many.
    pub fn read(&mut self, id: &AccountId, wanted: u64, now: Duration, limit: &Limit) -> bool {
        take(&mut self.read, id, wanted, now, limit.read)
    }
}

fn take(
    all: &mut BTreeMap<AccountId, Left>,
    id: &AccountId,
    wanted: u64,
    now: Duration,
    rate: f64,
) -> bool {
    let left = all.entry(id.clone()).or_insert(Left { units: rate, at: now });
    let passed = now.saturating_sub(left.at).as_secs_f64();
    left.units = (left.units + passed * rate).min(rate);
    left.at = now;
    let wanted = f64::from(u32::try_from(wanted).unwrap());
    if left.units < wanted {
        return false;
    }
    left.units -= wanted;
    true
}
